//! Reports in every form: what they say, and that nothing in a document is more than text in them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

mod browser;
mod sample;

use sample::{HOSTILE, change, hostile, large, ordinary, report};
use xtask::reports::{COMMENT, Format, Links, MARKER, render};
use zoom_codegen::diff::{Level, Report, SCHEMA};

fn rendered(report: &Report, format: Format) -> String {
    render(report, format, &Links::default(), COMMENT).unwrap()
}

/// Without colour, as in a file.
fn text(report: &Report) -> String {
    anstream::adapter::strip_str(&rendered(report, Format::Text)).to_string()
}

#[test]
fn a_terminal_gets_counts_first_and_the_worst_product_on_top() {
    let text = text(&ordinary());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "zoom-client: v0.1.0 → the work tree");
    assert_eq!(lines[1], "2 breaking, 1 additive, 1 documentation");
    assert_eq!(lines[2], "Version 0.1.0 is too low: after 0.1.0 it must be 0.2.0 or higher.");
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("no {part:?} in {text}"));
    assert!(
        at("- 2 operations break for callers of Users: 2 have other types")
            < at("Users: 1 breaking")
    );
    assert!(at("Users: 1 breaking") < at("Meetings: 1 breaking"), "{text}");
    assert!(at("- field users::User.emails: Option<String>") < at("+ field users::User.emails"));
    assert!(
        at("= go through the list of emails")
            < at("specs/v2/users.yaml:12 → specs/v2/users.yaml:34")
    );
}

#[test]
fn nothing_changed_is_said() {
    let empty = report(Vec::new());
    for format in [Format::Text, Format::Markdown, Format::Html] {
        let rendered = rendered(&empty, format);
        assert!(rendered.contains("Nothing differs for the users of the crate."), "{rendered}");
    }
}

#[test]
fn a_comment_shows_breaking_changes_in_full() {
    let text = rendered(&ordinary(), Format::Markdown);
    for part in [
        "**2** breaking, **1** additive, **1** documentation",
        "### Breaking: 2 changes, code has to be adapted",
        "<details open><summary>Users: 1</summary>",
        "- `emails` of `users::User` has another type (`response-field-type-changed`)",
        "  ```diff\n  - field users::User.emails: Option<String>\n  + field users::User.emails: Option<Vec<String>>\n  ```",
        "*Now:* go through the list of `emails`",
        "*In:* `users::get`, `users::list`",
        "<details><summary>Users: 1</summary>",
    ] {
        assert!(text.contains(part), "no {part:?} in {text}");
    }
    let links = Links { links: Some("https://example.com/blob/1".to_owned()), ..Links::default() };
    let text = render(&ordinary(), Format::Markdown, &links, COMMENT).unwrap();
    let link = "[`specs/v2/users.yaml:34`](https://example.com/blob/1/specs/v2/users.yaml#L34)";
    assert!(text.contains(link), "{text}");
}

#[test]
fn a_rule_is_a_link_to_its_row() {
    let links = Links { links: Some("https://example.com/blob/1".to_owned()), ..Links::default() };
    let text = render(&ordinary(), Format::Markdown, &links, COMMENT).unwrap();
    let id = "response-field-type-changed";
    assert!(text.contains(&format!("([`{id}`][{id}])")), "{text}");
    let target = format!("[{id}]: https://example.com/blob/1/docs/SEMVER.md#{id}\n");
    assert_eq!(text.matches(&target).count(), 1, "{text}");
    let page = rendered(&ordinary(), Format::Html);
    assert!(page.contains(&format!("href=\"docs/SEMVER.md#{id}\"")));
    // The rows have these anchors.
    let document = include_str!("../../../docs/SEMVER.md");
    for rule in zoom_codegen::diff::rules() {
        let anchor = format!("| <a id=\"{0}\"></a>`{0}` |", rule.id);
        assert_eq!(document.matches(&anchor).count(), 1, "docs/SEMVER.md has no row {anchor}");
    }
}

#[test]
fn a_report_begins_with_ten_lines_at_most() {
    let text = rendered(&large(), Format::Markdown);
    assert!(text.starts_with(MARKER), "{text}");
    let (_, rest) = text.split_once("must be 0.2.0 or higher.").unwrap();
    let lines: Vec<&str> = rest.lines().skip_while(|line| line.is_empty()).collect();
    let lines: Vec<&&str> = lines.iter().take_while(|line| line.starts_with("- ")).collect();
    assert_eq!(
        lines,
        [
            &"- 2 operations break for callers of Meetings: 2 have other types",
            &"- 2 operations break for callers of Users: 2 have other types",
            &"- 600 additions in 2 products",
            &"- 600 descriptions changed",
        ]
    );
    let mut changes = Vec::new();
    for product in 0..40 {
        for level in [Level::Breaking, Level::Additive, Level::Documentation] {
            changes.push(change(level, "operation-renamed", &format!("P{product}"), "x"));
        }
    }
    let text = rendered(&report(changes), Format::Text);
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("- ")).collect();
    assert_eq!(lines.len(), 10, "{lines:?}");
    assert_eq!(lines[7], "- 33 more products with breaking changes");
    assert_eq!(lines[0], "- 2 operations break for callers of P0: 2 need a rename");
}

