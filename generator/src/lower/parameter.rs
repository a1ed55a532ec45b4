//! Parameters: the path item's, overridden by the operation's.

use openapiv3::{
    Content, Parameter, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle,
};
use serde_json::Value;

use super::lowered_schema::borrow;
use super::media::{is_anything, is_json};
use super::{At, Lowered, Lowerer, Rejection};
use crate::diagnostic::{Finding, Severity};
use crate::model::{Field, Location, Separator, Style, TypeExpr};
use crate::pointer::Pointer;
use crate::schema_path::{Part, SchemaPath};

/// Headers that the client writes itself, or that are not parameters in OpenAPI.
const OWN_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Headers that belong to the connection: a value given by a caller would break the request.
const CONNECTION_HEADERS: [&str; 11] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

type Input = (Location, Style, Field);

impl Lowerer<'_> {
    pub(super) fn parameters(
        &mut self,
        path: &str,
        operation: &Value,
        schema_path: &SchemaPath,
        pointer: &Pointer,
    ) -> Lowered<Vec<Input>> {
        let mut inputs: Vec<Input> = Vec::new();
        let list = operation.get("parameters").and_then(Value::as_array);
        for (index, value) in list.into_iter().flatten().enumerate() {
            let at = pointer.join("parameters").join(index);
            self.known_location(value, &at)?;
            let (parameter, at) = self.resolve::<Parameter>(value, &at)?;
            let Some(input) = self.parameter(&parameter, schema_path, &at)? else { continue };
            let same =
                |known: &Input| known.2.wire == input.2.wire && same_location(known.0, input.0);
            inputs.retain(|known| !same(known));
            inputs.push(input);
        }
        self.match_path(path, inputs, pointer)
    }

    /// Whether a parameter is in a place that can be written.
    fn known_location(&self, value: &Value, at: &Pointer) -> Lowered<()> {
        let location = value.get("in").and_then(Value::as_str).unwrap_or("query");
        if ["path", "query", "header", "cookie"].contains(&location) {
            return Ok(());
        }
        let name = value.get("name").and_then(Value::as_str).unwrap_or_default();
        let message = match location {
            "querystring" => {
                "the query as a whole is only written as `application/x-www-form-urlencoded`"
                    .to_owned()
            }
            other => {
                format!("the parameter `{name}` is in `{other}`, where OpenAPI 3 has no parameters")
            }
        };
        let help =
            "describe it as a parameter in the path, the query, a header or a cookie, or as a body";
        Err(Rejection::new("parameter-location", &at.join("in"), message, help))
    }

    fn parameter(
        &mut self,
        parameter: &Parameter,
        schema_path: &SchemaPath,
        at: &Pointer,
    ) -> Lowered<Option<Input>> {
        let data = parameter.parameter_data_ref();
        let (location, part) = match parameter {
            Parameter::Path { .. } => (Location::Path { double: false }, Part::Path),
            Parameter::Query { .. } => (Location::Query, Part::Query),
            Parameter::Header { .. } => (Location::Header, Part::Header),
            Parameter::Cookie { .. } => (Location::Cookie, Part::Cookie),
        };
        if location == Location::Header && self.is_own_header(&data.name, at) {
            return Ok(None);
        }
        let schema_path = SchemaPath { part, path: data.name.clone(), ..schema_path.clone() };
        let field = self.parameter_field(data, schema_path, at)?;
        let style = match &data.format {
            _ if field.joined.is_some() => field.joined.map(Separator::style).unwrap_or_default(),
            ParameterSchemaOrContent::Content(content) => content_style(content, &field, at)?,
            ParameterSchemaOrContent::Schema(_) => self.style(parameter, &field, at),
        };
        Ok(Some((location, style, field)))
    }

    /// Whether a header is written by the client or its connection.
    fn is_own_header(&mut self, name: &str, at: &Pointer) -> bool {
        let lower = name.to_ascii_lowercase();
        let (why, help) = if OWN_HEADERS.contains(&lower.as_str()) {
            let help =
                "describe it by media types and `security`, or set it in the options of a request";
            ("OpenAPI does not count it among parameters", help)
        } else if CONNECTION_HEADERS.contains(&lower.as_str()) {
            ("it belongs to the connection", "remove the parameter")
        } else {
            return false;
        };
        self.note("own-header", at, format!("the header `{name}` is no input: {why}"), help);
        true
    }

    /// How a list or an object is written.
    fn style(&mut self, parameter: &Parameter, field: &Field, at: &Pointer) -> Style {
        let is_list = matches!(field.expr, TypeExpr::List(_));
        let is_object = matches!(field.expr, TypeExpr::Type(_) | TypeExpr::Map(_));
        let explode = parameter.parameter_data_ref().explode;
        match parameter {
            Parameter::Path { style: PathStyle::Label, .. } => {
                Style::Label { explode: explode == Some(true) }
            }
            Parameter::Path { style: PathStyle::Matrix, .. } => {
                Style::Matrix { explode: explode == Some(true) }
            }
            Parameter::Query { style, .. } => {
                let style = query_style(style, explode);
                if style == Style::Deep && is_list {
                    self.deep_list(&field.wire, at);
                }
                style
            }
            Parameter::Path { .. } | Parameter::Header { .. } if is_object => match explode {
                Some(true) => Style::Exploded,
                _ => Style::Comma,
            },
            Parameter::Cookie { .. } if is_object => {
                if explode != Some(false) {
                    let message = format!(
                        "the cookie `{}` is an object in several cookies: sent as one, its parts joined by commas",
                        field.wire
                    );
                    self.note("cookie-style", at, message, "write `explode: false`");
                }
                Style::Comma
            }
            _ if is_list => Style::Comma,
            _ => Style::Repeated,
        }
    }

    fn parameter_field(
        &mut self,
        data: &ParameterData,
        schema_path: SchemaPath,
        at: &Pointer,
    ) -> Lowered<Field> {
        let (schema, below) = match &data.format {
            ParameterSchemaOrContent::Schema(schema) => (Some(schema), at.join("schema")),
            ParameterSchemaOrContent::Content(content) => {
                let first = content.first();
                let below = at.join("content").join(first.map_or("", |(name, _)| name.as_str()));
                (first.and_then(|(_, media)| media.schema.as_ref()), below.join("schema"))
            }
        };
        let below = At { schema_path, pointer: below, multipart: false, held: false, depth: 0 };
        let held = match schema {
            Some(schema) => self.schema_or_ref(borrow(schema), &below)?,
            None => super::lowered_schema::LoweredSchema::of(TypeExpr::Text),
        };
        let here = At { pointer: at.clone(), ..below };
        let mut field = held.into_field(&data.name, &here, data.required);
        let own = data.description.as_ref().filter(|text| !text.trim().is_empty());
        field.facts.text = match (own, field.facts.text) {
            // Labels can be on either of the two.
            (Some(own), Some(below)) if *own != below => Some(format!("{own}\n{below}")),
            (own, below) => own.cloned().or(below),
        };
        field.facts.deprecated |= data.deprecated.unwrap_or(false);
        Ok(field)
    }

    /// Every `{name}` of the path needs a parameter; a parameter without one is dropped.
    fn match_path(&mut self, path: &str, inputs: Vec<Input>, at: &Pointer) -> Lowered<Vec<Input>> {
        let names = template(path);
        let mut sorted = Vec::new();
        for name in &names {
            let found = inputs.iter().find(|(location, _, field)| {
                matches!(location, Location::Path { .. }) && field.wire == *name
            });
            match found {
                Some(input) => sorted.push(input.clone()),
                // `?page={page}` in the key of a path means the same as a parameter in the query.
                None if in_query(path, name) && inputs.iter().any(is_query(name)) => {}
                None => {
                    return Err(Rejection::new(
                        "undeclared-path-parameter",
                        at,
                        format!("the path contains `{{{name}}}`, but no parameter has this name"),
                        "declare it with `in: path`",
                    ));
                }
            }
        }
        let mut rest = Vec::new();
        for input in inputs {
            if input.0 == Location::Query && is_constant(path, &input.2.wire) {
                let message = format!("the path gives `{}` a value: it is no input", input.2.wire);
                self.note("query-constant", &input.2.pointer, message, "remove one of the two");
                continue;
            }
            if !matches!(input.0, Location::Path { .. }) {
                rest.push(input);
            } else if !names.contains(&input.2.wire) {
                self.findings.push(Finding::new(
                    Severity::Repair,
                    "unused-path-parameter",
                    &self.tree.file,
                    &input.2.pointer,
                    format!("the path has no `{{{}}}`: the parameter is left out", input.2.wire),
                    "remove the parameter, or correct the path",
                ));
            }
        }
        // Required inputs first, then by name: the order in the document changes nothing.
        rest.sort_by(|a, b| {
            let key = |input: &Input| (!input.2.required, input.0);
            key(a).cmp(&key(b)).then_with(|| a.2.wire.cmp(&b.2.wire))
        });
        sorted.extend(rest);
        Ok(sorted)
    }
}

