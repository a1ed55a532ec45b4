//! One event: what the server sends, without the responses of receivers.

use serde_json::{Map, Value, json};

use super::operation::operation_facts;
use super::{Extractor, Restated, one_line, strings};
use crate::import::read;
use crate::model::{Method, summary_of_id};
use crate::pointer::Pointer;

impl Extractor<'_> {
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
        let mut out = Map::new();
        let tags = strings(event.get("tags"));
        if !tags.is_empty() {
            out.insert("tags".into(), json!(tags));
        }
        let summary = match text(event.get("summary")) {
            summary if summary.is_empty() => summary_of_id(name),
            summary => one_line(&summary),
        };
        out.insert("summary".into(), summary.into());
        let id = text(event.get("operationId"));
        if !id.is_empty() && id != name {
            out.insert("operationId".into(), id.into());
        }
        operation_facts(event, &mut out);
        if let Some(body) = event.get("requestBody")
            && let Some(body) = self.body(body, &at.join("requestBody"))?
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
