//! Items as lines.

use std::collections::BTreeMap;

use quote::{ToTokens, quote};
use syn::{
    Attribute, Fields, FnArg, Generics, Item, ReceiverKind, ReturnType, Signature, TraitItem, Type,
};

use super::modules::{Modules, Place, features, is_public, is_shown, named};
use crate::layout::plain;

/// Collects lines, and where definitions are seen.
pub(super) struct Writer<'a> {
    modules: &'a Modules,
    pub lines: Vec<String>,
    /// A definition → the first path that a caller can write, and the features of that.
    seen: BTreeMap<Place, (String, Vec<String>)>,
}

impl<'a> Writer<'a> {
    pub fn new(modules: &'a Modules) -> Self {
        Self { modules, lines: Vec::new(), seen: BTreeMap::new() }
    }

    /// What a public module shows: its items, then the modules below, so that an item has its shortest path.
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
                    let line = format!("use {shown_as} = {}", one.path.join("::"));
                    self.push(line, &features);
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

    /// Inherent methods and traits of what callers see.
    pub fn implementations(&mut self) {
        for (path, module) in self.modules.all() {
            for item in &module.items {
                let Item::Impl(one) = item else { continue };
                let Type::Path(owner) = &*one.self_ty else { continue };
                let names = owner.path.segments.iter().map(|segment| segment.ident.to_string());
                let place = self.modules.find(path, &names.collect::<Vec<_>>());
                let seen = place.and_then(|place| self.seen.get(&place));
                let Some((shown_as, needed)) = seen.cloned() else { continue };
                if !is_shown(&one.attrs) {
                    continue;
                }
                let needed = joined(&needed, &one.attrs);
                match &one.trait_ {
                    Some((name, _)) => self.implementation(&shown_as, one, name, &needed),
                    None => self.methods(&shown_as, one, &needed),
                }
            }
        }
    }

    fn export(&mut self, place: Place, shown_as: &str, features: Vec<String>) {
        let Some(item) = self.modules.item(&place) else { return };
        if let Some((known, _)) = self.seen.get(&place) {
            if known != shown_as {
                self.push(format!("use {shown_as} = {known}"), &features);
            }
            return;
        }
        self.seen.insert(place, (shown_as.to_owned(), features.clone()));
        match item {
            Item::Const(one) => {
                self.push(format!("const {shown_as}: {}", text(&one.ty)), &features);
            }
            Item::Static(one) => {
                self.push(format!("static {shown_as}: {}", text(&one.ty)), &features);
            }
            Item::Type(one) => {
                let line =
                    format!("type {shown_as} = {}{}", text(&one.ty), generics(&one.generics));
                self.push(line, &features);
            }
            Item::Fn(one) => {
                self.push(format!("fn {}", signature(shown_as, &one.sig)), &features);
            }
            Item::Struct(one) => self.structure(shown_as, one, &features),
            Item::Enum(one) => self.enumeration(shown_as, one, &features),
            Item::Trait(one) => self.interface(shown_as, one, &features),
            _ => {}
        }
    }

    fn structure(&mut self, shown_as: &str, one: &syn::ItemStruct, features: &[String]) {
        let public = one.fields.iter().filter(|field| is_public(&field.vis)).count();
        // Whoever can name every field can write it down, so that another field breaks them.
        let whole = public == one.fields.len() && !has(&one.attrs, "non_exhaustive");
        self.owner("struct", shown_as, whole, &one.generics, features);
        for (index, field) in one.fields.iter().enumerate() {
            if is_public(&field.vis) && is_shown(&field.attrs) {
                let name = field.ident.as_ref().map_or(index.to_string(), ToString::to_string);
                let line = format!("field {shown_as}.{name}: {}", text(&field.ty));
                self.push(line, features);
            }
        }
        self.derives(shown_as, &one.attrs, features);
    }