#[test]
fn every_product_has_a_part_of_a_comment() {
    let mut changes: Vec<_> = large().changes;
    changes.push(change(Level::Additive, "response-field-added", "Small", "only"));
    changes.push(change(Level::Documentation, "default-changed", "Small", "fact"));
    let text = rendered(&report(changes), Format::Markdown);
    assert!(text.len() <= COMMENT, "{}", text.len());
    for section in ["Users: 300", "Meetings: 300", "Small: 1"] {
        let levels = if section == "Small: 1" { 2 } else { 3 };
        assert_eq!(text.matches(&format!("<summary>{section}<")).count(), levels, "{section}");
    }
    assert!(text.contains("`only` of `users::User`") && text.contains("`fact` of `users::User`"));
    // With more room everything is there.
    let whole = render(&large(), Format::Markdown, &Links::default(), 1 << 20).unwrap();
    assert!(!whole.contains("left out"), "{}", &whole[whole.len() - 300..]);
    assert_eq!(whole.lines().filter(|line| line.starts_with("- `")).count(), 1800);
}

#[test]
fn a_comment_is_never_too_long_and_says_what_it_leaves_out() {
    let report = large();
    let whole = "https://example.com/run/1".to_owned();
    let links = Links { whole: Some(whole), ..Links::default() };
    let text = render(&report, Format::Markdown, &links, COMMENT).unwrap();
    assert!(text.chars().count() <= 60_000, "{}", text.chars().count());
    let shown = text.lines().filter(|line| line.starts_with("- `")).count();
    assert!(shown > 50, "{shown}");
    let left_out = report.changes.len() - shown;
    let said = format!(
        "**{left_out} changes are left out here**: see [the whole report](https://example.com/run/1)"
    );
    assert!(text.contains(&said), "no {said:?} in {}", &text[text.len() - 500..]);
    assert_eq!(text.matches("<details").count(), text.matches("</details>").count());
}

#[test]
fn documents_cannot_write_markdown() {
    let text = rendered(&hostile(), Format::Markdown);
    let outside = outside_code(&text);
    // A summary is HTML, which Markdown does not look into; an escaped bracket begins no link.
    let words = outside.lines().filter(|line| !line.starts_with("<details"));
    let words = words.collect::<Vec<_>>().join("\n").replace("\\]", "");
    for bad in ["](javascript", "https://", "www.", "{{"] {
        assert!(!words.contains(bad), "{bad:?} in {words}");
    }
    for bad in ["<script", "<img", "<b>", "@everyone", "\n# Title", "\u{1b}", "\u{202e}"] {
        assert!(!outside.contains(bad), "{bad:?} in {outside}");
    }
    assert_eq!(outside.matches("<details").count(), outside.matches("</details>").count());
    assert_eq!(outside.matches("</details>").count(), 3, "one for each level");
}

/// Markdown without its code: what a browser could take for more than text.
fn outside_code(text: &str) -> String {
    let mut out = String::new();
    let mut fence: Option<String> = None;
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        let ticks: String = bare.chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(open) if bare == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 && bare.ends_with("diff") => fence = Some(ticks),
            None => out.push_str(&without_spans(line)),
        }
    }
    out
}

/// A line without its code spans: a run of backticks up to the next of the same length.
fn without_spans(line: &str) -> String {
    let (mut out, mut rest) = (String::new(), line);
    while let Some(at) = rest.find('`') {
        let escaped = rest[..at].ends_with('\\');
        let run = rest[at..].chars().take_while(|c| *c == '`').count();
        let after = &rest[at + run..];
        let close = (0..after.len()).filter(|i| after.is_char_boundary(*i)).find(|i| {
            let here = after[*i..].chars().take_while(|c| *c == '`').count();
            here == run && !after[..*i].ends_with('`')
        });
        out.push_str(&rest[..at]);
        match close.filter(|_| !escaped) {
            Some(end) => rest = &after[end + run..],
            None => rest = after,
        }
    }
    out.push_str(rest);
    out
}

