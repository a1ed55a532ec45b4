//! Findings of the targets, so that they do not return.

use super::cases;
use super::judged::{Specs, changed, judged, single};

/// An object that is an `allOf` of the object it is a field of has no end: rejected, where it overflowed the stack.
#[test]
fn parts_of_a_field_that_contain_the_field() {
    let text = r##"{"openapi": "3.0.3", "info": {"title": "", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}}}}},
        "components": {"schemas": {"A": {"type": "object", "properties": {
            "x": {"allOf": [{"$ref": "#/components/schemas/A"}, {"properties": {"y": {"type": "string"}}}]}}}}}}"##;
    assert!(judged("doc.json", text.to_owned()).is_ok());
}

/// The same through a list: its items are an `allOf` of the list.
#[test]
fn items_that_contain_their_list() {
    let text = r##"{"openapi": "3.0.3", "info": {"title": "", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}}}}},
        "components": {"schemas": {"A": {"type": "array", "items": {
            "allOf": [{"$ref": "#/components/schemas/A"}, {"type": "integer"}]}}}}}"##;
    assert!(judged("doc.json", text.to_owned()).is_ok_and(|generated| generated));
}

/// An alternative is called after the field that only it has, which may be called like a keyword.
#[test]
fn alternatives_called_like_a_keyword() {
    let text = r##"{"openapi": "3.0.3", "info": {"title": "", "version": "1"}, "paths": {"/a": {"get": {
        "responses": {"200": {"description": "", "content": {"application/json": {"schema": {"oneOf": [
            {"type": "object", "properties": {"self": {"type": "string"}}},
            {"type": "object", "properties": {"other": {"type": "string"}}}]}}}}}}}}}"##;
    assert!(judged("doc.json", text.to_owned()).is_ok_and(|emitted| emitted));
}

/// The specs of a fixture, and the same with a part of the document written otherwise.
fn rewritten(fixture: &str, from: &str, to: &str) -> (Specs, Specs) {
    let before = cases::one("fixtures", fixture).specs;
    let mut after = before.clone();
    let text = before["doc.yaml"].replacen(from, to, 1);
    assert_ne!(text, before["doc.yaml"], "{from} does not stand in {fixture}");
    after.insert("doc.yaml".to_owned(), text);
    (before, after)
}

/// Methods that come and go with something else are reported with it.
#[test]
fn methods_that_go_with_a_file_or_a_list() {
    let file = rewritten("body_multipart", "{type: string, format: binary}", "{type: string}");
    let list = rewritten("windows", "calls: {type: array", "calls: {type: object");
    for (before, after) in [file, list] {
        assert!(changed(&before, &after).is_ok_and(|emitted| emitted));
    }
}

/// A property without a name gets a type with a name of its own: it had taken that of its owner, which does not compile.
#[test]
fn a_property_without_a_name() {
    let text = r#"{"openapi": "3.1.0", "info": {"title": "", "version": "1"},
        "webhooks": {"a": {"post": {"requestBody": {"content": {"application/json": {"schema": {
        "type": "object", "properties": {"": {"type": "object", "properties": {"x": {"type": "string"}}}}}}}}}}}}"#;
    let output = cases::run(&single("doc.json", text.to_owned())).expect("a crate");
    let structs: Vec<&str> =
        output.tree["api.txt"].lines().filter(|line| line.starts_with("struct ")).collect();
    let distinct: std::collections::BTreeSet<&&str> = structs.iter().collect();
    assert!(structs.len() == 2 && distinct.len() == 2, "{structs:?}");
}

/// Paths that differ in the name of a parameter alone are two operations with names of their own.
#[test]
fn paths_that_only_a_parameter_tells_apart() {
    let operation = |name: &str| {
        format!(
            r#""/{{{name}}}": {{"put": {{"parameters": [{{"name": "{name}", "in": "path", "required": true,
            "schema": {{}}}}], "responses": {{"204": {{"description": ""}}}}}}}}"#
        )
    };
    let paths = format!("{}, {}", operation("id"), operation("name"));
    let text = format!(
        r#"{{"openapi": "3.1.0", "info": {{"title": "", "version": "1"}}, "paths": {{{paths}}}}}"#
    );
    let output = cases::run(&single("doc.json", text)).expect("a crate");
    let functions: Vec<&str> =
        output.tree["api.txt"].lines().filter(|line| line.starts_with("fn ")).collect();
    assert_eq!(
        functions,
        [
            "fn api::update(id: impl Into<rt::Value>) -> api::Update",
            "fn api::update_by_name(name: impl Into<rt::Value>) -> api::UpdateByName",
        ]
    );
}
