//! The body of a success response, and the documented errors.

use openapiv3::{MediaType, Response};
use serde_json::Value;

use super::media::{essence, is_anything, is_json, json_type};
use super::{At, Lowered, Lowerer};
use crate::model::{Answer, KnownError, TypeExpr};
use crate::pointer::Pointer;
use crate::schema_path::{Part, SchemaPath};

impl Lowerer<'_> {
    /// The first success that has content, else the first success, else `default`.
    pub(super) fn answer(
        &mut self,
        responses: &Value,
        schema_path: &SchemaPath,
        at: &Pointer,
    ) -> Lowered<(Answer, Option<String>)> {
        let mut keys: Vec<&String> =
            responses.as_object().into_iter().flat_map(|map| map.keys()).collect();
        keys.retain(|key| key.starts_with('2'));
        keys.sort();
        let fallback = String::from("default");
        if keys.is_empty() {
            keys.push(&fallback);
        }
        for key in keys {
            let Some(value) = responses.get(key) else { continue };
            let (response, pointer) = self.resolve::<Response>(value, &at.join(key))?;
            if response.content.is_empty() {
                continue;
            }
            let schema_path =
                SchemaPath { part: Part::Response(key.clone()), ..schema_path.clone() };
            return self.content(&response, &schema_path, &pointer, key);
        }
        Ok((Answer::Empty, None))
    }

    /// The body of a response, and the media type for `Accept` if that is JSON of another name.
    fn content(
        &mut self,
        response: &Response,
        schema_path: &SchemaPath,
        pointer: &Pointer,
        status: &str,
    ) -> Lowered<(Answer, Option<String>)> {
        let find = |wanted: &dyn Fn(&str) -> bool| {
            response.content.iter().find(|(name, _)| wanted(name.as_str()))
        };
        let Some((content_type, media)) = find(&|name| essence(name) == "application/json")
            .or_else(|| find(&is_json))
            .or_else(|| find(&is_anything))
            .or_else(|| response.content.first())
        else {
            return Ok((Answer::Empty, None));
        };
        let pointer = pointer.join("content").join(content_type);
        let at = At {
            schema_path: schema_path.clone(),
            pointer,
            multipart: false,
            held: false,
            depth: 0,
        };
        let bytes = is_anything(content_type) && self.is_binary(media, &at)?;
        if bytes || (!is_json(content_type) && !is_anything(content_type)) {
            let text = essence(content_type).starts_with("text/");
            return Ok((if text { Answer::Text } else { Answer::Bytes }, None));
        }
        let answer = self.json_answer(media, &at, status)?;
        let accept = json_type(content_type).filter(|_| answer != Answer::Empty);
        Ok((answer, accept))
    }

    fn json_answer(&mut self, media: &MediaType, at: &At, status: &str) -> Lowered<Answer> {
        let expr = self.media(media, at)?;
        let empty = expr == TypeExpr::Any
            && media.example.is_none()
            && media.examples.is_empty()
            && status == "204";
        Ok(if empty { Answer::Empty } else { Answer::Json(expr) })
    }

    /// Errors in the order of status and code; their meanings are joined later.
    pub(super) fn errors(&self, responses: &Value, at: &Pointer) -> Lowered<Vec<KnownError>> {
        let mut errors = Vec::new();
        for (key, value) in responses.as_object().into_iter().flatten() {
            let Ok(status) = key.parse::<u16>() else { continue };
            if status < 400 {
                continue;
            }
            let (response, _) = self.resolve::<Response>(value, &at.join(key))?;
            let codes = response.extensions.get("x-codes").and_then(Value::as_array);
            let codes: Vec<i64> = codes.into_iter().flatten().filter_map(Value::as_i64).collect();
            let meaning = first_line(&response.description);
            if codes.is_empty() {
                // The standard phrase of a status is no fact about the operation.
                if meaning == crate::status::phrase(key) {
                    continue;
                }
                errors.push(KnownError { status, code: None, meaning });
            } else {
                let known = |code| KnownError { status, code: Some(code), meaning: String::new() };
                errors.extend(codes.into_iter().map(known));
            }
        }
        errors.sort();
        errors.dedup();
        Ok(errors)
    }
}

fn first_line(text: &str) -> String {
    text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned()
}
