//! The files of a module: one where that is not too long.
//!
//! A long module of shared items is divided along products. Of other long modules, the inline modules become files, and
//! then the types. Such a part is a private module, whose items the module exports: the division changes no public path.

use std::collections::{BTreeMap, BTreeSet};

use super::crate_files::gate_below;
use super::{Content, Emitter, Modules, module};
use crate::layout::Layout;
use crate::name::{ModulePath, event::MODULE};

/// The lines of a file beyond which it is divided.
const LONG: usize = 3_000;

/// With some features a part has nothing but modules, which import what they need.
const UNUSED: &str =
    "#![allow(unused_imports, reason = \"which items there are depends on the features\")]";

type Features = BTreeSet<String>;

/// A file that is being made.
struct Unit<'a> {
    /// Its module; for a part, the module that exports its items.
    path: &'a ModulePath,
    /// Its own path below `src/`.
    file: String,
    /// Header, documentation and imports.
    head: Layout,
    content: Content,
    /// The features that everything in the file needs.
    features: Features,
}

/// Everything that is needed to make files.
struct Files<'a> {
    emitter: &'a Emitter<'a>,
    modules: &'a Modules,
    done: Vec<(String, Layout)>,
}

/// The files of a module, by path.
pub(super) fn files(
    emitter: &Emitter<'_>,
    modules: &Modules,
    path: &ModulePath,
) -> Vec<(String, Layout)> {
    let mut files = Files { emitter, modules, done: Vec::new() };
    let features = emitter.index.features(path);
    files.module(path, module::head(emitter, modules, path), features);
    files.done
}

