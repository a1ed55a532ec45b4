//! Comparing the documented values of a field with an entry of enums.yaml.

use std::fmt;

use crate::model::{Field, Label, TypeExpr, Variant, Wire};
use crate::settings::EnumEntry;
use crate::word::{camel, label_words};

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
) -> Result<(), Misfit> {
    let integers = matches!(entry.values.first(), Some((Wire::Integer(_), _)));
    if *field.expr.innermost() == TypeExpr::Boolean {
        return Err(Misfit::Kind("the value is a boolean"));
    }
    if !integers && *field.expr.innermost() == TypeExpr::Integer {
        return Err(Misfit::Kind("the value is an integer, the entry has strings"));
    }
    let known = |wire: &Wire| entry.values.iter().any(|(value, _)| value == wire);
    let has_enum = matches!(field.expr.innermost(), TypeExpr::Enum(_));
    // Labels in the prose of a string are guesses: only real values must fit an entry of strings.
    let checked = documented.iter().filter(|_| has_enum || integers);
    let missing: Vec<(Wire, Option<Label>)> =
        checked.filter(|(wire, _)| !known(wire)).cloned().collect();
    if missing.is_empty() { Ok(()) } else { Err(Misfit::Lacks(missing)) }
}

/// Why a field is none of an entry's.
#[derive(Clone, Debug)]
pub(super) enum Misfit {
    /// Its values are of another kind.
    Kind(&'static str),
    /// It has values that the entry does not have.
    Lacks(Vec<(Wire, Option<Label>)>),
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Misfit::Kind(why) => f.write_str(why),
            Misfit::Lacks(missing) => {
                let values: Vec<String> =
                    missing.iter().map(|(wire, _)| wire.to_string()).collect();
                write!(f, "the entry lacks {}", values.join(", "))
            }
        }
    }
}

/// A value as a line of its entry, with a name from its label, or from itself.
pub(super) fn value_line(entry: &str, wire: &Wire, label: Option<&Label>) -> String {
    let wire = match wire {
        Wire::Integer(value) => value.to_string(),
        Wire::Text(text) => format!("{text:?}"),
    };
    let text = label.map_or(wire.trim_matches('"'), |label| label.text.as_str());
    let name = camel(&label_words(text, 4));
    let label = label.map(|label| format!(", label: {:?}", label.text)).unwrap_or_default();
    format!("{wire}: {{name: {name}{label}}}  # below {entry}.values")
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
