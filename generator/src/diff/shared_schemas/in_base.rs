//! Whether the base has a schema at the place of one of the head: under another status of the response, for example, or
//! by a reference to a component.

use std::collections::HashMap;

use super::super::Compared;
use crate::model::{Answer, Api, Field, TypeExpr, TypeKind};
use crate::schema_path::{Part, PathRoot, SchemaPath};

/// The operations and events of the base, by what they are in the head.
pub(in super::super) struct InBase<'a> {
    api: &'a Api,
    operations: HashMap<PathRoot, usize>,
    events: HashMap<PathRoot, usize>,
}

impl<'a> InBase<'a> {
    pub fn new(compared: &Compared<'a>) -> InBase<'a> {
        let head = compared.head.api;
        let operations = compared.operations.both.iter().filter_map(|(was, is)| {
            let operation = head.operations.get(*is)?;
            Some((PathRoot::Operation(operation.method, operation.identity.clone()), *was))
        });
        let events = compared.events.both.iter().filter_map(|(was, is)| {
            Some((PathRoot::Event(head.events.get(*is)?.name.clone()), *was))
        });
        InBase {
            api: compared.base.api,
            operations: operations.collect(),
            events: events.collect(),
        }
    }

    /// Whether there is an object or union at this place.
    pub fn has(&self, schema_path: &SchemaPath) -> bool {
        self.has_any(schema_path, false)
    }

    /// Whether there is a value of any type at this place, or such a parameter.
    pub fn has_value(&self, schema_path: &SchemaPath) -> bool {
        self.has_any(schema_path, true)
    }

    fn has_any(&self, schema_path: &SchemaPath, is_any: bool) -> bool {
        let (root, path) = (&schema_path.anchor, schema_path.path.as_str());
        if let Some(event) = self.events.get(root).and_then(|at| self.api.events.get(*at)) {
            let root = PathRoot::Event(event.name.clone());
            return Descent { api: self.api, root, is_any }
                .is_object(&TypeExpr::Type(event.ty), path);
        }
        let operation = self.operations.get(root).and_then(|at| self.api.operations.get(*at));
        let Some(operation) = operation else { return false };
        let is_it = |field: &Field| {
            field.schema_path.part == schema_path.part && field.schema_path.path == path
        };
        if is_any && operation.parameters.iter().any(|(_, _, field)| is_it(field)) {
            return true;
        }
        let expr = match (&schema_path.part, &operation.answer) {
            (Part::Body, _) => operation.body.as_ref().map(|body| &body.expr),
            (Part::Response(_), Answer::Json(expr)) => Some(expr),
            _ => None,
        };
        let root = PathRoot::Operation(operation.method, operation.identity.clone());
        let descent = Descent { api: self.api, root, is_any };
        expr.is_some_and(|expr| descent.is_object(expr, path))
    }
}

/// The way into the values of one operation or event of the base.
struct Descent<'a> {
    api: &'a Api,
    root: PathRoot,
    /// Whether the value can have any type.
    is_any: bool,
}

impl Descent<'_> {
    /// Whether a document has a field there: a shared type has those of other operations too.
    fn documents(&self, field: &Field) -> bool {
        let is_one = |path: &SchemaPath| match &path.anchor {
            // Components and the entries of shared.yaml do not say which operations have them.
            PathRoot::Schema(_) | PathRoot::Shared(_) => true,
            root => *root == self.root,
        };
        match field.sources.is_empty() {
            true => is_one(&field.schema_path),
            false => field.sources.iter().any(|source| is_one(&source.schema_path)),
        }
    }

    /// Whether a path leads from a value to an object or union. A list may have been a single value, and an object one of
    /// several, or the reverse.
    fn is_object(&self, expr: &TypeExpr, path: &str) -> bool {
        let path = path.strip_prefix('.').unwrap_or(path);
        if self.is_any && path.trim_start_matches("[]").is_empty() {
            return true;
        }
        let id = match expr {
            TypeExpr::List(item) => {
                return self.is_object(item, path.strip_prefix("[]").unwrap_or(path));
            }
            TypeExpr::Map(item) => {
                return path.strip_prefix("{}").is_some_and(|rest| self.is_object(item, rest));
            }
            TypeExpr::Type(id) => *id,
            _ => return false,
        };
        if path.is_empty() {
            return true;
        }
        if let Some(rest) = path.strip_prefix("[]") {
            return self.is_object(expr, rest);
        }
        let number = path.strip_prefix('|').map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            rest.split_at(end)
        });
        let ty = self.api.ty(id);
        let is_shared = !ty.sources.is_empty();
        match (&ty.kind, number) {
            (TypeKind::Object(_), Some((_, rest))) => self.is_object(expr, rest),
            (TypeKind::Object(object), None) => object.fields.iter().any(|field| {
                if is_shared && !self.documents(field) {
                    return false;
                }
                let rest = path.strip_prefix(field.wire.as_str()).filter(|rest| is_end(rest));
                rest.is_some_and(|rest| self.is_object(&field.expr, rest))
            }),
            (TypeKind::Union(union), Some((number, rest))) => {
                let is_its = |path: &str| path.rsplit('|').next() == Some(number);
                let mut own = union.alternatives.iter().filter(|one| is_its(&one.schema_path.path));
                own.any(|one| self.is_object(&one.expr, rest))
            }
            (TypeKind::Union(union), None) => {
                union.alternatives.iter().any(|one| self.is_object(&one.expr, path))
            }
        }
    }
}

/// Whether the name of a member ends here.
fn is_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['.', '[', '{', '|'])
}
