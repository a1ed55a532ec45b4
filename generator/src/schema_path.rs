//! Where a value can stand, as one line of text, and the patterns that configuration files select places with.

mod select;

use std::fmt;

use crate::method::Method;

pub(crate) use select::Selection;

/// What a place belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PathRoot {
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
pub struct SchemaPath {
    /// The document's id.
    pub document: String,
    /// Operation or schema.
    pub anchor: PathRoot,
    /// Which part of it.
    pub part: Part,
    /// Wire names joined by `.`, list items as `[]`, map values as `{}`.
    pub path: String,
}

impl SchemaPath {
    /// The place of a type of shared.yaml.
    pub fn shared(name: &str) -> SchemaPath {
        SchemaPath {
            document: String::new(),
            anchor: PathRoot::Shared(name.to_owned()),
            part: Part::Schema,
            path: String::new(),
        }
    }

    /// The place of a member of the object at this place.
    pub fn member(&self, name: &str) -> SchemaPath {
        let path =
            if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        SchemaPath { path, ..self.clone() }
    }

    /// The place of the items of the list at this place.
    pub fn items(&self) -> SchemaPath {
        SchemaPath { path: format!("{}[]", self.path), ..self.clone() }
    }

    /// The place of the values of the map at this place.
    pub fn values(&self) -> SchemaPath {
        SchemaPath { path: format!("{}{{}}", self.path), ..self.clone() }
    }

    /// The place of the n-th alternative of the union at this place.
    pub fn alternative(&self, index: usize) -> SchemaPath {
        SchemaPath { path: format!("{}|{index}", self.path), ..self.clone() }
    }

    /// The last wire name, without list and map marks; empty for a whole body.
    pub fn name(&self) -> &str {
        let last = self.path.rsplit('.').next().unwrap_or_default();
        last.trim_end_matches("[]").trim_end_matches("{}").trim_end_matches("[]")
    }
}

impl fmt::Display for SchemaPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.anchor {
            PathRoot::Operation(method, path) => write!(f, "{} {method} {path} ", self.document)?,
            PathRoot::Event(name) => write!(f, "{} event {name} ", self.document)?,
            PathRoot::Schema(name) => write!(f, "{} schema {name} ", self.document)?,
            PathRoot::Shared(name) => write!(f, "shared {name} ")?,
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

/// A place as the patterns look at it, written once for all of them.
#[derive(Clone, Debug)]
pub(crate) struct PathLine<'a> {
    line: String,
    name: &'a str,
}

impl SchemaPath {
    /// The place as the patterns look at it.
    pub(crate) fn written(&self) -> PathLine<'_> {
        PathLine { line: self.to_string(), name: self.name() }
    }
}

/// A pattern over places: without a blank the last wire name, with blanks a glob over the whole identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    /// It is about the whole identity.
    whole: bool,
    /// The texts between the stars. One text alone is all there may be.
    parts: Vec<String>,
}

impl Pattern {
    /// Takes a pattern as written in a configuration file.
    pub fn new(text: &str) -> Pattern {
        let parts = text.split('*').map(str::to_owned).collect();
        Pattern { text: text.to_owned(), whole: text.contains(' '), parts }
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it selects this place.
    pub fn matches(&self, schema_path: &SchemaPath) -> bool {
        if self.whole {
            self.selects(&schema_path.written())
        } else {
            self.fits(schema_path.name())
        }
    }

    /// As [`matches`](Self::matches), for a place that many patterns look at.
    pub(crate) fn selects(&self, schema_path: &PathLine<'_>) -> bool {
        if !self.whole {
            return self.fits(schema_path.name);
        }
        let line = schema_path.line.as_str();
        // The line of a whole body or answer ends with the blank that its path would follow.
        self.fits(line) || line.strip_suffix(' ').is_some_and(|line| self.fits(line))
    }

    /// Whether it is about names, and selects this one.
    pub(crate) fn is_name(&self, name: &str) -> bool {
        !self.whole && self.fits(name)
    }

    /// `*` stands for any text, everything else for itself.
    fn fits(&self, text: &str) -> bool {
        let [first, middle @ .., last] = self.parts.as_slice() else { return self.text == text };
        // The ends rule out most texts.
        let ends =
            text.strip_prefix(first.as_str()).and_then(|text| text.strip_suffix(last.as_str()));
        let Some(mut rest) = ends else { return false };
        for part in middle {
            match rest.split_once(part.as_str()) {
                Some((_, after)) => rest = after,
                None => return false,
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema_path() -> SchemaPath {
        SchemaPath {
            document: "v2-users".into(),
            anchor: PathRoot::Operation(Method::Get, "/users/{}".into()),
            part: Part::Response("200".into()),
            path: String::new(),
        }
    }

    #[test]
    fn reads_as_one_line() {
        let code = schema_path().member("phone_numbers").items().member("code");
        assert_eq!(code.to_string(), "v2-users GET /users/{} 200 phone_numbers[].code");
        assert_eq!(code.name(), "code");
        assert_eq!(schema_path().member("ids").items().name(), "ids");
    }

    #[test]
    fn patterns() {
        let code = schema_path().member("phone_numbers").items().member("code");
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
