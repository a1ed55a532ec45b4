//! Objects and unions.

use super::types::ident;
use super::{Emitter, conversion, doc, ids};
use crate::layout::{Layout, Source};
use crate::model::{Field, Object, Type, TypeExpr, TypeId, TypeKind, Union};
use crate::name::{ConvertedInto, ModulePath, TypePath};

pub(super) fn ty(emitter: &Emitter<'_>, id: TypeId, layout: &mut Layout) {
    let ty = emitter.api.ty(id);
    let Some(path) = emitter.names.types.get(&id) else { return };
    let members = emitter.names.members.get(&id).map(Vec::as_slice).unwrap_or_default();
    match &ty.kind {
        TypeKind::Object(object) => {
            emit_object(emitter, id, object, path, members, layout);
            let into = ConvertedInto::Type(id);
            for call in conversion::calls(emitter, into, &path.ident, &path.module) {
                layout.text(call);
            }
            for call in conversion::reversed_calls(emitter, id, &path.module) {
                layout.text(call);
            }
        }
        TypeKind::Union(union) => emit_union(emitter, ty, union, path, members, layout),
    }
}

fn emit_object(
    emitter: &Emitter<'_>,
    id: TypeId,
    object: &Object,
    path: &TypePath,
    members: &[String],
    layout: &mut Layout,
) {
    let ty = emitter.api.ty(id);
    let mut about = type_docs(emitter, ty);
    if let Some(words) = conversion::words(emitter, ConvertedInto::Type(id), &path.module) {
        about.push(String::new());
        about.extend(doc::wrap(&[words]));
    }
    if let Some((alias, differences)) = emitter.items.alias(emitter, id) {
        about.extend(differences);
        let mut source = Source::new();
        source.docs(0, &about);
        source.line(0, format_args!("pub type {} = {alias};", ident(&path.ident)));
        layout.source(source);
        return;
    }
    // A field and its setter have the same documentation.
    let texts: Vec<Vec<String>> =
        object.fields.iter().map(|field| emitter.field_docs(field)).collect();
    let mut source = Source::new();
    source.docs(0, &about);
    source.line(0, "#[non_exhaustive]");
    source.line(0, format_args!("pub struct {} {{", ident(&path.ident)));
    for ((field, member), about) in object.fields.iter().zip(members).zip(&texts) {
        let kind = emitter.field(&field.expr, field.boxed, ty.usage.request, &path.module);
        source.docs(1, about);
        source.line(1, format_args!("pub {}: {kind},", ident(member)));
    }
    source.line(1, EXTRA_DOC);
    source.line(1, "pub extra: rt::Extra,");
    source.line(0, "}");
    layout.source(source);
    if ty.usage.request {
        layout.source(builder(emitter, object, path, members, &texts));
    }
    let rows =
        object.fields.iter().zip(members).map(|(field, member)| (member, field, flags(field)));
    let table = table(rows);
    let default = if object.has_default(ty.usage) { " default" } else { "" };
    layout.text(format!("rt::model! {{\n    {} {{\n{table}    }}{default}\n}}", path.ident));
    if ty.usage.response {
        ids::accessors(emitter, object, (path, ""), members, layout);
    }
}

/// `new` with what is required, and a setter for everything else.
fn builder(
    emitter: &Emitter<'_>,
    object: &Object,
    path: &TypePath,
    members: &[String],
    texts: &[Vec<String>],
) -> Source {
    let fields = object.fields.iter().zip(members).zip(texts);
    let (required, optional): (Vec<_>, Vec<_>) = fields.partition(|((field, _), _)| field.required);
    let mut parameters = Vec::new();
    let mut values = Vec::new();
    for ((field, member), _) in &required {
        let member = ident(member);
        let (kind, value) = emitter.argument(&field.expr, field.boxed, member, &path.module);
        parameters.push(format!("{member}: {kind}"));
        values.push((member, value));
    }
    let about = match values.is_empty() {
        true => "Nothing set yet, as `Default` does.",
        false => "With everything that is required.",
    };
    let mut source = Source::new();
    source.line(0, format_args!("impl {} {{", ident(&path.ident)));
    source.line(1, format_args!("/// {about}"));
    if parameters.len() > MANY {
        source.line(1, TOO_MANY);
    }
    source.line(1, "#[must_use]");
    source.function(1, "new", &parameters, "Self");
    source.built(2, "Self", &values);
    source.line(1, "}");
    for ((field, member), about) in &optional {
        source.blank();
        setter(emitter, field, member, about, &path.module, &mut source);
    }
    source.line(0, "}");
    source
}

