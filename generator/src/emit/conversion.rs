//! Conversions: a line of a macro for each.

use super::Emitter;
use super::crate_files::cfg;
use crate::model::TypeExpr;
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

/// The calls of the macro for the conversions into a type of this name.
pub(super) fn calls(
    emitter: &Emitter<'_>,
    into: ConvertedInto,
    name: &str,
    module: &ModulePath,
) -> Vec<String> {
    let call = |one: &Conversion| {
        let from = emitter.value(&TypeExpr::Type(one.from), module);
        let features = features(emitter, one, module).into_iter().collect();
        let rows: Vec<String> =
            one.members.iter().map(|(into, from)| format!("{into} = {from}")).collect();
        let (may_fail, of) = match one.required.is_empty() {
            true => ("", String::new()),
            false => {
                let path = emitter.names.types.get(&one.from).map(ToString::to_string);
                let path = proc_macro2::Literal::string(&path.unwrap_or_default());
                ("try ", format!(" of {path}"))
            }
        };
        format!(
            "{}rt::conversion! {{\n    {may_fail}{from} => {name}{of} {{ {} }}\n}}",
            cfg(&features),
            rows.join(", ")
        )
    };
    conversions(emitter, into).map(call).collect()
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
            if !features(emitter, one, module).is_empty() {
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