impl Files<'_> {
    fn module(&mut self, path: &ModulePath, head: Layout, features: Features) {
        let content = self.modules.get(path).cloned().unwrap_or_default();
        let file = path.0.join("/");
        let unit = Unit { path, file, head, content, features };
        let layout = self.filled(&unit, &unit.content);
        let divisible = path.0.len() == 1 && self.emitter.index.is_shared(path);
        match layout.lines() > LONG && divisible {
            true => self.by_product(unit),
            false => self.finish(unit, layout),
        }
    }

    /// The file of a unit with some of its content.
    fn filled(&self, unit: &Unit<'_>, content: &Content) -> Layout {
        let mut layout = unit.head.clone();
        let inside = (unit.path, &unit.features);
        module::fill(self.emitter, self.modules, inside, content, &mut layout);
        layout
    }

    /// Adds the file, without its largest modules and its types where it is too long.
    fn finish(&mut self, unit: Unit<'_>, mut layout: Layout) {
        let taken = layout.take_out(LONG);
        if layout.lines() > LONG && unit.content.types.len() + unit.content.enums.len() > 1 {
            return self.by_letter(unit);
        }
        self.taken(&unit, taken);
        self.done.push((format!("src/{}.rs", unit.file), layout));
    }

    /// The files of inline modules that a file no longer has.
    fn taken(&mut self, unit: &Unit<'_>, names: Vec<String>) {
        for name in names {
            let path = unit.path.join(&name);
            let own = self.emitter.index.features(&path);
            let features = if own.is_empty() { unit.features.clone() } else { own };
            let content = self.modules.get(&path).cloned().unwrap_or_default();
            let (file, head) = (format!("{}/{name}", unit.file), unit.head.sibling());
            let below = Unit { path: &path, file, head, content, features };
            let layout = self.filled(&below, &below.content);
            self.finish(below, layout);
        }
    }

    fn by_product(&mut self, unit: Unit<'_>) {
        let (index, content) = (&self.emitter.index, &unit.content);
        let mut products: BTreeMap<String, (Features, Content)> = BTreeMap::new();
        let mut place = |features: Features, add: &dyn Fn(&mut Content)| {
            let (all, content) = products.entry(product(&features)).or_default();
            all.extend(features);
            add(content);
        };
        for id in &content.types {
            place(index.features_of_type(*id, unit.path), &|content| content.types.push(*id));
        }
        for id in &content.enums {
            place(index.features_of_enum(*id, unit.path), &|content| content.enums.push(*id));
        }
        for child in &content.children {
            let features = index.features(&unit.path.join(child));
            place(features, &|content| {
                content.children.insert(child.clone());
            });
        }
        let (_, rest) = products.remove("").unwrap_or_default();
        let parts = products.into_iter().map(|(product, (features, content))| Part {
            name: product.replace('-', "_"),
            about: format!("that belong to the feature `{product}`, alone or with others"),
            features,
            content,
        });
        self.divided(unit, rest, parts.collect());
    }

    /// The ranges of letters are few and fixed, so that a small change moves few types.
    fn by_letter(&mut self, unit: Unit<'_>) {
        let mut parts = Vec::new();
        for ranges in RANGES {
            parts = ranges.iter().filter_map(|range| self.range(&unit, range)).collect();
            let lines = |part: &Part| self.filled(&unit, &part.content).lines();
            if parts.iter().all(|part| lines(part) <= LONG) {
                break;
            }
        }
        let rest = Content { types: Vec::new(), enums: Vec::new(), ..unit.content.clone() };
        self.divided(unit, rest, parts);
    }

    /// The types from one letter to another.
    fn range(&self, unit: &Unit<'_>, range: &str) -> Option<Part> {
        let (from, to) = (range.chars().next()?, range.chars().last()?);
        let is_inside = |ident: &str| {
            let first = ident.chars().next().unwrap_or('Z').to_ascii_uppercase();
            let first = if first.is_ascii_uppercase() { first } else { 'Z' };
            (from..=to).contains(&first)
        };
        let (names, own) = (self.emitter.names, &unit.content);
        let types = own.types.iter().copied();
        let types =
            types.filter(|id| names.types.get(id).is_some_and(|path| is_inside(&path.ident)));
        let enums = own.enums.iter().copied();
        let enums =
            enums.filter(|id| names.enums.get(id).is_some_and(|path| is_inside(&path.ident)));
        let content =
            Content { types: types.collect(), enums: enums.collect(), ..Content::default() };
        (!content.types.is_empty() || !content.enums.is_empty()).then(|| Part {
            name: format!("{from}_to_{to}").to_ascii_lowercase(),
            about: format!("from {from} to {to}"),
            features: unit.features.clone(),
            content,
        })
    }

    /// A file that has only some of its content, and exports the rest from its parts.
    fn divided(&mut self, unit: Unit<'_>, rest: Content, parts: Vec<Part>) {
        let mut layout = unit.head.clone();
        for Part { mut name, about, features, content } in parts {
            // A private module would hide a public one of the same name.
            while unit.content.children.contains(&name) {
                name.push('_');
            }
            let gate = gate_below(&unit.features, &features);
            layout.text(format!("{gate}mod {name};"));
            layout.text(format!("{gate}pub use {name}::*;"));
            let mut head = unit.head.sibling();
            head.docs([format!("Items of `{}` {about}.", unit.path)]);
            head.attribute(UNUSED);
            if !content.types.is_empty() {
                head.text(ABOVE);
            }
            let file = format!("{}/{name}", unit.file);
            let part = Unit { path: unit.path, file, head, content, features };
            let filled = self.filled(&part, &part.content);
            self.finish(part, filled);
        }
        module::fill(self.emitter, self.modules, (unit.path, &unit.features), &rest, &mut layout);
        let taken = layout.take_out(LONG);
        self.taken(&unit, taken);
        self.done.push((format!("src/{}.rs", unit.file), layout));
    }
}

/// A part of a module.
struct Part {
    name: String,
    about: String,
    features: Features,
    content: Content,
}

/// The other parts, and the modules of types.
const ABOVE: &str =
    "#[allow(unused_imports, reason = \"not every part refers to others\")]\nuse super::*;";

/// Ranges of initial letters; the first list whose parts are short enough counts.
const RANGES: [&[&str]; 4] = [
    &["A-Z"],
    &["A-M", "N-Z"],
    &["A-F", "G-M", "N-S", "T-Z"],
    &["A-B", "C-C", "D-F", "G-M", "N-O", "P-P", "Q-R", "S-S", "T-Z"],
];

/// The product whose file has an item with these features: the first of them. Events are no product, unless nothing
/// else needs the item.
fn product(features: &Features) -> String {
    let first = features.iter().find(|feature| *feature != MODULE).or(features.first());
    first.cloned().unwrap_or_default()
}
