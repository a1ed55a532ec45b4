//! Documents: made from the keywords of OpenAPI in any combination, and files of fixtures with damage.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use super::cases;
use super::schemas::{SCHEMAS, name, schema, text};

/// The names of components other than schemas.
const PARTS: [&str; 2] = ["P", "other"];

/// Now and then a reference to a component instead of the thing itself.
fn or_reference(
    section: &'static str,
    thing: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Value> {
    let reference = select(PARTS.as_slice())
        .prop_map(move |name| json!({"$ref": format!("#/components/{section}/{name}")}));
    prop_oneof![7 => thing, 1 => reference]
}

fn named(entries: Vec<(impl Into<String>, Value)>) -> Value {
    Value::Object(entries.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

/// Where a parameter is and how it is written; mostly what goes together.
fn ways() -> impl Strategy<Value = (&'static str, Option<&'static str>)> {
    let styles: [(&str, &[&str]); 4] = [
        ("query", &["form", "deepObject", "pipeDelimited", "spaceDelimited"]),
        ("path", &["simple"]),
        ("header", &["simple"]),
        ("cookie", &["form"]),
    ];
    let all: Vec<_> = styles
        .iter()
        .flat_map(|(schema_path, styles)| styles.iter().map(|style| (*schema_path, Some(*style))))
        .collect();
    let plain = select(vec!["query", "query", "header", "cookie"]);
    let any = (
        select(vec!["query", "path", "body", "body", "x"]),
        select(vec!["form", "simple", "deepObject", "label", "matrix", "x"]),
    );
    prop_oneof![
        20 => plain.prop_map(|schema_path| (schema_path, None)),
        20 => select(all),
        1 => any.prop_map(|(schema_path, style)| (schema_path, Some(style))),
    ]
}

fn parameter() -> impl Strategy<Value = Value> {
    (name(), ways(), any::<bool>(), schema(), of(any::<bool>()), text()).prop_map(
        |(name, (schema_path, style), required, schema, explode, text)| {
            let mut parameter = json!({
                "name": name,
                "in": schema_path,
                "required": required || schema_path == "path",
                "schema": schema,
                "description": text,
            });
            if let Some(style) = style {
                parameter["style"] = style.into();
            }
            if let Some(explode) = explode {
                parameter["explode"] = explode.into();
            }
            parameter
        },
    )
}

fn content() -> impl Strategy<Value = Value> {
    let kinds = select(vec![
        "application/json",
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/plain",
        "application/octet-stream",
        "application/problem+json",
        "*/*",
        "new",
    ]);
    let encoding = of((name(), select(vec!["application/json", "image/png", "x"])));
    let one = (schema(), encoding).prop_map(|(schema, encoding)| {
        let mut media = json!({"schema": schema});
        if let Some((name, kind)) = encoding {
            media["encoding"] = json!({name: {"contentType": kind}});
        }
        media
    });
    vec((kinds, one), 0..3).prop_map(named)
}

fn response() -> impl Strategy<Value = Value> {
    let whole = (content(), text(), of((name(), schema()))).prop_map(|(content, text, header)| {
        let mut response = json!({"description": text, "content": content});
        if let Some((name, schema)) = header {
            response["headers"] = json!({name: {"schema": schema}});
        }
        response
    });
    or_reference("responses", whole)
}

fn body() -> impl Strategy<Value = Value> {
    let whole = (content(), any::<bool>())
        .prop_map(|(content, required)| json!({"required": required, "content": content}));
    or_reference("requestBodies", whole)
}

fn operation() -> impl Strategy<Value = Value> {
    let status = select(vec!["200", "200", "201", "204", "4XX", "404", "default", "x"]);
    let security =
        of(vec(select(vec!["key", "bearer", "none"]).prop_map(|name| json!({name: []})), 0..3));
    (
        of(name()),
        vec(name(), 0..2),
        text(),
        vec(or_reference("parameters", parameter()), 0..4),
        of(body()),
        vec((status, response()), 0..3),
        any::<bool>(),
        security,
    )
        .prop_map(|(id, tags, summary, parameters, body, responses, deprecated, security)| {
            let responses = named(responses);
            let mut operation = json!({"tags": tags, "summary": summary, "parameters": parameters, "responses": responses, "deprecated": deprecated});
            for (key, value) in [("operationId", id.map(Value::from)), ("requestBody", body), ("security", security.map(Value::from))] {
                if let Some(value) = value {
                    operation[key] = value;
                }
            }
            operation
        })
}

/// The parameters of a path, declared.
fn declared(path: &str) -> Vec<Value> {
    let mut names: Vec<&str> =
        path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect();
    names.sort_unstable();
    names.dedup();
    let one = |name: &str| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}});
    names.into_iter().map(one).collect()
}

