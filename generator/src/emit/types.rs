//! Rust types for shapes, as seen from a module.

use super::Emitter;
use crate::model::TypeExpr;
use crate::name::{ModulePath, TypePath};

/// An identifier; names were checked when they were given.
pub(crate) fn ident(name: &str) -> &str {
    // All names but foreign ones; the parser handles everything else.
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let is_plain = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(plain);
    if is_plain || syn::parse_str::<syn::Ident>(name).is_ok() { name } else { "_invalid" }
}

impl Emitter<'_> {
    /// The type of a value of this shape.
    pub(crate) fn value(&self, expr: &TypeExpr, from: &ModulePath) -> String {
        let mut text = String::new();
        self.write_value(expr, from, &mut text);
        text
    }

    fn write_value(&self, expr: &TypeExpr, from: &ModulePath, text: &mut String) {
        let simple = match expr {
            TypeExpr::Text => "String",
            TypeExpr::Timestamp => "rt::Timestamp",
            TypeExpr::Date => "rt::Date",
            TypeExpr::Integer => "i64",
            TypeExpr::Number => "f64",
            TypeExpr::Boolean => "bool",
            TypeExpr::File => "rt::Upload",
            TypeExpr::Any => "rt::Value",
            TypeExpr::Id(name) => {
                text.push_str(if from.0.is_empty() { "ids::" } else { "crate::ids::" });
                ident(name)
            }
            TypeExpr::Enum(id) => return self.write_path(self.names.enums.get(id), from, text),
            TypeExpr::Type(id) => return self.write_path(self.names.types.get(id), from, text),
            TypeExpr::List(inner) => {
                text.push_str("Vec<");
                self.write_value(inner, from, text);
                ">"
            }
            TypeExpr::Map(inner) => {
                text.push_str("std::collections::BTreeMap<String, ");
                self.write_value(inner, from, text);
                ">"
            }
        };
        text.push_str(simple);
    }

    /// The shortest path that leads there from `from`.
    fn write_path(&self, path: Option<&TypePath>, from: &ModulePath, text: &mut String) {
        let Some(path) = path else { return text.push_str("rt::Value") };
        let parts = match path.module.0.strip_prefix(from.0.as_slice()) {
            Some(below) => below,
            None => {
                text.push_str("crate::");
                path.module.0.as_slice()
            }
        };
        for part in parts {
            text.push_str(ident(part));
            text.push_str("::");
        }
        text.push_str(ident(&path.ident));
    }

    /// The parameter type of a setter or constructor for this type, and the conversion to the value.
    pub(crate) fn argument(
        &self,
        expr: &TypeExpr,
        boxed: bool,
        name: &str,
        from: &ModulePath,
    ) -> (String, String) {
        match expr {
            TypeExpr::Text
            | TypeExpr::Timestamp
            | TypeExpr::Date
            | TypeExpr::File
            | TypeExpr::Id(_)
            | TypeExpr::Any => {
                (format!("impl Into<{}>", self.value(expr, from)), format!("{name}.into()"))
            }
            TypeExpr::List(inner)
                if matches!(**inner, TypeExpr::Text | TypeExpr::Id(_) | TypeExpr::Enum(_)) =>
            {
                (
                    format!("impl IntoIterator<Item = impl Into<{}>>", self.value(inner, from)),
                    format!("rt::list({name})"),
                )
            }
            TypeExpr::List(inner) => (
                format!("impl IntoIterator<Item = {}>", self.value(inner, from)),
                format!("rt::list({name})"),
            ),
            _ if boxed => (self.value(expr, from), format!("Box::new({name})")),
            _ => (self.value(expr, from), name.to_owned()),
        }
    }

    /// The type of a field: lists and maps of response-only types are empty when absent.
    pub(crate) fn field(
        &self,
        expr: &TypeExpr,
        boxed: bool,
        request: bool,
        from: &ModulePath,
    ) -> String {
        let value = self.value(expr, from);
        match expr {
            TypeExpr::List(_) | TypeExpr::Map(_) if !request => value,
            _ if boxed => format!("Option<Box<{value}>>"),
            _ => format!("Option<{value}>"),
        }
    }
}
