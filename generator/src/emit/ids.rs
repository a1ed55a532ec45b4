//! ids.rs: types of IDs; and methods of responses for IDs that may be absent.

use super::{Emitter, doc};
use crate::layout::Layout;
use crate::model::{Field, IdType, Object, TypeExpr};
use crate::name::TypePath;

/// The module of all types of IDs.
pub(super) fn ids(emitter: &Emitter<'_>) -> Layout {
    let mut layout = emitter.layout("rules.yaml");
    layout.docs(docs(emitter));
    layout.uses("crate::runtime::private as rt");
    let mut rows = String::new();
    for id in &emitter.api.ids {
        for line in doc::wrap(&[doc::inline(&id.doc)]) {
            rows.push_str(&format!("    /// {line}\n"));
        }
        let numeric = if id.numeric { " [numeric]" } else { "" };
        let from = match id.from.as_slice() {
            [] => String::new(),
            others => format!(" from {}", others.join(" and ")),
        };
        rows.push_str(&format!("    {}{numeric}{from};\n", id.name));
    }
    layout.text(format!("rt::id_types! {{\n{rows}}}"));
    layout
}

/// The use of IDs, with examples that compile and examples that do not.
fn docs(emitter: &Emitter<'_>) -> Vec<String> {
    let krate = emitter.settings.krate.name.replace('-', "_");
    let mut lines: Vec<String> = [
        "IDs, each with a type of its own.",
        "",
        "An ID is made from a string, and from an integer where the server has integers. Functions accept all of these",
        "and a reference to an ID. `as_str` and `to_string` give it back. A response has `Option`s of IDs:",
        "`require_id` and its kin give the ID, or an error that names what is missing.",
    ]
    .map(str::to_owned)
    .to_vec();
    let all = &emitter.api.ids;
    let accepts = |one: &IdType, other: &IdType| one.from.contains(&other.name);
    let pair = all.iter().flat_map(|one| all.iter().map(move |other| (one, other)));
    let pair = pair.filter(|(one, other)| one != other).find(|(a, b)| !accepts(a, b));
    if let Some((one, other)) = pair {
        let (one, other) = (&one.name, &other.name);
        lines.extend([String::new(), "```".to_owned(), format!("use {krate}::ids::{one};")]);
        lines.push(format!("let id: {one} = \"abc\".into();"));
        lines.extend(["assert_eq!(id.as_str(), \"abc\");".to_owned(), "```".to_owned()]);
        for (text, wrong) in [
            ("Another type of ID does not compile:", format!("{other}::from(\"abc\")")),
            ("Neither does a float:", "1.5".to_owned()),
            ("Or a boolean:", "true".to_owned()),
        ] {
            let (use_, value) = (format!("use {krate}::ids::{{{one}, {other}}};"), wrong);
            lines.extend([String::new(), text.to_owned(), String::new()]);
            lines.extend(["```compile_fail,E0277".to_owned(), use_]);
            lines.extend([format!("let id: {one} = {value}.into();"), "```".to_owned()]);
        }
    }
    lines
}

/// Fields with an ID, which a response may lack: position, field and member.
pub(crate) fn required_ids<'a>(
    object: &'a Object,
    members: &'a [String],
) -> impl Iterator<Item = (usize, &'a Field, &'a String)> {
    let fields = object.fields.iter().zip(members).enumerate();
    let ids = fields.filter(|(_, (field, _))| matches!(field.expr, TypeExpr::Id(_)));
    ids.map(|(position, (field, member))| (position, field, member))
}

/// A method for each ID of a response, which gives it or an error. The type may have a parameter.
pub(super) fn accessors(
    emitter: &Emitter<'_>,
    object: &Object,
    (path, parameter): (&TypePath, &str),
    members: &[String],
    layout: &mut Layout,
) {
    let literal = |text: &str| proc_macro2::Literal::string(text).to_string();
    let mut rows = String::new();
    for (_, field, member) in required_ids(object, members) {
        let (wire, kind) = (literal(&field.wire), emitter.value(&field.expr, &path.module));
        rows.push_str(&format!("        require_{member} = {member} {wire}: {kind},\n"));
    }
    if !rows.is_empty() {
        let (of, name) = (literal(&path.to_string()), &path.ident);
        layout.text(format!("rt::require! {{\n    {name}{parameter} of {of} {{\n{rows}    }}\n}}"));
    }
}
