//! Rust types for shapes, as seen from a module.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::Emitter;
pub(super) use crate::layout::plain;
use crate::model::TypeExpr;
use crate::name::{ModulePath, TypePath};

/// An identifier; names were checked when they were given.
pub(crate) fn ident(name: &str) -> Ident {
    // All names but foreign ones; the parser handles everything else.
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(plain) {
        return Ident::new(name, Span::call_site());
    }
    syn::parse_str(name).unwrap_or_else(|_| Ident::new("_invalid", Span::call_site()))
}

impl Emitter<'_> {
    /// The type of a value of this shape.
    pub(crate) fn value(&self, expr: &TypeExpr, from: &ModulePath) -> TokenStream {
        match expr {
            TypeExpr::Text => quote!(String),
            TypeExpr::Timestamp => quote!(rt::Timestamp),
            TypeExpr::Date => quote!(rt::Date),
            TypeExpr::Integer => quote!(i64),
            TypeExpr::Number => quote!(f64),
            TypeExpr::Boolean => quote!(bool),
            TypeExpr::File => quote!(rt::Upload),
            TypeExpr::Any => quote!(rt::Value),
            TypeExpr::Id(name) => {
                let (root, name) = ((!from.0.is_empty()).then(|| quote!(crate::)), ident(name));
                quote!(#root ids::#name)
            }
            TypeExpr::Enum(id) => self.path(self.names.enums.get(id), from),
            TypeExpr::Type(id) => self.path(self.names.types.get(id), from),
            TypeExpr::List(inner) => {
                let inner = self.value(inner, from);
                quote!(Vec<#inner>)
            }
            TypeExpr::Map(inner) => {
                let inner = self.value(inner, from);
                quote!(std::collections::BTreeMap<String, #inner>)
            }
        }
    }

    /// The shortest path that leads there from `from`.
    fn path(&self, path: Option<&TypePath>, from: &ModulePath) -> TokenStream {
        let Some(path) = path else { return quote!(rt::Value) };
        let name = ident(&path.ident);
        let below = path.module.0.strip_prefix(from.0.as_slice());
        let (root, parts) = match below {
            Some(below) => (None, below),
            None => (Some(quote!(crate::)), path.module.0.as_slice()),
        };
        let parts = parts.iter().map(|part| ident(part));
        quote!(#root #(#parts::)* #name)
    }

    /// The parameter type of a setter or constructor for this type, and the conversion to the value.
    pub(crate) fn argument(
        &self,
        expr: &TypeExpr,
        boxed: bool,
        name: &Ident,
        from: &ModulePath,
    ) -> (TokenStream, TokenStream) {
        let value = self.value(expr, from);
        match expr {
            TypeExpr::Text
            | TypeExpr::Timestamp
            | TypeExpr::Date
            | TypeExpr::File
            | TypeExpr::Id(_)
            | TypeExpr::Any => (quote!(impl Into<#value>), quote!(#name.into())),
            TypeExpr::List(inner)
                if matches!(**inner, TypeExpr::Text | TypeExpr::Id(_) | TypeExpr::Enum(_)) =>
            {
                let inner = self.value(inner, from);
                (
                    quote!(impl IntoIterator<Item = impl Into<#inner>>),
                    quote!(#name.into_iter().map(Into::into).collect()),
                )
            }
            TypeExpr::List(inner) => {
                let inner = self.value(inner, from);
                (quote!(impl IntoIterator<Item = #inner>), quote!(#name.into_iter().collect()))
            }
            _ if boxed => (quote!(#value), quote!(Box::new(#name))),
            _ => (quote!(#value), quote!(#name)),
        }
    }

    /// The type of a field: lists and maps of response-only types are empty when absent.
    pub(crate) fn field(
        &self,
        expr: &TypeExpr,
        boxed: bool,
        request: bool,
        from: &ModulePath,
    ) -> TokenStream {
        let value = self.value(expr, from);
        match expr {
            TypeExpr::List(_) | TypeExpr::Map(_) if !request => value,
            _ if boxed => quote!(Option<Box<#value>>),
            _ => quote!(Option<#value>),
        }
    }
}
