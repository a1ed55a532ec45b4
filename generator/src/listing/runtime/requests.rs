//! The methods that macros of the runtime give to the types of requests. They are in no entry, because every request
//! has them.

use std::collections::{BTreeMap, BTreeSet};

use super::items;

/// The macros that the generator calls for each request.
const MACROS: [&str; 4] = ["operation", "waiting", "windowed", "upload"];

/// The methods in one file by name, with their signatures. Several arms of a macro may have one.
pub(super) fn methods(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for part in text.split("macro_rules! ").skip(1) {
        // A formatted macro ends with a brace at the beginning of a line.
        let body = part.split_once("\n}").map_or(part, |(body, _)| body);
        let (name, body) = body.split_once(|c: char| !is_of_name(c)).unwrap_or((body, ""));
        if !MACROS.contains(&name) {
            continue;
        }
        for rest in body.split("pub fn ").skip(1) {
            let name: String = rest.chars().take_while(|c| is_of_name(*c)).collect();
            let declaration = rest.split('{').next().unwrap_or_default();
            found.entry(name).or_default().insert(signature(declaration));
        }
    }
    found
}

/// The signature as entries have it. The variables of the macro (`$response`) are names of types.
fn signature(declaration: &str) -> String {
    let method = format!("pub fn {} {{}}", without_paths(&declaration.replace('$', "")));
    match syn::parse_str::<syn::ImplItemFn>(&method) {
        Ok(method) => items::signature(&method.sig),
        Err(_) => declaration.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// Without the paths that macros write so that their types are found anywhere: `::core::convert::Into` is `Into`.
fn without_paths(declaration: &str) -> String {
    let words = declaration.split_inclusive(|c: char| !is_of_name(c) && c != ':');
    let short = |word: &str| match word.strip_prefix("::") {
        Some(path) => path.rsplit("::").next().unwrap_or_default().to_owned(),
        None => word.to_owned(),
    };
    words.map(short).collect()
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
        let names: Vec<String> = methods(text).into_keys().collect();
        assert_eq!(names, ["extra", "send", "send_with"]);
    }

    #[test]
    fn signatures_have_no_paths_and_no_names() {
        let text = "macro_rules! operation {\n    () => {\n        pub fn extra(\n            mut self,\n            \
                    name: impl ::core::convert::Into<::std::string::String>,\n            \
                    client: &$crate::runtime::Client,\n        ) -> $crate::rt::Items<$response> {\n            \
                    self\n        }\n    };\n}\n";
        let signatures: Vec<String> = methods(text)["extra"].iter().cloned().collect();
        assert_eq!(signatures, ["(self, impl Into<String>, &Client) -> Items<response>"]);
    }
}