/// Paths, in which parameters are more often declared than not.
fn paths() -> impl Strategy<Value = Value> {
    let part = prop_oneof![
        10 => name(),
        15 => select(vec!["users", "{id}", "{name}", "{a}.{b}"]).prop_map(str::to_owned),
        1 => select(vec!["{", "}", "{}", "{{id}}", "", "?x=1"]).prop_map(str::to_owned),
    ];
    let path = vec(part, 1..4).prop_map(|parts| format!("/{}", parts.join("/")));
    let method = select(vec!["get", "post", "put", "patch", "delete", "head"]);
    let one = (path, method, operation(), prop::bool::weighted(0.95));
    vec(one, 0..5).prop_map(|all| {
        let mut paths = json!({});
        for (path, method, operation, declares) in all {
            if !paths[&path].is_object() {
                let parameters = if declares { declared(&path) } else { Vec::new() };
                paths[&path] = json!({"parameters": parameters});
            }
            paths[&path][method] = operation;
        }
        paths
    })
}

/// Something under each of these names, but now and then.
fn each(
    names: &'static [&'static str],
    thing: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Value> {
    vec(prop::option::weighted(0.97, thing), names.len()).prop_map(|things| {
        let all = names.iter().zip(things);
        named(all.filter_map(|(name, thing)| Some((*name, thing?))).collect())
    })
}

fn components() -> impl Strategy<Value = Value> {
    let schema_path = select(vec!["query", "header", "cookie", "x"]);
    (
        each(&SCHEMAS, schema()),
        each(&PARTS, parameter()),
        each(&PARTS, response()),
        each(&PARTS, body()),
        schema_path,
    )
        .prop_map(|(schemas, parameters, responses, bodies, schema_path)| {
            json!({
                "schemas": schemas,
                "parameters": parameters,
                "responses": responses,
                "requestBodies": bodies,
                "securitySchemes": {
                    "key": {"type": "apiKey", "in": schema_path, "name": "key"},
                    "bearer": {"type": "http", "scheme": "bearer"},
                },
            })
        })
}

/// A whole document.
pub fn document() -> impl Strategy<Value = Value> {
    let version = select(vec!["3.0.0", "3.0.3", "3.1.0"]);
    let server =
        of(select(vec!["https://api.example.com/v2", "/", "{host}", "x y", "http://[::1]:8"]));
    let object = vec((name(), schema()), 0..4).prop_map(|members| {
        json!({"application/json": {"schema": {"type": "object", "properties": named(members)}}})
    });
    let events = vec((name(), prop_oneof![3 => object, 1 => content()]), 0..3);
    (version, text(), paths(), components(), server, events).prop_map(|(version, title, paths, components, server, events)| {
        let mut document = json!({"openapi": version, "info": {"title": title, "version": "1"}, "paths": paths, "components": components});
        if let Some(server) = server {
            document["servers"] = json!([{"url": server, "variables": {"host": {"default": "h"}}}]);
        }
        if version == "3.1.0" {
            let events = events.into_iter().map(|(name, content)| {
                (name, json!({"post": {"requestBody": {"content": content}, "responses": {"200": {"description": ""}}}}))
            });
            document["webhooks"] = named(events.collect());
        }
        document
    })
}

/// The text of a fixture after some damage.
pub fn damaged() -> impl Strategy<Value = String> {
    let texts: Vec<String> = cases::all("fixtures")
        .into_iter()
        .filter_map(|case| case.specs.get("doc.yaml").cloned())
        .filter(|text| text.len() < 6_000)
        .collect();
    let damage = prop_oneof![
        (any::<Index>(), any::<char>()).prop_map(|(at, c)| (at, 0, c.to_string())),
        (any::<Index>(), 1_usize..60).prop_map(|(at, length)| (at, length, String::new())),
        (
            any::<Index>(),
            select(vec![
                "- ",
                ": ",
                "{",
                "]",
                "\n  ",
                "&a ",
                "*a",
                "!!x ",
                "$ref: '#/'",
                "null",
                "\t"
            ])
        )
            .prop_map(|(at, piece)| (at, 0, piece.to_owned())),
    ];
    (select(texts), vec(damage, 1..4)).prop_map(|(text, damage)| {
        let mut letters: Vec<char> = text.chars().collect();
        for (at, length, piece) in damage {
            if letters.is_empty() {
                break;
            }
            let start = at.index(letters.len());
            let end = (start + length).min(letters.len());
            letters.splice(start..end, piece.chars());
        }
        letters.into_iter().collect()
    })
}
