//! The documentation of the crate, and its features in README.md and lib.rs.

use std::collections::BTreeMap;

use super::Emitter;
use super::cargo_toml::aliases;

/// A feature: its name, and the parts of its description with the modules that they link.
pub(super) struct Row {
    name: String,
    /// Text, and the path of the module that it links.
    parts: Vec<(String, Option<String>)>,
    /// What follows: another name, `on by default`.
    notes: String,
}

impl Row {
    /// The item of the list.
    pub(super) fn text(&self, links: bool) -> String {
        let parts = self.parts.iter().map(|(text, module)| match module {
            Some(module) if links => match text.rsplit_once(" (") {
                Some((title, count)) => format!("[{title}](mod@crate::{module}) ({count}"),
                None => format!("[{text}](mod@crate::{module})"),
            },
            _ => text.clone(),
        });
        let parts: Vec<String> = parts.collect();
        format!("- `{}`: {}{}", self.name, parts.join(", "), self.notes)
    }

    fn has_links(&self) -> bool {
        self.parts.iter().any(|(_, module)| module.is_some())
    }
}

/// The crate's description, and the README that people wrote.
pub(super) fn lines(emitter: &Emitter<'_>) -> Vec<String> {
    let settings = &emitter.settings.krate;
    let description = super::doc::inline(&settings.description);
    let about = if description.is_empty() { &settings.name } else { &description };
    let mut lines = vec![format!("{}.", about.trim_end_matches('.'))];
    if !settings.readme.trim().is_empty() {
        lines.push(String::new());
        lines.extend(readme(&settings.readme, &settings.readme_features));
    }
    if !rows(emitter).is_empty() {
        lines.extend([String::new(), "# Features".into(), String::new()]);
    }
    lines
}

/// The README as documentation: its programs are compiled where the crate has the features that they use.
fn readme(text: &str, features: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut in_program = false;
    let hidden = |open: bool| {
        let list: Vec<String> =
            features.iter().map(|name| format!("feature = \"{name}\"")).collect();
        match (features.is_empty(), open) {
            (true, _) => Vec::new(),
            (false, true) => vec![format!("# #[cfg(all({}))] mod program {{", list.join(", "))],
            (false, false) => vec!["# }".to_owned(), "# fn main() {}".to_owned()],
        }
    };
    for line in text.trim().lines() {
        if in_program && line == "```" {
            lines.extend(hidden(false));
            in_program = false;
        }
        lines.push(line.to_owned());
        if line.starts_with("```rust") {
            lines.extend(hidden(true));
            in_program = true;
        }
    }
    lines
}

/// The attributes that list the features; a feature links its modules where they exist.
pub(super) fn features(emitter: &Emitter<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for row in rows(emitter) {
        let literal = |links: bool| super::sample::literal(&format!(" {}", row.text(links)));
        if row.has_links() {
            let name = &row.name;
            lines.push(format!("#![cfg_attr(feature = \"{name}\", doc = {})]", literal(true)));
            lines
                .push(format!("#![cfg_attr(not(feature = \"{name}\"), doc = {})]", literal(false)));
        } else {
            lines.push(format!("#![doc = {}]", literal(false)));
        }
    }
    lines
}

/// The features of the API, then those of the runtime with their comments, then `full`.
pub(super) fn rows(emitter: &Emitter<'_>) -> Vec<Row> {
    let mut found: BTreeMap<&str, Row> = BTreeMap::new();
    let default = &emitter.settings.krate.default;
    let aliases = aliases(emitter);
    for document in emitter.api.documents.iter().filter(|document| !document.feature.is_empty()) {
        let feature = document.feature.as_str();
        let title = super::doc::inline(&document.title);
        let module = (!document.module.is_empty()).then(|| document.module.clone());
        let row = found.entry(feature).or_insert_with(|| {
            let other = aliases.iter().find(|(_, of)| **of == feature);
            let other = other.map(|(name, _)| format!(", also called `{name}`"));
            let on = default.iter().any(|name| name == feature);
            let on = if on { ", on by default" } else { "" };
            let notes = format!("{}{on}", other.unwrap_or_default());
            Row { name: feature.to_owned(), parts: Vec::new(), notes }
        });
        row.parts.push((format!("{title} ({})", emitter.holds(document)), module));
    }
    let plain = |name: &str, text: String| Row {
        name: name.to_owned(),
        parts: vec![(text, None)],
        notes: String::new(),
    };
    let own = emitter.manifest.entries("features");
    let own = own.iter().filter(|one| !found.contains_key(one.key));
    let defaults = emitter.manifest.default_features();
    let own: Vec<Row> = own
        .map(|one| {
            let is_on = defaults.iter().any(|name| name == one.key);
            let on = if is_on { " On by default." } else { "" };
            plain(one.key, format!("{}{on}", one.comment.join(" ")))
        })
        .collect();
    let full = (!found.is_empty()).then(|| {
        let text = "All operations and events of the API; features without a number of them are not in it.";
        plain("full", text.to_owned())
    });
    found.into_values().chain(own).chain(full).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_compiled_with_their_features() {
        let lines = readme("A\n\n```rust,no_run\nuse a;\n```\n", &["b".to_owned()]);
        let expected = [
            "A",
            "",
            "```rust,no_run",
            "# #[cfg(all(feature = \"b\"))] mod program {",
            "use a;",
            "# }",
            "# fn main() {}",
            "```",
        ];
        assert_eq!(lines, expected);
        assert_eq!(readme("```rust\na\n```", &[]), ["```rust", "a", "```"]);
    }

    #[test]
    fn a_feature_links_its_modules() {
        let row = Row {
            name: "cats".into(),
            parts: vec![("Cats (2 operations)".into(), Some("pets::cats".into()))],
            notes: ", on by default".into(),
        };
        let linked = "- `cats`: [Cats](mod@crate::pets::cats) (2 operations), on by default";
        assert_eq!(row.text(true), linked);
        assert_eq!(row.text(false), "- `cats`: Cats (2 operations), on by default");
    }
}
