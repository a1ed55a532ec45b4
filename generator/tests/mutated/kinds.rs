//! Kinds of changes of a document.

use serde_json::{Map, Value, json};

use super::document::{Random, find, item, operation};

/// Changes a document; `None` if it has nothing to change in this way.
pub type Change = fn(&mut Value, &mut Random) -> Option<()>;

fn is_schema(pointer: &str, value: &Value, ty: &str) -> bool {
    pointer.contains("/properties/") && !pointer.ends_with("/properties") && value["type"] == ty
}

fn properties<'a>(document: &'a mut Value, random: &mut Random) -> Option<&'a mut Value> {
    find(document, random, |_, value| {
        value["type"] == "object"
            && value["properties"].as_object().is_some_and(|map| !map.is_empty())
    })
}

fn some_property(owner: &Value, random: &mut Random) -> Option<String> {
    let names: Vec<String> = owner["properties"].as_object()?.keys().cloned().collect();
    random.one(&names).cloned()
}

/// Another schema in place of one of this type.
fn replaced(document: &mut Value, random: &mut Random, ty: &str, by: Value) -> Option<()> {
    *find(document, random, |pointer, value| is_schema(pointer, value, ty))? = by;
    Some(())
}

fn keyword(
    document: &mut Value,
    random: &mut Random,
    ty: &str,
    name: &str,
    value: Value,
) -> Option<()> {
    let schema = find(document, random, |pointer, value| is_schema(pointer, value, ty))?;
    schema.as_object_mut()?.insert(name.to_owned(), value);
    Some(())
}

fn parameters<'a>(document: &'a mut Value, random: &mut Random) -> Option<&'a mut Vec<Value>> {
    let operation = operation(document, random)?;
    operation.entry("parameters").or_insert_with(|| json!([])).as_array_mut()
}

fn query<'a>(document: &'a mut Value, random: &mut Random) -> Option<&'a mut Value> {
    find(document, random, |pointer, value| {
        pointer.contains("/parameters/") && value["in"] == "query"
    })
}

fn set(document: &mut Value, random: &mut Random, name: &str, value: Value) -> Option<()> {
    operation(document, random)?.insert(name.to_owned(), value);
    Some(())
}

fn renamed_path(document: &mut Value, rename: impl Fn(&str) -> String) -> Option<()> {
    let paths = document["paths"].as_object_mut()?;
    let (path, item) = paths.iter().next().map(|(path, item)| (path.clone(), item.clone()))?;
    *paths = Map::from_iter([(rename(&path), item)]);
    Some(())
}

fn content<'a>(document: &'a mut Value, random: &mut Random, part: &str) -> Option<&'a mut Value> {
    find(document, random, |pointer, value| pointer.contains(part) && value["content"].is_object())
}

fn body_media(document: &mut Value, random: &mut Random, to: &str) -> Option<()> {
    let content = content(document, random, "/requestBody")?["content"].as_object_mut()?;
    let schema = content.shift_remove("application/json")?;
    content.insert(to.to_owned(), schema);
    Some(())
}

fn response_schema<'a>(document: &'a mut Value, random: &mut Random) -> Option<&'a mut Value> {
    content(document, random, "/responses/2")?.pointer_mut("/content/application~1json/schema")
}

