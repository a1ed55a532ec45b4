//! The modules of the templates: their definitions, and the resolution of paths.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::{Attribute, Item, ItemMacro, UseTree, Visibility};

use super::conditions::{features, is_for_tests};

/// Modules by path.
#[derive(Default)]
pub(super) struct Modules {
    by_path: BTreeMap<Vec<String>, Module>,
}

/// The content of one module.
#[derive(Default)]
pub(super) struct Module {
    pub items: Vec<Item>,
    pub uses: Vec<Use>,
}

/// One name that a `use` imports.
pub(super) struct Use {
    /// Its name in this module; `*` for everything.
    pub name: String,
    pub path: Vec<String>,
    pub public: bool,
    pub features: Vec<String>,
}

/// A definition: its module, and its index among the items there.
pub(super) type Definition = (Vec<String>, usize);

impl Modules {
    /// Reads files: path of the module (`runtime/auth/mod`) and text.
    pub fn read<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Modules {
        let mut parsed: Vec<(Vec<String>, Vec<Item>)> = Vec::new();
        for (path, text) in files {
            let Ok(tokens) = crate::layout::without_docs(text).parse::<TokenStream>() else {
                continue;
            };
            let Ok(file) = syn::parse2::<syn::File>(without_bodies(tokens)) else { continue };
            let mut path: Vec<String> = path.split('/').map(str::to_owned).collect();
            path.pop_if(|name| name == "mod");
            parsed.push((path, file.items));
        }
        let all = parsed.iter().flat_map(|(_, items)| items);
        let macros: Vec<ItemMacro> = all.filter_map(definition).cloned().collect();
        let mut modules = Modules::default();
        for (path, items) in parsed {
            modules.add(path, items, &macros);
        }
        modules
    }

    fn add(&mut self, path: Vec<String>, items: Vec<Item>, macros: &[ItemMacro]) {
        let mut module = Module::default();
        for mut item in items {
            match &mut item {
                Item::Use(one) if is_for_tests(&one.attrs) => {}
                Item::Use(one) => {
                    let features = features(&one.attrs);
                    let public = is_public(&one.vis);
                    let mut named = Vec::new();
                    flatten(&one.tree, &mut Vec::new(), &mut named);
                    module.uses.extend(named.into_iter().map(|(name, path)| Use {
                        name,
                        path,
                        public,
                        features: features.clone(),
                    }));
                }
                Item::Mod(inner) => {
                    if let Some((_, items)) = inner.content.take() {
                        let mut path = path.clone();
                        path.push(inner.ident.to_string());
                        self.add(path, items, macros);
                    }
                    module.items.push(item);
                }
                Item::Macro(call) => module.items.extend(expanded(call, macros)),
                _ => module.items.push(item),
            }
        }
        self.by_path.insert(path, module);
    }

    pub fn get(&self, path: &[String]) -> Option<&Module> {
        self.by_path.get(path)
    }

    /// The cargo features that a module needs, with those of the modules around it; `None` for tests.
    pub fn needed(&self, path: &[String]) -> Option<Vec<String>> {
        let mut needed = Vec::new();
        for (depth, name) in path.iter().enumerate() {
            let around = path.get(..depth).and_then(|above| self.get(above));
            let mut items = around.into_iter().flat_map(|module| &module.items);
            let declared = items.find_map(|item| match item {
                Item::Mod(inner) if inner.ident == name => Some(&inner.attrs),
                _ => None,
            });
            let attributes = declared.map(Vec::as_slice).unwrap_or_default();
            if is_for_tests(attributes) {
                return None;
            }
            needed.extend(features(attributes));
        }
        Some(needed)
    }

    pub fn all(&self) -> impl Iterator<Item = (&Vec<String>, &Module)> {
        self.by_path.iter()
    }

    pub fn item(&self, definition: &Definition) -> Option<&Item> {
        self.get(&definition.0)?.items.get(definition.1)
    }

    /// The definition that a path leads to, seen from a module; `None` for items of other crates.
    pub fn find(&self, from: &[String], path: &[String]) -> Option<Definition> {
        self.find_within(from, path, 16)
    }

    /// `steps` bounds uses that lead to each other.
    fn find_within(&self, from: &[String], path: &[String], steps: usize) -> Option<Definition> {
        let steps = steps.checked_sub(1)?;
        let (name, above) = path.split_last()?;
        if above.is_empty() {
            let module = self.get(from)?;
            let own = module.items.iter().position(|item| named(item).as_deref() == Some(name));
            if let Some(index) = own {
                return Some((from.to_vec(), index));
            }
            if let Some(used) = module.uses.iter().find(|one| one.name == *name) {
                return self.find_within(from, &used.path, steps);
            }
            let mut globs = module.uses.iter().filter(|one| one.name == "*");
            return globs.find_map(|one| {
                let module = self.module(from, &one.path)?;
                self.find_within(&module, std::slice::from_ref(name), steps)
            });
        }
        let module = self.module(from, above)?;
        self.find_within(&module, std::slice::from_ref(name), steps)
    }

