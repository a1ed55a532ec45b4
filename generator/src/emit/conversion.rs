//! Conversions: a line of a macro for each.

use super::Emitter;
use super::crate_files::cfg;
use crate::model::{TypeExpr, TypeId};
use crate::name::{Conversion, ConvertedInto, ModulePath};

/// The conversions that have this result.
pub(crate) fn conversions<'a>(
    emitter: &Emitter<'a>,
    into: ConvertedInto,
) -> impl Iterator<Item = &'a Conversion> {
    emitter.names.conversions.iter().filter(move |one| one.into == into)
}

/// The features of the other type, if it is not compiled wherever the result is.
pub(crate) fn features(
    emitter: &Emitter<'_>,
    conversion: &Conversion,
    module: &ModulePath,
) -> Vec<String> {
    let Some(from) = emitter.names.types.get(&conversion.from) else { return Vec::new() };
    let own = match conversion.into {
        ConvertedInto::Type(id) => emitter.index.features_of_type(id, module),
        ConvertedInto::Request(_) => emitter.index.features(module),
    };
    let others = emitter.index.features_of_type(conversion.from, &from.module);
    let is_there = others.is_empty() || (!own.is_empty() && own.is_subset(&others));
    if is_there { Vec::new() } else { others.into_iter().collect() }
}

/// The product crate of a module.
fn crate_of<'a>(emitter: &Emitter<'a>, module: &ModulePath) -> Option<&'a str> {
    module.0.first().and_then(|top| emitter.settings.krate.crate_of(top))
}

/// Whether the crate of the result does not know the other type: the core depends on no product crate.
fn is_reversed(emitter: &Emitter<'_>, conversion: &Conversion, into: &ModulePath) -> bool {
    let from = emitter.names.types.get(&conversion.from);
    crate_of(emitter, into).is_none()
        && from.is_some_and(|from| crate_of(emitter, &from.module).is_some())
}

/// The calls of the macro for the conversions of a type into those whose crate does not know it.
pub(super) fn reversed_calls(
    emitter: &Emitter<'_>,
    from: TypeId,
    module: &ModulePath,
) -> Vec<String> {
    let call = |one: &Conversion| {
        let ConvertedInto::Type(id) = one.into else { return None };
        let into = emitter.names.types.get(&id)?;
        if one.from != from || !is_reversed(emitter, one, &into.module) {
            return None;
        }
        let own = emitter.index.features_of_type(from, module);
        let others = emitter.index.features_of_type(id, &into.module);
        let is_there = others.is_empty() || (!own.is_empty() && own.is_subset(&others));
        let gate = if is_there { String::new() } else { cfg(&others) };
        let name = emitter.value(&TypeExpr::Type(id), module);
        Some(call_of(emitter, one, &name, module, &gate))
    };
    emitter.names.conversions.iter().filter_map(call).collect()
}

/// The calls of the macro for the conversions into a type of this name.
pub(super) fn calls(
    emitter: &Emitter<'_>,
    into: ConvertedInto,
    name: &str,
    module: &ModulePath,
) -> Vec<String> {
    let own = conversions(emitter, into).filter(|one| !is_reversed(emitter, one, module));
    let gate = |one: &Conversion| cfg(&features(emitter, one, module).into_iter().collect());
    own.map(|one| call_of(emitter, one, name, module, &gate(one))).collect()
}

fn call_of(
    emitter: &Emitter<'_>,
    one: &Conversion,
    name: &str,
    module: &ModulePath,
    gate: &str,
) -> String {
    let from = emitter.value(&TypeExpr::Type(one.from), module);
    let rows: Vec<String> =
        one.members.iter().map(|(into, from)| format!("{into} = {from}")).collect();
    let (may_fail, of) = match one.required.is_empty() {
        true => ("", String::new()),
        false => {
            let path = emitter.names.types.get(&one.from).map(ToString::to_string);
            let path = proc_macro2::Literal::string(&path.unwrap_or_default());
            ("try ", format!(", of {path}"))
        }
    };
    let rows = rows.join(", ");
    format!("{gate}rt::conversion! {{\n    {may_fail}{from} => {name}{of} {{ {rows} }}\n}}")
}

/// One sentence for the documentation of the result.
pub(super) fn words(
    emitter: &Emitter<'_>,
    into: ConvertedInto,
    module: &ModulePath,
) -> Option<String> {
    let links: Vec<String> = conversions(emitter, into)
        .map(|one| {
            let path = emitter.value(&TypeExpr::Type(one.from), module);
            let shown = path.strip_prefix("crate::").unwrap_or(&path).to_owned();
            // A link would lead nowhere without the features of the other type.
            let is_elsewhere = is_reversed(emitter, one, module);
            if is_elsewhere || !features(emitter, one, module).is_empty() {
                return format!("`&{shown}`");
            }
            format!("[`&{shown}`]({path})")
        })
        .collect();
    let trait_name = match conversions(emitter, into).all(|one| one.required.is_empty()) {
        true => "From",
        false => "TryFrom",
    };
    (!links.is_empty())
        .then(|| format!("It is made from {} by `{trait_name}`.", links.join(" or ")))
}