/// The documentation of the last field.
pub(super) const EXTRA_DOC: &str =
    "/// Keys that this type does not know, and values that its fields could not hold.";

/// How many parameters a function may have without a complaint of clippy.
pub(super) const MANY: usize = 7;

pub(super) const TOO_MANY: &str =
    "#[allow(clippy::too_many_arguments, reason = \"the document requires all of them\")]";

/// A builder method for an optional field.
pub(super) fn setter(
    emitter: &Emitter<'_>,
    field: &Field,
    member: &str,
    about: &[String],
    from: &ModulePath,
    source: &mut Source,
) {
    source.docs(1, about);
    if let Some(alias) = alias(&field.wire, member) {
        source.line(1, alias);
    }
    // The field itself can still be read without a warning.
    if field.facts.deprecated {
        source.line(1, "#[deprecated]");
    }
    let (kind, value) = emitter.argument(&field.expr, field.boxed, "value", from);
    set(ident(member), &kind, &value, source);
}

/// The code of a builder method.
pub(super) fn set(member: &str, kind: &str, value: &str, source: &mut Source) {
    source.function(1, member, &["mut self".to_owned(), format!("value: {kind}")], "Self");
    source.line(2, format_args!("self.{member} = Some({value});"));
    source.line(2, "self");
    source.line(1, "}");
}

/// The attribute through which the documentation finds an item by another name; rustdoc refuses the item's own name
/// and most punctuation.
pub(super) fn alias(other: &str, name: &str) -> Option<String> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let fits = !other.is_empty() && other.chars().all(is_word);
    (fits && other != name.trim_start_matches("r#")).then(|| format!("#[doc(alias = \"{other}\")]"))
}

/// The flags of a model's field.
pub(super) fn flags(field: &Field) -> Vec<&'static str> {
    let mut flags = Vec::new();
    if field.required {
        flags.push("required");
    }
    if field.quoted {
        flags.push("text");
    }
    if field.number {
        flags.push("number");
    }
    flags.extend(field.joined.map(|separator| separator.style().flags()).into_iter().flatten());
    if field.secret {
        flags.push("secret");
    }
    flags
}

/// The rows of a `model!` or `operation!` table.
pub(super) fn table<'a>(
    rows: impl Iterator<Item = (&'a String, &'a Field, Vec<&'static str>)>,
) -> String {
    let mut text = String::new();
    for (index, (member, field, flags)) in rows.enumerate() {
        text.push_str(&row(index, member, &field.wire, &flags));
    }
    text
}

/// A row of such a table. Flags are a number there, because names of constants cost the compiler more; a comment names
/// them.
pub(super) fn row(index: usize, member: &str, wire: &str, flags: &[&str]) -> String {
    let wire = proc_macro2::Literal::string(wire);
    match flags {
        [] => format!("        {index} {member} = {wire},\n"),
        flags => {
            let bits = super::flags::bits(flags);
            format!("        {index} {member} = {wire} {bits}, // {}\n", flags.join(" "))
        }
    }
}

