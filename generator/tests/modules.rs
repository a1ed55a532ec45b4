//! The top-level modules of the generator import each other in one direction only, that of the pipeline.

#![allow(clippy::expect_used, reason = "a test fails by panicking, in its own functions too")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Each module imports only modules before it; `lib` is lib.rs itself, which lists the stages.
const ORDER: [&str; 21] = [
    // Words and values that everything shares.
    "status",
    "word",
    "method",
    "document",
    "schema_path",
    "model",
    "settings",
    // The pipeline.
    "restate",
    "lower",
    "normalize",
    "request_methods",
    "name",
    "layout",
    "emit",
    "listing",
    // The stages together, and the programs that use them.
    "inputs",
    "sub_accounts",
    "prepare",
    "import",
    "diff",
    "lib",
];

/// Imports against the order, by importer. Each has to go; none may be added.
const KNOWN: [(&str, &str); 0] = [];

#[test]
fn modules_import_only_modules_before_them() {
    let imports = imports();
    let rank = |name: &str| ORDER.iter().position(|one| *one == name);
    let unknown: Vec<&String> = imports.keys().filter(|name| rank(name).is_none()).collect();
    assert!(unknown.is_empty(), "give them a position in ORDER: {unknown:?}");
    let mut against = BTreeSet::new();
    for (importer, imported) in &imports {
        let wrong = imported.iter().filter(|name| rank(name) >= rank(importer));
        against.extend(wrong.map(|name| (importer.as_str(), name.as_str())));
    }
    let known = BTreeSet::from(KNOWN);
    let new: Vec<_> = against.difference(&known).collect();
    assert!(new.is_empty(), "imports against the order of the modules: {new:?}");
    let gone: Vec<_> = known.difference(&against).collect();
    assert!(gone.is_empty(), "remove from KNOWN what no longer exists: {gone:?}");
}

/// Top-level module → the top-level modules that it names in its code, tests excluded.
fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    gather(&root, &mut files);
    let path = |file: &Path| -> Vec<String> {
        let relative = file.strip_prefix(&root).expect("a file of src").with_extension("");
        relative.iter().map(|part| part.to_str().expect("UTF-8").to_owned()).collect()
    };
    let modules: BTreeSet<String> =
        files.iter().filter_map(|file| path(file).first().cloned()).collect();
    let exports = exports(&fs::read_to_string(root.join("lib.rs")).expect("lib.rs"));
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in &files {
        let path = path(file);
        let (Some(own), text) = (path.first(), fs::read_to_string(file).expect("a source")) else {
            continue;
        };
        let tokens: TokenStream = text.parse().expect("Rust");
        let mut names = Vec::new();
        // In lib.rs, `self` is the root.
        let depth = if own == "lib" { 0 } else { path.len() };
        scan(tokens, depth, &mut names);
        let names = names.into_iter().map(|name| module_of(name, &modules, &exports));
        let list = imports.entry(own.clone()).or_default();
        list.extend(names.filter(|name| name != own));
    }
    imports
}

/// The module that a name at the root belongs to; `lib` for an item of lib.rs itself.
fn module_of(
    mut name: String,
    modules: &BTreeSet<String>,
    exports: &BTreeMap<String, String>,
) -> String {
    while !modules.contains(&name) {
        match exports.get(&name) {
            Some(module) => name = module.clone(),
            None => return "lib".to_owned(),
        }
    }
    name
}

/// What lib.rs imports from its modules, by name.
fn exports(text: &str) -> BTreeMap<String, String> {
    fn names(tree: &syn::UseTree, first: &str, exports: &mut BTreeMap<String, String>) {
        match tree {
            syn::UseTree::Path(path) => names(&path.tree, first, exports),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| names(tree, first, exports));
            }
            syn::UseTree::Name(name) => {
                exports.insert(name.ident.to_string(), first.to_owned());
            }
            syn::UseTree::Rename(rename) => {
                exports.insert(rename.rename.to_string(), first.to_owned());
            }
            syn::UseTree::Glob(_) => {}
        }
    }
    let mut exports = BTreeMap::new();
    for item in syn::parse_file(text).expect("Rust").items {
        if let syn::Item::Use(item) = item
            && let syn::UseTree::Path(path) = &item.tree
        {
            names(&path.tree, &path.ident.to_string(), &mut exports);
        }
    }
    exports
}

fn gather(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            files.push(path);
        }
    }
}

/// Collects the first names after the root of the crate: `crate`, or as many `super` as the file is deep.
fn scan(tokens: TokenStream, depth: usize, names: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let word = |at: usize| match tokens.get(at) {
        Some(TokenTree::Ident(word)) => word.to_string(),
        Some(TokenTree::Punct(sign)) => sign.as_char().to_string(),
        _ => String::new(),
    };
    let is_path = |at: usize| word(at) == ":" && word(at + 1) == ":";
    let mut at = 0;
    while at < tokens.len() {
        // Code that is written into the generated crate has another root.
        let quoted = ["quote", "quote_spanned", "parse_quote"].contains(&word(at).as_str());
        if quoted && word(at + 1) == "!" {
            at += 3;
            continue;
        }
        if word(at) == "#" && is_test(tokens.get(at + 1)) {
            at += 2;
            // The item under the attribute ends with a block or a semicolon.
            while at < tokens.len() && word(at) != ";" && !is_block(tokens.get(at)) {
                at += 1;
            }
            at += 1;
            continue;
        }
        let mut supers = 0;
        let mut end = at;
        while word(end) == "super" && is_path(end + 1) {
            supers += 1;
            end += 3;
        }
        if word(at) == "crate" && is_path(at + 1) {
            (supers, end) = (depth, at + 3);
        }
        if supers > 0 && supers == depth || (depth == 0 && word(at) == "crate" && is_path(at + 1)) {
            first_names(tokens.get(end), names);
        }
        if let Some(TokenTree::Group(group)) = tokens.get(at) {
            scan(group.stream(), depth, names);
        }
        at = end.max(at + 1);
    }
}

/// The name after the root, or each first name of a group.
fn first_names(token: Option<&TokenTree>, names: &mut Vec<String>) {
    match token {
        Some(TokenTree::Ident(name)) => names.push(name.to_string()),
        Some(TokenTree::Group(group)) => {
            let mut first = true;
            for token in group.stream() {
                if let (true, TokenTree::Ident(name)) = (first, &token) {
                    names.push(name.to_string());
                }
                first = matches!(&token, TokenTree::Punct(sign) if sign.as_char() == ',');
            }
        }
        _ => {}
    }
}

fn is_test(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.stream().to_string().replace(' ', "") == "cfg(test)")
}

fn is_block(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
}

#[test]
fn names_after_the_root_are_found() {
    let text = "
        use crate::model::{self, Api};
        use crate::{name, settings::{Settings, file}};
        fn f() { super::super::layout::plain(quote!(crate::runtime)); super::own() }
        #[cfg(test)]
        mod tests { use crate::diff; }
        const A: &str = \"crate::emit\";
    ";
    let mut names = Vec::new();
    scan(text.parse().expect("Rust"), 2, &mut names);
    assert_eq!(names, ["model", "name", "settings", "layout"]);
}
