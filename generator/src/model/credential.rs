//! Credentials of requests: rules.yaml and security schemes are parsed into them, and nothing later compares strings.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A credential that is part of a request. The emitter writes it as the runtime's type `Scheme`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", rename = "Scheme")]
pub enum Credential {
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

impl Credential {
    /// The credential of an API key in this part of a request (`header`, `query`, `cookie` or `form`).
    pub fn key(location: &str, name: &str) -> Option<Self> {
        let name = name.to_owned();
        Some(match location {
            "header" => Credential::Header(name),
            "query" => Credential::Query(name),
            "cookie" => Credential::Cookie(name),
            "form" => Credential::Form(name),
            _ => return None,
        })
    }

    /// The credential of an HTTP authentication scheme.
    pub fn http(scheme: &str) -> Option<Self> {
        match scheme {
            "bearer" => Some(Credential::Bearer),
            "basic" => Some(Credential::Basic),
            _ => None,
        }
    }
}

impl TryFrom<String> for Credential {
    type Error = String;

    /// Reads a credential as rules.yaml writes it. Names of headers and cookies must be ones that HTTP allows
    /// (RFC 9110, section 5.6.2).
    fn try_from(text: String) -> Result<Self, String> {
        let text = text.trim();
        let named = text.split_once(':').filter(|(_, name)| !name.trim().is_empty());
        let read = named.and_then(|(location, name)| Credential::key(location, name));
        let Some(credential) = read.or_else(|| Credential::http(text)) else {
            return Err(format!(
                "`{text}` is not a credential: write `bearer`, `basic`, `header:NAME`, `query:NAME`, `cookie:NAME` or `form:NAME`"
            ));
        };
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        match &credential {
            Credential::Header(name) | Credential::Cookie(name) if !name.bytes().all(allowed) => {
                Err(format!("`{text}`: `{name}` cannot be the name of a header or cookie"))
            }
            _ => Ok(credential),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Credential, String> {
        Credential::try_from(text.to_owned())
    }

    #[test]
    fn credentials_are_written_as_they_are_read() {
        for text in ["bearer", "basic", "header:X-Key", "query:key", "cookie:SID", "form:api_key"] {
            assert_eq!(read(text).map(|one| one.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn names_of_headers_and_cookies_are_tokens() {
        for text in ["header:X Key", "header:X-Key:", "cookie:a=b", "cookie:a;b"] {
            let error = read(text).expect_err(text);
            assert!(error.contains(&format!("`{text}`")), "{error}");
        }
        assert_eq!(read("query:a b"), Ok(Credential::Query("a b".to_owned())));
        assert_eq!(read("header:X-Key"), Ok(Credential::Header("X-Key".to_owned())));
    }

    #[test]
    fn a_misspelt_word_is_not_a_credential() {
        for text in
            ["heder:X-Key", "Bearer", "token", "header", "header:", "header: ", "basic:x", ""]
        {
            let error = read(text).expect_err(text);
            assert!(error.contains(&format!("`{}`", text.trim())), "{error}");
            assert!(error.contains("header:NAME"), "{error}");
        }
    }
}
