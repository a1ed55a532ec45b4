//! The table of keywords: each is shown by a case, docs/KEYWORDS.md has all of them, and what is not honoured is noted.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

mod cases;

use std::fmt::Write as _;
use std::fs;

use zoom_codegen::keywords::{Keyword, all};

const COMMAND: &str = "UPDATE_KEYWORDS=1 cargo test -p zoom-codegen --test keywords";

/// Whether an object is one of Swagger 2.0.
fn is_swagger(keyword: &Keyword) -> bool {
    keyword.object.starts_with("swagger ")
}

#[test]
fn every_keyword_is_in_the_case_that_shows_it() {
    for keyword in all() {
        assert!(["honoured", "noted", "ignored"].contains(&keyword.status), "{keyword:?}");
        let (object, name) = (keyword.object, keyword.name);
        if is_swagger(&keyword) {
            let source = cases::folder("../src/document/swagger/tests.rs");
            let source = fs::read_to_string(source).expect("a source");
            let (_, test) =
                source.split_once("fn every_keyword_has_its_place()").expect("the test");
            let word = name.split([' ', ',']).next_back().unwrap_or_default();
            let word = if word == "limits" { "minimum" } else { word };
            assert!(test.contains(word), "{object}: {name} is not in the test");
            continue;
        }
        let (kind, case) = keyword.case.split_once('/').expect("a folder and a case");
        let text = fs::read_to_string(cases::one(kind, case).document()).expect("a document");
        let is_key = |after: &str| after.trim_start_matches(['\'', '"']).starts_with(':');
        let found = text.match_indices(name).any(|(at, _)| is_key(&text[at + name.len()..]));
        assert!(found, "{object}: `{name}` is not in {}", keyword.case);
    }
}

#[test]
fn what_is_noted_is_noted_and_what_is_ignored_is_not() {
    let noted = |case: &str| -> Vec<String> {
        let output = cases::output(case, &cases::one("fixtures", case).inputs());
        let notes = output.diagnostics.into_iter();
        notes.filter(|one| one.code.ends_with("-keyword")).map(|one| one.message).collect()
    };
    for keyword in all().filter(|keyword| keyword.status == "noted") {
        let article = if keyword.object.starts_with(['e', 'o']) { "an" } else { "a" };
        let start = format!("`{}` of {article} {} is not used", keyword.name, keyword.object);
        let case = keyword.case.trim_start_matches("fixtures/");
        let found = noted(case).iter().any(|message| message.starts_with(&start));
        assert!(found, "no note in {case}: {start}");
    }
    assert_eq!(noted("keywords_ignored"), [""; 0]);
    assert_eq!(
        noted("keywords_unknown"),
        [
            "`server` is no keyword of a document, and is not read",
            "`link` is no keyword of a path item, and is not read",
            "`response` is no keyword of an operation, and is not read",
            "`collectionFormat` is no keyword of a parameter, and is not read",
            "`requierd` is no keyword of a schema, and is not read",
            "`max` is no keyword of a schema, and is not read (2 places, this is the first)",
            "`typ` is no keyword of a schema, and is not read",
            "`contents` is no keyword of a response, and is not read",
        ]
    );
}

#[test]
fn the_page_has_the_table() {
    let path = cases::folder("../../docs/KEYWORDS.md");
    let wanted = page();
    if std::env::var_os("UPDATE_KEYWORDS").is_some_and(|value| value == "1") {
        return fs::write(&path, wanted).expect("the page is written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "docs/KEYWORDS.md differs from the table: run `{COMMAND}`");
}

fn page() -> String {
    let mut text = format!(
        "# Keywords\n\nThe treatment of every keyword of OpenAPI 3.0, 3.1 and 3.2, and of those of Swagger 2.0 that 3.0 does not have.\n\n\
         - **honoured**: the generated code depends on it. If a value cannot be honoured, the operation is rejected, with its\n  \
         location and advice.\n- **noted**: it is not used, and there is a note with its location and the reason, once for each\n  document. So is a key that is no keyword at all (`fixtures/keywords_unknown`).\n\
         - **ignored**: it has no effect on requests and responses.\n\n\
         Extensions (`x-…`) are read where specs/README.md lists them. Cases are folders of generator/tests. This page is made\n\
         from generator/src/document/keywords/table.tsv: `{COMMAND}`.\n"
    );
    let mut object = "";
    for keyword in all().filter(|keyword| !is_swagger(keyword)) {
        if keyword.object != object {
            object = keyword.object;
            let _ = write!(
                text,
                "\n## {object}\n\n| Keyword | Since | | Case | |\n| --- | --- | --- | --- | --- |\n"
            );
        }
        let Keyword { name, since, status, case, remark, .. } = keyword;
        let _ = writeln!(text, "| `{name}` | {since} | {status} | `{case}` | {remark} |");
    }
    text.push_str("\n## Swagger 2.0\n\nThe importer makes OpenAPI 3.0 of it (`generator/src/document/swagger/tests.rs::every_keyword_has_its_place`).\n\n| Object | Keyword | | Becomes |\n| --- | --- | --- | --- |\n");
    for Keyword { object, name, status, remark, .. } in all().filter(is_swagger) {
        let object = object.trim_start_matches("swagger ");
        let _ = writeln!(text, "| {object} | `{name}` | {status} | {remark} |");
    }
    text
}
