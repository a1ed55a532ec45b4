//! Inputs of operations and fields of types, which are compared in the same way.

mod by_schema;
mod causes;
mod cited;
mod compare;
mod differences;
mod encoding;
mod facts;
mod gained;
mod order;
mod renamed;
mod required;
mod successor;
mod text;
mod types;

use super::indexed_state::{IndexedState, Item};
use crate::listing::Origin;
use crate::model::{Facts, Location, Operation, Separator, Style, TypeExpr, TypeId, TypeKind};
use crate::name::{OperationName, Target, inputs};
use crate::pointer::Pointer;
use crate::schema_path::SchemaPath;

pub(super) use by_schema::{NOW_SHARED, differences_of};
pub(super) use cited::{Both, Cited, is_same, is_successor};
pub(super) use compare::{Owners, compare};
pub(super) use differences::differences;
pub(super) use renamed::Renamed;
pub(super) use text::{described, descriptions};
pub(super) use types::same;

/// An input or a field.
#[derive(Clone, Debug)]
pub(super) struct Field<'a> {
    pub position: usize,
    pub wire: &'a str,
    pub rust: &'a str,
    pub expr: &'a TypeExpr,
    pub required: bool,
    pub boxed: bool,
    pub quoted: bool,
    /// An ID as a number.
    pub number: bool,
    /// The separator of a list in one string.
    pub joined: Option<Separator>,
    pub nullable: bool,
    pub secret: bool,
    /// Its enumeration is that of several places.
    pub shares: bool,
    pub location: Option<Location>,
    pub style: Option<Style>,
    pub facts: Option<&'a Facts>,
    pub text: Option<String>,
    pub schema_path: Option<&'a SchemaPath>,
    /// The path of its type, if shared.yaml names that: lines of the glossary describe the field below it.
    pub home: Option<&'a SchemaPath>,
    pub pointer: &'a Pointer,
    pub file: &'a str,
    /// The fields that a field of a shared type replaces; none for others.
    pub sources: Vec<Cited<'a>>,
}

/// A request or a type, with its fields.
#[derive(Clone, Debug)]
pub(super) struct Owner<'a> {
    pub origin: Origin,
    /// The Rust path of the struct.
    pub path: String,
    /// The Rust path of its constructor; `None` if callers do not build it.
    pub constructor: Option<String>,
    /// Its identity on the wire, as reports show it.
    pub wire: String,
    pub product: String,
    pub fields: Vec<Field<'a>>,
    /// The schemas of the type; none for an operation.
    pub schemas: Vec<&'a SchemaPath>,
}

fn shares(view: &IndexedState<'_>, expr: &TypeExpr) -> bool {
    matches!(expr.innermost(), TypeExpr::Enum(id) if view.api.enumeration(*id).shared.is_some())
}

impl<'a> Owner<'a> {
    pub fn of_operation(
        view: &IndexedState<'a>,
        index: usize,
        operation: &'a Operation,
        name: &'a OperationName,
    ) -> Owner<'a> {
        let file = view.file(&operation.document);
        let mut fields = Vec::new();
        let inputs = inputs(view.api, operation).into_iter().zip(&name.inputs);
        for (position, (input, rust)) in inputs.enumerate() {
            let (location, style) = match input.target {
                Target::Parameter(location, style) => (Some(location), Some(style)),
                Target::Member | Target::Body => (None, None),
            };
            let field = input.field;
            let pointer = match (field, &operation.body) {
                (Some(field), _) => &field.pointer,
                (None, Some(body)) => &body.pointer,
                (None, None) => &operation.pointer,
            };
            let is_member = input.target == Target::Member;
            let body = operation.body.as_ref().and_then(|body| body.expr.type_id());
            fields.push(Field {
                position,
                wire: field.map_or("", |field| field.wire.as_str()),
                rust,
                expr: input.expr,
                required: input.required,
                boxed: false,
                quoted: field.is_some_and(|field| field.quoted) && is_member,
                number: field.is_some_and(|field| field.number) && is_member,
                joined: field.and_then(|field| field.joined),
                nullable: field.is_some_and(|field| field.nullable),
                secret: field.is_some_and(|field| field.secret),
                shares: shares(view, input.expr),
                location,
                style,
                facts: field.map(|field| &field.facts),
                text: field.and_then(|field| IndexedState::text(&field.facts)),
                schema_path: field.map(|field| &field.schema_path),
                home: body.and_then(|id| view.api.ty(id).home.as_ref()).filter(|_| is_member),
                pointer,
                file,
                sources: Vec::new(),
            });
        }
        Owner {
            origin: Origin::Operation(index),
            path: name.request_path(),
            constructor: Some(name.path()),
            wire: format!("{} {}", operation.method, operation.path),
            product: view.product(&operation.document),
            fields,
            schemas: Vec::new(),
        }
    }

    /// `None` for a union.
    pub fn of_type(view: &IndexedState<'a>, id: TypeId) -> Option<Owner<'a>> {
        let ty = view.api.ty(id);
        let TypeKind::Object(object) = &ty.kind else { return None };
        let path = view.path_text(Item::Type(id));
        let fields = object.fields.iter().zip(view.members(id)).enumerate();
        let fields = fields.map(|(position, (field, rust))| Field {
            position,
            wire: &field.wire,
            rust,
            expr: &field.expr,
            required: field.required,
            boxed: field.boxed,
            quoted: field.quoted,
            number: field.number,
            joined: field.joined,
            nullable: field.nullable,
            secret: field.secret,
            shares: shares(view, &field.expr),
            location: None,
            style: None,
            facts: Some(&field.facts),
            text: IndexedState::text(&field.facts),
            schema_path: Some(&field.schema_path),
            home: ty.home.as_ref(),
            pointer: &field.pointer,
            file: view.file(&field.schema_path.document),
            sources: field.sources.iter().map(|source| Cited::of(view, source)).collect(),
        });
        Some(Owner {
            origin: Origin::Type(id),
            constructor: ty.usage.request.then(|| format!("{path}::new")),
            wire: ty.schema_path.to_string().trim_end().to_owned(),
            product: view.product_of(Item::Type(id)),
            fields: fields.collect(),
            schemas: view.schemas(Item::Type(id)),
            path,
        })
    }
}
