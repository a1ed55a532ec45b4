//! Rust items as entries.

use std::collections::{BTreeMap, BTreeSet};

use quote::{ToTokens, quote};
use syn::{
    Attribute, Fields, FnArg, Generics, Item, ReceiverKind, ReturnType, Signature, TraitItem, Type,
};

use super::conditions::features;
use super::modules::{Definition, Modules, is_public, is_shown, named};
use crate::layout::plain;
use crate::listing::{Entry, Kind, is_enough};

/// Collects entries, and the paths of definitions.
pub(super) struct Reader<'a> {
    modules: &'a Modules,
    pub entries: Vec<Entry>,
    /// A definition → the first path that a caller can write, and the features that the path needs.
    seen: BTreeMap<Definition, (String, Vec<String>)>,
}

impl<'a> Reader<'a> {
    pub fn new(modules: &'a Modules) -> Self {
        Self { modules, entries: Vec::new(), seen: BTreeMap::new() }
    }

    /// The items of a public module, then the modules below, so that an item has its shortest path.
    pub fn module(&mut self, path: &[String], needed: &[String]) {
        let Some(module) = self.modules.get(path) else { return };
        for (index, item) in module.items.iter().enumerate() {
            if let Some(name) = shown(item).filter(|_| !matches!(item, Item::Mod(_))) {
                let features = joined(needed, attributes(item));
                self.export((path.to_vec(), index), &below(path, &name), features);
            }
        }
        for one in module.uses.iter().filter(|one| one.public) {
            let features = [needed, &one.features].concat();
            let shown_as = below(path, &one.name);
            match self.modules.find(path, &one.path) {
                Some(place) => self.export(place, &shown_as, features),
                None => {
                    let target = format!(" = {}", one.path.join("::"));
                    self.push(Kind::Use, &shown_as, target, &features);
                }
            }
        }
        for item in &module.items {
            if let (Item::Mod(inner), Some(name)) = (item, shown(item)) {
                let path = [path, &[name]].concat();
                self.module(&path, &joined(needed, &inner.attrs));
            }
        }
    }

    /// Inherent methods and traits of the types that callers see. Their module may need other features than the type.
    pub fn implementations(&mut self) {
        for (path, module) in self.modules.all() {
            let Some(around) = self.modules.needed(path) else { continue };
            for item in &module.items {
                let Item::Impl(one) = item else { continue };
                let Type::Path(owner) = &*one.self_ty else { continue };
                let names = owner.path.segments.iter().map(|segment| segment.ident.to_string());
                let place = self.modules.find(path, &names.collect::<Vec<_>>());
                let seen = place.and_then(|place| self.seen.get(&place));
                let Some((shown_as, needed)) = seen.cloned() else { continue };
                if !is_shown(&one.attrs) || self.is_of_private_trait(path, one) {
                    continue;
                }
                let needed = joined(&[needed, around.clone()].concat(), &one.attrs);
                match &one.trait_ {
                    Some((name, _)) => self.implementation(&shown_as, one, name, &needed),
                    None => self.methods(&shown_as, one, &needed),
                }
            }
        }
    }

    fn export(&mut self, place: Definition, shown_as: &str, features: Vec<String>) {
        let Some(item) = self.modules.item(&place) else { return };
        if let Some((known, _)) = self.seen.get(&place) {
            if known != shown_as {
                self.push(Kind::Use, shown_as, format!(" = {known}"), &features);
            }
            return;
        }
        self.seen.insert(place, (shown_as.to_owned(), features.clone()));
        match item {
            Item::Const(one) => {
                self.push(Kind::Const, shown_as, format!(": {}", text(&one.ty)), &features);
            }
            Item::Static(one) => {
                self.push(Kind::Static, shown_as, format!(": {}", text(&one.ty)), &features);
            }
            Item::Type(one) => {
                let alias = format!(" = {}{}", text(&one.ty), generics(&one.generics));
                self.push(Kind::Type, shown_as, alias, &features);
            }
            Item::Fn(one) => {
                self.push(Kind::Fn, shown_as, signature(&one.sig), &features);
            }
            Item::Struct(one) => self.structure(shown_as, one, &features),
            Item::Enum(one) => self.enumeration(shown_as, one, &features),
            Item::Trait(one) => self.interface(shown_as, one, &features),
            _ => {}
        }
    }

    fn structure(&mut self, shown_as: &str, one: &syn::ItemStruct, features: &[String]) {
        let public = one.fields.iter().filter(|field| is_public(&field.vis)).count();
        // A caller who can name every field can build the struct, so that another field breaks that code.
        let whole = public == one.fields.len() && !has(&one.attrs, "non_exhaustive");
        self.owner(Kind::Struct, shown_as, whole, &one.generics, features);
        for (index, field) in one.fields.iter().enumerate() {
            if is_public(&field.vis) && is_shown(&field.attrs) {
                let name = field.ident.as_ref().map_or(index.to_string(), ToString::to_string);
                let path = format!("{shown_as}.{name}");
                let features = joined(features, &field.attrs);
                self.push(Kind::Field, &path, format!(": {}", text(&field.ty)), &features);
            }
        }
        self.derives(shown_as, &one.attrs, features);
    }

