//! Targets of overlay actions: JSONPath (RFC 9535).
//!
//! Nearly all begin with names (`$.paths['/users'].get`). They are followed here, and the rest of the path, if there is
//! one, is applied to the value to which they lead: asking the whole document costs far more.

use serde_json::Value;
use serde_json_path::{JsonPath, ParseError};

use super::pointer::Pointer;

/// A path in two parts.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// The names at its beginning.
    names: Vec<String>,
    /// The rest, from there; `None` if there is none.
    rest: Option<JsonPath>,
}

impl Target {
    pub fn parse(text: &str) -> Result<Target, ParseError> {
        let whole = JsonPath::parse(text)?;
        let (names, rest) = split(text);
        // A filter may refer to the whole document.
        if rest.contains('$') {
            return Ok(Target { names: Vec::new(), rest: Some(whole) });
        }
        let rest = match rest {
            "" => None,
            rest => Some(JsonPath::parse(&format!("${rest}"))?),
        };
        Ok(Target { names, rest })
    }

    /// The places in a document.
    pub fn find(&self, root: &Value) -> Vec<Pointer> {
        let mut value = root;
        for name in &self.names {
            let Some(next) = value.as_object().and_then(|map| map.get(name)) else {
                return Vec::new();
            };
            value = next;
        }
        let start = Pointer::root().join_all(self.names.iter().map(String::as_str));
        let Some(rest) = &self.rest else { return vec![start] };
        let located = rest.query_located(value);
        let below = located.locations().map(|at| at.to_json_pointer());
        below.map(|below| Pointer::parse(&format!("{}{below}", start.as_str()))).collect()
    }
}

/// The names at the beginning of a path, and the rest of it.
fn split(text: &str) -> (Vec<String>, &str) {
    let mut rest = text.trim().strip_prefix('$').unwrap_or_default();
    let mut names = Vec::new();
    while let Some((name, after)) = dotted(rest).or_else(|| quoted(rest)) {
        names.push(name.to_owned());
        rest = after;
    }
    (names, rest)
}

/// `.name`
fn dotted(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix('.')?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let (name, rest) = text.split_at(text.find(|c| !is_name(c)).unwrap_or(text.len()));
    let ends = rest.is_empty() || rest.starts_with(['.', '[']);
    (ends && name.starts_with(|c: char| !c.is_ascii_digit())).then_some((name, rest))
}

/// `['name']`, without escapes.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.strip_prefix("['")?.split_once('\'')?;
    Some((name, rest.strip_prefix(']')?)).filter(|_| !name.contains('\\'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_target_finds_what_its_path_finds() {
        let document = json!({
            "paths": {"/a": {"get": {"x": [1, {"y": 2}]}, "a'b": 1}, "/b~": {"get": {"y": 3}}},
            "y": {"0": 5},
        });
        let mut found = 0;
        for (text, names) in [
            ("$", 0),
            ("$.paths", 1),
            ("$.paths['/a'].get", 3),
            ("$.paths['/b~'].get.y", 4),
            ("$.paths['/a', '/b~'].get", 1),
            ("$.paths['/a'].get.x[1].y", 4),
            ("$.paths['/a']..y", 2),
            ("$.paths['/a']['a\\'b']", 2),
            ("$.paths[\"/a\"].get", 1),
            ("$..y", 0),
            ("$.paths.*.get", 1),
            ("$.paths[?@.get]", 1),
            ("$.paths['/a'].get.x[?@.y < $.y['0']]", 0),
            ("$.y['0']", 2),
            ("$.y[0]", 1),
            ("$.missing.y", 2),
        ] {
            let target = Target::parse(text).expect("a path");
            assert_eq!(target.names.len(), names, "{text}");
            let located = JsonPath::parse(text).expect("a path").query_located(&document);
            let expected: Vec<Pointer> =
                located.locations().map(|at| Pointer::parse(&at.to_json_pointer())).collect();
            found += expected.len();
            assert_eq!(target.find(&document), expected, "{text}");
        }
        assert_eq!(found, 19);
        assert!(Target::parse("$.a b").is_err());
    }
}
