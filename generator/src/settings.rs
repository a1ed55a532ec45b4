//! The configuration in specs/: the list of documents, the conventions of their servers, and our descriptions.

mod events;
mod files;
mod glossary;
mod ids;
mod names;
mod pages;
mod paging;
mod scopes;
mod secrets;
mod source;
mod sub_accounts;
mod words;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use crate::model::{ServerRules, Wire};
use crate::pointer::Pointer;
use crate::schema_path::Pattern;

pub(crate) use events::{EventIdentity, EventRules, EventValueKind};
pub(crate) use files::{read, rules, sources, typed};
pub(crate) use glossary::{Glossary, LineId};
pub(crate) use ids::{IdRule, JoinedRule};
pub(crate) use names::NameRules;
pub(crate) use pages::OperationPage;
pub(crate) use paging::{PagingRule, UnpagedRules};
pub(crate) use scopes::ScopeForms;
pub(crate) use secrets::SecretRules;
pub use source::{MapEntry, Numbers, SourceEntry};
pub(crate) use sub_accounts::SubAccounts;

/// The names of the files, relative to `specs/`. Enums, shared types, integers without names and errors may have more
/// files, in a folder of the same name (`enums/phone.yaml`).
pub(crate) mod file {
    pub const SOURCES: &str = "sources.toml";
    pub const RULES: &str = "rules.yaml";
    pub const ENUMS: &str = "enums.yaml";
    pub const SHARED: &str = "shared.yaml";
    pub const UNNAMED: &str = "unnamed.yaml";
    pub const ERRORS: &str = "errors.yaml";
    pub const NAMES: &str = "names.lock";
    /// A folder with a file for each source.
    pub const SUB_ACCOUNTS: &str = "sub-accounts/";
}

/// The whole configuration.
#[derive(Debug)]
pub(crate) struct Settings {
    pub krate: CrateSettings,
    pub documents: Vec<DocumentEntry>,
    /// URLs of the sources that documents are imported from, by their ids.
    pub source_urls: IndexMap<String, String>,
    pub rules: Rules,
    pub enums: IndexMap<String, EnumEntry>,
    pub shared: IndexMap<String, SharedEntry>,
    pub unnamed: Vec<UnnamedEntry>,
    pub errors: ErrorTexts,
    pub glossary: Glossary,
    /// Operations that can be called on behalf of a sub-account, in the order of their files.
    pub sub_accounts: Vec<SubAccounts>,
    /// Overlay files in name order.
    pub overlays: Vec<(String, Value)>,
}

/// The crate that is emitted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CrateSettings {
    pub name: String,
    pub version: String,
    #[serde(default)]
    pub description: String,
    /// Folders of the templates that the crate carries.
    #[serde(default)]
    pub templates: Vec<String>,
    /// Default cargo features.
    #[serde(default)]
    pub default: Vec<String>,
    /// Crates behind this one, by the end of their names: the top modules that each has. Modules of none are in the
    /// core, a crate that the others depend on. Without any, everything is in one crate.
    #[serde(default)]
    pub product_crates: IndexMap<String, Vec<String>>,
    #[serde(default)]
    pub repository: Option<String>,
    #[serde(default)]
    pub homepage: Option<String>,
    /// The page with the documentation of the crate.
    #[serde(default)]
    pub documentation: Option<String>,
    #[serde(default)]
    pub keywords: Vec<String>,
    #[serde(default)]
    pub categories: Vec<String>,
    /// Tables that Cargo.toml gets besides the generated ones: what hand-written tests and examples need.
    #[serde(default)]
    pub manifest: String,
    /// Emit PRODUCTS.md, with counts for each product.
    #[serde(default)]
    pub products: bool,
    /// Products of the vendor whose documents are not imported, for PRODUCTS.md.
    #[serde(default)]
    pub absent: Vec<String>,
    /// Emit tests/examples.rs, which takes recorded examples to their types; its harness is written by hand.
    #[serde(default)]
    pub examples: bool,
    /// Emit tests/conformance.rs and a file a document below it, which send every operation; what receives
    /// them is written by hand.
    #[serde(default)]
    pub conformance: bool,
    /// Whether people name everything that has no name of its own: an integer with documented values but without
    /// names is a gap, and two members of a type with the same name are an error.
    #[serde(default)]
    pub requires_names: bool,
    /// The crate is made from one document by `--spec`: no folder of specs belongs to it.
    #[serde(default)]
    pub single: bool,
    /// The part of the crate's README between its description and its features.
    #[serde(default)]
    pub readme: String,
    /// The features that the programs in `readme` use: they are compiled as documentation of the crate.
    #[serde(default)]
    pub readme_features: Vec<String>,
}