    fn enumeration(&mut self, shown_as: &str, one: &syn::ItemEnum, features: &[String]) {
        let whole = !has(&one.attrs, "non_exhaustive");
        self.owner("enum", shown_as, whole, &one.generics, features);
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
            self.push(format!("variant {shown_as}::{}{held}", variant.ident), &features);
        }
        self.derives(shown_as, &one.attrs, features);
    }

    fn owner(
        &mut self,
        kind: &str,
        shown_as: &str,
        whole: bool,
        variables: &Generics,
        features: &[String],
    ) {
        let whole = if whole { ": exhaustive" } else { "" };
        self.push(format!("{kind} {shown_as}{whole}{}", generics(variables)), features);
    }

    fn derives(&mut self, shown_as: &str, attributes: &[Attribute], features: &[String]) {
        for attribute in attributes.iter().filter(|one| one.path().is_ident("derive")) {
            let Ok(list) = attribute.meta.require_list() else { continue };
            let names = list.tokens.to_string();
            for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                self.push(format!("impl {name} for {shown_as}"), features);
            }
        }
    }

    fn interface(&mut self, shown_as: &str, one: &syn::ItemTrait, features: &[String]) {
        let bounds = text(&one.supertraits);
        let bounds = if bounds.is_empty() { bounds } else { format!(": {bounds}") };
        self.push(format!("trait {shown_as}{bounds}{}", generics(&one.generics)), features);
        for item in &one.items {
            match item {
                TraitItem::Fn(method) if is_shown(&method.attrs) => {
                    let required = if method.default.is_none() { " required" } else { "" };
                    let name = format!("{shown_as}::{}", method.sig.ident);
                    let line = format!(
                        "{} {}{required}",
                        kind(&method.sig),
                        signature(&name, &method.sig)
                    );
                    self.push(line, features);
                }
                TraitItem::Type(inner) => {
                    let given = if inner.default.is_none() { "required" } else { "const" };
                    self.push(format!("{given} {shown_as}::{}: type", inner.ident), features);
                }
                TraitItem::Const(inner) => {
                    let given = if inner.default.is_none() { "required" } else { "const" };
                    let line = format!("{given} {shown_as}::{}: {}", inner.ident, text(&inner.ty));
                    self.push(line, features);
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
                    let signature = signature(&name(&method.sig.ident), &method.sig);
                    let line =
                        format!("{} {signature}{}", kind(&method.sig), generics(&one.generics));
                    self.push(line, &features);
                }
                syn::ImplItem::Const(inner) if is_public(&inner.vis) => {
                    let line = format!("const {}: {}", name(&inner.ident), text(&inner.ty));
                    self.push(line, features);
                }
                _ => {}
            }
        }
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
        let line = format!("impl {name} for {shown_as}{}", generics(&one.generics));
        self.push(line, features);
    }

    fn push(&mut self, line: String, features: &[String]) {
        let mut features = features.to_vec();
        features.sort();
        features.dedup();
        let needed = match features.as_slice() {
            [] => String::new(),
            names => format!(" [{}]", names.join(", ")),
        };
        self.lines.push(line + &needed);
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

fn kind(signature: &Signature) -> &'static str {
    if signature.receiver().is_some() { "method" } else { "fn" }
}

/// Types alone: the names of parameters are nothing to callers.
fn signature(path: &str, signature: &Signature) -> String {
    let types = signature.inputs.iter().map(|input| match input {
        FnArg::Typed(one) => text(&one.ty),
        FnArg::Receiver(one) => receiver(one),
    });
    let types = types.collect::<Vec<_>>().join(", ");
    let answer = match &signature.output {
        ReturnType::Default => "()".to_owned(),
        ReturnType::Type(_, ty) => text(ty),
    };
    let waiting = if signature.asyncness.is_some() { " async" } else { "" };
    format!("{path}({types}) -> {answer}{waiting}{}", generics(&signature.generics))
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

/// With the path that a type has inside of the crate or without: the same to callers.
fn short(word: &str) -> &str {
    let own = ["crate::", "self::", "super::"].iter().any(|start| word.starts_with(start));
    word.rsplit("::").next().filter(|_| own).unwrap_or(word)
}
