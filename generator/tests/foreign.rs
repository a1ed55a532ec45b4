//! Documents as other vendors write them, through the same door as `codegen --spec`: what comes out, and what is
//! rejected with its reason. All of the code is compiled by `tests/compiled`.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

mod cases;

use std::fmt::Write as _;

use zoom_codegen::Inputs;

#[test]
fn every_operation_is_there_or_rejected_with_a_reason() {
    cases::each(&cases::all("foreign"), |case| {
        let output = cases::output(&case.name, &case.inputs());
        cases::conserved(&case.name, &output);
        let api: Vec<&str> =
            output.tree["api.txt"].lines().filter(|line| !line.starts_with('#')).collect();
        let diagnostics = cases::rendered(&output.diagnostics);
        cases::snapshot("foreign", case, &format!("{}\n\n{diagnostics}", api.join("\n")));
    });
    let names: Vec<String> = cases::all("foreign").into_iter().map(|case| case.name).collect();
    assert_eq!(cases::snapshots("foreign"), names);
}

/// A crate for another vendor contains nothing specific to ours.
#[test]
fn a_foreign_crate_has_the_neutral_runtime_alone() {
    let case = cases::one("foreign", "payments");
    let text = case.specs["doc.yaml"].clone();
    let inputs = Inputs::single("doc.yaml", text, "payments", cases::templates());
    let output = cases::output("payments", &inputs);
    for (path, text) in &output.tree {
        assert!(!path.contains("zoom"), "{path}");
        let words = text.to_ascii_lowercase();
        assert!(!words.contains("zoom"), "{path} speaks of another vendor");
    }
}

#[test]
fn thousands_of_schemas_that_refer_to_each_other() {
    const COUNT: usize = 3_000;
    let mut text = String::from("openapi: 3.0.3\ninfo: {title: Many, version: '1'}\npaths:\n");
    for index in (0..COUNT).step_by(10) {
        let _ = writeln!(
            text,
            "  /things{index}/{{id}}:\n    get:\n      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]\n      responses: {{'200': {{description: Fine, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing{index}'}}}}}}}}}}"
        );
    }
    text.push_str("components:\n  schemas:\n");
    for index in 0..COUNT {
        let (next, far) = ((index + 1) % COUNT, (index * 7 + 3) % COUNT);
        let _ = writeln!(
            text,
            "    Thing{index}: {{type: object, properties: {{name: {{type: string}}, next: {{$ref: '#/components/schemas/Thing{next}'}}, far: {{type: array, items: {{$ref: '#/components/schemas/Thing{far}'}}}}}}}}"
        );
    }
    let inputs = Inputs::single("many.yaml", text, "many", cases::stubs());
    let output = cases::output("many", &inputs);
    cases::conserved("many", &output);
    assert_eq!((output.summary.emitted, output.summary.types), (COUNT / 10, COUNT));
}

const SWAGGER: &str = "
swagger: 2.0
info: {title: Kites, version: '1'}
host: kites.example.com
basePath: /v3
schemes: [https]
consumes: [application/json]
produces: [application/json]
securityDefinitions:
  key: {type: apiKey, in: header, name: X-Kite-Key}
  login: {type: basic}
security: [{key: []}]
paths:
  /kites:
    parameters:
      - {name: colours, in: query, type: array, items: {type: string}, collectionFormat: csv}
    get:
      operationId: listKites
      responses: {'200': {description: D, schema: {type: array, items: {$ref: '#/definitions/Kite'}}}}
    post:
      operationId: addKite
      security: [{login: []}]
      parameters: [{name: kite, in: body, required: true, schema: {$ref: '#/definitions/Kite'}}]
      responses: {'201': {description: D, schema: {$ref: '#/definitions/Kite'}}}
definitions:
  Kite: {type: object, properties: {name: {type: string, x-nullable: true}, tails: {type: integer}}}
";

const OPENAPI: &str = "
openapi: 3.0.3
info: {title: Kites, version: '1'}
servers: [{url: 'https://kites.example.com/v3'}]
security: [{key: []}]
paths:
  /kites:
    parameters:
      - {name: colours, in: query, explode: false, schema: {type: array, items: {type: string}}}
    get:
      operationId: listKites
      responses: {'200': {description: D, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Kite'}}}}}}
    post:
      operationId: addKite
      security: [{login: []}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Kite'}}}}
      responses: {'201': {description: D, content: {application/json: {schema: {$ref: '#/components/schemas/Kite'}}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Kite-Key}
    login: {type: http, scheme: basic}
  schemas:
    Kite: {type: object, properties: {name: {type: string, nullable: true}, tails: {type: integer}}}
";

/// Swagger 2.0 gives the code that the same API gives as OpenAPI 3.0: URL, credentials, bodies and types.
#[test]
fn swagger_two_is_read_as_openapi_three() {
    let code = |text: &str| {
        let inputs = Inputs::single("kites.yaml", text.to_owned(), "kites", cases::templates());
        let mut tree = cases::output("kites", &inputs).tree;
        tree.remove("REPORT.md");
        tree
    };
    let (old, new) = (code(SWAGGER), code(OPENAPI));
    assert!(old["src/servers.rs"].contains("url: \"https://kites.example.com/v3\""));
    assert!(old["src/servers.rs"].contains("rt::Scheme::Header(\"X-Kite-Key\")"));
    assert!(old["src/kites.rs"].contains("security: Some(&[rt::Scheme::Basic])"));
    for (path, text) in &new {
        assert_eq!(Some(text), old.get(path), "{path}");
    }
    assert_eq!(old.len(), new.len());
}

/// A crate of one document has no folder of specs, and no features of documents.
#[test]
fn a_foreign_crate_names_only_what_it_has() {
    let inputs = Inputs::single("kites.yaml", OPENAPI.to_owned(), "kites", cases::templates());
    let tree = cases::output("kites", &inputs).tree;
    for (path, text) in tree.iter().filter(|(path, _)| !path.starts_with("src/runtime/")) {
        let own = path.as_str() != "api-runtime.txt";
        assert!(!own || !text.contains("specs/"), "{path} names a folder that is not there");
    }
    let header = tree["src/kites.rs"].lines().take(2).collect::<Vec<_>>().join("\n");
    assert_eq!(
        header,
        "// @generated by `cargo xtask codegen` from kites.yaml. Do not edit.\n\
         // To change this file, change the document, or generate it with `--overlay`, `--rules` or `--names`."
    );
    let readme = &tree["README.md"];
    assert!(!readme.contains("`full`") && !tree["Cargo.toml"].contains("full ="), "{readme}");
    for wanted in [
        "use kites as api;",
        ".auth(api::auth::ApiKey::new(api::runtime::Scheme::Header(\"X-Kite-Key\"), \"the key\"))",
        "let response = api::kites::list().send(&client).await?;",
        "Requests go to `https://kites.example.com/v3`",
    ] {
        assert!(readme.contains(wanted), "{wanted} is not in\n{readme}");
    }
}
