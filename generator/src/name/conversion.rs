//! Conversions between types that describe one thing (rules.yaml, `conversions`): which of them exist, and which members
//! they copy.

use indexmap::IndexMap;

use super::{Names, Target, inputs};
use crate::diagnostic::{Finding, Findings, Severity};
use crate::model::{Answer, Api, Field, Location, Method, Operation, TypeExpr, TypeId, TypeKind};
use crate::settings::{Settings, entry_pointer, file};
use crate::word::snake;

/// A type or request that is made from a type of responses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// The type of the response.
    pub from: TypeId,
    /// The result.
    pub into: ConvertedInto,
    /// Positions of members: in the result, and in the type of the response.
    pub members: Vec<(usize, usize)>,
    /// The positions of the required members of the result; the response may lack them.
    pub required: Vec<usize>,
}

/// A type that callers build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConvertedInto {
    /// An object.
    Type(TypeId),
    /// The request of an operation, by its index.
    Request(usize),
}

/// All conversions, in the order of their results.
pub(super) fn conversions(
    api: &Api,
    names: &Names,
    settings: &Settings,
    findings: &mut Findings,
) -> Vec<Conversion> {
    let rules = &settings.rules.conversions;
    let mut list: Vec<Conversion> = Vec::new();
    for (index, rule) in rules.types.iter().enumerate() {
        let from = names.types.iter().find(|(_, path)| path.to_string() == rule.from);
        let into = built(names, &rule.into);
        let found = match (from, into) {
            (None, _) => Err(format!("there is no type `{}`", rule.from)),
            (_, None) => Err(format!("there is no type or request `{}`", rule.into)),
            (Some((from, _)), Some(into)) => conversion(api, *from, into, &rule.fields),
        };
        match found {
            Ok(conversion) => list.push(conversion),
            Err(message) => findings.push(Finding::new(
                Severity::Error,
                "conversion",
                file::RULES,
                &entry_pointer(["conversions", "types"]).join(index),
                message,
                "correct the entry, or remove it",
            )),
        }
    }
    if rules.updates {
        for (index, operation) in api.operations.iter().enumerate() {
            let into = ConvertedInto::Request(index);
            let Some(from) = fetched(api, names, operation) else { continue };
            if list.iter().any(|other| other.from == from && other.into == into) {
                continue;
            }
            list.extend(conversion(api, from, into, &IndexMap::new()));
        }
    }
    list.sort_by_cached_key(|one| (path(names, one.into), names.types.get(&one.from).cloned()));
    list
}

fn built(names: &Names, path: &str) -> Option<ConvertedInto> {
    let is_it = |request: String| request == path;
    let request = names.operations.iter().position(|name| is_it(name.request_path()));
    let ty = names.types.iter().find(|(_, name)| is_it(name.to_string()));
    request.map(ConvertedInto::Request).or_else(|| ty.map(|(id, _)| ConvertedInto::Type(*id)))
}

fn path(names: &Names, built: ConvertedInto) -> String {
    match built {
        ConvertedInto::Type(id) => {
            names.types.get(&id).map(ToString::to_string).unwrap_or_default()
        }
        ConvertedInto::Request(index) => {
            names.operations.get(index).map(|name| name.request_path()).unwrap_or_default()
        }
    }
}

/// The type that a GET of the same path gives, if the operation changes what is there.
fn fetched(api: &Api, names: &Names, operation: &Operation) -> Option<TypeId> {
    if !matches!(operation.method, Method::Patch | Method::Put) || operation.deprecated {
        return None;
    }
    let path = operation.erased_path();
    let get = api.operations.iter().find(|other| {
        other.method == Method::Get
            && other.document == operation.document
            && other.server == operation.server
            && other.erased_path() == path
    })?;
    match &get.answer {
        Answer::Json(TypeExpr::Type(id)) => names.types.contains_key(id).then_some(*id),
        _ => None,
    }
}

/// A member of the result.
struct Member<'a> {
    wire: &'a str,
    expr: &'a TypeExpr,
    required: bool,
    /// Whether it is copied without being required or named.
    usual: bool,
    in_path: bool,
    /// The last parameter of the path: the ID of what the path leads to.
    is_id: bool,
}