    /// The module that a path leads to.
    pub fn module(&self, from: &[String], path: &[String]) -> Option<Vec<String>> {
        let mut at = from.to_vec();
        for (index, name) in path.iter().enumerate() {
            match name.as_str() {
                "crate" if index == 0 => at.clear(),
                "self" => {}
                "super" => drop(at.pop()?),
                _ => at.push(name.clone()),
            }
        }
        self.by_path.contains_key(&at).then_some(at)
    }
}

/// The same items with functions that do nothing: parsing what functions do takes most of the time, and says nothing
/// about the API.
fn without_bodies(tokens: TokenStream) -> TokenStream {
    let mut in_function = false;
    // How many more tokens may be the name or the content of a macro.
    let mut in_macro = 0_u8;
    let trees = tokens.into_iter().map(|tree| {
        let is_macro = in_macro > 0;
        in_macro = in_macro.saturating_sub(1);
        match &tree {
            TokenTree::Ident(word) if word == "fn" => in_function = true,
            TokenTree::Punct(mark) if mark.as_char() == ';' => in_function = false,
            TokenTree::Punct(mark) if mark.as_char() == '!' => in_macro = 2,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && !is_macro => {
                let inner = match std::mem::take(&mut in_function) {
                    true => TokenStream::new(),
                    false => without_bodies(group.stream()),
                };
                return Group::new(Delimiter::Brace, inner).into();
            }
            _ => {}
        }
        tree
    });
    trees.collect()
}

/// The name of an item that a path can lead to.
pub(super) fn named(item: &Item) -> Option<String> {
    Some(match item {
        Item::Const(one) => one.ident.to_string(),
        Item::Enum(one) => one.ident.to_string(),
        Item::Fn(one) => one.sig.ident.to_string(),
        Item::Mod(one) => one.ident.to_string(),
        Item::Static(one) => one.ident.to_string(),
        Item::Struct(one) => one.ident.to_string(),
        Item::Trait(one) => one.ident.to_string(),
        Item::Type(one) => one.ident.to_string(),
        _ => return None,
    })
}

pub(super) fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Whether an item is for callers: neither for tests nor hidden.
pub(super) fn is_shown(attributes: &[Attribute]) -> bool {
    let is_hidden = attributes.iter().any(|attribute| {
        let list = attribute.meta.require_list();
        attribute.path().is_ident("doc")
            && list.is_ok_and(|list| list.tokens.to_string() == "hidden")
    });
    !is_hidden && !is_for_tests(attributes)
}

fn flatten(tree: &UseTree, above: &mut Vec<String>, named: &mut Vec<(String, Vec<String>)>) {
    let below = |name: String, above: &[String]| [above, &[name]].concat();
    match tree {
        UseTree::Path(path) => {
            above.push(path.ident.to_string());
            flatten(&path.tree, above, named);
            above.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, above, named)),
        UseTree::Name(name) => {
            named.push((name.ident.to_string(), below(name.ident.to_string(), above)));
        }
        UseTree::Rename(name) => {
            named.push((name.rename.to_string(), below(name.ident.to_string(), above)));
        }
        UseTree::Glob(_) => named.push(("*".to_owned(), above.clone())),
    }
}

fn definition(item: &Item) -> Option<&ItemMacro> {
    match item {
        Item::Macro(one) if one.ident.is_some() => Some(one),
        _ => None,
    }
}

/// The items that a macro of the templates makes for a type: its only arm, with the type's name for the first variable.
fn expanded(call: &ItemMacro, macros: &[ItemMacro]) -> Vec<Item> {
    let is_called =
        |one: &&ItemMacro| one.ident.as_ref().is_some_and(|name| call.mac.path.is_ident(name));
    let Some(definition) = macros.iter().find(is_called) else { return Vec::new() };
    let mut groups = definition.mac.tokens.clone().into_iter().filter_map(|tree| match tree {
        TokenTree::Group(group) => Some(group.stream()),
        _ => None,
    });
    let (Some(pattern), Some(body)) = (groups.next(), groups.next()) else { return Vec::new() };
    let variable = pattern.into_iter().find(|tree| matches!(tree, TokenTree::Ident(_)));
    let name = call.mac.tokens.clone().into_iter().next();
    let (Some(TokenTree::Ident(variable)), Some(name)) = (variable, name) else {
        return Vec::new();
    };
    let body = substituted(body, &variable.to_string(), &name);
    syn::parse2::<syn::File>(body).map(|file| file.items).unwrap_or_default()
}

/// Other variables stay as names: they are only used in bodies, which are not read here.
fn substituted(body: TokenStream, variable: &str, name: &TokenTree) -> TokenStream {
    let mut after_mark = false;
    let trees = body.into_iter().filter_map(|tree| {
        let marked = std::mem::take(&mut after_mark);
        match tree {
            TokenTree::Punct(mark) if mark.as_char() == '$' => {
                after_mark = true;
                None
            }
            TokenTree::Ident(ident) if marked && ident == variable => Some(name.clone()),
            TokenTree::Group(group) => {
                let inner = substituted(group.stream(), variable, name);
                Some(Group::new(group.delimiter(), inner).into())
            }
            other => Some(other),
        }
    });
    trees.collect()
}
