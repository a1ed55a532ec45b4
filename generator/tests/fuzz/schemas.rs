//! Schemas: keywords of OpenAPI in any combination, more often in those that mean something.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

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

/// Names of components.
pub const SCHEMAS: [&str; 5] = ["A", "B", "a", "User", "Vec"];

/// A name, or what is none.
pub fn name() -> impl Strategy<Value = String> {
    prop_oneof![9 => select(NAMES.as_slice()).prop_map(str::to_owned), 1 => any::<String>()]
}

/// Prose, some of it with facts.
pub fn text() -> impl Strategy<Value = String> {
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

/// A value without parts.
pub fn scalar() -> impl Strategy<Value = Value> {
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

/// Members of an object, under names.
fn members(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    vec((name(), inner), 0..5).prop_map(|entries| entries.into_iter().collect())
}

/// Alternatives that a field tells apart.
fn told_apart() -> impl Strategy<Value = Value> {
    (select(vec!["oneOf", "anyOf"]), vec(reference(), 0..4), name(), any::<bool>()).prop_map(
        |(key, list, name, mapped)| {
            let mut schema = json!({key: list, "discriminator": {"propertyName": name}});
            if mapped {
                let named = list.iter().enumerate();
                let mapping: Map<String, Value> =
                    named.map(|(at, one)| (at.to_string(), one["$ref"].clone())).collect();
                schema["discriminator"]["mapping"] = mapping.into();
            }
            schema
        },
    )
}

/// A schema.
pub fn schema() -> impl Strategy<Value = Value> {
    let start = prop_oneof![12 => leaf(), 6 => reference(), 2 => scalar(), 1 => told_apart()];
    start.prop_recursive(4, 24, 5, |inner| {
        let list = vec(inner.clone(), 0..4);
        let marks = select(vec!["readOnly", "writeOnly", "deprecated", "nullable", "x-one-of-required"]);
        prop_oneof![
            4 => (members(inner.clone()), vec(name(), 0..3), proptest::option::of(inner.clone())).prop_map(|(members, required, rest)| {
                let mut schema = json!({"type": "object", "properties": members, "required": required});
                if let Some(rest) = rest {
                    schema["additionalProperties"] = rest;
                }
                schema
            }),
            2 => inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            1 => inner.clone().prop_map(|values| json!({"type": "object", "additionalProperties": values})),
            2 => (select(vec!["allOf", "oneOf", "anyOf"]), list.clone()).prop_map(|(key, list)| json!({key: list})),
            // Several keywords beside each other.
            1 => (select(vec!["allOf", "oneOf", "anyOf"]), list, members(inner.clone()), text()).prop_map(|(key, list, members, title)| {
                json!({key: list, "properties": members, "title": title})
            }),
            1 => (inner, marks).prop_map(|(mut schema, mark)| {
                if let Value::Object(schema) = &mut schema {
                    schema.insert(mark.into(), true.into());
                }
                schema
            }),
        ]
    })
}