fn emit_union(
    emitter: &Emitter<'_>,
    ty: &Type,
    union: &Union,
    path: &TypePath,
    members: &[String],
    layout: &mut Layout,
) {
    let mut source = Source::new();
    source.docs(0, &type_docs(emitter, ty));
    source.line(0, "#[derive(Clone, PartialEq)]");
    source.line(0, "#[non_exhaustive]");
    source.line(0, format_args!("pub enum {} {{", ident(&path.ident)));
    for (one, member) in union.alternatives.iter().zip(members) {
        source.docs(1, &alternative_docs(emitter, &one.expr));
        let kind = emitter.value(&one.expr, &path.module);
        source.line(1, format_args!("{}({kind}),", ident(member)));
    }
    source.line(1, "/// A value that fits none of the others, kept as it came.");
    source.line(1, "Other(rt::Value),");
    source.line(0, "}");
    layout.source(source);
    let mut rows = String::new();
    for (index, (one, member)) in union.alternatives.iter().zip(members).enumerate() {
        let kind = emitter.value(&one.expr, &path.module);
        let tags = match union.tag {
            Some(_) if !one.tags.is_empty() => format!(" = [{}]", literals(&one.tags)),
            _ => String::new(),
        };
        rows.push_str(&format!("        {index} {member}({kind}){tags},\n"));
    }
    let key = union.tag.iter().map(|key| format!(" by {}", literals(std::slice::from_ref(key))));
    let key: String = key.collect();
    layout.text(format!("rt::union! {{\n    {}{key} {{\n{rows}    }}\n}}", path.ident));
}

fn literals(texts: &[String]) -> String {
    let literals = texts.iter().map(|text| proc_macro2::Literal::string(text).to_string());
    literals.collect::<Vec<_>>().join(", ")
}

/// An object has a description of its own; other types are described by their kind.
fn alternative_docs(emitter: &Emitter<'_>, expr: &TypeExpr) -> Vec<String> {
    match expr {
        TypeExpr::Type(id) => type_docs(emitter, emitter.api.ty(*id)),
        other => vec![format!("{}.", kind_words(other))],
    }
}

fn kind_words(expr: &TypeExpr) -> &'static str {
    match expr {
        TypeExpr::Text => "Text",
        TypeExpr::Timestamp => "A date and time",
        TypeExpr::Date => "A date",
        TypeExpr::Integer => "An integer",
        TypeExpr::Number => "A number",
        TypeExpr::Boolean => "True or false",
        TypeExpr::File => "A file",
        TypeExpr::Any => "Any value",
        TypeExpr::Id(_) => "An ID",
        TypeExpr::Enum(_) => "A known value",
        TypeExpr::Type(_) => "An object",
        TypeExpr::List(_) => "A list",
        TypeExpr::Map(_) => "A map",
    }
}

/// The documentation of a type: its description, or where it is used.
fn type_docs(emitter: &Emitter<'_>, ty: &Type) -> Vec<String> {
    if let Some(lines) = super::event::docs(emitter, ty) {
        return doc::wrap(&lines);
    }
    let own = ty.facts.line.as_deref().map(|line| vec![doc::inline(line)]);
    let text = || {
        let text = ty.facts.text.as_deref().map(doc::prose).unwrap_or_default();
        (!text.is_empty()).then_some(text)
    };
    let lines = own.or_else(text).unwrap_or_else(|| vec![used_as(&ty.schema_path)]);
    doc::wrap(&lines)
}

fn used_as(schema_path: &crate::schema_path::SchemaPath) -> String {
    use crate::schema_path::{Part, PathRoot};
    let name = doc::code(schema_path.name());
    match (&schema_path.anchor, &schema_path.part) {
        (PathRoot::Schema(schema), _) if schema_path.path.is_empty() => {
            format!("`{}`.", doc::code(schema))
        }
        (PathRoot::Shared(name), _) if schema_path.path.is_empty() => {
            format!("`{}`.", doc::code(name))
        }
        (PathRoot::Event(name), _) if schema_path.path.is_empty() => {
            format!("The event `{}`.", doc::code(name))
        }
        (_, Part::Body) if schema_path.path.is_empty() => "The body of the request.".into(),
        (_, Part::Response(_)) if schema_path.path.is_empty() => {
            "The response of the operation.".into()
        }
        (_, Part::Response(_)) if schema_path.path == "[]" => "An item of the response.".into(),
        _ if schema_path.path.ends_with("[]") => format!("An item of `{name}`."),
        _ => format!("The value of `{name}`."),
    }
}
