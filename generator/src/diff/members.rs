//! Inputs of operations, fields of types: one comparison for all of them.

mod compare;
mod shapes;

use super::view::{Item, View};
use crate::model::{Facts, Location, Operation, Style, TypeExpr, TypeId, TypeKind};
use crate::name::{OperationName, Target, inputs};
use crate::pointer::Pointer;
use crate::schema_path::SchemaPath;

pub(super) use compare::compare;
pub(super) use shapes::same;

/// Whose members they are: the first part of the ids of their rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// Inputs of an operation.
    Input,
    /// Fields of a type that callers build.
    Request,
    /// Fields of a type that callers only read.
    Response,
}

impl Family {
    pub fn prefix(self) -> &'static str {
        match self {
            Family::Input => "input",
            Family::Request => "request-field",
            Family::Response => "response-field",
        }
    }
}

/// An input or a field.
#[derive(Clone, Debug)]
pub(super) struct Member<'a> {
    pub wire: &'a str,
    pub rust: &'a str,
    pub expr: &'a TypeExpr,
    pub required: bool,
    pub boxed: bool,
    pub quoted: bool,
    pub secret: bool,
    pub location: Option<Location>,
    pub style: Option<Style>,
    pub facts: Option<&'a Facts>,
    pub text: Option<String>,
    pub schema_path: Option<&'a SchemaPath>,
    pub pointer: &'a Pointer,
    pub file: &'a str,
}

/// What has members: a request, or a type.
#[derive(Clone, Debug)]
pub(super) struct Owner<'a> {
    /// The Rust path of the struct.
    pub path: String,
    /// The Rust path of its constructor; none for what callers do not build.
    pub constructor: Option<String>,
    /// What a report calls it on the wire.
    pub wire: String,
    pub product: String,
    pub members: Vec<Member<'a>>,
    pub users: Vec<super::report::Affected>,
}

impl<'a> Owner<'a> {
    pub fn of_operation(
        view: &View<'a>,
        index: usize,
        operation: &'a Operation,
        name: &'a OperationName,
    ) -> Owner<'a> {
        let file = view.file(&operation.document);
        let mut members = Vec::new();
        for (input, rust) in inputs(view.api, operation).into_iter().zip(&name.inputs) {
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
            let own = field.and_then(|field| field.facts.text.as_deref());
            members.push(Member {
                wire: field.map_or("", |field| field.wire.as_str()),
                rust,
                expr: input.expr,
                required: input.required,
                boxed: false,
                quoted: field.is_some_and(|field| field.quoted) && input.target == Target::Member,
                secret: field.is_some_and(|field| field.secret),
                location,
                style,
                facts: field.map(|field| &field.facts),
                text: field.and_then(|field| view.text(&field.schema_path, own)),
                schema_path: field.map(|field| &field.schema_path),
                pointer,
                file,
            });
        }
        Owner {
            path: join(&name.module.to_string(), &name.request),
            constructor: Some(name.path()),
            wire: format!("{} {}", operation.method, operation.path),
            product: view.product(&operation.document),
            members,
            users: view.affected(index).into_iter().collect(),
        }
    }

    /// Nothing for a union.
    pub fn of_type(view: &View<'a>, id: TypeId) -> Option<Owner<'a>> {
        let ty = view.api.ty(id);
        let TypeKind::Object(object) = &ty.kind else { return None };
        let path = view.path_text(Item::Type(id));
        let members = object.fields.iter().zip(view.members(id)).map(|(field, rust)| Member {
            wire: &field.wire,
            rust,
            expr: &field.expr,
            required: field.required,
            boxed: field.boxed,
            quoted: field.quoted,
            secret: field.secret,
            location: None,
            style: None,
            facts: Some(&field.facts),
            text: view.text(&field.schema_path, field.facts.text.as_deref()),
            schema_path: Some(&field.schema_path),
            pointer: &field.pointer,
            file: view.file(&field.schema_path.document),
        });
        Some(Owner {
            constructor: ty.usage.request.then(|| format!("{path}::new")),
            wire: ty.schema_path.to_string().trim_end().to_owned(),
            product: view.product(&ty.schema_path.document),
            members: members.collect(),
            users: view.users(Item::Type(id)),
            path,
        })
    }

    /// The line of api.txt of a member.
    pub fn field_key(&self, member: &Member<'_>) -> String {
        format!("field {}.{}", self.path, member.rust)
    }

    pub fn setter_key(&self, member: &Member<'_>) -> String {
        format!("method {}::{}", self.path, member.rust)
    }

    pub fn constructor_key(&self) -> Option<String> {
        self.constructor.as_ref().map(|path| format!("fn {path}"))
    }
}

fn join(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") }
}
