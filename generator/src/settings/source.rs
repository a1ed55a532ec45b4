//! `[[source]]` in sources.toml: published documents, and which of their operations go to which file.

use serde::Deserialize;

/// A source document.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceEntry {
    /// What `specs import` and `x-source` call it.
    pub id: String,
    /// What it is, for people.
    #[serde(default)]
    pub title: String,
    /// Where it is officially published; empty for facts that no document has.
    #[serde(default)]
    pub url: String,
    /// The SHA-256 of what was imported last; written by the importer.
    #[serde(default)]
    pub sha256: Option<String>,
    /// What the server called the version that was fetched last; written by `specs fetch`.
    #[serde(default)]
    pub etag: Option<String>,
    /// `false`: what `url` answers is not this document, and `specs fetch` leaves it alone.
    #[serde(default = "yes")]
    pub fetch: bool,
    /// Where two sources have one operation, the higher precedence wins.
    #[serde(default)]
    pub precedence: u32,
    /// The server of new documents, a key of rules.yaml.
    #[serde(default)]
    pub server: String,
    /// What the source means by a number.
    #[serde(default)]
    pub numbers: Numbers,
    /// Which tags go to which file.
    #[serde(default)]
    pub map: Vec<MapEntry>,
}

/// What a source means by `type: number`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Numbers {
    /// What it says.
    #[default]
    AsWritten,
    /// Integers: the source was made from a language that has no integers.
    Integers,
}

/// Which operations go to one file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapEntry {
    /// Tags; `*` stands for any that no entry names, and for none.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Operations whose tag would send them elsewhere, as `GET /things/{}`.
    #[serde(default)]
    pub operations: Vec<String>,
    /// The file of a `[[document]]`.
    pub file: String,
    /// The source keeps these operations under a tag that says they are retired.
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
