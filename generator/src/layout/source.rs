//! Rust source that is written in its final form, as prettyplease would write it.
//!
//! Nearly all items of a crate are structs, enums and methods of few shapes whose lines fit: they are written directly,
//! because parsing and formatting them took half of the time of a run. An item with a line that does not fit is
//! formatted by prettyplease.

use std::fmt::{Display, Write as _};

/// The columns of a line.
pub(crate) const WIDTH: usize = 89;

const INDENT: &str = "    ";

/// An item that is being written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Source {
    text: String,
    /// Some line is not what prettyplease would write.
    needs_form: bool,
}

impl Source {
    pub fn new() -> Source {
        Source::default()
    }

    /// A line of code, or of our own documentation.
    pub fn line(&mut self, depth: usize, code: impl Display) {
        let begun = self.text.len();
        self.indent(depth);
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{code}");
        let line = self.text.get(begun..).unwrap_or_default();
        // Comments are not broken.
        self.needs_form |= line.len() > WIDTH && !line.trim_start().starts_with("///");
        self.text.push('\n');
    }

    /// A blank line, between methods.
    pub fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Documentation.
    pub fn docs(&mut self, depth: usize, lines: &[String]) {
        for line in lines {
            self.indent(depth);
            // A line of documentation ends at the end of its line, whatever it says.
            if line.contains(['\n', '\r']) {
                let literal = proc_macro2::Literal::string(&format!(" {line}"));
                let _ = writeln!(self.text, "#[doc = {literal}]");
                self.needs_form = true;
                continue;
            }
            let line = line.trim_end_matches(' ');
            self.text.push_str(if line.is_empty() { "///" } else { "/// " });
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    /// The head of a function, with a line for each parameter where one line is too short.
    ///
    /// A function without generic arguments is marked as `inline`: so it is compiled by the programs that call it, as
    /// those with generic arguments are, and not by everyone who builds the crate.
    pub fn function(&mut self, depth: usize, name: &str, parameters: &[String], result: &str) {
        if !parameters.iter().any(|parameter| parameter.contains("impl ")) {
            self.line(depth, "#[inline]");
        }
        let list = parameters.join(", ");
        let length = "pub fn () ->  {".len() + name.len() + list.len() + result.len();
        if INDENT.len() * depth + length <= WIDTH || parameters.is_empty() {
            return self.line(depth, format_args!("pub fn {name}({list}) -> {result} {{"));
        }
        self.line(depth, format_args!("pub fn {name}("));
        for parameter in parameters {
            self.line(depth + 1, format_args!("{parameter},"));
        }
        self.line(depth, format_args!(") -> {result} {{"));
    }

    /// `Type { a: Some(a), ..rt::Empty::empty() }` as the body of a function.
    pub fn built(&mut self, depth: usize, name: &str, values: &[(&str, String)]) {
        if values.is_empty() {
            return self.line(depth, "rt::Empty::empty()");
        }
        self.line(depth, format_args!("{name} {{"));
        for (member, value) in values {
            self.line(depth + 1, format_args!("{member}: Some({value}),"));
        }
        self.line(depth + 1, "..rt::Empty::empty()");
        self.line(depth, "}");
    }

    /// The text, or the error if it is not Rust.
    pub fn finish(self) -> Result<String, (String, syn::Error)> {
        if !self.needs_form {
            return Ok(self.text);
        }
        match syn::parse_str(&self.text) {
            Ok(file) => Ok(spread(&prettyplease::unparse(&file))),
            Err(error) => Err((self.text, error)),
        }
    }

    fn indent(&mut self, depth: usize) {
        self.text.extend(std::iter::repeat_n(INDENT, depth));
    }
}

/// A blank line between the methods of an `impl` block, which prettyplease does not leave.
fn spread(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut ended = false;
    for line in text.lines() {
        if ended && (line.starts_with("    ///") || line.starts_with("    #[")) {
            out.push('\n');
        }
        ended = line == "    }";
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text, and what prettyplease makes of it.
    fn both(source: Source) -> (String, String) {
        let formed = Source { needs_form: true, ..source.clone() };
        (source.finish().expect("Rust"), formed.finish().expect("Rust"))
    }

    #[test]
    fn the_text_is_what_the_formatter_writes() {
        for length in 0..60 {
            let name = format!("f{}", "x".repeat(length));
            let parameters: Vec<String> =
                ["mut self", "value: impl Into<crate::ids::UserId>"].map(str::to_owned).to_vec();
            for count in 0..=2 {
                let mut source = Source::new();
                source.line(0, "impl A {");
                source.docs(1, &["One. ".to_owned(), String::new()]);
                source.line(1, "#[must_use]");
                source.function(1, &name, parameters.get(..count).unwrap_or_default(), "Self");
                source.built(2, "Self", &[(&name, format!("{name}.into_iter().collect()"))]);
                source.line(1, "}");
                source.blank();
                source.docs(1, &["Two.".to_owned()]);
                source.function(1, "two", &[], &format!("a::{name}::B"));
                source.built(2, "Self", &[]);
                source.line(1, "}");
                source.line(0, "}");
                let (text, formed) = both(source);
                assert_eq!(text, formed);
            }
        }
    }

    #[test]
    fn documentation_cannot_leave_its_lines() {
        let mut source = Source::new();
        source.docs(0, &["a\nfn b() {}".to_owned()]);
        source.line(0, "struct C;");
        let text = source.finish().expect("Rust");
        let file: syn::File = syn::parse_str(&text).expect("Rust");
        assert_eq!(file.items.len(), 1, "{text}");
    }
}