fn same_location(a: Location, b: Location) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

fn query_style(style: &QueryStyle, explode: Option<bool>) -> Style {
    match style {
        QueryStyle::DeepObject => Style::Deep,
        QueryStyle::SpaceDelimited if explode != Some(true) => Style::Space,
        QueryStyle::PipeDelimited if explode != Some(true) => Style::Pipe,
        QueryStyle::Form if explode == Some(false) => Style::Comma,
        _ => Style::Repeated,
    }
}

/// How the content of a parameter is written: JSON as JSON, anything else as the text that the caller gives.
fn content_style(content: &Content, field: &Field, at: &Pointer) -> Lowered<Style> {
    let media_type = content.first().map_or("", |(name, _)| name.as_str());
    if is_json(media_type) || is_anything(media_type) || media_type.is_empty() {
        return Ok(Style::Json);
    }
    match field.expr {
        TypeExpr::Type(_) | TypeExpr::Map(_) | TypeExpr::List(_) | TypeExpr::Any => {
            Err(Rejection::new(
                "parameter-content",
                at,
                format!(
                    "the parameter `{}` is an object or list in `{media_type}`, which cannot be encoded",
                    field.wire
                ),
                "describe it as `application/json`, or as a string that the caller writes",
            ))
        }
        _ => Ok(Style::Repeated),
    }
}

fn is_query(name: &str) -> impl Fn(&Input) -> bool {
    move |(location, _, field)| *location == Location::Query && field.wire == name
}

/// The pairs of the query that a key of `paths` has.
fn query(path: &str) -> impl Iterator<Item = (&str, &str)> {
    let path = path.split('#').next().unwrap_or_default();
    let query = path.split_once('?').map_or("", |(_, query)| query);
    query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

fn in_query(path: &str, name: &str) -> bool {
    query(path).any(|(_, value)| {
        value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) == Some(name)
    })
}

fn is_constant(path: &str, name: &str) -> bool {
    query(path).any(|(key, value)| key == name && !key.is_empty() && !value.contains('{'))
}

/// The parameter names of a path template, in order.
fn template(path: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let path = path.split('#').next().unwrap_or_default();
    for part in path.split('{').skip(1) {
        let name = part.split('}').next().unwrap_or_default().to_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::template;

    #[test]
    fn templates() {
        assert_eq!(template("/a/{b}/c/{d}-{b}"), ["b", "d"]);
        assert_eq!(template("/a"), [""; 0]);
    }
}
