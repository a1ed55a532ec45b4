//! Documents that want to break out, or to break the reader: rejected or Rust, and nothing of their choosing in
//! the output but text.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

mod cases;

use std::fmt::Write as _;

use proc_macro2::{TokenStream, TokenTree};
use zoom_codegen::{Failure, Inputs, Output, Severity};

fn generated(text: String) -> Result<Output, Failure> {
    cases::run(&Inputs::single("doc.yaml", text, "hostile", cases::stubs()))
}

/// The code of the only error.
fn error(text: String) -> &'static str {
    match generated(text) {
        Ok(output) => panic!("it was generated from: {:?}", output.summary),
        Err(failure) => {
            let [one] = failure.diagnostics.as_slice() else {
                panic!("one error was expected:\n{}", cases::rendered(&failure.diagnostics))
            };
            one.code
        }
    }
}

/// A document with one operation whose response is written as given.
fn with_answer(schema: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: Hostile, version: '1'}}\npaths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: Fine\n          content: {{application/json: {{schema: {schema}}}}}\n"
    )
}

/// Every identifier in generated code.
fn identifiers(stream: TokenStream, found: &mut Vec<String>) {
    for tree in stream {
        match tree {
            TokenTree::Group(group) => identifiers(group.stream(), found),
            TokenTree::Ident(ident) => found.push(ident.to_string()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// What closes a comment, a string, an attribute or a macro, and then defines something.
const PAYLOADS: [&str; 12] = [
    "*/ fn injected() {} /*",
    "\"; fn injected() {} //",
    "\"#; fn injected() {} //",
    "\"###] fn injected() {} //",
    "\\\"; fn injected() {} //",
    "\n}\nfn injected() {}\n",
    "\r\nfn injected() {}\r\n//",
    "]\n#![feature(injected)]",
    "{injected} {0} $injected #injected",
    "`\u{2028}fn injected() {}\u{2029}",
    "\u{202e}fn injected() {}\u{0}\u{1b}[31m\u{feff}",
    "</script><script>injected()</script><!-- -->]]>",
];

/// A string of JSON in ASCII: line separators would end a key of YAML.
fn quoted(text: &str) -> String {
    let json = serde_json::to_string(text).expect("a string");
    let mut ascii = String::new();
    for c in json.chars() {
        if c.is_ascii() {
            ascii.push(c);
        } else {
            let _ = write!(ascii, "\\u{:04x}", u32::from(c));
        }
    }
    ascii
}

#[test]
fn what_is_text_in_a_document_is_text_in_the_code() {
    for payload in PAYLOADS {
        let quoted = quoted(payload);
        let at = |schema_path: &str, text: String| {
            let output = generated(text).unwrap_or_else(|failure| {
                panic!("{schema_path}: {}", cases::rendered(&failure.diagnostics))
            });
            for (path, text) in output.tree.iter().filter(|(path, _)| path.ends_with(".rs")) {
                let file: TokenStream =
                    text.parse().unwrap_or_else(|error| panic!("{schema_path} {path}: {error}"));
                let mut found = Vec::new();
                identifiers(file, &mut found);
                assert!(
                    !found.contains(&"injected".to_owned()),
                    "{schema_path}: {payload:?} in {path}"
                );
                let control = text.chars().find(|c| {
                    (c.is_control() && *c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
                });
                assert_eq!(control, None, "{schema_path}: {payload:?} in {path}");
            }
            let manifest: Result<toml::Table, _> = output.tree["Cargo.toml"].parse();
            assert!(manifest.is_ok(), "{schema_path}: {manifest:?}");
        };
        at("title", with_answer("{type: object}").replace("Hostile", &quoted));
        at("summary", with_answer("{type: object}").replace("    get:\n", &format!("    get:\n      summary: {quoted}\n      description: {quoted}\n      tags: [{quoted}]\n")));
        at(
            "description",
            with_answer(&format!(
                "{{type: object, description: {quoted}, title: {quoted}, properties: {{a: {{type: string, description: {quoted}, default: {quoted}, pattern: {quoted}, format: {quoted}}}}}}}"
            )),
        );
        at(
            "enum",
            with_answer(&format!(
                "{{type: object, properties: {{a: {{type: string, enum: [{quoted}, b], x-enum-varnames: [{quoted}, b], x-enum-descriptions: [{quoted}, b]}}}}}}"
            )),
        );
        at(
            "property",
            with_answer(&format!("{{type: object, properties: {{{quoted}: {{type: integer}}}}}}")),
        );
        at("parameter", with_answer("{type: object}").replace("    get:\n", &format!("    get:\n      parameters: [{{name: {quoted}, in: query, schema: {{type: string}}}}]\n")));
        at(
            "server",
            with_answer("{type: object}")
                .replace("paths:\n", &format!("servers: [{{url: {quoted}}}]\npaths:\n")),
        );
        at(
            "status",
            with_answer("{type: object}")
                .replace("description: Fine", &format!("description: {quoted}")),
        );
    }
}

#[test]
fn files_stay_in_the_crate() {
    for name in [
        "../../etc/passwd",
        "..",
        "/",
        "C:\\x",
        "con",
        "NUL",
        "a/../../b",
        "\u{430}dmin",
        "aux.txt",
        "~",
        "-rf",
        "%2e%2e%2f",
    ] {
        let quoted = serde_json::to_string(name).expect("a string");
        let text = with_answer(
            "{type: object, properties: {a: {type: object, properties: {b: {type: string}}}}}",
        )
        .replace(
            "    get:\n",
            &format!("    get:\n      operationId: {quoted}\n      tags: [{quoted}]\n"),
        )
        .replace(
            "  /a:\n",
            &format!("  {}:\n", serde_json::to_string(&format!("/{name}")).expect("a string")),
        );
        let output = generated(text)
            .unwrap_or_else(|failure| panic!("{name}: {}", cases::rendered(&failure.diagnostics)));
        let reserved = ["con", "prn", "aux", "nul", "com1", "lpt1"];
        for path in output.tree.keys() {
            for part in path.split('/') {
                let stem = part.split('.').next().unwrap_or_default().to_ascii_lowercase();
                let plain = part.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
                assert!(plain && !stem.is_empty() && !reserved.contains(&&*stem), "{name}: {path}");
            }
        }
    }
}

#[test]
fn names_that_differ_by_case_alone_take_different_files() {
    let text = "openapi: 3.0.3\ninfo: {title: Case, version: '1'}\npaths:\n  /user/a: {get: {tags: [User], responses: {'204': {description: Fine}}}}\n  /USER/b: {get: {tags: [USER], responses: {'204': {description: Fine}}}}\n  /uSer/c: {get: {tags: [uSer], responses: {'204': {description: Fine}}}}\n";
    let output = generated(text.to_owned())
        .unwrap_or_else(|failure| panic!("{}", cases::rendered(&failure.diagnostics)));
    let mut paths: Vec<String> = output.tree.keys().map(|path| path.to_ascii_lowercase()).collect();
    let count = paths.len();
    paths.dedup();
    assert_eq!(paths.len(), count);
    assert_eq!(output.summary.emitted, 3);
}

#[test]
fn a_document_beyond_64_mib_is_rejected() {
    let mut text = with_answer("{type: object}");
    text.push('#');
    text.push_str(&"x".repeat(64 << 20));
    assert_eq!(error(text), "too-large");
}

/// Small texts of many values: what is read takes a hundred times their bytes.
#[test]
fn a_document_of_too_many_values_is_rejected() {
    let many = "1,".repeat(2_000_001);
    let json = format!("{{\"openapi\": \"3.0.3\", \"x\": [{many}1]}}");
    assert_eq!(error(json), "too-large");
    assert_eq!(error(format!("x: [{}1]", "1,".repeat(6_000_000))), "too-large");
    assert_eq!(error("- - - - ".repeat(1_600_000)), "too-large");
}

#[test]
fn nesting_of_ten_thousand_levels_is_rejected() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
        assert_eq!(error(with_answer(&deep)), "unreadable", "{open}");
    }
    let lines: String = (0..10_000).fold(String::new(), |mut text, depth| {
        let _ = writeln!(text, "{}a:", " ".repeat(depth));
        text
    });
    assert_eq!(error(lines), "unreadable");
    let json =
        format!("{{\"openapi\": \"3.0.3\", \"x\": {}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(error(json), "unreadable");
}

#[test]
fn objects_within_objects_as_deep_as_a_reader_goes() {
    let depth = 50;
    let mut schema = "{type: string}".to_owned();
    for _ in 0..depth {
        schema = format!("{{type: object, properties: {{a: {schema}}}}}");
    }
    let output = generated(with_answer(&schema)).expect("fifty levels");
    assert_eq!(output.summary.types, depth);
}

#[test]
fn aliases_that_multiply_are_rejected() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let last = format!("*a{}, ", level - 1).repeat(9);
        let _ = writeln!(text, "a{level}: &a{level} [{}]", last.trim_end_matches(", "));
    }
    assert_eq!(error(text), "unreadable");
}

#[test]
fn integers_beyond_64_bits() {
    let output = generated(with_answer(
        "{type: object, properties: {a: {type: integer, enum: [1, 99999999999999999999]}, b: {type: integer, minimum: -99999999999999999999, maximum: 1e400}, c: {type: integer, enum: [18446744073709551615]}}}",
    ));
    match output {
        Ok(output) => cases::conserved("integers", &output),
        Err(failure) => panic!("{}", cases::rendered(&failure.diagnostics)),
    }
}

#[test]
fn an_enumeration_of_fifty_thousand_values() {
    let values: Vec<String> = (0..50_000).map(|value| format!("v{value}")).collect();
    let output = generated(with_answer(&format!(
        "{{type: object, properties: {{a: {{type: string, enum: [{}]}}}}}}",
        values.join(", ")
    )))
    .expect("an enumeration");
    let variants =
        output.tree["api.txt"].lines().filter(|line| line.starts_with("variant ")).count();
    assert_eq!(variants, 50_000);
}

#[test]
fn a_line_of_a_megabyte() {
    let long = "word ".repeat(200_000);
    let output = generated(with_answer(&format!(
        "{{type: object, description: '{long}', properties: {{a: {{type: string}}}}}}"
    )));
    let output = output.expect("a long text");
    let longest = output.tree.values().flat_map(|text| text.lines()).map(str::len).max();
    assert!(longest.is_some_and(|longest| longest < 2_000), "{longest:?}");
}

#[test]
fn parts_that_contain_each_other_through_all_of() {
    let chain: String = (0..400).fold(String::new(), |mut text, index| {
        let next = (index + 1) % 400;
        let _ = writeln!(text, "    S{index}: {{allOf: [{{$ref: '#/components/schemas/S{next}'}}, {{type: object, properties: {{p{index}: {{type: string}}}}}}]}}");
        text
    });
    let text = format!(
        "{}components:\n  schemas:\n{chain}",
        with_answer("{$ref: '#/components/schemas/S0'}")
    );
    let output = generated(text).expect("a rejection is not an error");
    assert_eq!((output.summary.emitted, output.summary.refused), (0, 1));
}

/// Thirty levels of which each holds the next one twice would be a billion objects.
#[test]
fn references_that_multiply() {
    let parts = |next: usize, own: &str| {
        format!(
            "{{allOf: [{{$ref: '#/components/schemas/S{next}'}}, {{properties: {{{own}: {{type: string}}}}}}]}}"
        )
    };
    let next = |next: usize| format!("{{$ref: '#/components/schemas/S{next}'}}");
    type Level<'a> = (&'a str, &'a dyn Fn(usize) -> String);
    let levels: [Level<'_>; 4] = [
        ("fields", &|n| format!("{{type: object, properties: {{x: {0}, y: {0}}}}}", parts(n, "z"))),
        ("alternatives", &|n| {
            format!("{{oneOf: [{}, {}]}}", parts(n, &format!("a{n}")), parts(n, &format!("b{n}")))
        }),
        ("parts", &|n| format!("{{allOf: [{0}, {0}]}}", next(n))),
        ("texts", &|n| format!("{{oneOf: [{0}, {0}]}}", next(n))),
    ];
    for (name, level) in levels {
        let chain: String =
            (0..30).map(|index| format!("    S{index}: {}\n", level(index + 1))).collect();
        let text = format!(
            "{}components:\n  schemas:\n{chain}    S30: {{type: string}}\n",
            with_answer("{$ref: '#/components/schemas/S0'}")
        );
        let output = generated(text).expect("a rejection is not an error");
        let code = output.diagnostics.iter().find(|one| one.severity == Severity::Refused);
        assert_eq!(code.map(|one| one.code), Some("too-many"), "{name}");
    }
}