impl CrateSettings {
    /// The product crate of a top module; `None` for the core, and where there is one crate.
    pub fn crate_of(&self, module: &str) -> Option<&str> {
        let own = |(_, modules): &(&String, &Vec<String>)| modules.iter().any(|one| one == module);
        self.product_crates.iter().find(own).map(|(name, _)| name.as_str())
    }
}

/// One document of sources.toml.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentEntry {
    pub id: String,
    pub file: String,
    #[serde(default)]
    pub module: String,
    #[serde(default)]
    pub feature: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub server: String,
    #[serde(default)]
    pub url: String,
    /// The file under glossary/ with its descriptions, if that is not named like the document's own file.
    #[serde(default)]
    pub glossary: String,
    /// `false`: its credentials have no scopes, so that none are reported as missing.
    #[serde(default = "yes")]
    pub scopes: bool,
    /// The source of the restated document; for people.
    #[serde(default)]
    #[allow(dead_code, reason = "read by people and by the importer, not by code generation")]
    pub source: String,
}

fn yes() -> bool {
    true
}

/// How these APIs behave where OpenAPI has no word for it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rules {
    #[serde(default)]
    pub servers: IndexMap<String, ServerRules>,
    /// The server of requests that no operation makes; empty: the one of most operations.
    #[serde(default)]
    pub default_server: String,
    #[serde(default)]
    pub paging: Vec<PagingRule>,
    /// Lists that have inputs for pages and no pages; for lint.
    #[serde(default)]
    pub unpaged: UnpagedRules,
    #[serde(default)]
    pub items: Vec<String>,
    #[serde(default)]
    pub windows: Vec<WindowRule>,
    #[serde(default)]
    pub credentials: Vec<String>,
    #[serde(default)]
    pub secrets: SecretRules,
    #[serde(default)]
    pub double_encode: Vec<String>,
    /// Names of required inputs, in the order in which constructors take them.
    #[serde(default)]
    pub argument_order: Vec<String>,
    /// Types that are made from types of responses.
    #[serde(default)]
    pub conversions: ConversionRules,
    /// Types of IDs by name.
    #[serde(default)]
    pub ids: IndexMap<String, IdRule>,
    /// Strings that contain several values.
    #[serde(default)]
    pub joined: Vec<JoinedRule>,
    #[serde(default)]
    pub events: EventRules,
    /// Where the vendor documents operations for people.
    #[serde(default)]
    pub operation_pages: Vec<OperationPage>,
    /// How long names may be; for lint.
    #[serde(default)]
    pub names: NameRules,
    /// How scopes look; for lint.
    #[serde(default)]
    pub scopes: ScopeForms,
    /// How prose names facts; regular expressions for the importer.
    #[serde(default)]
    pub labels: IndexMap<String, String>,
    /// Our words for a requirement of an operation → patterns for it in prose; for the importer.
    #[serde(default)]
    pub plans: IndexMap<String, String>,
}

/// Which conversions between types there are.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConversionRules {
    /// Whether a PATCH or PUT is made from the response to the GET of the same path.
    #[serde(default)]
    pub updates: bool,
    /// Others.
    #[serde(default)]
    pub types: Vec<ConversionRule>,
}

