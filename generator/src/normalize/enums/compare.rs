//! Comparing the documented values of a field with an entry of enums.yaml.

use crate::model::{Field, Label, TypeExpr, Variant, Wire};
use crate::settings::EnumEntry;

pub(super) fn label_of(variant: &Variant, labels: &[Label]) -> Option<Label> {
    let Wire::Integer(value) = variant.wire else {
        let text = variant.label.clone()?;
        return Some(Label { value: 0, text, deprecated: variant.deprecated });
    };
    let own = labels.iter().find(|label| label.value == value);
    let deprecated = variant.deprecated || own.is_some_and(|label| label.deprecated);
    let text = variant.label.as_ref().or(own.map(|label| &label.text))?;
    Some(Label { value, text: text.clone(), deprecated })
}

/// Whether the documented values of a place are among those of the entry.
pub(super) fn fits(
    field: &Field,
    entry: &EnumEntry,
    documented: &[(Wire, Option<Label>)],
) -> Result<(), String> {
    let integers = matches!(entry.values.first(), Some((Wire::Integer(_), _)));
    if *field.expr.innermost() == TypeExpr::Boolean {
        return Err("the value is a boolean".into());
    }
    if !integers && *field.expr.innermost() == TypeExpr::Integer {
        return Err("the value is an integer, the entry has strings".into());
    }
    let known = |wire: &Wire| entry.values.iter().any(|(value, _)| value == wire);
    let has_enum = matches!(field.expr.innermost(), TypeExpr::Enum(_));
    // Labels in the prose of a string are guesses: only real values must fit an entry of strings.
    let checked = documented.iter().filter(|_| has_enum || integers);
    let missing: Vec<String> =
        checked.filter(|(wire, _)| !known(wire)).map(|(wire, _)| wire.to_string()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!("the entry lacks {}", missing.join(", ")))
}

/// Equal but for articles, case, punctuation, white space, and the words that the enumeration is called by.
pub(super) fn same_words(a: &str, b: &str, own: &[&str]) -> bool {
    let words = |text: &str| -> Vec<String> {
        let letters = |word: &str| word.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let words = text.split_whitespace().map(|word| letters(&word.to_lowercase()));
        words.filter(|word| !["a", "an", "the"].contains(&word.as_str())).collect()
    };
    let less = |text: &str| -> String {
        words(text).into_iter().filter(|word| !own.contains(&word.as_str())).collect()
    };
    let (one, other) = (less(a), less(b));
    words(a).concat() == words(b).concat() || (!one.is_empty() && one == other)
}
