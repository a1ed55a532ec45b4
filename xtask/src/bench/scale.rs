//! Whether the time of code generation grows with the number of operations, and no faster.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Context;
use serde_json::{Map, Value, json};

use super::measure::{self, Runs};
use super::{Row, table};

/// Sizes of documents, in operations.
const SIZES: [usize; 4] = [2_500, 5_000, 10_000, 20_000];

pub fn scale(root: &Path, runs: &Runs<'_>) -> anyhow::Result<()> {
    let place = root.join("target/bench-scale");
    fs::create_dir_all(&place).context("cannot create the folder of made-up documents")?;
    let mut rows = Vec::new();
    let mut first = None;
    for size in SIZES {
        let (file, out) = (place.join(format!("{size}.json")), place.join(size.to_string()));
        fs::write(&file, document(size).to_string()).context("cannot write a document")?;
        let program = measure::target_folder(root)?.join("release/xtask");
        // The second run and those behind it write nothing.
        let measured = runs.median(|| {
            let mut command = Command::new(&program);
            command.args(["codegen", "--threads", "1", "--name", "scaled", "--force", "--spec"]);
            command.arg(&file).arg("--out").arg(&out).current_dir(root);
            Ok(command)
        })?;
        let each = measured.cpu / size as f64;
        let of_first = *first.get_or_insert(each);
        let beside = format!("{:.2} ms an operation, {:.2} times", each * 1000.0, each / of_first);
        rows.push(Row::new(format!("{size} operations"), measured, beside));
    }
    table(runs.console, "Code generation: made-up documents, on one thread", &rows)
}

/// A document with so many operations: half of them read an object with a list of objects, half of them write one.
fn document(operations: usize) -> Value {
    let text = json!({"type": "string", "description": "A text."});
    let item = json!({"type": "object", "properties": {"id": text, "name": text, "kind": {
        "type": "string", "enum": ["one", "other"]
    }}});
    let thing = json!({"type": "object", "required": ["name"], "properties": {
        "name": text, "count": {"type": "integer", "minimum": 1}, "items": {
            "type": "array", "items": item
        }
    }});
    let content = json!({"application/json": {"schema": thing}});
    let parameter = json!({"in": "path", "name": "id", "required": true, "schema": text});
    let mut paths = Map::new();
    for number in 0..operations.div_ceil(2) {
        let (group, number) = (number / 50, number % 50);
        let own = json!({
            "parameters": [parameter],
            "get": {"responses": {"200": {"description": "Fine.", "content": content}}},
            "put": {
                "requestBody": {"required": true, "content": content},
                "responses": {"204": {"description": "Fine."}}
            },
        });
        paths.insert(format!("/group{group}/things{number}/{{id}}"), own);
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Made up", "version": "1"},
        "servers": [{"url": "https://api.example.com/v1"}],
        "paths": paths,
    })
}
