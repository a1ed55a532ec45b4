//! Shared items are compiled for exactly those features that use them: whatever an item refers to is compiled with it.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;

/// Features of which an item needs one; none when it needs no feature.
type Features = BTreeSet<String>;

/// The types and enums of `types` and `enums` by path, with their features, and who refers to them.
#[derive(Default)]
struct Found {
    defined: BTreeMap<String, Features>,
    uses: Vec<(String, Features)>,
}

#[test]
fn everything_that_an_item_refers_to_is_compiled_with_it() {
    let tree = super::generated();
    let modules = super::modules(&tree);
    let mut found = Found::default();
    let root = syn::parse_file(&tree["src/lib.rs"]).expect("lib.rs");
    let mut gates = BTreeMap::new();
    gather_gates("", &root.items, &Features::new(), &mut gates);
    // Modules come before those below them.
    for (path, module) in &modules {
        let file = syn::parse_file(&tree[path]).expect("generated files are Rust");
        let own = path.trim_start_matches("src/").trim_end_matches(".rs");
        let inherited = gates.get(own).cloned().unwrap_or_default();
        gather_gates(own, &file.items, &inherited, &mut gates);
        items(module, &file.items, &inherited, &mut found);
    }
    assert!(found.defined.len() > 1_000 && found.uses.len() > 3_000, "{}", found.uses.len());
    let is_missing = |(path, features): &&(String, Features)| {
        let defined = found.defined.get(path).unwrap_or_else(|| panic!("`{path}` is nowhere"));
        !defined.is_empty() && (features.is_empty() || !features.is_subset(defined))
    };
    let missing: Vec<_> = found.uses.iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "used with features that it is not compiled with: {missing:#?}");
    // No enum is compiled for a feature that does not use it.
    let mut needed: BTreeMap<&String, Features> = BTreeMap::new();
    for (path, features) in &found.uses {
        needed.entry(path).or_default().extend(features.iter().cloned());
    }
    let enums = found.defined.iter().filter(|(path, _)| path.starts_with("enums::"));
    let idle = enums.filter(|(path, features)| {
        needed.get(path).is_some_and(|needed| !needed.is_empty() && *features != needed)
    });
    assert_eq!(idle.collect::<Vec<_>>(), []);
}

/// The features of the files that a file declares as modules.
fn gather_gates(
    file: &str,
    list: &[syn::Item],
    inherited: &Features,
    gates: &mut BTreeMap<String, Features>,
) {
    for item in list {
        if let syn::Item::Mod(inner) = item
            && inner.content.is_none()
        {
            let path = format!("{file}/{}", inner.ident);
            gates.insert(path.trim_start_matches('/').to_owned(), gate(&inner.attrs, inherited));
        }
    }
}

fn items(module: &str, list: &[syn::Item], inherited: &Features, found: &mut Found) {
    for item in list {
        let (attrs, name) = match item {
            syn::Item::Mod(inner) => {
                if let Some((_, list)) = &inner.content {
                    let features = gate(&inner.attrs, inherited);
                    items(&format!("{module}::{}", inner.ident), list, &features, found);
                }
                continue;
            }
            syn::Item::Struct(one) => (&one.attrs, Some(&one.ident)),
            syn::Item::Enum(one) => (&one.attrs, Some(&one.ident)),
            syn::Item::Impl(one) => (&one.attrs, None),
            syn::Item::Macro(one) => (&one.attrs, None),
            syn::Item::Fn(one) => (&one.attrs, None),
            _ => continue,
        };
        let features = gate(attrs, inherited);
        let is_shared = |path: &str| path.starts_with("types::") || path.starts_with("enums::");
        if let Some(name) =
            name.map(|name| format!("{module}::{name}")).filter(|name| is_shared(name))
        {
            found.defined.insert(name, features.clone());
        }
        // A conversion has the features of both of its types.
        let is_conversion = matches!(item, syn::Item::Macro(one) if one.mac.path.segments.last().is_some_and(|last| last.ident == "conversion"));
        if !is_conversion {
            let mut paths = Vec::new();
            crate_paths(item.to_token_stream(), &mut paths);
            let paths = paths.into_iter().filter(|path| is_shared(path));
            found.uses.extend(paths.map(|path| (path, features.clone())));
        }
    }
}

/// The features of `#[cfg(feature = "…")]` or `#[cfg(any(…))]`; those of the module where an item has none.
fn gate(attrs: &[syn::Attribute], inherited: &Features) -> Features {
    let own = attrs.iter().find(|attribute| attribute.path().is_ident("cfg"));
    let Some(own) = own else { return inherited.clone() };
    let text = own.to_token_stream().to_string();
    text.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Every `crate::…` up to a type, without `crate`.
fn crate_paths(tokens: TokenStream, paths: &mut Vec<String>) {
    let mut path: Option<String> = None;
    for token in tokens {
        match token {
            TokenTree::Ident(name) => match &mut path {
                _ if name == "crate" => path = Some(String::new()),
                Some(before) => {
                    let name = name.to_string();
                    let mark = if before.is_empty() { "" } else { "::" };
                    before.push_str(mark);
                    before.push_str(&name);
                    if name.starts_with(|first: char| first.is_ascii_uppercase()) {
                        paths.extend(path.take());
                    }
                }
                None => {}
            },
            TokenTree::Punct(sign) if sign.as_char() == ':' => {}
            TokenTree::Group(group) => {
                path = None;
                crate_paths(group.stream(), paths);
            }
            _ => path = None,
        }
    }
}
