//! Lines of constants: a struct with a default has a line for each field, a list of structs one for each struct, and
//! everything else is on one line.

use serde::Serialize;

use super::{Constant, WITH_DEFAULT, constant};

/// A struct of the runtime as an expression, at the left margin.
pub(in crate::emit) fn expression(value: &(impl Serialize + ?Sized)) -> String {
    constant(value).text(0)
}

/// The fields of a struct, a line each; without the name and the default around them.
pub(in crate::emit) fn fields(value: &impl Serialize, depth: usize) -> String {
    match constant(value) {
        Constant::Struct(_, fields) => lines(&fields, depth),
        fault => fault.text(depth),
    }
}

const INDENT: &str = "    ";

fn lines(fields: &[(&'static str, Constant)], depth: usize) -> String {
    let indent = INDENT.repeat(depth);
    let line = |(name, value): &(_, Constant)| format!("{indent}{name}: {},\n", value.text(depth));
    fields.iter().map(line).collect()
}

impl Constant {
    /// The expression on lines whose first one is indented this deep already.
    fn text(&self, depth: usize) -> String {
        let end = INDENT.repeat(depth);
        let deeper = depth.saturating_add(1);
        match self {
            Constant::Plain(text) => text.clone(),
            Constant::Call(name, inner) => format!("{name}({})", inner.text(depth)),
            Constant::Tuple(parts) => format!("({})", joined(parts, depth)),
            Constant::List(parts)
                if parts.iter().any(|one| matches!(one, Constant::Struct(..))) =>
            {
                let indent = INDENT.repeat(deeper);
                let line = |one: &Constant| format!("{indent}{},\n", one.text(deeper));
                format!("&[\n{}{end}]", parts.iter().map(line).collect::<String>())
            }
            Constant::List(parts) => format!("&[{}]", joined(parts, depth)),
            Constant::Struct(name, fields) if WITH_DEFAULT.contains(name) => {
                let (fields, indent) = (lines(fields, deeper), INDENT.repeat(deeper));
                format!("rt::{name} {{\n{fields}{indent}..rt::{name}::DEFAULT\n{end}}}")
            }
            Constant::Struct(name, fields) => {
                let field =
                    |(name, value): &(_, Constant)| format!("{name}: {}", value.text(depth));
                let fields: Vec<String> = fields.iter().map(field).collect();
                format!("rt::{name} {{ {} }}", fields.join(", "))
            }
        }
    }
}

fn joined(parts: &[Constant], depth: usize) -> String {
    let parts: Vec<String> = parts.iter().map(|one| one.text(depth)).collect();
    parts.join(", ")
}
