//! Pages on which a vendor documents operations for people (rules.yaml, `operation_pages`).

use serde::Deserialize;

use super::{Settings, file};
use crate::diagnostic::{Finding, Findings, Severity};
use crate::model::Operation;
use crate::pointer::Pointer;

const PRODUCT: &str = "{product}";

/// The pages of all operations whose documents have similar URLs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OperationPage {
    /// The URL of a document; `{product}` is any part of it without a slash.
    pub document: String,
    /// The URL of the page, with `{product}`, `{tag}`, `{method}` and `{path}` of the operation.
    pub page: String,
}

impl OperationPage {
    /// The part of the URL at `{product}`, if the URL is of such a document.
    fn product<'a>(&self, url: &'a str) -> Option<&'a str> {
        let Some((before, after)) = self.document.split_once(PRODUCT) else {
            return (self.document == url).then_some("");
        };
        let product = url.strip_prefix(before)?.strip_suffix(after)?;
        (!product.is_empty() && !product.contains('/')).then_some(product)
    }
}

impl Settings {
    /// Where people read about an operation: its own page; without one the page of its product, or the document.
    pub fn page_of(&self, operation: &Operation, document: &str) -> String {
        let source = operation.source.as_ref().and_then(|id| self.source_urls.get(id));
        let own = source.map_or(document, String::as_str);
        self.filled(own, operation).unwrap_or_else(|| self.page(document))
    }

    /// Where people read about a document: the page of its product, or the document.
    pub fn page(&self, document: &str) -> String {
        let rules = &self.rules.operation_pages;
        let page = rules.iter().find_map(|rule| {
            let page = rule.page.replace(PRODUCT, rule.product(document)?);
            Some(page.split('#').next().unwrap_or_default().to_owned())
        });
        page.unwrap_or_else(|| document.to_owned())
    }

    fn filled(&self, document: &str, operation: &Operation) -> Option<String> {
        self.rules.operation_pages.iter().find_map(|rule| {
            let page = rule.page.replace(PRODUCT, rule.product(document)?);
            let tag = operation.tag.as_deref().map(anchor).unwrap_or_default();
            let page =
                page.replace("{tag}", &tag).replace("{method}", &operation.method.to_string());
            // A path ends the URL: what is not part of one would end the link.
            let path: String = operation.path.chars().filter(|c| !"<> \t\n".contains(*c)).collect();
            Some(page.replace("{path}", &path))
        })
    }

    /// Each rule has documents, as all configuration has.
    pub(super) fn check_pages(&self, findings: &mut Findings) {
        let urls = || self.source_urls.values().chain(self.documents.iter().map(|one| &one.url));
        for (index, rule) in self.rules.operation_pages.iter().enumerate() {
            if urls().any(|url| rule.product(url).is_some()) {
                continue;
            }
            let at = Pointer::root().join("operation_pages").join(index.to_string());
            let message = format!("no document has a URL like {}", rule.document);
            let help = "correct `document`, or remove the entry";
            let finding =
                Finding::new(Severity::Error, "settings", file::RULES, &at, message, help);
            findings.push(finding);
        }
    }
}

/// The anchor of a heading, as Markdown pages commonly make it: `Invitation & Registration` is
/// `invitation--registration`.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter_map(|c| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        _ if c.is_alphanumeric() => Some(c),
        _ => None,
    });
    kept.collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_headings() {
        for (heading, expected) in [
            ("Users", "users"),
            ("Cloud Recording", "cloud-recording"),
            ("Invitation & Registration", "invitation--registration"),
            ("In-Meeting Features", "in-meeting-features"),
        ] {
            assert_eq!(anchor(heading), expected, "{heading}");
        }
    }

    #[test]
    fn a_product_is_one_part_of_a_url() {
        let rule = OperationPage {
            document: "https://example.com/hub/{product}/api.json".into(),
            page: "https://example.com/docs/{product}/#{tag}".into(),
        };
        assert_eq!(rule.product("https://example.com/hub/pets/api.json"), Some("pets"));
        assert_eq!(rule.product("https://example.com/hub/pets/old/api.json"), None);
        assert_eq!(rule.product("https://example.com/hub//api.json"), None);
        assert_eq!(rule.product("https://example.org/hub/pets/api.json"), None);
    }
}
