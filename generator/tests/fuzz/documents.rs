//! Documents: made from the keywords of OpenAPI in any combination, and texts of fixtures with damage.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

use super::cases;

/// Names of properties, parameters, schemas, tags: words, keywords, what other parts use, and no words.
const NAMES: [&str; 28] = [
    "id",
    "name",
    "type",
    "self",
    "Self",
    "crate",
    "async",
    "user_id",
    "userId",
    "USER-ID",
    "next_page_token",
    "users",
    "extra",
    "options",
    "send",
    "new",
    "body",
    "String",
    "Option",
    "a.b",
    "a[b]",
    "",
    " ",
    "1",
    "-1",
    "ä",
    "日本",
    "\"}{",
];

const SCHEMAS: [&str; 5] = ["A", "B", "a", "User", "Vec"];

fn name() -> impl Strategy<Value = String> {
    prop_oneof![9 => select(NAMES.as_slice()).prop_map(str::to_owned), 1 => any::<String>()]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec![
            "",
            "Text.",
            "0 - none<br>1 - some",
            "`1`: On\n`2`: Off",
            "*/ \"# ]]",
            "deprecated"
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ]
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e300..1e300).prop_map(Value::from),
        (0..4_i64).prop_map(Value::from),
        name().prop_map(Value::from),
    ]
}

fn reference() -> impl Strategy<Value = Value> {
    select(SCHEMAS.as_slice())
        .prop_map(|name| json!({"$ref": format!("#/components/schemas/{name}")}))
}

fn kind() -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => select(vec!["string", "integer", "number", "boolean", "array", "object"]).prop_map(Value::from),
        1 => select(vec!["null", "any", "file", ""]).prop_map(Value::from),
        1 => Just(json!(["string", "null"])),
        1 => Just(json!(["integer", "string"])),
    ]
}

fn leaf() -> impl Strategy<Value = Value> {
    let keywords = prop_oneof![
        (vec(scalar(), 0..5)).prop_map(|values| ("enum", Value::Array(values))),
        text().prop_map(|text| ("description", text.into())),
        select(vec!["date-time", "date", "int64", "binary", "uuid", "x"])
            .prop_map(|format| ("format", format.into())),
        scalar().prop_map(|value| ("default", value)),
        scalar().prop_map(|value| ("minimum", value)),
        scalar().prop_map(|value| ("maxLength", value)),
        scalar().prop_map(|value| ("const", value)),
        any::<bool>().prop_map(|truth| ("nullable", truth.into())),
        vec(name(), 0..4).prop_map(|names| ("x-enum-varnames", json!(names))),
        vec(text(), 0..4).prop_map(|texts| ("x-enum-descriptions", json!(texts))),
    ];
    (proptest::option::of(kind()), vec(keywords, 0..4)).prop_map(|(kind, keywords)| {
        let mut schema: Map<String, Value> =
            keywords.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        if let Some(kind) = kind {
            schema.insert("type".into(), kind);
        }
        Value::Object(schema)
    })
}

fn schema() -> impl Strategy<Value = Value> {
    let start = prop_oneof![6 => leaf(), 3 => reference(), 1 => scalar()];
    start.prop_recursive(4, 24, 5, |inner| {
        let members = vec((name(), inner.clone()), 0..5).prop_map(|entries| entries.into_iter().collect::<Map<_, _>>());
        let list = vec(inner.clone(), 0..4);
        prop_oneof![
            4 => (members, vec(name(), 0..3), proptest::option::of(inner.clone())).prop_map(|(members, required, rest)| {
                let mut schema = json!({"type": "object", "properties": members, "required": required});
                if let Some(rest) = rest {
                    schema["additionalProperties"] = rest;
                }
                schema
            }),
            2 => inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            1 => inner.prop_map(|values| json!({"type": "object", "additionalProperties": values})),
            2 => (select(vec!["allOf", "oneOf", "anyOf"]), list).prop_map(|(key, list)| json!({key: list})),
        ]
    })
}

fn parameter() -> impl Strategy<Value = Value> {
    let place = select(vec!["query", "path", "header", "cookie", "body"]);
    let style = proptest::option::of(select(vec![
        "form",
        "deepObject",
        "simple",
        "pipeDelimited",
        "label",
    ]));
    (name(), place, any::<bool>(), schema(), style, any::<bool>()).prop_map(|(name, place, required, schema, style, explode)| {
        let mut parameter = json!({"name": name, "in": place, "required": required || place == "path", "schema": schema, "explode": explode});
        if let Some(style) = style {
            parameter["style"] = style.into();
        }
        parameter
    })
}

fn content() -> impl Strategy<Value = Value> {
    let kinds = select(vec![
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/plain",
        "application/octet-stream",
        "*/*",
        "new",
    ]);
    vec((kinds, schema()), 0..3).prop_map(|entries| {
        let content: Map<String, Value> = entries
            .into_iter()
            .map(|(kind, schema)| (kind.to_owned(), json!({"schema": schema})))
            .collect();
        Value::Object(content)
    })
}

fn operation() -> impl Strategy<Value = Value> {
    let status = select(vec!["200", "201", "204", "4XX", "404", "default", "x"]);
    (
        proptest::option::of(name()),
        vec(name(), 0..2),
        text(),
        vec(parameter(), 0..4),
        proptest::option::of(content()),
        vec((status, content()), 0..3),
        any::<bool>(),
    )
        .prop_map(|(id, tags, summary, parameters, body, responses, deprecated)| {
            let responses: Map<String, Value> = responses
                .into_iter()
                .map(|(status, content)| (status.to_owned(), json!({"description": "", "content": content})))
                .collect();
            let mut operation = json!({"tags": tags, "summary": summary, "parameters": parameters, "responses": responses, "deprecated": deprecated});
            if let Some(id) = id {
                operation["operationId"] = id.into();
            }
            if let Some(content) = body {
                operation["requestBody"] = json!({"required": true, "content": content});
            }
            operation
        })
}

/// A whole document.
pub fn document() -> impl Strategy<Value = Value> {
    let path = vec(
        prop_oneof![
            name(),
            select(vec!["users", "{id}", "{name}", "{a}.{b}", "{"]).prop_map(str::to_owned)
        ],
        1..4,
    )
    .prop_map(|parts| format!("/{}", parts.join("/")));
    let method = select(vec!["get", "post", "put", "patch", "delete", "head"]);
    let paths = vec((path, method, operation()), 0..4);
    let schemas = vec((select(SCHEMAS.as_slice()), schema()), 0..5);
    let version = select(vec!["3.0.0", "3.0.3", "3.1.0"]);
    (version, text(), paths, schemas).prop_map(|(version, title, paths, schemas)| {
        let mut all = Map::new();
        for (path, method, operation) in paths {
            let item = all.entry(path).or_insert_with(|| json!({}));
            item[method] = operation;
        }
        let schemas: Map<String, Value> = schemas.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
        json!({"openapi": version, "info": {"title": title, "version": "1"}, "paths": all, "components": {"schemas": schemas}})
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
