//! Webhooks: what a server sends by itself. Each is read on its own, like an operation.

use std::collections::BTreeMap;

use serde_json::Value;

use super::operation::{list, text};
use super::{Lowered, Lowerer, Rejection};
use crate::diagnostic::{Finding, Severity};
use crate::model::{BodyKind, Event, Method, Object, Type, TypeExpr, TypeId, TypeKind, Usage};
use crate::pointer::Pointer;
use crate::schema_path::{Part, PathRoot, SchemaPath};

impl<'a> Lowerer<'a> {
    /// Lowers the webhooks of the document; how many it holds.
    pub(super) fn webhooks(&mut self) -> usize {
        let tree = self.tree;
        let found = tree.root.get("webhooks").and_then(Value::as_object);
        // Sorted, so that their order in the document changes nothing.
        let sorted: BTreeMap<&String, &'a Value> = found.into_iter().flatten().collect();
        for (name, item) in &sorted {
            let at = Pointer::root().join("webhooks").join(name);
            if let Some(known) = self.api.events.iter().find(|event| event.name == **name) {
                let message =
                    format!("the event `{name}` is in the document `{}` as well", known.document);
                let help = "remove one of the two";
                let file = &tree.file;
                let finding =
                    Finding::new(Severity::Error, "event-twice", file, &at, message, help);
                self.findings.push(finding);
                continue;
            }
            let mark = self.begin();
            let lowered = self.event(name, item, &at);
            match lowered.and_then(|one| self.catch_up().map(|()| one)) {
                Ok(event) => self.api.events.push(event),
                Err(rejection) => self.refuse(name, rejection, mark),
            }
        }
        sorted.len()
    }

    fn event(&mut self, name: &str, item: &'a Value, at: &Pointer) -> Lowered<Event> {
        let (item, at) = self.path_item(item, at)?;
        let first = |method: &Method| Some((*method, item.get(method.key())?));
        let post = first(&Method::Post);
        let Some((method, value)) = post.or_else(|| Method::ALL.iter().find_map(first)) else {
            let help = "describe the request under `post`";
            return Err(Rejection::new("no-method", &at, "the webhook describes no request", help));
        };
        let pointer = at.join(method.key());
        let schema_path = SchemaPath {
            document: self.tree.id.clone(),
            anchor: PathRoot::Event(name.to_owned()),
            part: Part::Body,
            path: String::new(),
        };
        let ty = self.sent(value, &schema_path, &pointer)?;
        Ok(Event {
            document: self.tree.id.clone(),
            name: name.to_owned(),
            summary: text(value, "summary"),
            description: text(value, "description"),
            deprecated: value.get("deprecated") == Some(&Value::Bool(true)),
            scopes: list(value, "x-scopes"),
            granular_scopes: list(value, "x-granular-scopes"),
            plan: text(value, "x-plan"),
            pointer,
            ty,
        })
    }

    /// The type of the payload: an object of the event's own, so that the type identifies the event.
    fn sent(
        &mut self,
        value: &Value,
        schema_path: &SchemaPath,
        pointer: &Pointer,
    ) -> Lowered<TypeId> {
        let body = match value.get("requestBody") {
            Some(body) => self.body(body, schema_path, &pointer.join("requestBody"))?,
            None => None,
        };
        let own = |kind: TypeKind| Type {
            schema_path: schema_path.clone(),
            home: None,
            file: self.tree.file.clone(),
            pointer: pointer.clone(),
            title: None,
            facts: crate::model::Facts::default(),
            usage: Usage::default(),
            kind,
            sources: Vec::new(),
        };
        let Some(body) = body else {
            return Ok(self.push_type(own(TypeKind::Object(Object::default()))));
        };
        match (&body.kind, &body.expr) {
            (BodyKind::Json | BodyKind::JsonAs(_), TypeExpr::Any | TypeExpr::Map(_)) => {
                Ok(self.push_type(own(TypeKind::Object(Object::default()))))
            }
            (BodyKind::Json | BodyKind::JsonAs(_), TypeExpr::Type(id)) => {
                match &self.api.ty(*id).kind {
                    TypeKind::Object(_)
                        if self.api.ty(*id).schema_path.anchor == schema_path.anchor =>
                    {
                        Ok(*id)
                    }
                    // A component that several events may send.
                    TypeKind::Object(object) => {
                        let ty = own(TypeKind::Object(object.clone()));
                        Ok(self.push_type(ty))
                    }
                    TypeKind::Union(_) => Err(not_an_object(&body.pointer)),
                }
            }
            _ => Err(not_an_object(&body.pointer)),
        }
    }

    fn push_type(&mut self, ty: Type) -> TypeId {
        self.api.types.push(ty);
        TypeId(self.api.types.len() - 1)
    }
}

fn not_an_object(at: &Pointer) -> Rejection {
    let help = "describe an object as `application/json`; alternatives belong into its members";
    Rejection::new("event-shape", at, "the webhook does not send a JSON object", help)
}