fn members<'a>(api: &'a Api, built: ConvertedInto) -> Vec<Member<'a>> {
    let is_usual = |field: &Field| !field.facts.read_only && !field.facts.deprecated;
    match built {
        ConvertedInto::Type(id) => match &api.ty(id).kind {
            TypeKind::Union(_) => Vec::new(),
            TypeKind::Object(object) => {
                let member = |field: &'a Field| Member {
                    wire: field.wire.as_str(),
                    expr: &field.expr,
                    required: field.required,
                    usual: is_usual(field),
                    in_path: false,
                    is_id: false,
                };
                object.fields.iter().map(member).collect()
            }
        },
        ConvertedInto::Request(index) => {
            let Some(operation) = api.operations.get(index) else { return Vec::new() };
            let list = inputs(api, operation);
            let in_path = |target| matches!(target, Target::Parameter(Location::Path { .. }, _));
            let last = list.iter().rposition(|input| in_path(input.target));
            list.into_iter()
                .enumerate()
                .map(|(position, input)| Member {
                    wire: input.field.map_or("", |field| field.wire.as_str()),
                    expr: input.expr,
                    required: input.required,
                    usual: input.target == Target::Member && input.field.is_some_and(is_usual),
                    in_path: in_path(input.target),
                    is_id: last == Some(position),
                })
                .collect()
        }
    }
}

/// The conversion between two types.
///
/// # Errors
/// Why there is none.
fn conversion(
    api: &Api,
    from: TypeId,
    into: ConvertedInto,
    named: &IndexMap<String, String>,
) -> Result<Conversion, String> {
    let TypeKind::Object(source) = &api.ty(from).kind else {
        return Err("a type that is one of several cannot be converted".to_owned());
    };
    let members = members(api, into);
    if let Some(wire) = named.keys().find(|wire| members.iter().all(|one| one.wire != *wire)) {
        return Err(format!("the result has no field `{wire}`"));
    }
    let mut copied = Vec::new();
    let mut values = 0_usize;
    for (position, member) in members.iter().enumerate() {
        let name = named.get(member.wire).map(String::as_str);
        if name.is_none() && !member.required && !member.usual {
            continue;
        }
        let find = |wire: &str| {
            let mut fields = source.fields.iter();
            fields.position(|field| field.wire == wire && fits(api, &field.expr, member.expr))
        };
        let found = find(name.unwrap_or(member.wire));
        // `petId` in a path is `pet_id` in other documents, and the `id` of the response where it is the last one.
        let other = || find(&snake(member.wire)).filter(|_| member.in_path && name.is_none());
        let found = found.or_else(other);
        let found = found.or_else(|| find("id").filter(|_| member.is_id && name.is_none()));
        match found {
            Some(field) => copied.push((position, field)),
            None if name.is_some() || member.required => {
                let wire = member.wire;
                return Err(format!("nothing fits `{wire}`, which the result needs"));
            }
            None => {}
        }
        let is_value = found.is_some() && (member.usual || name.is_some());
        values = values.saturating_add(usize::from(is_value));
    }
    if values == 0 {
        return Err("the types have no field in common".to_owned());
    }
    let required = members.iter().enumerate().filter(|(_, member)| member.required);
    let required = required.map(|(position, _)| position).collect();
    Ok(Conversion { from, into, members: copied, required })
}

/// Whether a value of one type is a value of the other as well.
fn fits(api: &Api, from: &TypeExpr, into: &TypeExpr) -> bool {
    match (from, into) {
        (TypeExpr::Text, TypeExpr::Id(_)) | (TypeExpr::Id(_), TypeExpr::Text) => true,
        (TypeExpr::Id(from), TypeExpr::Id(into)) => {
            let accepts = |id: &&crate::model::IdType| id.name == *into && id.from.contains(from);
            from == into || api.ids.iter().find(accepts).is_some()
        }
        (TypeExpr::List(from), TypeExpr::List(into)) => fits(api, from, into),
        _ => from == into,
    }
}
