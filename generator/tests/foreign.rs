//! Documents as other vendors write them, through the same door as `codegen --spec`: what comes out, and what is
//! refused with its reason. All of the code is compiled by `tests/compiled`.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

mod cases;

use std::fmt::Write as _;

use zoom_codegen::Inputs;

#[test]
fn every_operation_is_there_or_refused_with_a_reason() {
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

/// What a crate for another vendor carries knows nothing of ours.
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
