//! Which of several things gets a name: recorded names first, then proposals in a fixed order.

use super::claims::{Claims, Holder, Space, numbered, paths};
use super::lock::Kind;
use super::{Namer, event, owner};
use crate::diagnostic::{Finding, Severity};
use crate::pointer::Pointer;
use crate::settings::file;

impl Namer<'_> {
    /// Reserves the names that are given already, so that nothing new takes them: those of things that the documents
    /// have, then those of things that are gone for good. Things that disappear in this run reserve nothing.
    pub(super) fn reserve(&mut self) {
        self.reserve_given();
        let lines: Vec<_> = self.lock.entries().collect();
        let known = |line: &&super::lock::Line| self.identities.has(line.kind, &line.key);
        let (live, gone): (Vec<_>, Vec<_>) = lines.iter().partition(known);
        let holder = |line: &super::lock::Line| Holder {
            key: line.key.clone(),
            file: file::NAMES.to_owned(),
            pointer: Pointer::root(),
            line: Some(line.line),
        };
        for line in live.iter().filter(|line| !line.retired) {
            self.claims.take(line.kind, &line.name, &holder(line));
        }
        for line in live.iter().filter(|line| line.retired) {
            // A thing that reappears gets its name again, unless an earlier generator has given that to something else.
            if self.claims.fits(line.kind, &line.name, &line.key) {
                self.claims.take(line.kind, &line.name, &holder(line));
            } else {
                self.lock.forget(line.kind, &line.key);
            }
        }
        for line in gone.iter().filter(|line| line.retired) {
            let Some(other) = self.claims.holder(line.kind, &line.name) else {
                self.claims.take(line.kind, &line.name, &holder(line));
                continue;
            };
            let message = format!(
                "`{}` of the retired `{}` is the name of `{}`: the retired line is dropped",
                line.name, line.key, other.key
            );
            let help = "nothing is to be done: the next run does not find it";
            let root = Pointer::root();
            let severity = Severity::Note;
            let finding =
                Finding::new(severity, "names-lock-retired", file::NAMES, &root, message, help);
            self.findings.push(finding.at_position(line.line, 1));
            self.lock.forget(line.kind, &line.key);
        }
    }

    /// The names that shared.yaml gives, and those that the generator itself uses.
    fn reserve_given(&mut self) {
        let holder = |key: &str| Holder {
            key: key.to_owned(),
            file: String::new(),
            pointer: Pointer::root(),
            line: None,
        };
        if !self.api.events.is_empty() {
            for name in event::OWN {
                let path = format!("{}::{name}", event::MODULE);
                self.claims.take_path(Space::Type, &path, holder(&format!("`{name}`")));
            }
        }
        for (id, key) in &self.identities.types {
            if let Some(path) = owner::given(self.api.ty(*id).identity()) {
                self.claims.take(Kind::Type, &path.to_string(), &holder(key));
            }
        }
    }

    /// The first proposal that is free; the last resort is the first with a number.
    pub(super) fn proposed(
        &mut self,
        kind: Kind,
        holder: &Holder,
        proposals: &[String],
        given: bool,
    ) -> String {
        let fits = |claims: &Claims, name: &str| claims.fits(kind, name, &holder.key);
        let found = proposals.iter().find(|name| fits(&self.claims, name));
        let first = proposals.first().cloned().unwrap_or_else(|| "Unnamed".to_owned());
        // A name that a person gave is not replaced in silence.
        if let Some(name) = found.or(given.then_some(&first)) {
            if *name != first && kind == Kind::Operation {
                let name = name.clone();
                self.note_clash(kind, holder, &first, &name);
                return name;
            }
            return name.clone();
        }
        let name = self.numbered(kind, holder, &first);
        self.note_clash(kind, holder, &first, &name);
        name
    }

    fn numbered(&self, kind: Kind, holder: &Holder, first: &str) -> String {
        let fits = |name: &str| self.claims.fits(kind, name, &holder.key);
        numbered(first, kind == Kind::Operation, fits)
    }

    fn note_clash(&mut self, kind: Kind, holder: &Holder, wanted: &str, name: &str) {
        let mut paths = paths(kind, wanted).into_iter();
        let other = paths.find_map(|(space, path)| self.claims.other(space, &path, &holder.key));
        let other = other.map(|other| other.key.clone()).unwrap_or_default();
        let message = format!("`{}` is `{name}`, since `{wanted}` is `{other}`", holder.key);
        let help = format!(
            "to choose another name, change the right side of `{} {} = {name}` in {}",
            kind.word(),
            holder.key,
            self.lock_label
        );
        let (file, at) = (&holder.file, &holder.pointer);
        self.findings.push(Finding::new(Severity::Note, "name-clash", file, at, message, help));
    }

    /// Takes the paths of a name; it is an error when something else has one of them, which needs a name given twice.
    pub(super) fn claim(&mut self, kind: Kind, name: &str, holder: &Holder) {
        let mut wanted = paths(kind, name).into_iter();
        let clash = wanted.find_map(|(space, path)| {
            let other = self.claims.other(space, &path, &holder.key)?;
            Some((path, other.clone()))
        });
        let Some((path, other)) = clash else {
            self.claims.take(kind, name, holder);
            return;
        };
        let at = match other.line {
            Some(line) => format!("{}, line {line}", other.file),
            None if other.file.is_empty() => "by its definition".to_owned(),
            None => format!("{} at {}", other.file, other.pointer),
        };
        let free = self.numbered(kind, holder, name);
        let mut finding = Finding::new(
            Severity::Error,
            "name-collision",
            &holder.file,
            &holder.pointer,
            format!(
                "`{}` and `{}` both get the Rust name `{path}` (the other: {at})",
                holder.key, other.key
            ),
            format!(
                "give one of them another name: in {}, `{} {} = {free}`",
                self.lock_label,
                kind.word(),
                holder.key
            ),
        );
        let line = self.lock.line(kind, &holder.key);
        if line > 0 {
            finding.file = file::NAMES.into();
            finding.pointer = Pointer::root();
            finding = finding.at_position(line, 1);
        }
        self.findings.push(finding);
    }
}
