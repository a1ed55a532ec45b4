//! Where a value can stand, as one line of text, and the patterns that configuration files select places with.

use std::fmt;

use crate::model::Method;

/// What a place belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Anchor {
    /// An operation: method, and path with parameter names erased (`/users/{}`).
    Operation(Method, String),
    /// An event, by its name on the wire.
    Event(String),
    /// A schema of the components section.
    Schema(String),
    /// A type of shared.yaml, by its Rust path: it stands for several places.
    Shared(String),
}

/// Which part of an operation, event or schema a place lies in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A path parameter.
    Path,
    /// A query parameter.
    Query,
    /// A header parameter.
    Header,
    /// A cookie parameter.
    Cookie,
    /// The body of a request or event.
    Body,
    /// The response with this status (`200`, `2XX`, `default`).
    Response(String),
    /// Inside a component schema.
    Schema,
}

/// The identity of a place: `v2-users GET /users/{} 200 phone_numbers[].code`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The document's id.
    pub document: String,
    /// Operation or schema.
    pub anchor: Anchor,
    /// Which part of it.
    pub part: Part,
    /// Wire names joined by `.`, list items as `[]`, map values as `{}`.
    pub path: String,
}

impl Place {
    /// The place of a type of shared.yaml.
    pub fn shared(name: &str) -> Place {
        Place {
            document: String::new(),
            anchor: Anchor::Shared(name.to_owned()),
            part: Part::Schema,
            path: String::new(),
        }
    }

    /// The place of a member of the object at this place.
    pub fn member(&self, name: &str) -> Place {
        let path =
            if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        Place { path, ..self.clone() }
    }

    /// The place of the items of the list at this place.
    pub fn items(&self) -> Place {
        Place { path: format!("{}[]", self.path), ..self.clone() }
    }

    /// The place of the values of the map at this place.
    pub fn values(&self) -> Place {
        Place { path: format!("{}{{}}", self.path), ..self.clone() }
    }

    /// The place of the n-th alternative of the union at this place.
    pub fn alternative(&self, index: usize) -> Place {
        Place { path: format!("{}|{index}", self.path), ..self.clone() }
    }

    /// The last wire name, without list and map marks; empty for a whole body.
    pub fn name(&self) -> &str {
        let last = self.path.rsplit('.').next().unwrap_or_default();
        last.trim_end_matches("[]").trim_end_matches("{}").trim_end_matches("[]")
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.anchor {
            Anchor::Operation(method, path) => write!(f, "{} {method} {path} ", self.document)?,
            Anchor::Event(name) => write!(f, "{} event {name} ", self.document)?,
            Anchor::Schema(name) => write!(f, "{} schema {name} ", self.document)?,
            Anchor::Shared(name) => write!(f, "shared {name} ")?,
        }
        match &self.part {
            Part::Path => f.write_str("path ")?,
            Part::Query => f.write_str("query ")?,
            Part::Header => f.write_str("header ")?,
            Part::Cookie => f.write_str("cookie ")?,
            Part::Body => f.write_str("body ")?,
            Part::Response(status) => write!(f, "{status} ")?,
            Part::Schema => {}
        }
        f.write_str(&self.path)
    }
}

/// A pattern over places: without a blank the last wire name, with blanks a glob over the whole identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// Takes a pattern as written in a configuration file.
    pub fn new(text: &str) -> Pattern {
        Pattern(text.to_owned())
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it selects this place.
    pub fn matches(&self, place: &Place) -> bool {
        if self.0.contains(' ') {
            self.matches_line(&place.to_string())
        } else {
            glob(&self.0, place.name())
        }
    }

    /// As [`matches`](Self::matches), for a caller that has the place as a line at hand.
    pub(crate) fn matches_written(&self, line: &str, place: &Place) -> bool {
        if self.0.contains(' ') { self.matches_line(line) } else { glob(&self.0, place.name()) }
    }

    /// The line of a whole body or answer ends with the blank that its path would follow.
    fn matches_line(&self, line: &str) -> bool {
        glob(&self.0, line) || glob(&self.0, line.trim_end())
    }
}

/// `*` stands for any text, everything else for itself.
fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(previous) = last.replace(part) {
            let Some((_, after)) = rest.split_once(previous) else { return false };
            rest = after;
        }
    }
    match last {
        None => rest.is_empty(),
        Some(part) => rest.ends_with(part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place {
            document: "v2-users".into(),
            anchor: Anchor::Operation(Method::Get, "/users/{}".into()),
            part: Part::Response("200".into()),
            path: String::new(),
        }
    }

    #[test]
    fn reads_as_one_line() {
        let code = place().member("phone_numbers").items().member("code");
        assert_eq!(code.to_string(), "v2-users GET /users/{} 200 phone_numbers[].code");
        assert_eq!(code.name(), "code");
        assert_eq!(place().member("ids").items().name(), "ids");
    }

    #[test]
    fn patterns() {
        let code = place().member("phone_numbers").items().member("code");
        for (pattern, expected) in [
            ("code", true),
            ("phone_numbers", false),
            ("co*", true),
            ("v2-users GET /users/{} 200 phone_numbers[].code", true),
            ("v2-* 200 *.code", true),
            ("* 200 code", false),
            ("* query *", false),
            ("v2-users *", true),
            ("v1-user *", false),
        ] {
            assert_eq!(Pattern::new(pattern).matches(&code), expected, "{pattern}");
        }
    }
}
