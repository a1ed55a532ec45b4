//! Documents of events that list them under `paths`.

use serde_json::{Map, Value};

use super::Log;
use crate::document::Move;
use crate::document::pointer::Pointer;

/// Takes the paths of a document for its events, if all of them are names of events: words with periods, without a slash.
/// The result is what has moved.
pub(super) fn events(root: &mut Map<String, Value>, log: &mut Log<'_>) -> Vec<Move> {
    let is_name = |key: &String| {
        key.contains('.') && !key.contains(['/', '{', '?', '#', ':']) && !key.contains(' ')
    };
    let paths = root.get("paths").and_then(Value::as_object);
    let mut names = paths.into_iter().flat_map(Map::keys).filter(|key| !key.starts_with("x-"));
    let all = names.next().is_some_and(is_name) && names.all(is_name);
    if !all || root.contains_key("webhooks") {
        return Vec::new();
    }
    let Some(paths) = root.get_mut("paths") else { return Vec::new() };
    let events = std::mem::replace(paths, Value::Object(Map::new()));
    root.insert("webhooks".into(), events);
    let at = Pointer::root().join("paths");
    let message = "the paths are names of events: taken as `webhooks`".to_owned();
    log.repaired("events-as-paths", &at, message, "list events under `webhooks`");
    vec![(Pointer::root().join("webhooks"), at)]
}
