//! How the scopes of operations look (rules.yaml, `scopes`).

use regex::Regex;
use serde::Deserialize;

/// The forms of scopes, as regular expressions that match a whole scope.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScopeForms {
    /// Of `x-scopes`.
    #[serde(default)]
    pub classic: Option<Form>,
    /// Of `x-granular-scopes`.
    #[serde(default)]
    pub granular: Option<Form>,
}

/// A regular expression that matches a whole string.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Form(Regex);

impl Form {
    pub fn fits(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl TryFrom<String> for Form {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let whole = Regex::new(&format!("^(?:{text})$"));
        whole.map(Form).map_err(|error| format!("`{text}` is not a regular expression: {error}"))
    }
}
