//! What the targets have found, so that it is not found again.

use super::judged::judged;

/// An object that is an `allOf` of the object it is a field of has no end: refused, where it overflowed the stack.
#[test]
fn parts_of_a_field_that_contain_the_field() {
    let text = r##"{"openapi": "3.0.3", "info": {"title": "", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}}}}},
        "components": {"schemas": {"A": {"type": "object", "properties": {
            "x": {"allOf": [{"$ref": "#/components/schemas/A"}, {"properties": {"y": {"type": "string"}}}]}}}}}}"##;
    assert!(judged("doc.json", text.to_owned()).is_ok_and(|generated| generated));
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
