use super::convert;
use serde_json::json;

#[test]
fn a_base_path_is_never_part_of_the_host() {
    for (host, path, expected) in [
        ("api.example.com", "v1", "https://api.example.com/v1"),
        ("api.example.com", "/v1/", "https://api.example.com/v1"),
        ("api.example.com/", "/", "https://api.example.com"),
        ("http://api.example.com", ".evil.example", "https://api.example.com/.evil.example"),
        ("", "v1", "/v1"),
        ("", "", ""),
    ] {
        let document = json!({"swagger": "2.0", "host": host, "basePath": path, "paths": {}});
        let converted = convert(document);
        assert_eq!(converted["servers"][0]["url"], expected, "{host} {path}");
    }
}

#[test]
fn every_keyword_has_its_place() {
    let converted = convert(json!({
        "swagger": "2.0",
        "host": "api.example.com",
        "basePath": "/v1",
        "schemes": ["https", "http"],
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "securityDefinitions": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
        "parameters": {"Page": {"name": "page", "in": "query", "type": "integer", "minimum": 1, "default": 1}},
        "responses": {"Done": {"description": "Done.", "schema": {"$ref": "#/definitions/Pet"}}},
        "definitions": {"Pet": {"type": "object", "discriminator": "kind", "properties": {"kind": {"type": "string", "x-nullable": true}}}},
        "paths": {"/pets": {"post": {
            "consumes": ["application/vnd.pets+json"],
            "produces": ["text/plain"],
            "schemes": ["http"],
            "parameters": [
                {"$ref": "#/parameters/Page"},
                {"name": "tags", "in": "query", "type": "array", "items": {"type": "string"}, "collectionFormat": "pipes", "enum": [["a"]], "format": "x"},
                {"name": "pet", "in": "body", "required": true, "schema": {"$ref": "#/definitions/Pet"}}],
            "responses": {"200": {"description": "Done.", "schema": {"type": "string"}, "examples": {"text/plain": "a"},
                "headers": {"X-Left": {"type": "integer", "minimum": 0}}}}}},
            "/files": {"post": {"parameters": [{"name": "file", "in": "formData", "type": "file", "required": true}], "responses": {"200": {"$ref": "#/responses/Done"}}}}}
    }));
    let at = |pointer: &str| converted.pointer(pointer).cloned().unwrap_or_default();
    assert_eq!(at("/openapi"), "3.0.1");
    assert_eq!(at("/servers/0/url"), "https://api.example.com/v1");
    let pets = "/paths/~1pets/post";
    let parameter = at(&format!("{pets}/parameters/0"));
    assert_eq!(parameter["schema"], json!({"type": "integer", "default": 1, "minimum": 1}));
    let tags = at(&format!("{pets}/parameters/1"));
    assert_eq!(tags["style"], "pipeDelimited");
    assert_eq!(tags["schema"]["items"], json!({"type": "string"}));
    assert_eq!(tags["schema"]["format"], "x");
    let body = at(&format!("{pets}/requestBody"));
    let reference = json!({"schema": {"$ref": "#/components/schemas/Pet"}});
    assert_eq!(
        body,
        json!({"required": true, "content": {"application/vnd.pets+json": reference}})
    );
    let response = at(&format!("{pets}/responses/200"));
    assert_eq!(
        response["content"],
        json!({"text/plain": {"schema": {"type": "string"}, "example": "a"}})
    );
    assert_eq!(response["headers"]["X-Left"]["schema"], json!({"type": "integer", "minimum": 0}));
    let form = at("/paths/~1files/post/requestBody/content/multipart~1form-data/schema");
    assert_eq!(form["properties"]["file"], json!({"type": "string", "format": "binary"}));
    assert_eq!(at("/paths/~1files/post/responses/200/$ref"), "#/components/responses/Done");
    assert_eq!(at("/components/securitySchemes/key/name"), "X-Key");
    let done = at("/components/responses/Done/content/application~1json");
    assert_eq!(done, json!({"schema": {"$ref": "#/components/schemas/Pet"}}));
    let pet = at("/components/schemas/Pet");
    assert_eq!(pet["discriminator"], json!({"propertyName": "kind"}));
    assert_eq!(pet["properties"]["kind"], json!({"type": "string", "nullable": true}));
    for gone in [
        "swagger",
        "host",
        "basePath",
        "schemes",
        "consumes",
        "produces",
        "definitions",
        "parameters",
        "responses",
        "securityDefinitions",
    ] {
        assert!(converted.get(gone).is_none(), "{gone}");
    }
}
