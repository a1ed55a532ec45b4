//! Conventions of a server (rules.yaml, `servers`): credentials, formats of error responses, and limits.
//!
//! These types are read from rules.yaml and written into the generated crate: serialized, they have the names and fields
//! of the runtime's types (`Server`, `ErrorShape`, `Limits`, `Quota`), and fields without a value are skipped.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize, Serializer};

use super::{Credential, Paging};

/// A host with its conventions.
#[derive(Clone, Debug, Serialize)]
pub struct Server {
    /// The key that documents use.
    #[serde(rename = "name")]
    pub key: String,
    /// Base URL and conventions.
    pub rules: ServerRules,
}

/// Base URL and conventions of a server. Serialized without a name: the fields are those of [`Server`].
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default, rename(serialize = ""))]
pub struct ServerRules {
    /// Base URL, without a slash at the end.
    #[serde(deserialize_with = "base_url")]
    pub url: String,
    /// The format of error responses.
    pub errors: ErrorRules,
    /// The response header with the ID of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_header: Option<String>,
    /// Domains whose hosts receive the same credentials as the host of the base URL.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
    /// What the path of a request begins with that is made on behalf of a sub-account: `/accounts/{accountId}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_path: Option<String>,
    /// The credentials that an operation needs, all of them: `bearer`, `basic`, `header:NAME`, `query:NAME`,
    /// `cookie:NAME`, `form:NAME`.
    pub security: Vec<Credential>,
    /// Other lists of credentials that a document accepts instead; an empty list means that none are needed.
    #[serde(skip_deserializing, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Vec<Credential>>,
    /// How many requests it accepts.
    #[serde(skip_serializing_if = "LimitRules::is_empty")]
    pub limits: LimitRules,
    /// How the pages of its lists usually follow each other, for requests that no operation makes.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
}

fn base_url<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    String::deserialize(deserializer).map(|url| url.trim_end_matches('/').to_owned())
}

/// The format of a server's error responses. Each list of keys may be written as one key; a key with slashes is a path
/// from the top of the body.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default, rename(serialize = "ErrorShape"))]
pub struct ErrorRules {
    /// Keys of an object that contains the error; the first that exists is searched before the top of the body.
    #[serde(deserialize_with = "keys", skip_serializing_if = "Vec::is_empty")]
    pub envelope: Vec<String>,
    /// Keys of the code; the first that exists is used.
    #[serde(deserialize_with = "keys", skip_serializing_if = "Vec::is_empty")]
    pub code: Vec<String>,
    /// Keys of a word for the kind of error; the first that exists is used.
    #[serde(deserialize_with = "keys", skip_serializing_if = "Vec::is_empty")]
    pub kind: Vec<String>,
    /// Keys of the message; the first that exists is used.
    #[serde(deserialize_with = "keys", skip_serializing_if = "Vec::is_empty")]
    pub message: Vec<String>,
    /// Keys of the list of field errors; the first that exists is used.
    #[serde(deserialize_with = "keys", skip_serializing_if = "Vec::is_empty")]
    pub list: Vec<String>,
    /// In a field error, keys of the field's name.
    #[serde(deserialize_with = "keys", skip_serializing_if = "Vec::is_empty")]
    pub field: Vec<String>,
    /// In a field error, keys of its message.
    #[serde(deserialize_with = "keys", skip_serializing_if = "Vec::is_empty")]
    pub detail: Vec<String>,
    /// A response with a success status can contain an error.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub in_success: bool,
    /// Codes after which a request is tried again with a new token, with any status.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expired: Vec<i64>,
    /// Codes for things that do not exist, with any status.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_found: Vec<i64>,
    /// Codes of missing scopes and permissions, with any status.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forbidden: Vec<i64>,
    /// The words before a list of missing scopes in the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<String>,
    /// Words of a message about an expired page token.
    #[serde(skip_serializing_if = "Vec::is_empty")]
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

/// How many requests a server accepts, and how it reports that there were too many.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default, rename(serialize = "Limits"))]
pub struct LimitRules {
    /// The response headers.
    pub headers: LimitHeaders,
    /// Words for a limit that ends soon.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub short: Vec<String>,
    /// Words for a daily limit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub daily: Vec<String>,
    /// First parts of paths whose short limit is one per minute.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slow: Vec<String>,
    /// Parts of the API with quotas of their own → first parts of their paths.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub apis: IndexMap<String, Vec<String>>,
    /// The numbers of requests.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "quotas")]
    pub quotas: Vec<QuotaRule>,
}

impl LimitRules {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The headers that report a limit. Serialized without a name: the fields are those of the runtime's `Limits`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default, rename(serialize = ""))]
pub struct LimitHeaders {
    /// The kind of operations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// The number of requests in the period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// The number of requests that are left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining: Option<String>,
    /// When the period ends, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reset: Option<String>,
}

/// How many requests operations with one of these labels may be sent, plan → `30/s`, `10/min` or `6000/d`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotaRule {
    /// The part of the API; empty for all operations without quotas of their own.
    #[serde(default)]
    pub api: String,
    /// The labels of operations that share it.
    pub labels: Vec<String>,
    /// Plan → rate.
    pub rates: IndexMap<String, Rate>,
}

/// One quota for each plan, as the runtime has them.
fn quotas<S: Serializer>(rules: &[QuotaRule], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Quota<'a> {
        plan: &'a str,
        api: &'a str,
        labels: &'a [String],
        most: u32,
        seconds: u32,
    }
    serializer.collect_seq(rules.iter().flat_map(|rule| {
        rule.rates.iter().map(|(plan, rate)| Quota {
            plan,
            api: &rule.api,
            labels: &rule.labels,
            most: rate.most,
            seconds: rate.seconds,
        })
    }))
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
        let wrong = || format!("`{text}` is not a rate: write `30/s`, `10/min` or `6000/d`");
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
