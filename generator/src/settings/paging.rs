//! How the pages of lists follow each other, according to rules.yaml.

use serde::Deserialize;

/// Lists without pages: which operations have inputs for pages, and why some of them have none.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnpagedRules {
    /// Names of inputs that only lists with pages have; `*` matches any characters.
    #[serde(default)]
    pub inputs: Vec<String>,
    /// Operations with such an input whose pages nothing can ask for.
    #[serde(default)]
    pub known: Vec<Unpaged>,
}

/// Operations without pages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unpaged {
    /// Patterns for schema paths of the inputs.
    pub places: Vec<String>,
    /// The reason.
    #[expect(dead_code, reason = "for people")]
    pub why: String,
}

/// One style of paging. `request` is an input, `response` and `count` are fields of the response.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "style", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum PagingRule {
    /// `sync` are names of the response field of the last page with the token for later changes.
    Token {
        request: String,
        response: String,
        #[serde(default)]
        sync: Vec<String>,
    },
    /// Without `count` the list ends at a page without items.
    Number {
        request: String,
        #[serde(default)]
        response: Option<String>,
        #[serde(default)]
        count: Option<String>,
    },
    /// By the position of the first item of a page, counted from `first`. Without `total`, the number of all items, the
    /// list ends at a page without items.
    Offset {
        request: String,
        #[serde(default)]
        first: i64,
        #[serde(default)]
        total: Option<String>,
    },
    /// The header `Link` names the next page. With `request`: the operations that have this input; without: every GET
    /// whose response is an array.
    Link {
        #[serde(default)]
        request: Option<String>,
    },
}
