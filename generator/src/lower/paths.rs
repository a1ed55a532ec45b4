//! The keys of `paths`, and the operations of a path item.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Lowerer, Rejection};
use crate::diagnostic::{Finding, Severity};
use crate::model::{Method, Token, erase};
use crate::pointer::Pointer;

/// The meaning of a key of `paths`.
#[derive(Debug, PartialEq, Eq)]
enum Key {
    Path(String),
    /// `x-…`.
    Extension,
    /// Neither; what it looks like, and what to do.
    Wrong(&'static str, &'static str),
}

impl Lowerer<'_> {
    /// Reads every operation; how many there are.
    pub(super) fn paths(&mut self) -> usize {
        let tree = self.tree;
        let mut count = 0;
        let found = tree.root.get("paths");
        let Some(paths) = found.and_then(Value::as_object) else {
            let (at, message) = match found {
                Some(_) => (Pointer::root().join("paths"), "`paths` is not an object"),
                None => (Pointer::root(), "the document has no `paths`"),
            };
            let help = "is this an OpenAPI document?";
            let file = &self.tree.file;
            self.findings.push(Finding::new(Severity::Error, "no-paths", file, &at, message, help));
            return 0;
        };
        // Sorted, so that the order of paths in the document changes nothing.
        let mut sorted: Vec<_> = paths.iter().collect();
        sorted.sort_by_key(|(path, _)| (erase(path), path.as_str()));
        let mut identities = BTreeSet::new();
        for (path, item) in sorted {
            let at = Pointer::root().join("paths").join(path);
            let Some(path) = self.path(path, paths, &at, &mut count, item) else { continue };
            let (item, at) = match self.path_item(item, &at) {
                Ok(found) => found,
                Err(rejection) => {
                    // Its content is unknown, so it counts as one.
                    count += 1;
                    self.refused(format!("{path}: {}", rejection.message), &rejection);
                    continue;
                }
            };
            for (method, value, pointer) in operations(item, &at) {
                count += 1;
                let mark = self.begin();
                let what = |method: &dyn std::fmt::Display| format!("{method} {path}");
                let method = match method {
                    Ok(method) => method,
                    Err((name, rejection)) => {
                        self.refuse(&what(&name), rejection, mark);
                        continue;
                    }
                };
                // Paths that differ in the names of parameters alone are operations of their own all the same.
                let erased = erase(&path);
                let twin = !identities.insert((method, erased.clone()));
                let identity = if twin { path.as_str() } else { &erased };
                let lowered = self.operation(method, (&path, identity), item, value, &pointer);
                let lowered = lowered.and_then(|one| self.catch_up().map(|()| one));
                match lowered {
                    Ok(operation) => self.api.operations.push(operation),
                    Err(rejection) => self.refuse(&what(&method), rejection, mark),
                }
            }
        }
        count
    }

    /// The path of a key; `None` if it is none, and everything below it is rejected or ignored.
    fn path(
        &mut self,
        key: &str,
        paths: &serde_json::Map<String, Value>,
        at: &Pointer,
        count: &mut usize,
        item: &Value,
    ) -> Option<String> {
        let (message, help) = match path_of(key) {
            Key::Path(path) if path == key => {
                if path.contains('#') {
                    let message = format!("the path `{path}` has a fragment, which is not sent");
                    let help = "a server does not see what follows `#`: is it part of the query?";
                    self.note("path-fragment", at, message, help);
                }
                return Some(path);
            }
            Key::Path(path) if !taken(&path, key, paths) => {
                let (code, fault, help) = if key.trim() == key {
                    ("path-slash", "does not begin with a slash", "begin every path with a slash")
                } else {
                    ("path-space", "has a space at its beginning or end", "remove the space")
                };
                let message = format!("the path `{key}` {fault}: taken as `{path}`");
                let file = &self.tree.file;
                let severity = Severity::Repair;
                self.findings.push(Finding::new(severity, code, file, at, message, help));
                return Some(path);
            }
            Key::Path(_) => {
                ("the document also has the path without this mistake", "remove one of the two")
            }
            Key::Extension => return None,
            Key::Wrong(message, help) => (message, help),
        };
        let inside = operations(item, at).count().max(1);
        *count += inside;
        let found: Vec<Pointer> = operations(item, at).map(|(.., pointer)| pointer).collect();
        let places = if found.is_empty() { vec![at.clone()] } else { found };
        for schema_path in places {
            let rejection = Rejection::new("path", &schema_path, message, help);
            self.refused(format!("{key}: {message}"), &rejection);
        }
        None
    }
}