    fn enumeration(&mut self, shown_as: &str, one: &syn::ItemEnum, features: &[String]) {
        let whole = !has(&one.attrs, "non_exhaustive");
        self.owner(Kind::Enum, shown_as, whole, &one.generics, features);
        for variant in &one.variants {
            let types = |fields: &Fields| {
                let types = fields.iter().map(|field| match &field.ident {
                    Some(name) => format!("{name}: {}", text(&field.ty)),
                    None => text(&field.ty),
                });
                types.collect::<Vec<_>>().join(", ")
            };
            let held = match &variant.fields {
                Fields::Unit => String::new(),
                Fields::Unnamed(_) => format!("({})", types(&variant.fields)),
                Fields::Named(_) => format!(" {{ {} }}", types(&variant.fields)),
            };
            let features = joined(features, &variant.attrs);
            let path = format!("{shown_as}::{}", variant.ident);
            self.push(Kind::Variant, &path, held, &features);
        }
        self.derives(shown_as, &one.attrs, features);
    }

    fn owner(
        &mut self,
        kind: Kind,
        shown_as: &str,
        whole: bool,
        variables: &Generics,
        features: &[String],
    ) {
        let whole = if whole { ": exhaustive" } else { "" };
        self.push(kind, shown_as, format!("{whole}{}", generics(variables)), features);
    }

    fn derives(&mut self, shown_as: &str, attributes: &[Attribute], features: &[String]) {
        for attribute in attributes.iter().filter(|one| one.path().is_ident("derive")) {
            let Ok(list) = attribute.meta.require_list() else { continue };
            let names = list.tokens.to_string();
            for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                self.push_impl(shown_as, name, String::new(), features);
            }
        }
    }

    fn interface(&mut self, shown_as: &str, one: &syn::ItemTrait, features: &[String]) {
        let bounds = text(&one.supertraits);
        let bounds = if bounds.is_empty() { bounds } else { format!(": {bounds}") };
        self.push(Kind::Trait, shown_as, bounds + &generics(&one.generics), features);
        for item in &one.items {
            match item {
                TraitItem::Fn(method) if is_shown(&method.attrs) => {
                    let required = if method.default.is_none() { " required" } else { "" };
                    let path = format!("{shown_as}::{}", method.sig.ident);
                    let signature = signature(&method.sig) + required;
                    let features = joined(features, &method.attrs);
                    self.push(kind(&method.sig), &path, signature, &features);
                }
                TraitItem::Type(inner) => {
                    let kind = given(inner.default.is_some());
                    let path = format!("{shown_as}::{}", inner.ident);
                    let features = joined(features, &inner.attrs);
                    let bounds = text(&inner.bounds);
                    let bounds = if bounds.is_empty() { bounds } else { format!(" {bounds}") };
                    self.push(kind, &path, format!(": type{bounds}"), &features);
                }
                TraitItem::Const(inner) => {
                    let kind = given(inner.default.is_some());
                    let path = format!("{shown_as}::{}", inner.ident);
                    let features = joined(features, &inner.attrs);
                    self.push(kind, &path, format!(": {}", text(&inner.ty)), &features);
                }
                _ => {}
            }
        }
    }

    fn methods(&mut self, shown_as: &str, one: &syn::ItemImpl, features: &[String]) {
        for item in &one.items {
            let name = |name: &syn::Ident| format!("{shown_as}::{name}");
            match item {
                syn::ImplItem::Fn(method) if is_public(&method.vis) && is_shown(&method.attrs) => {
                    let features = joined(features, &method.attrs);
                    let signature = signature(&method.sig) + &generics(&one.generics);
                    self.push(kind(&method.sig), &name(&method.sig.ident), signature, &features);
                }
                syn::ImplItem::Const(inner) if is_public(&inner.vis) => {
                    let ty = format!(": {}", text(&inner.ty));
                    let features = joined(features, &inner.attrs);
                    self.push(Kind::Const, &name(&inner.ident), ty, &features);
                }
                _ => {}
            }
        }
    }

    /// Whether a trait of the crate is implemented that callers cannot name.
    fn is_of_private_trait(&self, module: &[String], one: &syn::ItemImpl) -> bool {
        let Some((name, _)) = &one.trait_ else { return false };
        let path: Vec<String> = name.segments.iter().map(|part| part.ident.to_string()).collect();
        let found = self.modules.find(module, &path);
        let item = found.as_ref().and_then(|place| self.modules.item(place));
        matches!(item, Some(Item::Trait(one)) if !is_public(&one.vis))
    }

    fn implementation(
        &mut self,
        shown_as: &str,
        one: &syn::ItemImpl,
        name: &syn::Path,
        features: &[String],
    ) {
        // Derived or written down, `Debug` or `fmt::Debug`: the same to callers.
        let name = name.segments.last().map(text).unwrap_or_default();
        self.push_impl(shown_as, &name, generics(&one.generics), features);
    }

    fn push(&mut self, kind: Kind, path: &str, signature: String, features: &[String]) {
        let mut entry = Entry::new(kind, path, signature);
        entry.features = simplified(features);
        self.entries.push(entry);
    }

    fn push_impl(&mut self, owner: &str, name: &str, signature: String, features: &[String]) {
        self.push(Kind::Impl, "", signature, features);
        if let Some(entry) = self.entries.last_mut() {
            (entry.owner, entry.name) = (owner.to_owned(), name.to_owned());
        }
    }
}

