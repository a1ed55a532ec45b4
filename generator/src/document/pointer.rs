//! JSON pointers (RFC 6901), by which the pipeline locates everything in a document.

use std::fmt::{self, Write as _};

/// A JSON pointer such as `/paths/~1users~1{userId}/get`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub fn root() -> Pointer {
        Pointer(String::new())
    }

    /// Reads a pointer as written; the caller has checked that it is one.
    pub fn parse(text: &str) -> Pointer {
        Pointer(text.to_owned())
    }

    /// One step below: a key, or the index of a list.
    pub fn join(&self, token: impl fmt::Display) -> Pointer {
        let mut text = String::with_capacity(self.0.len() + 24);
        text.push_str(&self.0);
        text.push('/');
        // Writing to a string cannot fail.
        let _ = write!(Escaped(&mut text), "{token}");
        Pointer(text)
    }

    /// Several steps at once.
    pub fn join_all<'a>(&self, tokens: impl IntoIterator<Item = &'a str>) -> Pointer {
        let mut text = self.0.clone();
        for token in tokens {
            text.push('/');
            let _ = Escaped(&mut text).write_str(token);
        }
        Pointer(text)
    }

    /// The pointer as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The steps, unescaped.
    pub fn tokens(&self) -> impl Iterator<Item = String> + '_ {
        self.0.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"))
    }

    /// The rest of this pointer below `prefix`, if it begins with it.
    pub fn below<'a>(&'a self, prefix: &Pointer) -> Option<&'a str> {
        let rest = self.0.strip_prefix(prefix.as_str())?;
        (rest.is_empty() || rest.starts_with('/')).then_some(rest)
    }

    /// One step up; nothing above the root.
    pub fn parent(&self) -> Option<Pointer> {
        let at = self.0.rfind('/')?;
        self.0.get(..at).map(Pointer::parse)
    }
}

/// A pointer whose last step is being written.
struct Escaped<'a>(&'a mut String);

impl fmt::Write for Escaped<'_> {
    fn write_str(&mut self, token: &str) -> fmt::Result {
        if !token.contains(['~', '/']) {
            self.0.push_str(token);
            return Ok(());
        }
        for c in token.chars() {
            match c {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                other => self.0.push(other),
            }
        }
        Ok(())
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "/" } else { &self.0 })
    }
}

/// References are URI fragments: `%7B` is `{`.
pub(crate) fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_splits() {
        let pointer = Pointer::root().join("paths").join("/users/{userId}").join("a~b");
        assert_eq!(pointer.as_str(), "/paths/~1users~1{userId}/a~0b");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["paths", "/users/{userId}", "a~b"]);
        assert_eq!(pointer.below(&Pointer::parse("/paths")), Some("/~1users~1{userId}/a~0b"));
        assert_eq!(pointer.below(&Pointer::parse("/pat")), None);
        assert_eq!(Pointer::parse("/a/b").parent(), Some(Pointer::parse("/a")));
        assert_eq!(Pointer::root().parent(), None);
    }

    #[test]
    fn fragments_are_decoded() {
        assert_eq!(percent_decode("/paths/~1a~1%7Bid%7D"), "/paths/~1a~1{id}");
        assert_eq!(percent_decode("/a%2"), "/a%2");
        assert_eq!(percent_decode("/a%zz"), "/a%zz");
    }
}
