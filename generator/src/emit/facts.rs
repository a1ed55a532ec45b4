//! What a document says about a value, as lines of documentation.

use serde_json::Value;

use super::types::plain;
use super::{Emitter, doc};
use crate::model::{Facts, Field, TypeExpr};
use crate::name::ModulePath;

impl Emitter<'_> {
    /// The documentation of a field or input: our line, or the document's, then its facts.
    pub(super) fn field_docs(&self, field: &Field) -> Vec<String> {
        let line = field.facts.line.as_deref().map(doc::inline);
        let own = || field.facts.text.as_deref().map(doc::prose).filter(|text| !text.is_empty());
        let mut lines = match line {
            Some(line) => vec![line],
            None => {
                own().or_else(|| self.enum_line(field)).unwrap_or_else(|| vec![self.bare(field)])
            }
        };
        let said = lines.join(" ");
        // A unit that the line names already would only be repeated.
        let facts: Vec<String> =
            sentences(field).into_iter().filter(|one| !repeats_unit(one, &said, field)).collect();
        if !facts.is_empty() {
            match lines.last_mut() {
                // Facts continue a single line, and follow a longer text as a paragraph.
                Some(last) if lines_fit(last, &facts) => {
                    let full = last.ends_with(['.', '!', '?', ':']);
                    last.push_str(if full { " " } else { ". " });
                    last.push_str(&facts.join(" "));
                }
                _ => {
                    lines.push(String::new());
                    lines.push(facts.join(" "));
                }
            }
        }
        doc::wrap(&lines)
    }

    /// What a shared enumeration says about itself fits the places that hold it.
    fn enum_line(&self, field: &Field) -> Option<Vec<String>> {
        let TypeExpr::Enum(id) = field.expr.innermost() else { return None };
        let enumeration = self.api.enumeration(*id);
        let doc = enumeration.doc.as_deref().filter(|_| enumeration.shared.is_some())?;
        Some(vec![doc::inline(doc)])
    }

    /// Better the bare facts than filler.
    fn bare(&self, field: &Field) -> String {
        let value = plain(self.value(&field.expr, &ModulePath::default()));
        format!("`{}`, `{value}`.", doc::code(&field.wire))
    }
}

fn repeats_unit(sentence: &str, said: &str, field: &Field) -> bool {
    let unit = field.facts.unit.as_deref().unwrap_or_default();
    !unit.is_empty() && sentence == format!("In {unit}.") && said.contains(unit)
}

fn lines_fit(line: &str, facts: &[String]) -> bool {
    !line.is_empty() && line.len() + facts.iter().map(String::len).sum::<usize>() < 300
}

/// Limits, default, unit, and what to know before using it, a sentence each.
fn sentences(field: &Field) -> Vec<String> {
    let facts = &field.facts;
    let mut list = Vec::new();
    if let Some(unit) = &facts.unit {
        list.push(format!("In {}.", doc::inline(unit)));
    }
    list.extend(length(facts, &field.expr));
    list.extend(range(facts));
    if let Some(format) = &facts.format
        && !["int32", "int64", "float", "double"].contains(&format.as_str())
    {
        list.push(format!("Format: `{}`.", doc::code(format)));
    }
    if let Some(pattern) = facts.pattern.as_ref().filter(|pattern| pattern.len() <= 60) {
        list.push(format!("Pattern: `{}`.", doc::code(pattern)));
    }
    if let Some(default) = facts.default.as_ref().and_then(shown) {
        list.push(format!("Default: `{default}`."));
    }
    if field.secret {
        list.push("Never printed.".into());
    }
    if facts.deprecated {
        list.push("Deprecated.".into());
    }
    list
}

fn length(facts: &Facts, expr: &TypeExpr) -> Option<String> {
    let what = if matches!(expr, TypeExpr::List(_)) { "items" } else { "characters" };
    match (facts.min_length.filter(|least| *least > 0), facts.max_length) {
        (Some(least), Some(most)) if least == most => Some(format!("Exactly {most} {what}.")),
        (Some(least), Some(most)) => Some(format!("{least} to {most} {what}.")),
        (Some(least), None) => Some(format!("At least {least} {what}.")),
        (None, Some(most)) => Some(format!("At most {most} {what}.")),
        (None, None) => None,
    }
}

fn range(facts: &Facts) -> Option<String> {
    let least = if facts.above { "More than" } else { "At least" };
    let most = if facts.below { "less than" } else { "at most" };
    match (&facts.minimum, &facts.maximum) {
        (Some(low), Some(high)) if !facts.above && !facts.below => {
            Some(format!("From {low} to {high}."))
        }
        (Some(low), Some(high)) => Some(format!("{least} {low}, {most} {high}.")),
        (Some(low), None) => Some(format!("{least} {low}.")),
        (None, Some(high)) if facts.below => Some(format!("Less than {high}.")),
        (None, Some(high)) => Some(format!("At most {high}.")),
        (None, None) => None,
    }
}

/// A default worth showing, as code.
fn shown(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null => return None,
        Value::Array(list) if list.is_empty() => return None,
        Value::Object(_) => return None,
        other => other.to_string(),
    };
    (!text.is_empty() && text.len() <= 60).then(|| doc::code(&text))
}
