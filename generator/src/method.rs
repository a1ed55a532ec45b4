//! HTTP methods.

use std::fmt;

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// GET.
    Get,
    /// PUT.
    Put,
    /// POST.
    Post,
    /// DELETE.
    Delete,
    /// OPTIONS.
    Options,
    /// HEAD.
    Head,
    /// PATCH.
    Patch,
    /// TRACE.
    Trace,
    /// QUERY (OpenAPI 3.2).
    Query,
    /// A method of `additionalOperations` (OpenAPI 3.2).
    Other(Token),
}

impl Method {
    /// Every method that is a key of a path item.
    pub const ALL: [Method; 9] = [
        Method::Get,
        Method::Put,
        Method::Post,
        Method::Delete,
        Method::Options,
        Method::Head,
        Method::Patch,
        Method::Trace,
        Method::Query,
    ];

    /// As a key of a path item (`get`); another method as it is sent.
    pub fn key(&self) -> &str {
        match self {
            Method::Get => "get",
            Method::Put => "put",
            Method::Post => "post",
            Method::Delete => "delete",
            Method::Options => "options",
            Method::Head => "head",
            Method::Patch => "patch",
            Method::Trace => "trace",
            Method::Query => "query",
            Method::Other(token) => token.as_str(),
        }
    }

    /// As on the wire (`GET`).
    pub fn wire(&self) -> &str {
        match self {
            Method::Get => "GET",
            Method::Put => "PUT",
            Method::Post => "POST",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
            Method::Head => "HEAD",
            Method::Patch => "PATCH",
            Method::Trace => "TRACE",
            Method::Query => "QUERY",
            Method::Other(token) => token.as_str(),
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.wire())
    }
}

/// How many bytes the name of a method may have: twice what the longest registered one has.
const LONGEST: usize = 40;

/// The name of a method, by value, so that a method can be copied.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token([u8; LONGEST]);

impl Token {
    /// A name that HTTP allows (RFC 9110, section 5.6.2); `None` for any other, and for one that is too long.
    pub fn new(name: &str) -> Option<Token> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        let mut bytes = [0; LONGEST];
        let fits = !name.is_empty() && name.bytes().all(allowed);
        bytes.get_mut(..name.len()).filter(|_| fits)?.copy_from_slice(name.as_bytes());
        Some(Token(bytes))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(LONGEST);
        self.0.get(..length).and_then(|name| std::str::from_utf8(name).ok()).unwrap_or_default()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn names_of_methods() {
        assert_eq!(
            Token::new("VERSION-CONTROL").map(|t| t.as_str().to_owned()).as_deref(),
            Some("VERSION-CONTROL")
        );
        for wrong in ["", "A B", "A\n", "Ä", &"A".repeat(41)] {
            assert!(Token::new(wrong).is_none(), "{wrong}");
        }
    }
}
