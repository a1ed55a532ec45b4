//! The same inputs give the same bytes: twice, with any number of threads, and with everything whose order means
//! nothing shuffled.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_yaml::{Mapping, Value};
use zoom_codegen::{Diagnostic, Inputs, Output};

use crate::{cases, real};

/// A small generator of numbers (xorshift), so that every run shuffles the same way.
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % count.max(1) as u64) as usize
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }

    /// The members of an object in another order.
    fn members(&mut self, value: Option<&mut Value>) {
        if let Some(Value::Mapping(map)) = value {
            let mut members: Vec<(Value, Value)> = std::mem::take(map).into_iter().collect();
            self.shuffle(&mut members);
            *map = Mapping::from_iter(members);
        }
    }

    fn parameters(&mut self, owner: &mut Value) {
        if let Some(Value::Sequence(list)) = owner.get_mut("parameters") {
            self.shuffle(list);
        }
    }

    /// Paths, methods, parameters, responses, content types and components. Properties keep their order, and so do
    /// alternatives: theirs means something.
    fn document(&mut self, text: &str) -> String {
        let mut root: Value = serde_yaml::from_str(text).expect("a document");
        self.members(root.get_mut("paths"));
        self.members(root.get_mut("webhooks"));
        if let Some(Value::Mapping(paths)) = root.get_mut("paths") {
            for item in paths.values_mut() {
                self.parameters(item);
                self.members(Some(item));
                if let Value::Mapping(item) = item {
                    for operation in item.values_mut().filter(|operation| operation.is_mapping()) {
                        self.parameters(operation);
                        self.members(operation.get_mut("responses"));
                        self.members(Some(operation));
                    }
                }
            }
        }
        if let Some(Value::Mapping(components)) = root.get_mut("components") {
            for (_, section) in components.iter_mut() {
                self.members(Some(section));
            }
        }
        self.members(root.get_mut("components"));
        self.members(Some(&mut root));
        serde_yaml::to_string(&root).expect("a document")
    }

    /// sources.toml with its documents in another order.
    fn sources(&mut self, text: &str) -> String {
        let mut root: toml::Table = toml::from_str(text).expect("sources.toml");
        if let Some(toml::Value::Array(list)) = root.get_mut("document") {
            self.shuffle(list);
        }
        toml::to_string(&root).expect("sources.toml")
    }

    /// All documents that sources.toml names, and sources.toml itself.
    fn specs(&mut self, specs: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let mut shuffled = specs.clone();
        let sources: toml::Table = toml::from_str(&specs["sources.toml"]).expect("sources.toml");
        for entry in sources["document"].as_array().expect("documents") {
            let file = entry["file"].as_str().expect("a file");
            let text = self.document(&specs[file]);
            shuffled.insert(file.to_owned(), text);
        }
        let sources = self.sources(&specs["sources.toml"]);
        shuffled.insert("sources.toml".to_owned(), sources);
        shuffled
    }
}

fn inputs(specs: &BTreeMap<String, String>, threads: usize) -> Inputs {
    Inputs { specs: specs.clone(), templates: cases::stubs(), threads }
}

/// Every file and the lock; what differs is named.
fn same(name: &str, a: &Output, b: &Output) {
    let paths: Vec<&String> = a.tree.keys().collect();
    assert_eq!(paths, b.tree.keys().collect::<Vec<_>>(), "{name}");
    for (path, text) in &a.tree {
        let other = &b.tree[path];
        if text != other {
            let pair = text.lines().zip(other.lines()).find(|(a, b)| a != b);
            panic!("{name}: {path} differs: {pair:?}");
        }
    }
    assert_eq!(a.names_lock, b.names_lock, "{name}");
    assert_eq!(a.summary, b.summary, "{name}");
    assert_eq!(a.owned, b.owned, "{name}");
}

/// A fixture: its name, its files and its output.
type Fixture = (String, BTreeMap<String, String>, Output);

/// Every fixture with its code, one thread, in order; generated once for all tests.
fn fixtures() -> &'static [Fixture] {
    static FIXTURES: OnceLock<Vec<Fixture>> = OnceLock::new();
    FIXTURES.get_or_init(|| {
        let cases = cases::all("fixtures").into_iter();
        let with_output = cases.map(|case| {
            let output = cases::output(&case.name, &inputs(&case.specs, 1));
            (case.name, case.specs, output)
        });
        with_output.collect()
    })
}