#[rustfmt::skip]
pub const KINDS: &[(&str, Change)] = &[
    ("property removed", |document, random| {
        let owner = properties(document, random)?;
        let name = some_property(owner, random)?;
        owner["properties"].as_object_mut()?.shift_remove(&name);
        if let Some(required) = owner["required"].as_array_mut() {
            required.retain(|other| *other != Value::String(name.clone()));
        }
        Some(())
    }),
    ("property added", |document, random| {
        let owner = properties(document, random)?;
        owner["properties"].as_object_mut()?.insert("added_thing".into(), json!({"type": "string"}));
        Some(())
    }),
    ("property renamed", |document, random| {
        let owner = properties(document, random)?;
        let name = some_property(owner, random)?;
        let schema = owner["properties"].as_object_mut()?.shift_remove(&name)?;
        owner["properties"].as_object_mut()?.insert(format!("{name}_renamed"), schema);
        if let Some(required) = owner["required"].as_array_mut() {
            required.retain(|other| *other != Value::String(name.clone()));
        }
        Some(())
    }),
    ("string became integer", |document, random| replaced(document, random, "string", json!({"type": "integer"}))),
    ("integer became string", |document, random| replaced(document, random, "integer", json!({"type": "string"}))),
    ("boolean became string", |document, random| replaced(document, random, "boolean", json!({"type": "string"}))),
    ("string became list", |document, random| {
        replaced(document, random, "string", json!({"type": "array", "items": {"type": "string"}}))
    }),
    ("string became object", |document, random| {
        replaced(document, random, "string", json!({"type": "object", "properties": {"part": {"type": "string"}}}))
    }),
    ("object became string", |document, random| replaced(document, random, "object", json!({"type": "string"}))),
    ("list became string", |document, random| replaced(document, random, "array", json!({"type": "string"}))),
    ("string became timestamp", |document, random| {
        replaced(document, random, "string", json!({"type": "string", "format": "date-time"}))
    }),
    ("string became values", |document, random| {
        replaced(document, random, "string", json!({"type": "string", "enum": ["one", "two"]}))
    }),
    ("required added", |document, random| {
        let owner = properties(document, random)?;
        let name = some_property(owner, random)?;
        let list = owner.as_object_mut()?.entry("required").or_insert_with(|| json!([])).as_array_mut()?;
        if list.contains(&json!(name)) {
            return None;
        }
        list.push(json!(name));
        Some(())
    }),
    ("required removed", |document, random| {
        let list = find(document, random, |pointer, value| {
            pointer.ends_with("/required") && value.as_array().is_some_and(|list| !list.is_empty())
        })?;
        list.as_array_mut()?.pop().map(drop)
    }),
    ("value added", |document, random| {
        let list = find(document, random, |pointer, value| pointer.ends_with("/enum") && value[0].is_string())?;
        list.as_array_mut()?.push(json!("added_value"));
        Some(())
    }),
    ("value removed", |document, random| {
        let list = find(document, random, |pointer, value| {
            pointer.ends_with("/enum") && value[0].is_string() && value.as_array().is_some_and(|list| list.len() > 1)
        })?;
        list.as_array_mut()?.pop().map(drop)
    }),
    ("values dropped", |document, random| {
        let schema = find(document, random, |_, value| value["enum"][0].is_string())?;
        schema.as_object_mut()?.shift_remove("enum").map(drop)
    }),
    ("nullable", |document, random| keyword(document, random, "string", "nullable", json!(true))),
    ("limit", |document, random| keyword(document, random, "string", "maxLength", json!(77))),
    ("default", |document, random| keyword(document, random, "integer", "default", json!(7))),
    ("deprecated property", |document, random| keyword(document, random, "string", "deprecated", json!(true))),
    ("read only", |document, random| keyword(document, random, "string", "readOnly", json!(true))),
    ("query added", |document, random| {
        let added = json!({"name": "added_input", "in": "query", "schema": {"type": "string"}});
        parameters(document, random)?.push(added);
        Some(())
    }),
    ("required query added", |document, random| {
        let added = json!({"name": "added_input", "in": "query", "required": true, "schema": {"type": "string"}});
        parameters(document, random)?.push(added);
        Some(())
    }),
    ("query removed", |document, random| {
        let list = parameters(document, random)?;
        let at = list.iter().position(|one| one["in"] == "query")?;
        list.remove(at);
        Some(())
    }),
    ("query became required", |document, random| {
        let one = query(document, random)?;
        if one["required"] == true {
            return None;
        }
        one["required"] = json!(true);
        Some(())
    }),
    ("query has another type", |document, random| {
        let one = query(document, random)?;
        one["schema"] = if one["schema"]["type"] == "integer" { json!({"type": "string"}) } else { json!({"type": "integer"}) };
        Some(())
    }),
    ("parameters in another order", |document, random| {
        let list = parameters(document, random)?;
        list.reverse();
        (list.len() > 1).then_some(())
    }),
    ("path parameter renamed", |document, random| {
        let one = find(document, random, |_, value| value["in"] == "path" && value["name"].is_string())?;
        let name = one["name"].as_str()?.to_owned();
        one["name"] = json!(format!("{name}New"));
        renamed_path(document, |path| path.replace(&format!("{{{name}}}"), &format!("{{{name}New}}")))
    }),
    ("operation deprecated", |document, random| set(document, random, "deprecated", json!(true))),
    ("operation id", |document, random| set(document, random, "operationId", json!("somethingElse"))),
    ("summary", |document, random| set(document, random, "summary", json!("Do something else"))),
    ("tag", |document, random| set(document, random, "tags", json!(["Something"]))),
    ("scopes", |document, random| set(document, random, "x-scopes", json!(["something:else"]))),
    ("body removed", |document, random| operation(document, random)?.shift_remove("requestBody").map(drop)),
    ("body as a form", |document, random| body_media(document, random, "application/x-www-form-urlencoded")),
    ("body as another JSON", |document, random| body_media(document, random, "application/merge-patch+json")),
    ("body became required", |document, random| {
        content(document, random, "/requestBody")?.as_object_mut()?.insert("required".into(), json!(true));
        Some(())
    }),
    ("body became a required list", |document, random| {
        let body = content(document, random, "/requestBody")?;
        body["required"] = json!(true);
        let schema = body.pointer_mut("/content/application~1json/schema")?;
        *schema = json!({"type": "array", "items": schema.clone()});
        Some(())
    }),
    ("token for later changes", |document, random| {
        let page = find(document, random, |pointer, value| {
            pointer.contains("/responses/2") && value["properties"]["next_page_token"].is_object()
        })?;
        page["properties"]["next_sync_token"] = json!({"type": "string"});
        Some(())
    }),
    ("response as another JSON", |document, random| {
        let content = content(document, random, "/responses/2")?["content"].as_object_mut()?;
        let schema = content.shift_remove("application/json")?;
        content.insert("application/scim+json".to_owned(), schema);
        Some(())
    }),
    ("body became a list", |document, random| {
        let schema = content(document, random, "/requestBody")?.pointer_mut("/content/application~1json/schema")?;
        *schema = json!({"type": "array", "items": schema.clone()});
        Some(())
    }),
    ("response removed", |document, random| {
        content(document, random, "/responses/2")?.as_object_mut()?.shift_remove("content").map(drop)
    }),
    ("response became a list", |document, random| {
        let schema = response_schema(document, random)?;
        *schema = json!({"type": "array", "items": schema.clone()});
        Some(())
    }),
    ("response became another object", |document, random| {
        *response_schema(document, random)? =
            json!({"type": "object", "properties": {"one": {"type": "string"}, "two": {"type": "integer"}}});
        Some(())
    }),
    ("another method", |document, random| {
        let item = item(document)?;
        if item.contains_key("put") {
            return None;
        }
        let methods: Vec<String> = item.keys().filter(|key| *key != "parameters").cloned().collect();
        let operation = item.shift_remove(random.one(&methods)?)?;
        item.insert("put".into(), operation);
        Some(())
    }),
    ("another path", |document, _| renamed_path(document, |path| format!("/moved{path}"))),
    ("operation added", |document, _| {
        let added = json!({"get": {"summary": "Get the added thing", "operationId": "getAdded",
            "responses": {"204": {"description": "Done."}}}});
        document["paths"].as_object_mut()?.insert("/added".into(), added);
        Some(())
    }),
    ("operation removed", |document, random| {
        let item = item(document)?;
        let methods: Vec<String> = item.keys().filter(|key| *key != "parameters").cloned().collect();
        if methods.len() < 2 {
            return None;
        }
        item.shift_remove(random.one(&methods)?).map(drop)
    }),
];