/// One conversion, by Rust paths.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConversionRule {
    /// A type of responses.
    pub from: String,
    /// A type of requests, or a request.
    pub into: String,
    /// Names on the wire where they differ: of the result, and of the response.
    #[serde(default)]
    pub fields: IndexMap<String, String>,
}

/// Operations that cover a limited span of time per request.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WindowRule {
    /// Patterns for the places of the input where the range begins.
    pub from: Vec<String>,
    /// The name of the input where it ends.
    pub to: String,
    /// How many days one request may cover; or
    #[serde(default)]
    pub days: Option<u32>,
    /// how many months.
    #[serde(default)]
    pub months: Option<u32>,
    /// How many months back the range may begin.
    #[serde(default)]
    pub back_months: Option<u32>,
}

/// One entry of enums.yaml.
#[derive(Clone, Debug)]
pub(crate) struct EnumEntry {
    /// Its file, relative to `specs/`.
    pub file: String,
    pub doc: String,
    pub values: Vec<(Wire, EnumValue)>,
    pub places: Vec<Pattern>,
}

/// One value of an entry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a value with `name`")]
pub(crate) struct EnumValue {
    pub name: String,
    #[serde(default)]
    pub label: Option<String>,
    /// Other names, in the place of those that documents have.
    #[serde(default)]
    pub aliases: Option<Vec<String>>,
    #[serde(default)]
    pub deprecated: bool,
}

/// One entry of shared.yaml: places that hold one thing.
#[derive(Clone, Debug)]
pub(crate) struct SharedEntry {
    /// Its file, relative to `specs/`.
    pub file: String,
    pub doc: String,
    /// The members that callers have to set, besides those that every document requires.
    pub required: Vec<String>,
    pub places: Vec<Pattern>,
}

/// An integer that stays an integer.
#[derive(Clone, Debug)]
pub(crate) struct UnnamedEntry {
    /// Its file, relative to `specs/`, and its position there.
    pub file: String,
    pub pointer: Pointer,
    pub schema_path: Pattern,
    pub reason: UnnamedReason,
}

/// Why the values of an integer have no names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum UnnamedReason {
    /// The values are quantities.
    Quantity,
    /// No document explains them.
    Undocumented,
    /// Documents contradict each other.
    Contradictory,
}

impl UnnamedReason {
    /// The word of unnamed.yaml.
    pub fn word(self) -> &'static str {
        match self {
            UnnamedReason::Quantity => "quantity",
            UnnamedReason::Undocumented => "undocumented",
            UnnamedReason::Contradictory => "contradictory",
        }
    }
}

/// Our meanings of error codes, by what they are for and the code: an operation (`v2-users GET /users/{}`), all
/// operations of a document (`v2-users`), or all of a server (`v2`).
#[derive(Clone, Debug, Default)]
pub(crate) struct ErrorTexts(pub BTreeMap<(String, i64), ErrorText>);

/// The meaning of an error code.
#[derive(Clone, Debug)]
pub(crate) struct ErrorText {
    pub text: String,
    /// Its file, relative to `specs/`, and its position there.
    pub file: String,
    pub pointer: Pointer,
}

impl ErrorTexts {
    /// The meaning of a code, with its key: for the operation, else for its document, else for its server.
    pub fn meaning(
        &self,
        server: &str,
        operation: &str,
        code: i64,
    ) -> Option<(&(String, i64), &ErrorText)> {
        let document = operation.split(' ').next().unwrap_or_default();
        let keys = [operation, document, server].into_iter();
        keys.map(|key| (key.to_owned(), code)).find_map(|key| self.0.get_key_value(&key))
    }
}

/// Where an entry of a configuration file stands.
pub(crate) fn entry_pointer<'a>(tokens: impl IntoIterator<Item = &'a str>) -> Pointer {
    Pointer::root().join_all(tokens)
}
