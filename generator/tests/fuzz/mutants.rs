//! Real documents and fixtures, with their configuration, after changes that leave them readable.

use std::fmt;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

use super::cases;
use super::edits::{Edit, edited, edits};
use super::judged::Specs;

/// Two states of specs/, of which the second is the first after changes of one file.
pub struct Mutant {
    pub before: Specs,
    pub after: Specs,
    file: String,
}

/// What a person needs to see of it.
impl fmt::Debug for Mutant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (side, specs) in [("before", &self.before), ("after", &self.after)] {
            for (file, text) in
                specs.iter().filter(|(file, _)| side == "before" || **file == self.file)
            {
                writeln!(f, "--- {side} {file}\n{text}")?;
            }
        }
        Ok(())
    }
}

/// Specs and the trees of those files that may change.
type Seed = (Specs, Vec<(String, Value)>);

fn trees(specs: &Specs) -> Vec<(String, Value)> {
    let yaml = specs.iter().filter(|(file, _)| file.ends_with(".yaml") || file.ends_with(".json"));
    yaml.filter_map(|(file, text)| Some((file.clone(), serde_yaml::from_str(text).ok()?))).collect()
}

/// Every fixture: small, with the configuration that belongs to it.
static FIXTURES: LazyLock<Vec<Seed>> = LazyLock::new(|| {
    let cases = cases::all("fixtures").into_iter().chain(cases::all("foreign"));
    let specs =
        cases.map(|case| case.specs).filter(|specs| specs.values().all(|text| text.len() < 40_000));
    specs
        .map(|specs| {
            let trees = trees(&specs);
            (specs, trees)
        })
        .collect()
});

/// The documents of specs/ as trees; nothing of their configuration.
static REAL: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let documents = cases::real().into_iter().filter(|(file, _)| {
        ["v1/", "v2/", "events/"].iter().any(|folder| file.starts_with(folder))
    });
    documents.filter_map(|(_, text)| serde_yaml::from_str(&text).ok()).collect()
});

const SOURCES: &str = "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\ntemplates = [\"runtime\"]\n\n\
    [[document]]\nid = \"doc\"\nfile = \"doc.json\"\n";

fn changed(before: Specs, file: &str, tree: Value, edits: &[Edit]) -> Mutant {
    let mut after = before.clone();
    after.insert(file.to_owned(), edited(tree, edits).to_string());
    Mutant { before, after, file: file.to_owned() }
}

/// One or two operations of a real document, so that thousands can be tried.
fn excerpt(document: &Value, chosen: &[Index]) -> Value {
    let mut excerpt = document.clone();
    for section in ["paths", "webhooks"] {
        if let Some(Value::Object(map)) = excerpt
            .get_mut(section)
            .filter(|map| map.as_object().is_some_and(|map| !map.is_empty()))
        {
            let keys: Vec<&String> = map.keys().collect();
            let kept: Vec<String> = chosen.iter().map(|one| (*one.get(&keys)).clone()).collect();
            map.retain(|key, _| kept.contains(key));
        }
    }
    excerpt
}

/// A mutant.
pub fn mutant() -> impl Strategy<Value = Mutant> {
    let fixture = (select(FIXTURES.as_slice()), any::<Index>(), edits()).prop_map(
        |((specs, trees), at, edits)| {
            let (file, tree) = at.get(&trees).clone();
            changed(specs, &file, tree, &edits)
        },
    );
    let real = (select(REAL.as_slice()), proptest::collection::vec(any::<Index>(), 1..3), edits());
    let real = real.prop_map(|(document, chosen, edits)| {
        let tree = excerpt(&document, &chosen);
        let specs = [("sources.toml", SOURCES.to_owned()), ("doc.json", tree.to_string())];
        let specs = specs.map(|(file, text)| (file.to_owned(), text)).into_iter().collect();
        changed(specs, "doc.json", tree, &edits)
    });
    prop_oneof![fixture, real]
}
