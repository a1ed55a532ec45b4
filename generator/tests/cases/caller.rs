//! A program that uses every item of api.txt, so that the compiler checks the lines.

use std::collections::BTreeMap;

/// One function a line. `root` is how the program names the crate (`sample`, `crate::fixtures::token`), `runtime`
/// where its runtime is.
pub fn caller(lines: &[String], root: &str, runtime: &str) -> String {
    let mut text = String::from(
        "//! Uses every item of the public API, a function a line of api.txt.\n#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]\n\n",
    );
    let generic = lines.iter().filter_map(|line| {
        let (path, parameter) = line.strip_prefix("struct ")?.split_once(" for ")?;
        Some((path.strip_suffix(": Default").unwrap_or(path).to_owned(), parameter.to_owned()))
    });
    let names = Names { root, runtime, generic: generic.collect() };
    for (index, line) in lines.iter().enumerate() {
        let function = names.function(index + 1, line).unwrap_or_else(|| panic!("no item: {line}"));
        text.push_str(&format!("// {line}\n{function}\n\n"));
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

struct Names<'a> {
    root: &'a str,
    runtime: &'a str,
    /// Generic types with their parameter: `<T: rt::Bound>`.
    generic: BTreeMap<String, String>,
}

impl Names<'_> {
    fn function(&self, number: usize, line: &str) -> Option<String> {
        let (kind, rest) = line.split_once(' ')?;
        let name = format!("line_{number}");
        Some(match kind {
            "fn" => {
                let (call, answer) = match rest.rsplit_once(" -> ") {
                    Some((call, answer)) => (call, self.ty(answer)),
                    // `new` gives its own type.
                    None => (rest, self.ty(rest.split_once("::new(")?.0)),
                };
                let (path, arguments) = call.split_once('(')?;
                let (parameters, values) = self.arguments(arguments.strip_suffix(')')?);
                let path = self.ty(path);
                format!("pub fn {name}({parameters}) -> {answer} {{ {path}({values}) }}")
            }
            "field" => {
                let (path, kind) = rest.split_once(": ")?;
                let (owner, member) = path.rsplit_once('.')?;
                let (parameter, owner) = self.owner(owner);
                let kind = self.ty(kind);
                format!("pub fn {name}{parameter}(owner: {owner}) -> {kind} {{ owner.{member} }}")
            }
            "method" => self.method(&name, rest)?,
            "struct" => match rest.split_once(": Default") {
                Some((path, _)) => {
                    let (parameter, path) = self.owner(path);
                    format!("pub fn {name}{parameter}() -> {path} {{ Default::default() }}")
                }
                None => {
                    format!("pub fn {name}(value: {0}) -> {0} {{ value.clone() }}", self.ty(rest))
                }
            },
            "enum" => match rest.split_once(": ") {
                Some((path, "i64")) => {
                    format!("pub fn {name}(value: {}) -> i64 {{ value.as_i64() }}", self.ty(path))
                }
                Some((path, _)) => {
                    format!("pub fn {name}(value: &{}) -> &str {{ value.as_str() }}", self.ty(path))
                }
                None => {
                    format!("pub fn {name}(value: {0}) -> {0} {{ value.clone() }}", self.ty(rest))
                }
            },
            "impl" => {
                let (implemented, path) = rest.split_once(" for ")?;
                let (name_of, kind) = implemented.strip_suffix('>')?.split_once('<')?;
                let (path, kind) = (self.ty(path), self.ty(kind));
                match name_of {
                    "From" => {
                        format!("pub fn {name}(value: {kind}) -> {path} {{ {path}::from(value) }}")
                    }
                    "TryFrom" => format!(
                        "pub fn {name}(value: {kind}) -> {}::Result<{path}> {{ {path}::try_from(value) }}",
                        self.runtime
                    ),
                    _ => return None,
                }
            }
            "variant" => self.variant(&name, rest)?,
            "const" => {
                let (path, ty) = rest.split_once(": &")?;
                let ty = ty.split_once(" = ").map_or(ty, |(ty, _)| ty);
                format!("pub fn {name}() -> &'static {} {{ {} }}", self.ty(ty), self.ty(path))
            }
            "event" => {
                let (_, path) = rest.rsplit_once(" = ")?;
                let (path, runtime) = (self.ty(path), self.runtime);
                format!(
                    "pub fn {name}() -> &'static str {{ <{path} as {runtime}::EventType>::NAME }}"
                )
            }
            _ => return None,
        })
    }

    /// The parameter of a type and the type, for a function that uses it.
    fn owner(&self, path: &str) -> (String, String) {
        let Some(parameter) = self.generic.get(path) else {
            return (String::new(), self.ty(path));
        };
        // The trait is for generated code.
        let parameter = parameter.replace("rt::", &format!("{}::rt::", self.root));
        let name =
            parameter.trim_start_matches('<').split(':').next().unwrap_or_default().to_owned();
        (parameter, format!("{}<{name}>", self.ty(path)))
    }

    fn method(&self, name: &str, rest: &str) -> Option<String> {
        let (path, arguments) = rest.split_once('(')?;
        let (arguments, answer) = arguments.rsplit_once(" -> ")?;
        let (owner, method) = path.rsplit_once("::")?;
        // Otherwise the line has the final type.
        let exact = answer.starts_with("rt::Result<");
        let (owner, client, answer) =
            (self.ty(owner), format!("{}::Client", self.runtime), self.ty(answer));
        let result = format!("{}::Result", self.runtime);
        Some(match arguments {
            "self, &Client)" if method == "send" => format!(
                "pub async fn {name}(owner: {owner}, client: {client}) -> {result}<{answer}> {{ owner.{method}(&client).await }}"
            ),
            "self, &Client)" if exact => format!(
                "pub fn {name}(owner: {owner}, client: &{client}) -> {answer} {{ owner.{method}(client) }}"
            ),
            "self, &Client)" => format!(
                "pub async fn {name}(owner: {owner}, client: {client}) -> {result}<Option<{answer}>> {{ owner.{method}(&client).try_next().await }}"
            ),
            "&self)" => {
                let (parameter, owner) = self.owner(path.rsplit_once("::")?.0);
                format!(
                    "pub fn {name}{parameter}(owner: &{owner}) -> {answer} {{ owner.{method}() }}"
                )
            }
            "self, &Client, AsyncRead)" => format!(
                "pub async fn {name}(owner: {owner}, client: {client}) -> {result}<{answer}> {{ owner.{method}(&client, std::io::Cursor::new(\"\")).await }}"
            ),
            "self)" => format!("pub fn {name}(owner: {owner}) -> {answer} {{ owner.{method}() }}"),
            _ => {
                let kind = arguments.strip_prefix("self, ")?.strip_suffix(')')?;
                let kind = self.ty(&concrete(kind));
                format!(
                    "pub fn {name}(owner: {owner}, value: {kind}) -> {owner} {{ owner.{method}(value) }}"
                )
            }
        })
    }

    fn variant(&self, name: &str, rest: &str) -> Option<String> {
        if let Some((path, _)) = rest.split_once(" = ") {
            let owner = self.ty(path.rsplit_once("::")?.0);
            return Some(format!("pub fn {name}() -> {owner} {{ {} }}", self.ty(path)));
        }
        let (path, kind) = rest.strip_suffix(')')?.split_once('(')?;
        let (owner, kind, path) =
            (self.ty(path.rsplit_once("::")?.0), self.ty(kind), self.ty(path));
        Some(format!("pub fn {name}(value: {kind}) -> {owner} {{ {path}(value) }}"))
    }

    /// `a: impl Into<String>, b: i64` → parameters with types that need no inference, and the values.
    fn arguments(&self, text: &str) -> (String, String) {
        let (mut parameters, mut values) = (Vec::new(), Vec::new());
        for (index, one) in split(text).into_iter().enumerate() {
            let (_, kind) = one.split_once(": ").expect("a parameter has a type");
            parameters.push(format!("argument_{index}: {}", self.ty(&concrete(kind))));
            values.push(format!("argument_{index}"));
        }
        (parameters.join(", "), values.join(", "))
    }

    /// A type or path, seen from outside of the crate.
    fn ty(&self, text: &str) -> String {
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        let mut out = String::new();
        let mut rest = text;
        while let Some(start) = rest.find(word) {
            let (before, after) = rest.split_at(start);
            let end = after.find(|c| !word(c)).unwrap_or(after.len());
            let (path, after) = after.split_at(end);
            out.push_str(before);
            match path.strip_prefix("rt::") {
                Some(path) => out.push_str(&format!("{}::{path}", self.runtime)),
                // A type of the language, or one that belongs to a parameter.
                None if path.starts_with("std::")
                    || !path.contains("::")
                    || path.starts_with(char::is_uppercase) =>
                {
                    out.push_str(path);
                }
                None => out.push_str(&format!("{}::{path}", self.root)),
            }
            rest = after;
        }
        out + rest
    }
}

/// Splits at commas outside of brackets.
fn split(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '<' | '(' => depth += 1,
            '>' | ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// A type that fits where an argument takes several.
fn concrete(kind: &str) -> String {
    if let Some(inner) = kind.strip_prefix("impl Into<").and_then(|rest| rest.strip_suffix('>')) {
        return inner.to_owned();
    }
    let list = kind.strip_prefix("impl IntoIterator<Item = ");
    if let Some(inner) = list.and_then(|rest| rest.strip_suffix('>')) {
        return format!("Vec<{}>", concrete(inner));
    }
    kind.to_owned()
}
