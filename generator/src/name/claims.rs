//! Which Rust paths are taken, and by what.

use std::collections::BTreeMap;

use super::keyword::{Spot, safe};
use super::lock::Kind;
use super::{ModulePath, camel, event};
use crate::pointer::Pointer;

/// Namespaces of Rust, as far as they can clash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Space {
    Type,
    Function,
}

/// The owner of a path.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    /// Its identity.
    pub key: String,
    /// Where it is written.
    pub file: String,
    pub pointer: Pointer,
    /// The line of names.lock, where that gives the path.
    pub line: Option<usize>,
}

/// The paths of a run.
#[derive(Debug, Default)]
pub(super) struct Claims {
    taken: BTreeMap<(Space, String), Holder>,
}

impl Claims {
    /// The other owner of the path.
    pub fn other(&self, space: Space, path: &str, key: &str) -> Option<&Holder> {
        self.taken.get(&(space, path.to_owned())).filter(|holder| holder.key != key)
    }

    pub fn is_free(&self, space: Space, path: &str, key: &str) -> bool {
        self.other(space, path, key).is_none()
    }

    /// Whether nothing else has any of the paths that a name takes.
    pub fn fits(&self, kind: Kind, name: &str, key: &str) -> bool {
        paths(kind, name).iter().all(|(space, path)| self.is_free(*space, path, key))
    }

    /// Takes the paths of a name, those of them that are free.
    pub fn take(&mut self, kind: Kind, name: &str, holder: &Holder) {
        for (space, path) in paths(kind, name) {
            if self.is_free(space, &path, &holder.key) {
                self.taken.insert((space, path), holder.clone());
            }
        }
    }

    /// Takes one path, if it is free.
    pub fn take_path(&mut self, space: Space, path: &str, holder: Holder) {
        self.taken.entry((space, path.to_owned())).or_insert(holder);
    }

    /// The owner of the path that names.lock records for a thing.
    pub fn holder(&self, kind: Kind, name: &str) -> Option<&Holder> {
        let (space, path) = paths(kind, name).into_iter().next()?;
        self.taken.get(&(space, path))
    }
}

/// The paths that a name takes, the recorded one first.
pub(super) fn paths(kind: Kind, name: &str) -> Vec<(Space, String)> {
    match kind {
        Kind::Operation => {
            let mut module = ModulePath::parse(name).0;
            let function = module.pop().unwrap_or_default();
            let request = ModulePath(module).join(&safe(camel(&function), Spot::Type));
            vec![(Space::Function, name.to_owned()), (Space::Type, request.to_string())]
        }
        Kind::Type => vec![(Space::Type, name.to_owned())],
        Kind::Event => vec![(Space::Type, format!("{}::Event::{name}", event::MODULE))],
        Kind::Field | Kind::Variant | Kind::Alternative => Vec::new(),
    }
}

/// The first of `base_2`, `base_3`, … that is free; in camel case `Base2`, and `Base1_2` behind a digit.
pub(super) fn numbered(base: &str, snake: bool, free: impl Fn(&str) -> bool) -> String {
    let joint = if snake || base.ends_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
    let base = base.trim_end_matches('_');
    let mut candidates = (2_u32..).map(|number| format!("{base}{joint}{number}"));
    candidates.find(|name| free(name)).unwrap_or_else(|| base.to_owned())
}