/// Whether another key of `paths` means this path, too: the path itself, or one before it that is mistaken as well.
fn taken(path: &str, key: &str, paths: &serde_json::Map<String, Value>) -> bool {
    let earlier = |other: &str| other < key && path_of(other) == Key::Path(path.to_owned());
    paths.keys().any(|other| other == path || earlier(other))
}

/// The meaning of a key of `paths`.
fn path_of(key: &str) -> Key {
    let key = key.trim();
    let before_query = key.split(['?', '#']).next().unwrap_or_default();
    let dots = |segment: &str| {
        matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
    };
    if key.contains(|c: char| c.is_control() || c == '\\') || before_query.split('/').any(dots) {
        return Key::Wrong(
            "a URL with this path addresses another resource",
            "write it without control characters, `\\`, and segments `.` and `..`",
        );
    }
    if key.starts_with('/') {
        return Key::Path(key.to_owned());
    }
    if key.starts_with("x-") {
        return Key::Extension;
    }
    if key.contains("://") || key.is_empty() || key.starts_with(['?', '#']) {
        return Key::Wrong("this is not a path", "write the path below the base URL of the server");
    }
    // `meeting.started` is a name. A path may have a period, but hardly without a slash.
    if key.contains('.') && !key.contains(['/', '{', '?', '#']) {
        return Key::Wrong(
            "this is the name of an event, not a path",
            "list events under `webhooks`, or begin the path with a slash",
        );
    }
    Key::Path(format!("/{key}"))
}

type Found<'v> = (Result<Method, (String, Rejection)>, &'v Value, Pointer);

/// The operations of a path item: those of its methods, and those that OpenAPI 3.2 adds under names of their own.
fn operations<'v>(item: &'v Value, at: &Pointer) -> impl Iterator<Item = Found<'v>> {
    let own = Method::ALL.iter().filter_map(|method| {
        let value = item.get(method.key())?;
        Some((Ok(*method), value, at.join(method.key())))
    });
    let at = at.join("additionalOperations");
    let more = item.get("additionalOperations").and_then(Value::as_object);
    let more = more.into_iter().flatten().map(move |(name, value)| {
        let at = at.join(name);
        let refuse = |message: String, help| {
            Err((name.clone(), Rejection::new("method", &at, message, help)))
        };
        let key = Method::ALL.iter().find(|method| method.wire().eq_ignore_ascii_case(name));
        let method = match (key, Token::new(name)) {
            (Some(method), _) => refuse(
                format!("`{name}` is a key of path items, not of `additionalOperations`"),
                // The same advice for all, so that it needs no text of its own.
                if method.key() == "query" {
                    "write `query:`"
                } else {
                    "write its key in lower case: `get:`, `post:` …"
                },
            ),
            (None, Some(token)) => Ok(Method::Other(token)),
            (None, None) => refuse(
                format!("`{name}` is not the name of a method"),
                "write a name such as `COPY`",
            ),
        };
        (method, value, at)
    });
    own.collect::<Vec<_>>().into_iter().chain(more.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::{Key, path_of};

    #[test]
    fn keys_of_paths() {
        let path = |path: &str| Key::Path(path.to_owned());
        for (key, expected) in [
            ("/a/b", path("/a/b")),
            ("a/b", path("/a/b")),
            ("{id}", path("/{id}")),
            ("users", path("/users")),
            ("users/a.json", path("/users/a.json")),
            ("/a ", path("/a")),
            (" a/b\n", path("/a/b")),
            ("/a/..b/.c", path("/a/..b/.c")),
            ("/a?b=..", path("/a?b=..")),
            ("x-internal", Key::Extension),
        ] {
            assert_eq!(path_of(key), expected, "{key}");
        }
        for wrong in [
            "meeting.started",
            "https://a.example/b",
            "",
            "?a=b",
            "#a",
            "/a/../b",
            "/./a",
            "/a/%2E%2e",
            "/a\\b",
            "/a\tb",
        ] {
            assert!(matches!(path_of(wrong), Key::Wrong(..)), "{wrong}");
        }
    }
}