/// The name of an item that callers may see.
fn shown(item: &Item) -> Option<String> {
    let visibility = match item {
        Item::Const(one) => &one.vis,
        Item::Enum(one) => &one.vis,
        Item::Fn(one) => &one.vis,
        Item::Mod(one) => &one.vis,
        Item::Static(one) => &one.vis,
        Item::Struct(one) => &one.vis,
        Item::Trait(one) => &one.vis,
        Item::Type(one) => &one.vis,
        _ => return None,
    };
    let shown = is_public(visibility) && is_shown(attributes(item));
    named(item).filter(|_| shown)
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(one) => &one.attrs,
        Item::Enum(one) => &one.attrs,
        Item::Fn(one) => &one.attrs,
        Item::Mod(one) => &one.attrs,
        Item::Static(one) => &one.attrs,
        Item::Struct(one) => &one.attrs,
        Item::Trait(one) => &one.attrs,
        Item::Type(one) => &one.attrs,
        _ => &[],
    }
}

fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}

/// Without what follows from another: with `inbox`, `events or inbox` says nothing.
fn simplified(features: &[String]) -> Vec<String> {
    let unique: BTreeSet<&String> = features.iter().collect();
    let follows = |one: &String| unique.iter().any(|other| *other != one && is_enough(other, one));
    unique.iter().filter(|one| !follows(one)).map(|one| (*one).clone()).collect()
}

fn joined(features_above: &[String], own: &[Attribute]) -> Vec<String> {
    [features_above, &features(own)].concat()
}

/// `runtime`, `auth`, `Auth` → `rt::auth::Auth`.
fn below(path: &[String], name: &str) -> String {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let mut text = match path.split_first() {
        Some((&"runtime", rest)) => [&["rt"], rest].concat().join("::"),
        _ => path.join("::"),
    };
    text.push_str("::");
    text.push_str(name);
    text
}

fn kind(signature: &Signature) -> Kind {
    if signature.receiver().is_some() { Kind::Method } else { Kind::Fn }
}

/// An item of a trait, with a default or without.
fn given(default: bool) -> Kind {
    if default { Kind::Const } else { Kind::Required }
}

/// Without the names of parameters, which callers do not write.
pub(super) fn signature(signature: &Signature) -> String {
    let types = signature.inputs.iter().map(|input| match input {
        FnArg::Typed(one) => text(&one.ty),
        FnArg::Receiver(one) => receiver(one),
    });
    let types = types.collect::<Vec<_>>().join(", ");
    let result = match &signature.output {
        ReturnType::Default => "()".to_owned(),
        ReturnType::Type(_, ty) => text(ty),
    };
    let waiting = if signature.asyncness.is_some() { " async" } else { "" };
    format!("({types}) -> {result}{waiting}{}", generics(&signature.generics))
}

fn receiver(one: &syn::Receiver) -> String {
    match &one.kind {
        ReceiverKind::Reference(_, _, Some(_)) => "&mut self".to_owned(),
        ReceiverKind::Reference(_, _, None) => "&self".to_owned(),
        ReceiverKind::Typed(_, ty) => format!("self: {}", text(ty)),
        _ => "self".to_owned(),
    }
}

fn generics(generics: &Generics) -> String {
    let (variables, condition) = (&generics.params, &generics.where_clause);
    let mut line = String::new();
    if !variables.is_empty() {
        line = format!(" for {}", text(&quote!(<#variables>)));
    }
    if let Some(condition) = condition {
        line.push_str(&format!(" {}", text(condition).trim_end_matches(',')));
    }
    line
}

fn text(tokens: &impl ToTokens) -> String {
    let line = plain(tokens.to_token_stream()).replace("& ", "&").replace(" : ", ": ");
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let mut text = String::new();
    let mut rest = line.as_str();
    while let Some(start) = rest.find(is_word) {
        let (before, after) = rest.split_at(start);
        let (word, after) = after.split_at(after.find(|c| !is_word(c)).unwrap_or(after.len()));
        text.push_str(before);
        text.push_str(short(word));
        rest = after;
    }
    text + rest
}

/// Removes the path that a type has inside of the crate.
fn short(word: &str) -> &str {
    let own = ["crate::", "self::", "super::"].iter().any(|start| word.starts_with(start));
    word.rsplit("::").next().filter(|_| own).unwrap_or(word)
}
