//! Folders of specs as the tests keep them: one folder a case, read into [`Inputs`].
//!
//! A case holds `doc.yaml` (or `doc.json`), and whatever else specs/ may hold: `sources.toml`, `rules.yaml`,
//! `enums.yaml`, `unnamed.yaml`, `glossary.yaml`, `errors.yaml`, `names.lock`, overlays as
//! `overlay*.yaml`, and files of folders as `glossary-*.yaml`, `enums-*.yaml`, `sub-accounts-*.yaml` and so on. Without a sources.toml of its own, the document is the only one and its id is `doc`.

#![allow(dead_code, reason = "every test crate uses its own part of this module")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

pub mod caller;
pub mod compiled;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};

use zoom_codegen::{Diagnostic, Failure, Inputs, Output, Severity, generate};

/// The files of a folder.
pub struct Case {
    pub name: String,
    pub folder: PathBuf,
    pub specs: BTreeMap<String, String>,
}

impl Case {
    /// The inputs, with [`stubs`] for templates.
    pub fn inputs(&self) -> Inputs {
        Inputs { specs: self.specs.clone(), templates: stubs(), threads: 1 }
    }

    /// The document that a reviewer of the snapshot wants to see.
    pub fn document(&self) -> PathBuf {
        let json = self.folder.join("doc.json");
        if json.exists() { json } else { self.folder.join("doc.yaml") }
    }
}

/// A folder beside this module.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// The cases of a folder, by name.
pub fn all(name: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = entries(&folder(name)).into_iter().map(|path| case(&path)).collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(!cases.is_empty(), "no cases under {name}");
    cases
}

/// One case.
pub fn one(kind: &str, name: &str) -> Case {
    case(&folder(kind).join(name))
}

fn case(path: &Path) -> Case {
    let name = path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8").to_owned();
    let mut specs = BTreeMap::new();
    for file in entries(path) {
        let text = fs::read_to_string(&file).expect("a text");
        let own = file.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
        let to = match own.split_once('-') {
            Some(("sub", rest)) => format!("sub-{}", rest.replacen('-', "/", 1)),
            Some((
                folder @ ("enums" | "errors" | "glossary" | "shared" | "unnamed" | "v2"),
                product,
            )) => {
                format!("{folder}/{product}")
            }
            _ if own.starts_with("overlay") => format!("overlays/{own}"),
            _ => own.to_owned(),
        };
        specs.insert(to, text);
    }
    let document = if specs.contains_key("doc.json") { "doc.json" } else { "doc.yaml" };
    let has_reasons = specs.contains_key("unnamed.yaml");
    specs.entry("sources.toml".to_owned()).or_insert_with(|| {
        // A case with reasons for integers without names is about crates that require names.
        let requires_names = if has_reasons { "requires_names = true\n" } else { "" };
        format!(
            "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\ntemplates = [\"runtime\"]\n{requires_names}\n\
             [[document]]\nid = \"doc\"\nfile = \"{document}\"\n"
        )
    });
    Case { name, folder: path.to_owned(), specs }
}

/// The files of a folder, by name, without those that editors leave behind.
pub fn entries(path: &Path) -> Vec<PathBuf> {
    let read = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut list: Vec<PathBuf> = read.map(|entry| entry.expect("an entry").path()).collect();
    list.retain(|path| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| !name.starts_with('.'))
    });
    list.sort();
    list
}

/// The real documents with their companions, as the project generates from them.
pub fn real() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let mut files = BTreeMap::new();
    gather(&root, "", &["yaml", "yml", "json", "toml", "lock"], &mut files);
    files
}

/// Folders of templates with next to nothing in them: what is hand-written has its own tests.
pub fn stubs() -> BTreeMap<String, String> {
    let folders = ["src/runtime/mod.rs", "src/zoom/mod.rs"];
    folders.map(|path| (path.to_owned(), "//! Written by hand.\n".to_owned())).into_iter().collect()
}

/// The templates, as the project generates with them.
pub fn templates() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates");
    let mut files = BTreeMap::new();
    gather(&root.join("src"), "src/", &["rs"], &mut files);
    let manifest =
        fs::read_to_string(root.join("Cargo.toml")).expect("the manifest of the templates");
    files.insert("Cargo.toml".to_owned(), manifest);
    files
}