#[test]
fn documents_cannot_write_html() {
    let page = rendered(&hostile(), Format::Html);
    let (ordinary, ours) =
        (rendered(&ordinary(), Format::Html), |page: &str, tag: &str| page.matches(tag).count());
    for tag in ["<script", "</script", "<img", "<b>alert", "<style"] {
        assert_eq!(ours(&page, tag), ours(&ordinary, tag), "{tag}");
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!page.contains("\u{1b}") && !page.contains("\u{202e}"));
    assert!(!page.contains("href=\"javascript"), "links lead to specs/ only");
    // Nothing is loaded from anywhere.
    for (at, _) in page.match_indices("src=") {
        assert!(page[at..].starts_with("src=x onerror"), "{}", &page[at..at + 40]);
    }
    assert!(!page.contains("<link") && !page.contains("@import") && !page.contains("url("));
}

#[test]
fn a_terminal_takes_no_orders_from_documents() {
    let text = text(&hostile());
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    assert!(!text.contains('\u{202e}'));
    assert!(text.contains(&HOSTILE[..20]));
}

#[test]
fn a_page_marks_what_differs_and_leads_to_specs() {
    let links = Links { links: Some("../..".to_owned()), ..Links::default() };
    let page = render(&ordinary(), Format::Html, &links, COMMENT).unwrap();
    for part in [
        "emails: Option&lt;<ins>Vec&lt;",
        "is in <a href=\"../../specs/v2/users.yaml#L34\"",
        "was in <code title=\"/paths/~1users/get\">specs/v2/users.yaml:12</code>",
        "<td class=\"some breaking\">2</td>",
        "title=\"looks at: ",
    ] {
        assert!(page.contains(part), "no {part:?}");
    }
}

#[test]
fn machines_get_what_the_schema_says() {
    let schema = include_str!("../../../docs/diff.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    for report in [ordinary(), hostile(), report(Vec::new())] {
        let value: serde_json::Value =
            serde_json::from_str(&rendered(&report, Format::Json)).unwrap();
        conforms(&schema, &schema, &value, "report");
    }
    // What the command prints for two real states has more than the samples.
    let real = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/examples/weekly/report.json");
    let real = std::fs::read_to_string(real).unwrap();
    conforms(&schema, &schema, &serde_json::from_str(&real).unwrap(), "example");
}

/// Programs that read version 1 find everything that it had. A key that goes, or means something else, is another
/// version: `zoom_codegen::diff::SCHEMA`, the schema, and this list.
#[test]
fn the_schema_has_a_version() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../../docs/diff.schema.json")).unwrap();
    assert_eq!(schema["properties"]["schema"]["enum"], serde_json::json!([SCHEMA]));
    assert_eq!(schema["$id"], format!("urn:zoom-client:diff:{SCHEMA}"));
    let first: [(&str, &[&str]); 6] = [
        ("", &["schema", "krate", "base", "head", "counts", "verdict", "notes", "changes"]),
        ("/properties/counts", &["breaking", "additive", "documentation"]),
        ("/properties/verdict", &["bump", "base", "head", "needed", "sufficient"]),
        ("/$defs/subject", &["label", "operations", "types"]),
        (
            "/$defs/change",
            &[
                "rule",
                "level",
                "product",
                "item",
                "schema_path",
                "text",
                "before",
                "after",
                "hint",
                "operations",
                "at",
                "with",
            ],
        ),
        ("/$defs/change/properties/at/items", &["side", "file", "line", "column", "pointer"]),
    ];
    for (place, keys) in first {
        let required = schema.pointer(&format!("{place}/required")).unwrap();
        let required: Vec<&str> =
            required.as_array().unwrap().iter().filter_map(|key| key.as_str()).collect();
        for key in keys {
            assert!(required.contains(key), "version 1 has {key} at {place:?}");
        }
    }
}

/// As much of JSON Schema as the schema uses: every key is described, every description is true.
fn conforms(
    root: &serde_json::Value,
    schema: &serde_json::Value,
    value: &serde_json::Value,
    at: &str,
) {
    use serde_json::Value;
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#'));
        return conforms(root, target.unwrap_or_else(|| panic!("{reference}")), value, at);
    }
    if let Some(values) = schema["enum"].as_array() {
        assert!(values.contains(value), "{at}: {value}");
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        kind => kind.as_str().into_iter().collect(),
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    assert!(kinds.contains(&kind), "{at} is {kind}, not {kinds:?}");
    for (key, inner) in value.as_object().into_iter().flatten() {
        let described = &schema["properties"][key];
        assert!(described.is_object(), "{at}.{key} is not described");
        assert!(
            !described["description"].as_str().unwrap_or_default().is_empty()
                || described["$ref"].is_string()
        );
        conforms(root, described, inner, &format!("{at}.{key}"));
    }
    for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        assert!(value.get(key).is_some(), "{at} lacks {key}");
    }
    for inner in value.as_array().into_iter().flatten() {
        conforms(root, &schema["items"], inner, at);
    }
}
