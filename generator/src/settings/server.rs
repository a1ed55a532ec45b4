//! Conventions of a server (rules.yaml, `servers`): credentials, shapes of error responses, and limits.

use indexmap::IndexMap;
use serde::Deserialize;

/// Base URL and conventions of a server.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerRules {
    /// Base URL, without a trailing slash.
    #[serde(default)]
    pub url: String,
    /// Credentials an operation needs, all of them: `bearer`, `basic`, `header:NAME`, `query:NAME`, `cookie:NAME`,
    /// `form:NAME`.
    #[serde(default, deserialize_with = "super::credentials::list")]
    pub security: Vec<String>,
    /// The response header with the id of the request.
    #[serde(default)]
    pub tracking_header: Option<String>,
    /// Domains whose hosts may be shown the same credentials as that of the base URL.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// How errors look.
    #[serde(default)]
    pub errors: ErrorRules,
    /// How many requests it takes.
    #[serde(default)]
    pub limits: LimitRules,
}

/// How the error bodies of a server look. Each list of keys may be written as one key; a key with slashes is a path
/// from the top of the body.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorRules {
    /// Keys of an object that is for errors, first that is there; it is looked into before the top of the body.
    #[serde(default, deserialize_with = "keys")]
    pub envelope: Vec<String>,
    /// Keys of the code, first that is there.
    #[serde(default, deserialize_with = "keys")]
    pub code: Vec<String>,
    /// Keys of a word for the kind of error, first that is there.
    #[serde(default, deserialize_with = "keys")]
    pub kind: Vec<String>,
    /// Keys of the message, first that is there.
    #[serde(default, deserialize_with = "keys")]
    pub message: Vec<String>,
    /// Keys of the list of field errors, first that is there.
    #[serde(default, deserialize_with = "keys")]
    pub list: Vec<String>,
    /// In a field error, keys of the field's name.
    #[serde(default, deserialize_with = "keys")]
    pub field: Vec<String>,
    /// In a field error, keys of the text.
    #[serde(default, deserialize_with = "keys")]
    pub detail: Vec<String>,
    /// A success status can carry an error.
    #[serde(default)]
    pub in_success: bool,
    /// Codes that a fresh token may cure, whatever the status.
    #[serde(default)]
    pub expired: Vec<i64>,
    /// Codes of what does not exist, whatever the status.
    #[serde(default)]
    pub not_found: Vec<i64>,
    /// Codes of missing scopes and permissions, whatever the status.
    #[serde(default)]
    pub forbidden: Vec<i64>,
    /// The text before a list of missing scopes in the message.
    #[serde(default)]
    pub scopes: Option<String>,
    /// What messages say when the token of a page is no longer good.
    #[serde(default)]
    pub page_expired: Vec<String>,
}

/// One key or several; each is a name, or names joined by slashes.
fn keys<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Keys {
        One(String),
        Several(Vec<String>),
    }
    let keys = match Keys::deserialize(deserializer)? {
        Keys::One(key) => vec![key],
        Keys::Several(keys) => keys,
    };
    let wrong = keys.iter().find(|key| key.split('/').any(str::is_empty));
    match wrong {
        Some(key) => Err(serde::de::Error::custom(format!(
            "`{key}` is not a key: write a name, or names joined by slashes without one at the start or end"
        ))),
        None => Ok(keys),
    }
}

/// How many requests a server takes, and how it says that there were too many.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitRules {
    /// The headers of answers.
    #[serde(default)]
    pub headers: LimitHeaders,
    /// Words for a limit that is over soon.
    #[serde(default)]
    pub short: Vec<String>,
    /// Words for a limit of a day.
    #[serde(default)]
    pub daily: Vec<String>,
    /// First parts of paths for which a limit that is over soon is one of a minute.
    #[serde(default)]
    pub slow: Vec<String>,
    /// Parts of the API with quotas of their own → first parts of their paths.
    #[serde(default)]
    pub apis: IndexMap<String, Vec<String>>,
    /// How many requests are taken.
    #[serde(default)]
    pub quotas: Vec<QuotaRule>,
}

/// The headers that report a limit.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitHeaders {
    /// The kind of operations.
    #[serde(default)]
    pub category: Option<String>,
    /// The period.
    #[serde(default)]
    pub period: Option<String>,
    /// The number of requests in the period.
    #[serde(default)]
    pub limit: Option<String>,
    /// The number of requests that are left.
    #[serde(default)]
    pub remaining: Option<String>,
    /// When the period ends, in seconds since 1970.
    #[serde(default)]
    pub reset: Option<String>,
}

/// How many requests operations with one of these labels may be sent, plan → `30/s`, `10/min` or `6000/d`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotaRule {
    /// The part of the API; empty for all that has no quotas of its own.
    #[serde(default)]
    pub api: String,
    /// The labels of operations that share it.
    pub labels: Vec<String>,
    /// Plan → rate.
    pub rates: IndexMap<String, Rate>,
}

/// A number of requests in a period.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct Rate {
    /// The number of requests.
    pub most: u32,
    /// The length of the period.
    pub seconds: u32,
}

impl TryFrom<String> for Rate {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no rate: write `30/s`, `10/min` or `6000/d`");
        let (most, period) = text.split_once('/').ok_or_else(wrong)?;
        let seconds = match period {
            "s" => 1,
            "min" => 60,
            "d" => 86_400,
            _ => return Err(wrong()),
        };
        let most = most.parse().ok().filter(|most| *most > 0).ok_or_else(wrong)?;
        Ok(Self { most, seconds })
    }
}