/// Every file below a folder with one of these endings.
pub fn gather(path: &Path, prefix: &str, endings: &[&str], files: &mut BTreeMap<String, String>) {
    for entry in entries(path) {
        let name = entry.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
        if entry.is_dir() {
            gather(&entry, &format!("{prefix}{name}/"), endings, files);
        } else if entry
            .extension()
            .and_then(|end| end.to_str())
            .is_some_and(|end| endings.contains(&end))
        {
            let text = fs::read_to_string(&entry).expect("a text");
            files.insert(format!("{prefix}{name}"), text);
        }
    }
}

/// Generates quietly. What comes out is Rust as a whole, not only item by item.
pub fn run(inputs: &Inputs) -> Result<Output, Failure> {
    let output = generate(inputs, &|_| {})?;
    for (path, text) in output.tree.iter().filter(|(path, _)| path.ends_with(".rs")) {
        if let Err(error) = syn::parse_file(text) {
            panic!("{path} is not Rust: {error}");
        }
    }
    Ok(output)
}

/// Generates from what must work.
pub fn output(name: &str, inputs: &Inputs) -> Output {
    match run(inputs) {
        Ok(output) => output,
        Err(failure) => panic!("{name} does not generate:\n{}", rendered(&failure.diagnostics)),
    }
}

/// Diagnostics as a person reads them.
pub fn rendered(diagnostics: &[Diagnostic]) -> String {
    let mut text = String::new();
    for one in diagnostics {
        let _ = writeln!(text, "{one}\n");
    }
    text.trim_end().to_owned()
}

/// Operations and events in = emitted + rejected with a located diagnostic.
pub fn conserved(name: &str, output: &Output) {
    let summary = &output.summary;
    assert_eq!(
        summary.operations_in + summary.events_in,
        summary.emitted + summary.events + summary.refused,
        "{name}: an operation or event is lost: {summary:?}"
    );
    let refused = output.diagnostics.iter().filter(|one| one.severity == Severity::Refused);
    assert_eq!(
        refused.clone().count(),
        summary.refused,
        "{name}: a rejection without a diagnostic"
    );
    for one in refused {
        assert!(
            one.at.line > 0 && one.at.column > 0,
            "{name}: a rejection without a location: {one}"
        );
    }
    assert_eq!(
        output.names.operations.len(),
        summary.emitted,
        "{name}: an operation without a name"
    );
    let code: String = output
        .tree
        .iter()
        .filter(|(path, _)| path.ends_with(".rs"))
        .map(|(_, text)| text.as_str())
        .collect();
    // The runtime calls its own macros by `$crate::rt`.
    let calls = code.lines().filter(|line| line.trim_start().starts_with("rt::operation! {"));
    assert_eq!(
        calls.count(),
        summary.emitted,
        "{name}: a counted operation that is not in the code"
    );
    let rows = code.split("rt::event_enum! {").nth(1).unwrap_or_default();
    let rows = rows.split("\n}").next().unwrap_or_default();
    assert_eq!(
        rows.matches(" = \"").count(),
        summary.events,
        "{name}: a counted event that is not in the code"
    );
}

/// Runs a check for every case and fails once, with the names of all that did not pass.
pub fn each(cases: &[Case], mut check: impl FnMut(&Case)) {
    let mut failed = Vec::new();
    let mut last = None;
    for case in cases {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| check(case))) {
            failed.push(case.name.as_str());
            last = Some(panic);
        }
    }
    if let Some(panic) = last {
        eprintln!("\n{} of {} cases failed: {}", failed.len(), cases.len(), failed.join(", "));
        resume_unwind(panic);
    }
}

/// Compares with the snapshot of a case, which names the document it comes from.
pub fn snapshot(kind: &str, case: &Case, text: &str) {
    let shown = case.document();
    insta::with_settings!({
        snapshot_path => "../snapshots",
        input_file => &shown,
        omit_expression => true,
        prepend_module_to_snapshot => false,
        snapshot_suffix => case.name.as_str(),
    }, {
        insta::assert_snapshot!(kind, text);
    });
}

/// The names of the snapshots of a kind.
pub fn snapshots(kind: &str) -> Vec<String> {
    let prefix = format!("{kind}@");
    let files = entries(&folder("snapshots"));
    let names = files.iter().filter_map(|path| path.file_name()?.to_str());
    let names = names.filter_map(|name| name.strip_prefix(&prefix)?.strip_suffix(".snap"));
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    // Files are in the order of their names with the ending.
    names.sort();
    names
}
