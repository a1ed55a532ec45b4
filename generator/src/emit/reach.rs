//! Whether everything that uses an item can see it. names.lock and shared.yaml can give an item a path in another product:
//! product crates depend on the core alone, and a module of a product is compiled with the features of the product.

use std::collections::{BTreeMap, BTreeSet};

use super::index::Index;
use crate::diagnostic::{Finding, Findings, Severity};
use crate::model::{Answer, Api, EnumId, TypeExpr, TypeId};
use crate::name::{ModulePath, Names, TypePath, inputs};
use crate::pointer::Pointer;
use crate::settings::{Settings, entry_pointer, file};

/// Reports items that something uses which cannot see them, each with the first of these uses.
pub(crate) fn check(api: &Api, names: &Names, settings: &Settings, findings: &mut Findings) {
    let index = Index::new(api, names);
    let mut check = Check { api, names, settings, index, reported: BTreeSet::new(), findings };
    for (operation, name) in api.operations.iter().zip(&names.operations) {
        let user = User {
            path: name.path(),
            is_operation: true,
            module: &name.module,
            features: check.index.features(&name.module),
        };
        for input in inputs(api, operation) {
            check.expr(&user, input.expr);
        }
        if let Answer::Json(expr) = &operation.answer {
            check.expr(&user, expr);
        }
    }
    for (id, path) in &names.types {
        let features = check.index.features_of_type(*id, &path.module);
        let (module, path) = (&path.module, path.to_string());
        let user = User { path, is_operation: false, module, features };
        api.ty(*id).shapes().for_each(|expr| check.expr(&user, expr));
    }
}

/// An operation or type that uses items.
struct User<'a> {
    path: String,
    is_operation: bool,
    module: &'a ModulePath,
    /// It is compiled with each of these; always, if there are none.
    features: BTreeSet<String>,
}

#[derive(Clone, Copy)]
enum Item {
    Type(TypeId),
    Enum(EnumId),
}

struct Check<'a, 'f> {
    api: &'a Api,
    names: &'a Names,
    settings: &'a Settings,
    index: Index,
    /// The paths that are reported already.
    reported: BTreeSet<String>,
    findings: &'f mut Findings,
}

impl Check<'_, '_> {
    fn expr(&mut self, user: &User<'_>, expr: &TypeExpr) {
        let (item, path, features) = match expr.innermost() {
            TypeExpr::Type(id) => {
                let Some(path) = self.names.types.get(id) else { return };
                (Item::Type(*id), path, self.index.features_of_type(*id, &path.module))
            }
            TypeExpr::Enum(id) => {
                let Some(path) = self.names.enums.get(id) else { return };
                (Item::Enum(*id), path, self.index.features_of_enum(*id, &path.module))
            }
            _ => return,
        };
        let (own, other) = (self.crate_of(&path.module), self.crate_of(user.module));
        let lacks_features = !features.is_empty()
            && (user.features.is_empty() || !user.features.is_subset(&features));
        let message = if own.is_some() && own != other {
            let own = own.unwrap_or_default();
            let other = other.map_or("the core".to_owned(), |name| format!("`{name}`"));
            format!(
                "`{path}` is in the product crate `{own}`, but `{}` in {other} uses it",
                user.path
            )
        } else if lacks_features {
            let features: Vec<&str> = features.iter().map(String::as_str).collect();
            let features = features.join("`, `");
            format!(
                "`{path}` is compiled with the feature `{features}` only, but `{}` uses it",
                user.path
            )
        } else {
            return;
        };
        self.report(item, path, user, message);
    }

    /// The product crate of a module.
    fn crate_of(&self, module: &ModulePath) -> Option<&str> {
        self.settings.krate.crate_of(module.0.first()?)
    }

    /// Reports the line that moved the item or its user, or the definition of the item.
    fn report(&mut self, item: Item, path: &TypePath, user: &User<'_>, message: String) {
        let item_path = path.to_string();
        let moved: &BTreeMap<String, _> = &self.names.moved;
        // The rules name types after their operation: where both have moved, it has.
        let paths = match user.is_operation {
            true => [&user.path, &item_path],
            false => [&item_path, &user.path],
        };
        let culprit = paths.into_iter().find(|path| moved.contains_key(*path));
        if !self.reported.insert(culprit.unwrap_or(&item_path).clone()) {
            return;
        }
        let fault = |file: &str, at: &Pointer, help: String| {
            Finding::new(Severity::Error, "out-of-reach", file, at, message, help)
        };
        let finding = match culprit.and_then(|path| Some((path, moved.get(path)?))) {
            Some((path, moved)) => {
                let home = &moved.home;
                let shared = if *path == item_path {
                    ", or below `types`, which every product can use"
                } else {
                    ""
                };
                let help =
                    format!("give `{path}` a path below `{home}`, where the rules have it{shared}");
                fault(file::NAMES, &Pointer::root(), help).at_position(moved.line, 1)
            }
            None => {
                let help =
                    "give it a module that belongs to no product, such as `types`".to_owned();
                let (file, at) = self.definition(item, &item_path);
                fault(file, &at, help)
            }
        };
        self.findings.push(finding);
    }

    /// The entry of shared.yaml, or the schema.
    fn definition(&self, item: Item, path: &str) -> (&str, Pointer) {
        if let Some(entry) = self.settings.shared.get(path) {
            return (&entry.file, entry_pointer([path]));
        }
        match item {
            Item::Type(id) => (&self.api.ty(id).file, self.api.ty(id).pointer.clone()),
            Item::Enum(id) => {
                let one = self.api.enumeration(id);
                (&one.file, one.pointer.clone())
            }
        }
    }
}
