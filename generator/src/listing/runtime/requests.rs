//! The methods that macros of the runtime give to the types of requests. They are in no entry, because every request
//! has them.

use std::collections::BTreeSet;

/// The macros that the generator calls for each request.
const MACROS: [&str; 4] = ["operation", "waiting", "windowed", "upload"];

/// The names of the methods in one file.
pub(super) fn methods(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for part in text.split("macro_rules! ").skip(1) {
        // A formatted macro ends with a brace at the beginning of a line.
        let body = part.split_once("\n}").map_or(part, |(body, _)| body);
        let (name, body) = body.split_once(|c: char| !is_of_name(c)).unwrap_or((body, ""));
        if !MACROS.contains(&name) {
            continue;
        }
        let functions = body.split("pub fn ").skip(1);
        found.extend(
            functions.filter_map(|rest| rest.split(|c| !is_of_name(c)).next()).map(str::to_owned),
        );
    }
    found
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_macros_of_requests_give_methods() {
        let text = "macro_rules! operation {\n    () => {\n        pub fn send(self) {}\n        \
                    pub fn extra<T>(self) {}\n    };\n}\npub fn other() {}\nmacro_rules! model {\n    \
                    () => { pub fn new() {} };\n}\nmacro_rules! upload {\n    () => { pub fn send_with() {} };\n}\n";
        let names: Vec<String> = methods(text).into_iter().collect();
        assert_eq!(names, ["extra", "send", "send_with"]);
    }
}
