//! api.txt lists what the generated modules export, and nothing is missing. That its lines are true is a matter for
//! the compiler: see `tests/compiled`.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

mod cases;
#[path = "api/features.rs"]
mod features;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenTree;
use zoom_codegen::Tree;
use zoom_codegen::request_methods::{Aspect, REQUEST_METHODS};

/// Methods that every type has besides its own: documented once, not in every type's lines.
const COMMON: [&str; 5] = ["extra", "null", "options", "Unknown", "Other"];

#[test]
fn everything_that_fixtures_export_is_listed() {
    cases::each(&cases::all("fixtures"), |case| {
        let output = cases::output(&case.name, &case.inputs());
        let missing = missing(&output.tree);
        assert!(missing.is_empty(), "{}: exported or listed alone: {missing:#?}", case.name);
    });
}

#[test]
fn everything_that_the_crate_exports_is_listed() {
    let missing = missing(&generated());
    assert!(missing.is_empty(), "exported or listed alone: {missing:#?}");
}

/// The generated modules of the crate and of its parts, as those of one crate, and api.txt.
fn generated() -> Tree {
    let root = cases::folder("../../generated");
    let products = std::fs::read_dir(root.join("products")).expect("generated/products");
    let mut parts: Vec<_> = products.map(|part| part.expect("a folder").path()).collect();
    parts.push(root.join("core"));
    let (mut tree, mut lib) = (Tree::new(), String::new());
    for part in parts {
        cases::gather(&part.join("src"), "src/", &["rs"], &mut tree);
        let own = tree.remove("src/lib.rs").expect("each crate has a lib.rs");
        let items = own.lines().filter(|line| !line.starts_with("#![") && !line.starts_with("//"));
        items.for_each(|line| lib.extend([line, "\n"]));
    }
    let listed = std::fs::read_to_string(root.join("api.txt")).expect("generated/api.txt");
    tree.retain(|_, text| text.contains("@generated"));
    tree.insert("api.txt".to_owned(), listed);
    tree.insert("src/lib.rs".to_owned(), lib);
    assert!(tree.len() > 50, "the generated modules are not where they were");
    tree
}

/// The public path of the items of each file; a private module is a part of the module above it.
fn modules(tree: &Tree) -> BTreeMap<String, String> {
    let mut modules = BTreeMap::new();
    for path in tree.keys() {
        let Some(file) = path.strip_prefix("src/").and_then(|path| path.strip_suffix(".rs")) else {
            continue;
        };
        // Written by hand, or the same for every crate.
        let first = file.split('/').next().unwrap_or_default();
        if ["lib", "runtime", "zoom"].contains(&first) {
            continue;
        }
        let (mut above, mut module) = (String::from("src"), Vec::new());
        for name in file.split('/') {
            let declared = tree.get(&format!("{above}.rs")).map(String::as_str).unwrap_or_default();
            let is_part = |line: &str| line.strip_prefix("mod ") == Some(&format!("{name};"));
            if !declared.lines().any(is_part) {
                module.push(name);
            }
            above = format!("{above}/{name}");
        }
        modules.insert(path.clone(), module.join("::"));
    }
    modules
}

/// Items that are exported and not listed, or listed and not exported.
fn missing(tree: &Tree) -> Vec<String> {
    let listed: BTreeSet<String> = tree["api.txt"].lines().map(key).collect();
    let mut exported = BTreeSet::new();
    for (path, module) in &modules(tree) {
        let file = syn::parse_file(&tree[path]).expect("generated files are Rust");
        items(module, &file.items, &mut exported);
    }
    add_members_of_generic_types(&mut exported);
    let common = |line: &&String| {
        let name = line.rsplit(['.', ':']).next().unwrap_or_default();
        // Events are types with a trait, which the compiler looks at; their envelope is the same for all.
        let event = line.starts_with("event ") || line.starts_with("method events::Event::");
        // Implementations are used by the program of each fixture.
        event || line.starts_with("impl ") || COMMON.contains(&name)
    };
    exported.symmetric_difference(&listed).filter(|line| !common(line)).cloned().collect()
}

/// Marks an alias of a generic type, until the members of that type are added to it.
const ALIASED: &str = "aliased ";

/// The name of the generic type, which is in the module of all events.
fn generic(ty: &syn::Type) -> Option<&syn::Ident> {
    let syn::Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let in_events = path.path.segments.iter().rev().nth(1).is_some_and(|one| one.ident == "events");
    (in_events && !last.arguments.is_none()).then_some(&last.ident)
}

/// The generic types are written once; api.txt lists their members for each alias too.
fn add_members_of_generic_types(exported: &mut BTreeSet<String>) {
    let (aliases, lines): (BTreeSet<String>, BTreeSet<String>) =
        std::mem::take(exported).into_iter().partition(|line| line.starts_with(ALIASED));
    let aliases: Vec<(&str, &str)> =
        aliases.iter().filter_map(|line| line.strip_prefix(ALIASED)?.split_once(' ')).collect();
    for line in &lines {
        let owner = ["field ", "method "].iter().find_map(|kind| {
            let rest = line.strip_prefix(kind)?.strip_prefix("events::")?;
            let end = rest.find(['.', ':'])?;
            Some((*kind, &rest[..end], &rest[end..]))
        });
        let own: Vec<String> = owner.map_or_else(Vec::new, |(kind, name, member)| {
            let own = aliases.iter().filter(|(generic, _)| *generic == name);
            own.map(|(_, alias)| format!("{kind}{alias}{member}")).collect()
        });
        exported.insert(line.clone());
        exported.extend(own);
    }
}

