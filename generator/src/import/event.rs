//! One event, restated: what is sent, and nothing of what receivers answer.

use serde_json::{Map, Value, json};

use super::operation::{Restated, one_line, strings, words};
use super::prose::tidy;
use super::read;
use super::schema::Restater;
use crate::model::Method;
use crate::pointer::Pointer;

impl Restater<'_> {
    /// The key of the webhook is the name of the event, whatever the rest of the document calls it.
    pub(super) fn event(
        &mut self,
        method: Method,
        name: &str,
        event: &Map<String, Value>,
        at: &Pointer,
    ) -> Option<Restated> {
        let text = |value: Option<&Value>| {
            value.and_then(Value::as_str).unwrap_or_default().trim().to_owned()
        };
        // Some documents describe the event where they describe its body.
        let own = text(event.get("description"));
        let body = event.get("requestBody").and_then(|body| body.get("description"));
        let prose = tidy(&format!("{own}\n{}", text(body)));
        let mut out = Map::new();
        let tags = strings(event.get("tags"));
        if !tags.is_empty() {
            out.insert("tags".into(), json!(tags));
        }
        let summary = match text(event.get("summary")) {
            summary if summary.is_empty() => words(name),
            summary => one_line(&summary),
        };
        out.insert("summary".into(), summary.into());
        let id = text(event.get("operationId"));
        if !id.is_empty() && id != name {
            out.insert("operationId".into(), id.into());
        }
        self.operation_facts(event, &prose, &mut out);
        if let Some(body) = event.get("requestBody")
            && let Some(body) = self.body(body, &at.join("requestBody"), true)?
        {
            out.insert("requestBody".into(), body);
        }
        Some(Restated {
            method,
            path: read::path("webhooks", name),
            tags,
            deprecated: event.get("deprecated") == Some(&Value::Bool(true)),
            value: out,
            components: self.closed_components(),
        })
    }
}
