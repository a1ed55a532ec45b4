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
        f.write_str(&self.line())
    }
}

/// A place as the patterns look at it, written once for all of them.
#[derive(Clone, Debug)]
pub(crate) struct PathLine<'a> {
    line: String,
    name: &'a str,
    /// The pairs of letters in the line.
    pairs: u128,
}

impl SchemaPath {
    /// The place as the patterns look at it.
    pub(crate) fn written(&self) -> PathLine<'_> {
        let line = self.line();
        PathLine { pairs: select::pairs(&line), line, name: self.name() }
    }

    /// The identity as one line. Every pass needs that of every field, so it is not left to the machinery of formats.
    pub(crate) fn line(&self) -> String {
        let (kind, anchor) = match &self.anchor {
            PathRoot::Operation(method, path) => (method.wire(), path.as_str()),
            PathRoot::Event(name) => ("event", name.as_str()),
            PathRoot::Schema(name) => ("schema", name.as_str()),
            PathRoot::Shared(name) => ("shared", name.as_str()),
        };
        let part = match &self.part {
            Part::Path => "path",
            Part::Query => "query",
            Part::Header => "header",
            Part::Cookie => "cookie",
            Part::Body => "body",
            Part::Response(status) => status,
            Part::Schema => "",
        };
        let length = [&self.document, kind, anchor, part, &self.path].map(str::len);
        let mut line = String::with_capacity(length.iter().sum::<usize>() + 4);
        let mut word = |text: &str| {
            line.push_str(text);
            line.push(' ');
        };
        if !matches!(self.anchor, PathRoot::Shared(_)) {
            word(&self.document);
        }
        word(kind);
        word(anchor);
        if self.part != Part::Schema {
            word(part);
        }
        line.push_str(&self.path);
        line
    }
}

/// Selects schema paths: without a space the last wire name, with spaces a glob over the whole line. `A ** name` selects
/// the fields of this name whose line begins with `A`, at any depth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    /// It is about the whole identity.
    whole: bool,
    /// The texts between the stars. One text alone is all there may be.
    parts: Vec<String>,
    /// The texts between the stars of the name behind ` ** `.
    name: Option<Vec<String>>,
}

impl Pattern {
    /// Reads a pattern of a configuration file.
    pub fn new(text: &str) -> Pattern {
        let split = |text: &str| text.split('*').map(str::to_owned).collect();
        let (parts, name) = match text.split_once(" ** ") {
            Some((start, name)) => (split(&format!("{start} *")), Some(split(name))),
            None => (split(text), None),
        };
        Pattern { text: text.to_owned(), whole: text.contains(' '), parts, name }
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
            fits(&self.parts, schema_path.name())
        }
    }

    /// As [`matches`](Self::matches), for a place that many patterns look at.
    pub(crate) fn selects(&self, schema_path: &PathLine<'_>) -> bool {
        if !self.whole {
            return fits(&self.parts, schema_path.name);
        }
        let line = schema_path.line.as_str();
        if let Some(name) = &self.name {
            return fits(name, schema_path.name) && fits(&self.parts, line);
        }
        // The line of a whole body or answer ends with the blank that its path would follow.
        let shorter = line.strip_suffix(' ');
        fits(&self.parts, line) || shorter.is_some_and(|line| fits(&self.parts, line))
    }

    /// Whether it is about names, and selects this one.
    pub(crate) fn is_name(&self, name: &str) -> bool {
        !self.whole && fits(&self.parts, name)
    }

    /// The name that it selects, if it is one name without stars.
    fn one_name(&self) -> Option<&str> {
        let name = match (&self.name, self.whole) {
            (Some(name), _) => name,
            (None, false) => &self.parts,
            (None, true) => return None,
        };
        if let [name] = name.as_slice() { Some(name) } else { None }
    }
}

/// Whether a text consists of the parts, with any text between two of them.
fn fits(parts: &[String], text: &str) -> bool {
    let (first, middle, last) = match parts {
        [only] => return only == text,
        [first, middle @ .., last] => (first, middle, last),
        [] => return text.is_empty(),
    };
    // The ends rule out most texts.
    let ends = text.strip_prefix(first.as_str()).and_then(|text| text.strip_suffix(last.as_str()));
    let Some(mut rest) = ends else { return false };
    for part in middle {
        match behind(rest, part) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    true
}

/// What is behind the first place of a part. The parts are short: preparing a search takes longer than this one.
fn behind<'a>(mut text: &'a str, part: &str) -> Option<&'a str> {
    let Some(first) = part.chars().next() else { return Some(text) };
    loop {
        text = text.get(text.find(first)?..)?;
        if let Some(after) = text.strip_prefix(part) {
            return Some(after);
        }
        text = text.get(first.len_utf8()..)?;
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
            ("v2-users ** code", true),
            ("v2-* GET /users/{} ** code", true),
            ("v2-users ** co*", true),
            ("v1-user ** code", false),
            ("v2-users ** phone_numbers", false),
            ("v2-users ** de", false),
        ] {
            assert_eq!(Pattern::new(pattern).matches(&code), expected, "{pattern}");
        }
    }
}
