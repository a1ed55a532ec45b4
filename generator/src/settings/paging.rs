//! How the pages of lists follow each other, according to rules.yaml.

use serde::Deserialize;

/// One style of paging. `request` is an input, `response` and `count` are fields of the response.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "style", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum PagingRule {
    Token {
        request: String,
        response: String,
    },
    /// Without `count` the list ends at a page without items.
    Number {
        request: String,
        #[serde(default)]
        response: Option<String>,
        #[serde(default)]
        count: Option<String>,
    },
    /// The header `Link` names the next page. With `request`: the operations that have this input; without: every GET
    /// whose response is an array.
    Link {
        #[serde(default)]
        request: Option<String>,
    },
}