/// `field users::User.email: Option<String>` → `field users::User.email`.
fn key(line: &str) -> String {
    let (kind, rest) = line.split_once(' ').expect("a kind and an item");
    let end = rest.find(['(', ' ']).unwrap_or(rest.len());
    format!("{kind} {}", rest[..end].trim_end_matches(':'))
}

fn items(module: &str, list: &[syn::Item], exported: &mut BTreeSet<String>) {
    let public = |visibility: &syn::Visibility| matches!(visibility, syn::Visibility::Public(_));
    for item in list {
        match item {
            syn::Item::Mod(inner) => {
                if let Some((_, list)) = inner.content.as_ref().filter(|_| public(&inner.vis)) {
                    items(&format!("{module}::{}", inner.ident), list, exported);
                }
            }
            syn::Item::Const(one) if public(&one.vis) => {
                exported.insert(format!("const {module}::{}", one.ident));
            }
            syn::Item::Fn(function) if public(&function.vis) => {
                exported.insert(format!("fn {module}::{}", function.sig.ident));
            }
            syn::Item::Type(one) if public(&one.vis) => {
                if let Some(generic) = generic(&one.ty) {
                    exported.insert(format!("struct {module}::{}", one.ident));
                    exported.insert(format!("{ALIASED}{generic} {module}::{}", one.ident));
                }
            }
            syn::Item::Struct(one) if public(&one.vis) => {
                exported.insert(format!("struct {module}::{}", one.ident));
                let fields = one.fields.iter().filter(|field| public(&field.vis));
                for name in fields.filter_map(|field| field.ident.as_ref()).filter(|name| own(name))
                {
                    exported.insert(format!("field {module}::{}.{name}", one.ident));
                }
            }
            syn::Item::Enum(one) if public(&one.vis) => {
                exported.insert(format!("enum {module}::{}", one.ident));
                let names = one.variants.iter().map(|variant| &variant.ident);
                for name in names.filter(|name| own(name)) {
                    exported.insert(format!("variant {module}::{}::{name}", one.ident));
                }
            }
            syn::Item::Impl(one) if one.trait_.is_none() => methods(module, one, exported),
            syn::Item::Macro(call) => made(module, call, exported),
            _ => {}
        }
    }
}

fn own(name: &syn::Ident) -> bool {
    !COMMON.iter().any(|common| name == common)
}

fn methods(module: &str, one: &syn::ItemImpl, exported: &mut BTreeSet<String>) {
    let syn::Type::Path(owner) = &*one.self_ty else { return };
    let Some(owner) = owner.path.get_ident() else { return };
    for item in &one.items {
        let syn::ImplItem::Fn(method) = item else { continue };
        let name = &method.sig.ident;
        if matches!(method.vis, syn::Visibility::Public(_)) && own(name) {
            let kind = if method.sig.receiver().is_some() { "method" } else { "fn" };
            exported.insert(format!("{kind} {module}::{owner}::{name}"));
        }
    }
}

/// Items that macros of the runtime add to a type.
fn made(module: &str, call: &syn::ItemMacro, exported: &mut BTreeSet<String>) {
    let Some(name) = call.mac.path.segments.last().map(|segment| segment.ident.to_string()) else {
        return;
    };
    match name.as_str() {
        "id_types" => return id_types(module, call, exported),
        "require" => return required_ids(module, call, exported),
        _ => {}
    }
    let text = call.mac.tokens.to_string();
    let owner = text.split_whitespace().next().unwrap_or_default();
    // Of a member of the page, or of the page itself.
    let has_items = text.contains("items in ") || text.contains("items of ");
    let aspects: &[Aspect] = match name.as_str() {
        "operation" if has_items => &[Aspect::Pages, Aspect::Items],
        "operation" if text.contains(", pages ;") => &[Aspect::Pages],
        "operation" => &[],
        "windowed" if has_items => &[Aspect::Windows, Aspect::Pages, Aspect::Items],
        "windowed" => &[Aspect::Windows],
        "upload" => &[Aspect::File],
        _ => return,
    };
    // The macro `operation` makes everything without windows and files; the others add to it.
    let is_made = |needs: &[Aspect]| match name.as_str() {
        "operation" => needs.iter().all(|aspect| aspects.contains(aspect)),
        _ => needs.first() == aspects.first() && needs.iter().all(|one| aspects.contains(one)),
    };
    let methods = REQUEST_METHODS.iter().filter(|method| is_made(method.needs));
    let methods = methods.filter(|method| method.signature.is_some()).map(|method| method.name);
    for method in methods {
        exported.insert(format!("method {module}::{owner}::{method}"));
    }
}

/// `rt::ids!`: a type for the first name of each entry.
fn id_types(module: &str, call: &syn::ItemMacro, exported: &mut BTreeSet<String>) {
    let mut begins = true;
    for token in call.mac.tokens.clone() {
        match token {
            TokenTree::Ident(name) if begins => {
                exported.insert(format!("struct {module}::{name}"));
                begins = false;
            }
            TokenTree::Punct(sign) if sign.as_char() == ';' => begins = true,
            _ => {}
        }
    }
}

/// `rt::require!`: a method for each name before `=`.
fn required_ids(module: &str, call: &syn::ItemMacro, exported: &mut BTreeSet<String>) {
    let mut tokens = call.mac.tokens.clone().into_iter();
    let owner = tokens.next().map(|owner| owner.to_string()).unwrap_or_default();
    let Some(TokenTree::Group(methods)) = tokens.last() else { return };
    let methods: Vec<TokenTree> = methods.stream().into_iter().collect();
    for pair in methods.windows(2) {
        if let [TokenTree::Ident(name), TokenTree::Punct(sign)] = pair
            && sign.as_char() == '='
        {
            exported.insert(format!("method {module}::{owner}::{name}"));
        }
    }
}
