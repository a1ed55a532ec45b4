//! Strings that seem to contain several values and are no lists yet, by their prose and their examples.

use regex::Regex;
use serde_json::Value;

use super::{Report, Tally, field_location};
use crate::document::Tree;
use crate::model::{Api, Field, TypeExpr};
use crate::settings::Settings;

/// The key of `labels` in rules.yaml for words such as "comma-separated".
const KEY: &str = "list";

pub(super) fn lists(api: &Api, settings: &Settings, trees: &[Tree], report: &mut Report<'_>) {
    let words = settings.rules.labels.get(KEY).and_then(|text| Regex::new(text).ok());
    let mut tally = Tally::default();
    for field in api.fields().filter(|field| is_single(field)) {
        let texts = [&field.facts.line, &field.facts.text];
        let mut texts = texts.into_iter().flatten();
        let by_prose = words.as_ref().is_some_and(|words| texts.any(|text| words.is_match(text)));
        if by_prose || example(field, trees).is_some_and(is_joined) {
            let (file, pointer) = field_location(settings, field);
            tally.add(&field.wire, file, &pointer);
        }
    }
    report.add(
        "joined-list",
        "strings that seem to contain several values",
        "give them a separator in `joined` in rules.yaml, or correct the line in the glossary",
        tally.noted(),
    );
}

fn is_single(field: &Field) -> bool {
    field.joined.is_none()
        && matches!(field.expr, TypeExpr::Text | TypeExpr::Enum(_) | TypeExpr::Id(_))
}

/// The example that a document has for a value.
fn example<'a>(field: &Field, trees: &'a [Tree]) -> Option<&'a str> {
    let tree = trees.iter().find(|tree| tree.id == field.schema_path.document)?;
    let described = tree.root.pointer(field.pointer.as_str())?;
    let below = described.get("schema").and_then(|schema| schema.get("example"));
    described.get("example").or(below).and_then(Value::as_str)
}

/// Whether an example is several words or numbers with separators between them, such as `2,4` or `ann;bob`.
fn is_joined(text: &str) -> bool {
    [',', ';', '|'].into_iter().any(|separator| {
        let parts = || text.split(separator).map(str::trim);
        let is_word = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace);
        parts().count() > 1 && parts().all(is_word)
    })
}

#[cfg(test)]
mod tests {
    use super::is_joined;

    #[test]
    fn examples_with_several_values() {
        for (text, expected) in [
            ("2,4", true),
            ("ann@example.com; bob@example.com", true),
            ("a|b", true),
            ("Hello, who is there", false),
            ("one", false),
            ("one,", false),
        ] {
            assert_eq!(is_joined(text), expected, "{text}");
        }
    }
}
