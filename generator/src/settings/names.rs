//! Limits of names, for lint.

use serde::Deserialize;

/// How long names may be, and which are longer for a reason.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameRules {
    /// Characters of the path of a function or type.
    #[serde(default)]
    pub path: Option<usize>,
    /// Characters of the name of a type.
    #[serde(default)]
    pub type_name: Option<usize>,
    /// Modules in front of a name.
    #[serde(default)]
    pub modules: Option<usize>,
    /// Functions of one module.
    #[serde(default)]
    pub functions: Option<usize>,
    /// What is longer, each with its reason.
    #[serde(default)]
    pub longer: Vec<Longer>,
}

/// Names that may be longer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Longer {
    /// Paths; `*` matches any characters.
    pub names: Vec<String>,
    /// The reason.
    #[expect(dead_code, reason = "for people")]
    pub why: String,
}
