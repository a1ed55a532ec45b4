//! The code of one case, as a module of the crate `zoom-fixtures` (tests/compiled).

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use zoom_codegen::Tree;

use super::{Case, caller, folder, gather, output, templates};

/// The folder of the crate's sources.
pub fn sources() -> PathBuf {
    folder("compiled").join("src")
}

/// The committed files of one case, by their path from [`sources`].
pub fn committed(case: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let root = format!("fixtures/{case}.rs");
    if let Ok(text) = fs::read_to_string(sources().join(&root)) {
        files.insert(root, text);
    }
    let inside = sources().join("fixtures").join(case);
    if inside.exists() {
        gather(&inside, &format!("fixtures/{case}/"), &["rs"], &mut files);
    }
    files
}

/// The generated files of one case, by their path from [`sources`].
pub fn generated(case: &Case, tree: &Tree) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for (path, text) in tree {
        let own = path.strip_prefix("src/").filter(|path| !path.starts_with("runtime/"));
        let Some(path) = own else { continue };
        if path == "lib.rs" {
            let text = format!("{text}\n#[cfg(test)]\nmod caller;\n");
            files.insert(format!("fixtures/{}.rs", case.name), root_module(&case.name, &text));
        } else {
            files.insert(format!("fixtures/{}/{path}", case.name), rooted(&case.name, text));
        }
    }
    files.insert(format!("fixtures/{}/caller.rs", case.name), caller_of(&case.name, tree));
    if let Some(text) = first_call(case) {
        files.insert(format!("fixtures/{}/first_call.rs", case.name), text);
        let root = files.entry(format!("fixtures/{}.rs", case.name)).or_default();
        root.push_str("#[cfg(test)]\nmod first_call;\n");
    }
    files
}

/// The program that the README of a crate of one document shows.
fn first_call(case: &Case) -> Option<String> {
    if !case.name.starts_with("foreign_") {
        return None;
    }
    let (file, text) = case.specs.iter().find(|(file, _)| file.starts_with("doc."))?;
    let inputs = zoom_codegen::Inputs::single(file, text.clone(), "sample", templates());
    let readme = &output(&case.name, &inputs).tree["README.md"];
    let (_, code) = readme.split_once("```rust,no_run\n").expect("a first call");
    let (code, _) = code.split_once("```").expect("the end of the code");
    let code = code
        .replace("use sample as api;", &format!("use crate::fixtures::{} as api;", case.name))
        .replace("api::runtime::", "crate::runtime::")
        .replace("#[tokio::main]\n", "#[allow(dead_code, deprecated)]\n")
        .replace("async fn main", "pub async fn main");
    Some(format!("//! The first call of the README.\n\n{code}"))
}

/// Uses every line of api.txt: a line that is wrong does not compile.
fn caller_of(name: &str, tree: &Tree) -> String {
    let lines: Vec<String> = tree["api.txt"].lines().map(str::to_owned).collect();
    let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    caller::caller(&lines, &format!("crate::fixtures::{name}"), "crate::runtime")
}

/// The lib.rs of a crate as a module: the runtime is shared, attributes of the crate are in its own lib.rs.
fn root_module(name: &str, text: &str) -> String {
    let kept = text.lines().filter(|line| !line.starts_with("#![") && *line != "pub mod runtime;");
    let kept: Vec<&str> = kept.collect();
    rooted(name, &format!("{}\n", kept.join("\n")))
}

/// Paths from the crate root lead to the case instead.
fn rooted(name: &str, text: &str) -> String {
    let root = format!("crate::fixtures::{name}::");
    // Examples in documentation name the crate.
    let text = text.replace("use sample::", &format!("use zoom_fixtures::fixtures::{name}::"));
    text.replace("crate::", &root).replace(&format!("{root}runtime"), "crate::runtime")
}
