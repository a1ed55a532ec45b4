//! The facts of a document about a value, as lines of documentation.

use serde_json::Value;

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
        // A unit that is in the line would only be repeated.
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

    /// The text of a shared enumeration, which is true for every value of this type.
    fn enum_line(&self, field: &Field) -> Option<Vec<String>> {
        let TypeExpr::Enum(id) = field.expr.innermost() else { return None };
        let enumeration = self.api.enumeration(*id);
        let doc = enumeration.doc.as_deref().filter(|_| enumeration.shared.is_some())?;
        Some(vec![doc::inline(doc)])
    }

    /// Better the bare facts than filler.
    fn bare(&self, field: &Field) -> String {
        let value = self.value(&field.expr, &ModulePath::default());
        format!("`{}`, `{value}`.", doc::code(&field.wire))
    }
}

fn repeats_unit(sentence: &str, said: &str, field: &Field) -> bool {
    let unit = field.facts.unit.as_deref().unwrap_or_default();
    let said = said.to_lowercase();
    !unit.is_empty() && sentence == format!("In {unit}.") && said.contains(&unit.to_lowercase())
}

fn lines_fit(line: &str, facts: &[String]) -> bool {
    !line.is_empty() && line.len() + facts.iter().map(String::len).sum::<usize>() < 300
}

/// Unit, limits, default and warnings, a sentence each.
fn sentences(field: &Field) -> Vec<String> {
    let facts = &field.facts;
    let mut list = Vec::new();
    if let Some(unit) = &facts.unit {
        list.push(format!("In {}.", doc::inline(unit)));
    }
    // The limit of a string that contains a list is that of the string.
    let counted = if field.joined.is_some() { &TypeExpr::Text } else { &field.expr };
    list.extend(length(facts, counted));
    // The variants of an enumeration say more than the smallest and the largest of their values.
    if !matches!(field.expr.innermost(), TypeExpr::Enum(_)) {
        list.extend(range(facts));
    }
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

/// Limits of strings and lists; documents also give numbers a length, which has no meaning for a number.
fn length(facts: &Facts, expr: &TypeExpr) -> Option<String> {
    let (one, many) = match expr {
        TypeExpr::List(_) => ("item", "items"),
        TypeExpr::Map(_) => ("entry", "entries"),
        TypeExpr::Integer
        | TypeExpr::Number
        | TypeExpr::Boolean
        | TypeExpr::Enum(_)
        | TypeExpr::Type(_) => return None,
        _ => ("character", "characters"),
    };
    let noun = |count: u64| if count == 1 { one } else { many };
    let elsewhere = facts.longest.map(|longest| format!(", in some places {longest}"));
    let elsewhere = elsewhere.unwrap_or_default();
    match (facts.min_length.filter(|least| *least > 0), facts.max_length) {
        (Some(least), Some(most)) if least == most => {
            Some(format!("Exactly {most} {}{elsewhere}.", noun(most)))
        }
        (Some(least), Some(most)) => Some(format!("{least} to {most} {}{elsewhere}.", noun(most))),
        (Some(least), None) => Some(format!("At least {least} {}.", noun(least))),
        (None, Some(most)) => Some(format!("At most {most} {}{elsewhere}.", noun(most))),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(min: Option<u64>, max: Option<u64>, expr: &TypeExpr) -> String {
        let facts = Facts { min_length: min, max_length: max, ..Facts::default() };
        length(&facts, expr).unwrap_or_default()
    }

    #[test]
    fn lengths_count_characters_or_items_and_one_is_singular() {
        let list = TypeExpr::List(Box::new(TypeExpr::Text));
        for (min, max, expr, expected) in [
            (None, Some(1), &list, "At most 1 item."),
            (None, Some(30), &list, "At most 30 items."),
            (Some(1), Some(1), &list, "Exactly 1 item."),
            (Some(1), None, &list, "At least 1 item."),
            (Some(0), Some(5), &list, "At most 5 items."),
            (Some(1), Some(5), &TypeExpr::Text, "1 to 5 characters."),
            (None, Some(1), &TypeExpr::Text, "At most 1 character."),
        ] {
            assert_eq!(shown(min, max, expr), expected);
        }
    }

    #[test]
    fn a_limit_that_is_wider_elsewhere_names_both() {
        let facts = Facts { max_length: Some(15), longest: Some(30), ..Facts::default() };
        let list = TypeExpr::List(Box::new(TypeExpr::Text));
        let text = length(&facts, &list);
        assert_eq!(text.as_deref(), Some("At most 15 items, in some places 30."));
    }

    #[test]
    fn a_number_or_one_of_several_values_has_no_length() {
        let one = TypeExpr::Enum(crate::model::EnumId(0));
        for expr in [TypeExpr::Integer, TypeExpr::Number, TypeExpr::Boolean, one] {
            assert_eq!(shown(Some(10), Some(10), &expr), "");
        }
    }
}