#[test]
fn twice_and_with_any_number_of_threads() {
    for (name, specs, first) in fixtures() {
        for threads in [1, 4, 0] {
            let again = cases::output(name, &inputs(specs, threads));
            same(&format!("{name} on {threads} threads"), first, &again);
            assert_eq!(first.diagnostics, again.diagnostics, "{name}");
        }
    }
    let again = cases::output("specs/", &inputs(&cases::real(), 4));
    same("specs/ on 4 threads", real(), &again);
    assert_eq!(real().diagnostics, again.diagnostics);
}

#[test]
fn order_that_means_nothing_changes_nothing() {
    let mut faults = Vec::new();
    for (name, specs, ordered) in fixtures() {
        for seed in 1..=3 {
            let shuffled = Random(seed * 0x9E37_79B9).specs(specs);
            let checked = std::panic::catch_unwind(|| {
                same(name, ordered, &cases::output(name, &inputs(&shuffled, 1)));
            });
            if checked.is_err() {
                faults.push(format!("{name} with seed {seed}"));
            }
        }
    }
    assert_eq!(faults, [""; 0]);
    let shuffled = Random(0x9E37_79B9).specs(&cases::real());
    same("specs/", real(), &cases::output("specs/", &inputs(&shuffled, 0)));
}

/// Without a lock, then with the lock that came out, each time in another order.
fn settled(name: &str, specs: &BTreeMap<String, String>) -> Output {
    let mut unlocked = specs.clone();
    unlocked.insert("names.lock".to_owned(), String::new());
    let first = cases::output(name, &inputs(&Random(5).specs(&unlocked), 0));
    let mut locked = Random(7).specs(&unlocked);
    locked.insert("names.lock".to_owned(), first.names_lock.clone());
    let second = cases::output(name, &inputs(&locked, 0));
    assert_eq!(first.names_lock, second.names_lock, "{name}: the lock still changes");
    let code = |output: &Output| -> BTreeMap<String, String> {
        let files = output.tree.iter().filter(|(path, _)| path.ends_with(".rs"));
        files.map(|(path, text)| (path.clone(), text.clone())).collect()
    };
    assert!(code(&first) == code(&second), "{name}: a lock of its own names changes the code");
    first
}

#[test]
fn with_a_lock_that_is_empty_or_full_and_an_order_that_changed() {
    for (name, specs, ordered) in fixtures() {
        let without = settled(name, specs);
        if !specs.contains_key("names.lock") {
            assert_eq!(without.names_lock, ordered.names_lock, "{name}");
        }
    }
}

#[test]
fn the_real_lock_is_settled() {
    assert_eq!(real().names_lock, cases::real()["names.lock"], "specs/names.lock is not fresh");
}

/// Without their lock, the real documents may want one name twice: the same names then, in any order.
#[test]
fn the_real_documents_without_their_lock() {
    let mut unlocked = cases::real();
    unlocked.insert("names.lock".to_owned(), String::new());
    let outcome = |seed: u64| match cases::run(&inputs(&Random(seed).specs(&unlocked), 0)) {
        Ok(output) => (output.names_lock, Vec::new()),
        Err(failure) => {
            let errors = failure.diagnostics.into_iter();
            let mut said: Vec<String> =
                errors.map(|one| format!("{}: {}", one.code, one.message)).collect();
            said.sort();
            (String::new(), said)
        }
    };
    assert_eq!(outcome(3), outcome(8));
}

#[test]
fn a_new_operation_renames_nothing() {
    let specs = cases::real();
    let mut more = specs.clone();
    let users = more["v1/user.yaml"].clone();
    let mut root: Value = serde_yaml::from_str(&users).expect("a document");
    let paths = root.get_mut("paths").and_then(Value::as_mapping_mut).expect("paths");
    // They sort before what is there, and want its name.
    let item = paths.get("/user/get").expect("the operation").clone();
    paths.insert(Value::from("/a/user/get"), item.clone());
    paths.insert(Value::from("/User/get"), item);
    more.insert("v1/user.yaml".to_owned(), serde_yaml::to_string(&root).expect("a document"));
    let after = match cases::run(&inputs(&more, 0)) {
        Ok(output) => output,
        // Both may want one name; then a person decides, and still nothing is renamed.
        Err(failure) => {
            let collides = |one: &Diagnostic| one.code == "name-collision";
            let message = cases::rendered(&failure.diagnostics);
            assert!(failure.diagnostics.iter().any(collides), "{message}");
            return;
        }
    };
    for line in real().names_lock.lines() {
        assert!(after.names_lock.lines().any(|other| other == line), "renamed: {line}");
    }
}
