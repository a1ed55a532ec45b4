//! Where examples come from.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Example;

/// The reference documents, the later ones first: where two describe one operation, the types follow the later.
const DOCUMENTS: [&str; 4] = [
    "zoom-v2-hub-users.json",
    "zoom-v2-hub-meetings.json",
    "zoom-v2-classic.json",
    "zoom-events.json",
];

/// An example of the classic document that differs from today's: a list where today's document has joined text.
const DIFFERENT: (&str, &str) = ("/chat/users/{}/channels/{}/members", "post");

/// Folders with a document for each product.
const FOLDERS: [&str; 2] = ["hub", "hub-events"];

pub(super) fn examples() -> Result<Vec<Example>, String> {
    if let Ok(file) = std::env::var("ZOOM_EXAMPLES") {
        let collection = read(Path::new(&file))?;
        let list = collection.as_array().ok_or_else(|| format!("{file} is not a JSON array"))?;
        return Ok(list.iter().filter_map(recorded).collect());
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference");
    let mut examples = own()?;
    let own = examples.len();
    for folder in FOLDERS.map(|name| folder.join(name)) {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            println!("NOT TESTED: the examples of {}, which is not there", folder.display());
            continue;
        };
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        files.sort();
        for file in files {
            documented(&read(&file)?, own, &mut examples);
        }
    }
    for name in DOCUMENTS {
        let file = folder.join(name);
        if !file.exists() {
            println!("NOT TESTED: the examples of {name}, which is not beside the project");
            continue;
        }
        documented(&read(&file)?, own, &mut examples);
    }
    Ok(examples)
}

/// Made-up examples with the faults of published ones: numbers and booleans as strings and the reverse, null and empty
/// values, unknown keys and values, whole examples as JSON text.
fn own() -> Result<Vec<Example>, String> {
    let all: Value = serde_json::from_str(include_str!("examples.json"))
        .map_err(|error| format!("examples.json: {error}"))?;
    let all: Vec<Example> = all.as_array().into_iter().flatten().filter_map(recorded).collect();
    if all.is_empty() { Err("examples.json has no examples".to_owned()) } else { Ok(all) }
}

fn read(file: &Path) -> Result<Value, String> {
    let text = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", file.display()))
}

/// One entry of a collection.
fn recorded(entry: &Value) -> Option<Example> {
    let text = |key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
    Some(Example {
        path: erased(&text("where")?),
        method: text("method").unwrap_or_default().to_ascii_lowercase(),
        kind: text("kind").unwrap_or_else(|| "response".to_owned()),
        status: text("status").unwrap_or_default(),
        value: parsed(entry.get("value")?.clone()),
    })
}

/// Some documents have their examples as JSON text.
fn parsed(value: Value) -> Value {
    let inner = value.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
    inner.filter(|inner| inner.is_object() || inner.is_array()).unwrap_or(value)
}

/// The examples of an OpenAPI document: JSON bodies of requests and of successes. The first `own` examples are those of
/// this project, which leave out no documented one.
fn documented(document: &Value, own: usize, examples: &mut Vec<Example>) {
    let section = |key: &str| document.get(key).and_then(Value::as_object).into_iter().flatten();
    for (path, item) in section("paths").chain(section("webhooks")) {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let path = erased(path);
            let known = |example: &Example| example.path == path && example.method == *method;
            // An earlier document has described this operation already.
            if examples.iter().skip(own).any(known) || (path.as_str(), method.as_str()) == DIFFERENT
            {
                continue;
            }
            let mut found = Vec::new();
            let mut add = |kind: &str, status: &str, body: Option<&Value>| {
                for value in values(body) {
                    found.push(Example {
                        path: path.clone(),
                        method: method.clone(),
                        kind: kind.to_owned(),
                        status: status.to_owned(),
                        value,
                    });
                }
            };
            add("request", "", operation.get("requestBody"));
            let responses = operation.get("responses").and_then(Value::as_object);
            for (status, response) in responses.into_iter().flatten() {
                if status.starts_with('2') {
                    add("response", status, Some(response));
                }
            }
            examples.append(&mut found);
        }
    }
}

fn values(body: Option<&Value>) -> Vec<Value> {
    let media = body.and_then(|body| body.pointer("/content/application~1json"));
    let Some(media) = media else { return Vec::new() };
    let one = media.get("example").cloned();
    let several = media.get("examples").and_then(Value::as_object);
    let several = several.into_iter().flatten().filter_map(|(_, one)| one.get("value").cloned());
    let all = one.into_iter().chain(several).map(parsed);
    all.filter(|value| value.is_object() || value.is_array()).collect()
}

/// `/users/{userId}` → `/users/{}`.
fn erased(path: &str) -> String {
    let mut out = String::new();
    for (index, part) in path.split('{').enumerate() {
        match part.split_once('}') {
            Some((_, rest)) if index > 0 => out.push_str(&format!("{{}}{rest}")),
            _ => out.push_str(part),
        }
    }
    out
}
