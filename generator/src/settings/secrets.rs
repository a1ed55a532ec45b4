//! Which values are never printed: what people have decided, and what makes somebody decide.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::schema_path::Pattern;
use crate::word::snake;

/// The entry `secrets` of rules.yaml; a list is the same as `hidden` alone.
#[derive(Clone, Debug, Default)]
pub(crate) struct SecretRules {
    /// Names or places of values that are never printed.
    pub hidden: Vec<String>,
    /// Names or places of values that look like secrets and are none, in groups with a reason.
    pub shown: Vec<ShownRule>,
    /// Names of parameters of URLs that are never printed; as fields they may be harmless.
    pub query: Vec<String>,
    /// Words that make a name look like that of a secret. Values of such names are never printed where no
    /// document describes them, and fields have to be decided about.
    pub words: Vec<String>,
    /// Words of names that have to be decided about as well.
    pub watched: Vec<String>,
}

/// Values that look like secrets and are none.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShownRule {
    /// Why they are none; for people.
    #[allow(dead_code, reason = "read by people, not by code generation")]
    pub why: String,
    /// Names or places.
    pub names: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    hidden: Vec<String>,
    shown: Vec<ShownRule>,
    query: Vec<String>,
    words: Vec<String>,
    watched: Vec<String>,
}

impl<'de> Deserialize<'de> for SecretRules {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if value.is_array() {
            let hidden = serde_json::from_value(value).map_err(D::Error::custom)?;
            return Ok(Self { hidden, ..Self::default() });
        }
        let Written { hidden, shown, query, words, watched } =
            serde_json::from_value(value).map_err(D::Error::custom)?;
        Ok(Self { hidden, shown, query, words, watched })
    }
}

impl SecretRules {
    /// Names and places that are shown, of all groups.
    pub fn shown(&self) -> impl Iterator<Item = &str> {
        self.shown.iter().flat_map(|group| &group.names).map(String::as_str)
    }

    /// Whether a value is secret by its name alone: an entry without `*` comes before those with one, and
    /// `hidden` before `shown`. The runtime decides in the same way.
    pub fn by_name(&self, wire: &str) -> Option<bool> {
        let name = snake(wire);
        let is = |entry: &str| entry == name || entry == wire;
        if self.hidden.iter().map(String::as_str).any(is) {
            return Some(true);
        }
        if self.shown().any(is) {
            return Some(false);
        }
        let hidden = self.hidden.iter().map(|entry| (entry.as_str(), true));
        let mut all = hidden.chain(self.shown().map(|entry| (entry, false)));
        let like = |entry: &str| {
            let pattern = Pattern::new(entry);
            pattern.is_name(&name) || pattern.is_name(wire)
        };
        all.find(|(entry, _)| is_pattern(entry) && like(entry)).map(|(_, is_hidden)| is_hidden)
    }

    /// The word that makes a name look like that of a secret.
    pub fn suspicion(&self, wire: &str) -> Option<&str> {
        let name = snake(wire);
        let words = self.words.iter().chain(&self.watched).map(String::as_str);
        words.into_iter().find(|word| is_in(word, &name))
    }
}

/// Whether an entry is a name with `*`, and no place.
fn is_pattern(entry: &str) -> bool {
    entry.contains('*') && !entry.contains(' ')
}

/// Whether a word is in a name: five letters and more anywhere, three and more at the end of a word, fewer as a word
/// of their own; in the plural as well. The runtime has the same rule (`runtime/secret/names.rs`).
fn is_in(word: &str, name: &str) -> bool {
    if word.len() >= 5 && name.contains(word) {
        return true;
    }
    name.split('_').any(|own| {
        let one = own.strip_suffix('s').unwrap_or(own);
        [own, one].iter().any(|own| *own == word || (word.len() >= 3 && own.ends_with(word)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_mean_something() {
        for (word, name, expected) in [
            ("pin", "leader_pin", true),
            ("pin", "pins", true),
            ("pin", "hostpin", true),
            ("pin", "mapping", false),
            ("password", "default_passwords_2", true),
            ("tk", "tk", true),
            ("tk", "atk", false),
        ] {
            assert_eq!(is_in(word, name), expected, "{word} {name}");
        }
    }

    #[test]
    fn entries_without_a_star_come_first() {
        let rules = SecretRules {
            hidden: vec!["*_token".into(), "next_url".into()],
            shown: vec![ShownRule {
                why: "a page".into(),
                names: vec!["next_page_token".into(), "*_url".into()],
            }],
            ..SecretRules::default()
        };
        for (name, expected) in [
            ("accessToken", Some(true)),
            ("nextPageToken", Some(false)),
            ("next_url", Some(true)),
            ("join_url", Some(false)),
            ("name", None),
        ] {
            assert_eq!(rules.by_name(name), expected, "{name}");
        }
    }
}
