//! Credentials and scopes as rules.yaml writes them: what is misspelt is an error where it is read.

use std::fmt;

use regex::Regex;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// A credential that a request carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Credential {
    /// `bearer`: a token in `Authorization`.
    Bearer,
    /// `basic`: user name and password in `Authorization`.
    Basic,
    /// `header:NAME`.
    Header(String),
    /// `query:NAME`.
    Query(String),
    /// `cookie:NAME`.
    Cookie(String),
    /// `form:NAME`: a field of a form.
    Form(String),
}

impl TryFrom<&str> for Credential {
    type Error = String;

    fn try_from(text: &str) -> Result<Self, String> {
        let named = text.split_once(':').filter(|(_, name)| !name.trim().is_empty());
        Ok(match (text, named) {
            ("bearer", _) => Credential::Bearer,
            ("basic", _) => Credential::Basic,
            (_, Some(("header", name))) => Credential::Header(name.to_owned()),
            (_, Some(("query", name))) => Credential::Query(name.to_owned()),
            (_, Some(("cookie", name))) => Credential::Cookie(name.to_owned()),
            (_, Some(("form", name))) => Credential::Form(name.to_owned()),
            _ => {
                return Err(format!(
                    "`{text}` is not a credential: write `bearer`, `basic`, `header:NAME`, `query:NAME`, `cookie:NAME` or `form:NAME`"
                ));
            }
        })
    }
}

impl fmt::Display for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Credential::Bearer => f.write_str("bearer"),
            Credential::Basic => f.write_str("basic"),
            Credential::Header(name) => write!(f, "header:{name}"),
            Credential::Query(name) => write!(f, "query:{name}"),
            Credential::Cookie(name) => write!(f, "cookie:{name}"),
            Credential::Form(name) => write!(f, "form:{name}"),
        }
    }
}

/// A credential whose name HTTP allows for headers and cookies (RFC 9110, section 5.6.2).
fn sendable(text: &str) -> Result<Credential, String> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    match Credential::try_from(text)? {
        Credential::Header(name) | Credential::Cookie(name) if !name.bytes().all(allowed) => {
            Err(format!("`{text}`: `{name}` cannot be the name of a header or cookie"))
        }
        credential => Ok(credential),
    }
}

/// Reads a list of credentials; each is one that can be sent.
pub(super) fn list<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<String>, D::Error> {
    let texts = Vec::<String>::deserialize(input)?;
    let read = |text: &String| sendable(text.trim()).map(|one| one.to_string());
    texts.iter().map(read).collect::<Result<_, _>>().map_err(D::Error::custom)
}

/// How the scopes of an operation look, as regular expressions over all of a scope.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScopeForms {
    /// Of `x-scopes`.
    #[serde(default)]
    pub classic: Option<Form>,
    /// Of `x-granular-scopes`.
    #[serde(default)]
    pub granular: Option<Form>,
}

/// A regular expression over a whole text.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Form(Regex);

impl Form {
    pub fn fits(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl TryFrom<String> for Form {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let whole = Regex::new(&format!("^(?:{text})$"));
        whole.map(Form).map_err(|error| format!("`{text}` is not a regular expression: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_written_as_they_are_read() {
        for text in ["bearer", "basic", "header:X-Key", "query:key", "cookie:SID", "form:api_key"] {
            assert_eq!(Credential::try_from(text).map(|one| one.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn names_of_headers_and_cookies_are_tokens() {
        for text in ["header:X Key", "header:X-Key:", "cookie:a=b", "cookie:a;b"] {
            let error = sendable(text).expect_err(text);
            assert!(error.contains(&format!("`{text}`")), "{error}");
        }
        assert_eq!(sendable("query:a b"), Ok(Credential::Query("a b".to_owned())));
        assert_eq!(sendable("header:X-Key"), Ok(Credential::Header("X-Key".to_owned())));
    }

    #[test]
    fn what_is_misspelt_is_no_credential() {
        for text in
            ["heder:X-Key", "Bearer", "token", "header", "header:", "header: ", "basic:x", ""]
        {
            let error = Credential::try_from(text).expect_err(text);
            assert!(
                error.contains(&format!("`{text}`")) && error.contains("header:NAME"),
                "{error}"
            );
        }
    }
}
