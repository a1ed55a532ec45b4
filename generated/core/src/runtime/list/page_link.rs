//! Pages that name the next one in the header `Link` (RFC 8288).

use std::sync::OnceLock;

use reqwest::header::{HeaderMap, LINK};
use url::{Url, form_urlencoded};

use crate::runtime::request::operation_info::{OperationInfo, Scheme};
use crate::runtime::request::prepared::PreparedRequest;

/// What is skipped around the parts of the header.
const SPACE: &[char] = &[' ', '\t'];

/// One page of a list that goes by links: its URL, where it is not that of the request.
pub(crate) struct PageLink {
    at: Option<String>,
    /// The URL that was sent to, without credentials.
    sent: OnceLock<Url>,
}

/// Where a page is, and the page that it named.
pub(crate) struct Turn {
    pub(crate) here: Option<String>,
    pub(crate) next: Option<String>,
}

impl PageLink {
    pub(crate) fn new(at: Option<String>) -> Self {
        Self { at, sent: OnceLock::new() }
    }

    /// The base URL and the request for this page; `None` where the request stays as it is. All but the URL of a
    /// request stays, credentials included: so another origin is an error.
    ///
    /// # Errors
    /// When the URL of the page is not valid, or has another origin than the server. The text says so.
    pub(crate) fn aim(
        &self,
        base: &str,
        request: &PreparedRequest,
    ) -> Result<Option<Box<(String, PreparedRequest)>>, String> {
        let usual = Url::parse(&format!("{}{}", base.trim_end_matches('/'), request.url));
        let Some(at) = &self.at else {
            // One that is not valid is reported where it is sent.
            if let Ok(usual) = usual {
                self.sent.get_or_init(|| usual);
            }
            return Ok(None);
        };
        let usual = usual.map_err(|error| format!("the URL is not valid: {error}"))?;
        let url = Url::parse(at)
            .map_err(|error| format!("the URL of the next page is not valid: {error}"))?;
        let (own, other) = (usual.origin(), url.origin());
        if own != other {
            return Err(format!(
                "the next page is said to be at `{}`, which is another origin than `{}`; it is not followed, because \
                 the request carries credentials",
                other.ascii_serialization(),
                own.ascii_serialization()
            ));
        }
        let target = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        self.sent.get_or_init(|| url);
        let request = PreparedRequest { url: target, ..request.clone() };
        Ok(Some(Box::new((own.ascii_serialization(), request))))
    }

    /// What the headers of the response say about the page after this one.
    pub(crate) fn turn(&self, info: &OperationInfo, headers: &HeaderMap) -> Turn {
        let here = self.sent.get();
        let lines = headers.get_all(LINK).iter();
        let target =
            lines.filter_map(|line| std::str::from_utf8(line.as_bytes()).ok()).find_map(next);
        let next = target.map(|target| {
            let url = here.and_then(|here| here.join(target).ok());
            // One that is not valid is reported when it is followed.
            url.map_or_else(|| target.to_owned(), |url| without_credentials(url, info).into())
        });
        Turn { here: here.map(Url::to_string), next }
    }
}

/// A URL without what the client adds to the query of every request: some servers repeat it in their links.
fn without_credentials(mut url: Url, info: &OperationInfo) -> Url {
    url.set_fragment(None);
    let is_added = |name: &str| {
        info.choices().flatten().any(|scheme| matches!(scheme, Scheme::Query(own) if *own == name))
    };
    let stays =
        |pair: &&str| form_urlencoded::parse(pair.as_bytes()).all(|(name, _)| !is_added(&name));
    if let Some(query) = url.query().map(ToOwned::to_owned) {
        let kept = query.split('&').filter(stays).collect::<Vec<_>>().join("&");
        url.set_query((!kept.is_empty()).then_some(&kept));
    }
    url
}

/// The target of the first link of a header whose relation is `next`.
fn next(header: &str) -> Option<&str> {
    let mut rest = header;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return None;
        }
        match rest.strip_prefix('<').and_then(|link| link.split_once('>')) {
            Some((target, parameters)) => {
                rest = parameters;
                if is_next(&mut rest) {
                    return Some(target.trim());
                }
            }
            // No link: perhaps the one after it is.
            None => drop(until(&mut rest, &[','])),
        }
    }
}

/// Takes the parameters of a link off a header, and says whether the link leads from this page to the next.
fn is_next(rest: &mut &str) -> bool {
    let (mut relations, mut is_of_another) = (None, false);
    loop {
        *rest = rest.trim_start_matches(SPACE);
        let Some(after) = rest.strip_prefix(';') else { break };
        *rest = after.trim_start_matches(SPACE);
        let name = until(rest, &['=', ';', ',']).trim_end();
        let value = match rest.strip_prefix('=') {
            Some(after) => {
                *rest = after.trim_start_matches(SPACE);
                value(rest)
            }
            None => String::new(),
        };
        if name.eq_ignore_ascii_case("rel") {
            // The first one counts.
            relations.get_or_insert(value);
        } else if name.eq_ignore_ascii_case("anchor") {
            is_of_another = true;
        }
    }
    until(rest, &[',']);
    let relations = relations.unwrap_or_default();
    !is_of_another && relations.split_whitespace().any(|one| one.eq_ignore_ascii_case("next"))
}

/// Takes the value of a parameter off, in quotes or without.
fn value(rest: &mut &str) -> String {
    let Some(quoted) = rest.strip_prefix('"') else {
        return until(rest, &[';', ',']).trim_end().to_owned();
    };
    let (mut chars, mut text) = (quoted.chars(), String::new());
    while let Some(char) = chars.next() {
        match char {
            '"' => break,
            '\\' => text.extend(chars.next()),
            char => text.push(char),
        }
    }
    *rest = chars.as_str();
    text
}

/// Takes off what comes before one of these characters, or everything.
fn until<'a>(rest: &mut &'a str, ends: &[char]) -> &'a str {
    let at = rest.find(ends).unwrap_or(rest.len());
    let (taken, left) = rest.split_at_checked(at).unwrap_or((rest, ""));
    *rest = left;
    taken
}
