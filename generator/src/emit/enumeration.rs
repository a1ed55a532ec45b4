//! Enumerations.

use super::types::ident;
use super::{Emitter, doc};
use crate::layout::{Layout, Source};
use crate::model::{EnumId, Enumeration, Repr, Variant, Wire};

pub(super) fn enumeration(emitter: &Emitter<'_>, id: EnumId, layout: &mut Layout) {
    let enumeration = emitter.api.enumeration(id);
    let Some(path) = emitter.names.enums.get(&id) else { return };
    let members = emitter.names.variants.get(&id).map(Vec::as_slice).unwrap_or_default();
    let (derive, rest, call) = match enumeration.repr {
        Repr::Integer => ("Clone, Copy", "Unknown(i64)", "integer_enum"),
        Repr::Text => ("Clone, Debug", "Other(String)", "string_enum"),
    };
    let mut source = Source::new();
    source.docs(0, &doc::wrap(&enum_docs(enumeration, &path.ident)));
    source.line(0, format_args!("#[derive({derive})]"));
    source.line(0, "#[non_exhaustive]");
    source.line(0, format_args!("pub enum {} {{", ident(&path.ident)));
    for (variant, member) in enumeration.variants.iter().zip(members) {
        source.docs(1, &doc::wrap(&[variant_docs(variant)]));
        source.line(1, format_args!("{},", ident(member)));
    }
    source.line(1, "/// A value that this version does not know; it is sent back unchanged.");
    source.line(1, format_args!("{rest},"));
    source.line(0, "}");
    layout.source(source);
    let mut rows = String::new();
    for (variant, member) in enumeration.variants.iter().zip(members) {
        let wire = match &variant.wire {
            Wire::Integer(value) => value.to_string(),
            Wire::Text(text) => proc_macro2::Literal::string(text).to_string(),
        };
        rows.push_str(&format!("        {member} = {wire},\n"));
    }
    layout.text(format!("rt::{call}! {{\n    {} {{\n{rows}    }}\n}}", path.ident));
}

fn enum_docs(enumeration: &Enumeration, ident: &str) -> Vec<String> {
    match enumeration.doc.as_deref().filter(|doc| !doc.trim().is_empty()) {
        Some(line) => vec![doc::inline(line)],
        None => {
            // A schema of its own, or a whole body, has no name on the wire.
            let name = Some(enumeration.schema_path.name()).filter(|name| !name.is_empty());
            vec![format!("The values of `{}`.", doc::code(name.unwrap_or(ident)))]
        }
    }
}

/// Label, wire value, other names.
fn variant_docs(variant: &Variant) -> String {
    let wire = format!("`{}`", doc::code(&variant.wire.to_string()));
    let label = variant.label.as_deref().or(variant.name.as_deref()).map(doc::inline);
    let mut text = match label.filter(|label| !label.is_empty()) {
        Some(label) => format!("{} ({wire}).", label.trim_end_matches('.')),
        None => format!("{wire}."),
    };
    if !variant.aliases.is_empty() {
        let aliases: Vec<String> = variant.aliases.iter().map(|alias| doc::inline(alias)).collect();
        text.push_str(&format!(" Also called {}.", aliases.join(", ")));
    }
    if variant.deprecated {
        text.push_str(" Deprecated.");
    }
    text
}
