//! Targets of overlay actions: JSONPath (RFC 9535).
//!
//! Nearly all consist of names (`$.paths['/users'].get`, `$.webhooks..properties.status`). They are followed here: the
//! library keeps the path of every value that it passes, which took a twentieth of a run.

use serde_json::Value;
use serde_json_path::{JsonPath, ParseError};

use super::pointer::Pointer;

/// A path.
#[derive(Clone, Debug)]
pub(super) enum Target {
    Names(Vec<Segment>),
    /// With filters, positions and the like.
    Any(JsonPath),
}

/// A step of a path.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    /// At any depth.
    deep: bool,
    /// The members that it selects; `None` for all.
    names: Option<Vec<String>>,
}

impl Target {
    pub fn parse(text: &str) -> Result<Target, ParseError> {
        let path = JsonPath::parse(text)?;
        Ok(segments(text).map_or(Target::Any(path), Target::Names))
    }

    /// The places in a document.
    pub fn find(&self, root: &Value) -> Vec<Pointer> {
        match self {
            Target::Any(path) => {
                let located = path.query_located(root);
                located.locations().map(|at| Pointer::parse(&at.to_json_pointer())).collect()
            }
            Target::Names(segments) => {
                let mut search = Search { steps: Vec::new(), found: Vec::new() };
                search.visit(root, segments);
                search.found
            }
        }
    }
}

/// A step to a value.
#[derive(Clone, Copy)]
enum Step<'v> {
    Member(&'v str),
    Item(usize),
}

struct Search<'v> {
    /// The steps to the present value.
    steps: Vec<Step<'v>>,
    found: Vec<Pointer>,
}

impl<'v> Search<'v> {
    fn visit(&mut self, value: &'v Value, segments: &[Segment]) {
        let Some((segment, rest)) = segments.split_first() else {
            let root = Pointer::root();
            let pointer = self.steps.iter().fold(root, |above, step| match step {
                Step::Member(name) => above.join(name),
                Step::Item(index) => above.join(index),
            });
            return self.found.push(pointer);
        };
        match (&segment.names, value) {
            (Some(names), Value::Object(map)) => {
                for name in names {
                    if let Some((name, member)) = map.get_key_value(name) {
                        self.step(Step::Member(name), member, rest);
                    }
                }
            }
            (None, value) => self.each(value, rest),
            _ => {}
        }
        if segment.deep {
            self.each(value, segments);
        }
    }

    fn each(&mut self, value: &'v Value, segments: &[Segment]) {
        match value {
            Value::Object(map) => {
                map.iter().for_each(|(name, one)| self.step(Step::Member(name), one, segments));
            }
            Value::Array(list) => {
                let items = list.iter().enumerate();
                items.for_each(|(index, one)| self.step(Step::Item(index), one, segments));
            }
            _ => {}
        }
    }

    fn step(&mut self, step: Step<'v>, value: &'v Value, segments: &[Segment]) {
        self.steps.push(step);
        self.visit(value, segments);
        self.steps.pop();
    }
}

/// The segments of a valid path, if all are of names.
fn segments(text: &str) -> Option<Vec<Segment>> {
    let mut rest = text.strip_prefix('$')?;
    let mut segments = Vec::new();
    while !rest.is_empty() {
        let mut deep = false;
        if let Some(after) = rest.strip_prefix("..") {
            (deep, rest) = (true, after);
        } else if !rest.starts_with('[') {
            rest = rest.strip_prefix('.')?;
        }
        let (names, after) = if let Some(after) = rest.strip_prefix('*') {
            (None, after)
        } else if let Some(list) = rest.strip_prefix('[') {
            let (names, after) = quoted(list)?;
            (Some(names), after)
        } else {
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let (name, after) = rest.split_at(rest.find(|c| !is_name(c)).unwrap_or(rest.len()));
            (Some(vec![name.to_owned()]).filter(|_| !name.is_empty()), after)
        };
        if names.is_none() && !rest.starts_with('*') {
            return None;
        }
        segments.push(Segment { deep, names });
        rest = after;
    }
    Some(segments)
}

/// `'one', 'other']`, without escapes.
fn quoted(mut list: &str) -> Option<(Vec<String>, &str)> {
    let mut names = Vec::new();
    loop {
        let (name, after) = list.strip_prefix('\'')?.split_once('\'')?;
        if name.contains('\\') {
            return None;
        }
        names.push(name.to_owned());
        if let Some(rest) = after.strip_prefix(']') {
            return Some((names, rest));
        }
        list = after.trim_start().strip_prefix(',')?.trim_start();
    }
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
        for (text, is_followed) in [
            ("$", true),
            ("$.paths", true),
            ("$.paths['/a'].get", true),
            ("$.paths['/b~'].get.y", true),
            ("$.paths['/a', '/b~'].get", true),
            ("$.paths['/a','/a'].get", true),
            ("$.paths['/a']..y", true),
            ("$.paths['/a']..['x', 'y']", true),
            ("$..*", true),
            ("$.paths..get.*", true),
            ("$.paths['/a']['a\\'b']", false),
            ("$.paths[\"/a\"].get", false),
            ("$..y", true),
            ("$.paths.*.get", true),
            ("$.paths.*.get.x.*", true),
            ("$.paths[?@.get]", false),
            ("$.paths['/a'].get.x[1].y", false),
            ("$.paths['/a'].get.x[?@.y < $.y['0']]", false),
            ("$.y['0']", true),
            ("$.y[0]", false),
            ("$.missing.y", true),
        ] {
            let target = Target::parse(text).expect("a path");
            assert_eq!(matches!(target, Target::Names(_)), is_followed, "{text}");
            let located = JsonPath::parse(text).expect("a path").query_located(&document);
            let mut expected: Vec<Pointer> =
                located.locations().map(|at| Pointer::parse(&at.to_json_pointer())).collect();
            found += expected.len();
            let mut own = target.find(&document);
            // An overlay sorts what it changes.
            expected.sort();
            own.sort();
            assert_eq!(own, expected, "{text}");
        }
        assert_eq!(found, 40);
        assert!(Target::parse("$.a b").is_err());
    }
}
