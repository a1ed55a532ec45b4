//! `[[source]]` in sources.toml: published documents, and which of their operations go to which file.

use serde::Deserialize;

/// A source document.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceEntry {
    /// Its name in `specs import` and `x-source`.
    pub id: String,
    /// Its description, for people.
    #[serde(default)]
    pub title: String,
    /// Where it is officially published; empty for facts that no document has.
    #[serde(default)]
    pub url: String,
    /// The SHA-256 of what was imported last; written by the importer.
    #[serde(default)]
    pub sha256: Option<String>,
    /// The ETag or date of the version that was fetched last; written by `specs fetch`.
    #[serde(default)]
    pub etag: Option<String>,
    /// `false`: the response of `url` is not this document, and `specs fetch` skips it.
    #[serde(default = "yes")]
    pub fetch: bool,
    /// Where two sources have one operation, the higher precedence wins.
    #[serde(default)]
    pub precedence: u32,
    /// The server of new documents, a key of rules.yaml.
    #[serde(default)]
    pub server: String,
    /// The meaning of `number` in the source.
    #[serde(default)]
    pub numbers: Numbers,
    /// The media type of its JSON, where the source has `application/json` for another one.
    #[serde(default)]
    pub json: Option<String>,
    /// The paths of the source begin with the `account_path` of the server: they are operations of other sources on behalf
    /// of a sub-account, except those that `operations` of a `map` names.
    #[serde(default)]
    pub sub_accounts: bool,
    /// Which tags go to which file.
    #[serde(default)]
    pub map: Vec<MapEntry>,
}

/// The meaning of `type: number` in a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Numbers {
    /// Numbers, as written.
    #[default]
    AsWritten,
    /// Integers: the source was made from a language that has no integers.
    Integers,
}

/// Which operations go to one file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapEntry {
    /// Tags; `*` selects all that no entry names, and operations without one.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Operations whose tag would send them elsewhere, as `GET /things/{}`.
    #[serde(default)]
    pub operations: Vec<String>,
    /// The file of a `[[document]]`.
    pub file: String,
    /// The source has these operations under a tag for retired ones.
    #[serde(default)]
    pub deprecated: bool,
    /// When these operations were last documented, for those that no source of higher precedence has: they are
    /// deprecated since then.
    #[serde(default)]
    pub last_documented: Option<String>,
}

fn yes() -> bool {
    true
}

impl SourceEntry {
    /// Whether `specs fetch` can get the document: its address is that of a document, not of a page.
    pub fn fetchable(&self) -> bool {
        let path = self.url.split(['?', '#']).next().unwrap_or_default();
        self.fetch && [".json", ".yaml", ".yml"].iter().any(|end| path.ends_with(end))
    }
}
