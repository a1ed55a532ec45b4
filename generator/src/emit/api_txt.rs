//! api.txt: the public API, one item a line, sorted.

use super::Emitter;
use super::types::plain;
use crate::model::{Answer, Field, Repr, TypeKind};
use crate::name::event::MODULE;
use crate::name::{ModulePath, inputs};
use crate::settings::EventValueKind;

/// The lines of api.txt, sorted.
pub(crate) fn api_lines(emitter: &Emitter<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    operations(emitter, &mut lines);
    events(emitter, &mut lines);
    types(emitter, &mut lines);
    enums(emitter, &mut lines);
    lines.sort();
    lines
}

fn operations(emitter: &Emitter<'_>, lines: &mut Vec<String>) {
    let root = ModulePath::default();
    for (operation, name) in emitter.api.operations.iter().zip(&emitter.names.operations) {
        let request = format!("{}::{}", name.module, name.request);
        let mut parameters = Vec::new();
        for (input, member) in inputs(emitter.api, operation).iter().zip(&name.inputs) {
            let member_ident = super::types::ident(member);
            let (kind, _) = match input.required {
                true => emitter.required(input, &member_ident, &root),
                false => emitter.argument(input.expr, false, &member_ident, &root),
            };
            let kind = plain(kind);
            if input.required {
                parameters.push(format!("{member}: {kind}"));
            } else {
                lines.push(format!("method {request}::{member}(self, {kind}) -> Self"));
            }
            let field = plain(emitter.field(input.expr, false, true, &root));
            lines.push(format!("field {request}.{member}: {field}"));
        }
        lines.push(format!("fn {}({}) -> {request}", name.path(), parameters.join(", ")));
        lines.push(format!("struct {request}"));
        let answer = match &operation.answer {
            Answer::Empty => "()".to_owned(),
            Answer::Text => "String".to_owned(),
            Answer::Bytes => "rt::Bytes".to_owned(),
            Answer::Json(expr) => plain(emitter.value(expr, &root)),
        };
        lines.push(format!("method {request}::send(&self, &Client) -> {answer}"));
        if let Some(paging) = &operation.paging {
            lines.push(format!("method {request}::pages(self, &Client) -> {answer}"));
            if let Some((_, item)) = &paging.items {
                let item = plain(emitter.value(item, &root));
                lines.push(format!("method {request}::items(self, &Client) -> {item}"));
            }
        }
        if super::operation::sends_file(operation, &inputs(emitter.api, operation)) {
            lines
                .push(format!("method {request}::send_with(self, &Client, AsyncRead) -> {answer}"));
        }
        let items = operation.paging.as_ref().and_then(|paging| paging.items.as_ref());
        let item = items.map(|(_, item)| plain(emitter.value(item, &root)));
        lines.extend(super::window::lines(operation, &request, &answer, item.as_deref()));
    }
}

fn events(emitter: &Emitter<'_>, lines: &mut Vec<String>) {
    let all = emitter.api.events.iter().zip(&emitter.names.events);
    for (event, variant) in all {
        if let Some(path) = emitter.names.types.get(&event.ty) {
            lines.push(format!("event {:?} = {path}", event.name));
            lines.push(format!("variant {MODULE}::Event::{variant}(Box<{path}>)"));
        }
    }
    if !emitter.api.events.is_empty() {
        lines.push(format!("enum {MODULE}::Event"));
    }
    for (method, value) in &emitter.settings.rules.events.values {
        if !emitter.api.events.is_empty() {
            let kind = match value.kind {
                EventValueKind::Integer => "i64",
                EventValueKind::Text => "&str",
            };
            lines.push(format!("method {MODULE}::Event::{method}(&self) -> Option<{kind}>"));
        }
    }
}

fn types(emitter: &Emitter<'_>, lines: &mut Vec<String>) {
    let root = ModulePath::default();
    for (id, path) in &emitter.names.types {
        let ty = emitter.api.ty(*id);
        let members = emitter.names.members.get(id).map(Vec::as_slice).unwrap_or_default();
        match &ty.kind {
            TypeKind::Object(object) => {
                let default = if ty.usage.request { "" } else { ": Default" };
                lines.push(format!("struct {path}{default}"));
                let mut required = Vec::new();
                for (field, member) in object.fields.iter().zip(members) {
                    let kind =
                        plain(emitter.field(&field.expr, field.boxed, ty.usage.request, &root));
                    lines.push(format!("field {path}.{member}: {kind}"));
                    if ty.usage.request {
                        builder(emitter, &path.to_string(), field, member, lines, &mut required);
                    }
                }
                if ty.usage.request {
                    lines.push(format!("fn {path}::new({})", required.join(", ")));
                }
            }
            TypeKind::Union(union) => {
                lines.push(format!("enum {path}"));
                for (one, member) in union.alternatives.iter().zip(members) {
                    let kind = plain(emitter.value(&one.expr, &root));
                    lines.push(format!("variant {path}::{member}({kind})"));
                }
            }
        }
    }
}

fn builder(
    emitter: &Emitter<'_>,
    path: &str,
    field: &Field,
    member: &str,
    lines: &mut Vec<String>,
    required: &mut Vec<String>,
) {
    let ident = super::types::ident(member);
    let (kind, _) = emitter.argument(&field.expr, field.boxed, &ident, &ModulePath::default());
    let kind = plain(kind);
    if field.required {
        required.push(format!("{member}: {kind}"));
    } else {
        lines.push(format!("method {path}::{member}(self, {kind}) -> Self"));
    }
}

fn enums(emitter: &Emitter<'_>, lines: &mut Vec<String>) {
    for (id, path) in &emitter.names.enums {
        let enumeration = emitter.api.enumeration(*id);
        let members = emitter.names.variants.get(id).map(Vec::as_slice).unwrap_or_default();
        let kind = match enumeration.repr {
            Repr::Integer => "i64",
            Repr::Text => "text",
        };
        lines.push(format!("enum {path}: {kind}"));
        for (variant, member) in enumeration.variants.iter().zip(members) {
            lines.push(format!("variant {path}::{member} = {}", variant.wire));
        }
    }
}
