//! Two states of specs/ in one folder.

#![allow(dead_code, reason = "each test program uses a part of this")]

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use zoom_codegen::Inputs;
use zoom_codegen::diff::{Report, State, compare};

use crate::cases;

const SOURCES: &str = "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\ntemplates = [\"runtime\"]\n\n\
    [[document]]\nid = \"doc\"\nfile = \"doc.yaml\"\ntitle = \"Rooms\"\n";

/// The two states of a case.
pub struct Pair {
    pub name: String,
    pub folder: PathBuf,
    files: BTreeMap<String, String>,
}

impl Pair {
    /// The cases, by name.
    pub fn all() -> Vec<Pair> {
        let folders = cases::entries(&cases::folder("diff"));
        folders.into_iter().filter(|path| path.is_dir()).map(Pair::read).collect()
    }

    /// Runs a check for every case and fails once, with the names of all that did not pass.
    pub fn each(check: impl Fn(&Pair)) {
        let mut failed = Vec::new();
        for pair in Pair::all() {
            if catch_unwind(AssertUnwindSafe(|| check(&pair))).is_err() {
                failed.push(pair.name);
            }
        }
        assert!(failed.is_empty(), "{} cases failed: {}", failed.len(), failed.join(", "));
    }

    fn read(folder: PathBuf) -> Pair {
        let text = |name: &std::ffi::OsStr| name.to_str().expect("a name in UTF-8").to_owned();
        let mut files = BTreeMap::new();
        for file in cases::entries(&folder) {
            let name = text(file.file_name().expect("a name"));
            files.insert(name, fs::read_to_string(&file).expect("a text"));
        }
        Pair { name: text(folder.file_name().expect("a name")), folder, files }
    }

    /// One file of the case.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(String::as_str)
    }

    /// The files of specs/ on one side.
    fn specs(&self, side: &str) -> BTreeMap<String, String> {
        let mut specs = BTreeMap::from([("sources.toml".to_owned(), SOURCES.to_owned())]);
        for (name, text) in &self.files {
            let own = name.strip_prefix(side).or(name.strip_prefix("both"));
            match own.and_then(|rest| rest.strip_prefix('.')) {
                None | Some("api.txt" | "runtime.rs") => {}
                Some("yaml") => drop(specs.insert("doc.yaml".to_owned(), text.clone())),
                Some(other) => drop(specs.insert(other.to_owned(), text.clone())),
            }
        }
        specs
    }

    pub fn before(&self) -> State {
        self.with_runtime("before", state("before", self.specs("before")))
    }

    pub fn after(&self) -> State {
        self.with_runtime("after", state("after", self.after_specs()))
    }

    fn with_runtime(&self, side: &str, state: State) -> State {
        let own = self.files.get(&format!("{side}.runtime.rs"));
        let text = own.map_or("", String::as_str).to_owned();
        state.with_runtime(&BTreeMap::from([("src/runtime/mod.rs".to_owned(), text)]))
    }

    /// The head, with one line of names.lock in place of the one of its identity.
    pub fn after_with(&self, line: &str) -> State {
        let mut specs = self.after_specs();
        let identity = line.rsplit_once(" = ").map_or(line, |(identity, _)| identity);
        let lock = specs.get("names.lock").cloned().unwrap_or_default();
        let is_other = |other: &&str| !other.starts_with(&format!("{identity} = "));
        let mut lines: Vec<&str> = lock.lines().filter(is_other).collect();
        lines.push(line);
        specs.insert("names.lock".to_owned(), lines.join("\n"));
        state("after", specs)
    }

    fn after_specs(&self) -> BTreeMap<String, String> {
        let mut specs = self.specs("after");
        specs.entry("names.lock".to_owned()).or_insert_with(|| self.before().names_lock);
        specs
    }

    pub fn report(&self) -> Report {
        let before = self.before();
        let generated = match self.files.get("before.api.txt") {
            Some(text) => text.clone(),
            None => before.listing.to_string(),
        };
        compare(&before, &self.after(), Some(&generated))
    }

    /// The code generated from either side; the runtime is not part of it.
    pub fn inputs(&self) -> [Inputs; 2] {
        let inputs = |specs| Inputs { specs, templates: cases::stubs(), threads: 1 };
        [inputs(self.specs("before")), inputs(self.after_specs())]
    }
}

fn state(label: &str, specs: BTreeMap<String, String>) -> State {
    match State::read(label, specs, &|_| {}) {
        Ok(state) => {
            assert!(state.faults.is_empty(), "{}", cases::rendered(&state.faults));
            state
        }
        Err(failure) => panic!("{label}:\n{}", cases::rendered(&failure.diagnostics)),
    }
}
