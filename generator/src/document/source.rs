//! The sources that were read, and the line and column of a JSON pointer in them.
//!
//! Positions are computed only when a diagnostic prints: the kept text is read once more for each file that is named.

mod json;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;
use saphyr_parser::{Event, Parser, Span};

use super::diagnostic::{Diagnostic, Edit, Finding, Findings, Location, UNMATCHED};
use super::pointer::Pointer;

/// JSON pointer → (line, column).
type Table = BTreeMap<String, (usize, usize)>;

/// The position tables computed so far, by file.
pub(crate) type Tables = BTreeMap<String, Table>;

/// A place that an overlay changed.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub pointer: Pointer,
    /// Where the overlay says so.
    pub origin: Pointer,
    pub effect: Effect,
    /// The value of a string.
    pub text: Option<String>,
}

/// What was done to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Written,
    Removed,
    /// An item of a list, whose place the next item has.
    ItemRemoved,
}

/// A part of a document that another file put there, or removed.
#[derive(Clone, Debug)]
struct Graft {
    file: String,
    mark: Mark,
}

/// The grafts of one document, in the order in which they were made.
#[derive(Clone, Debug, Default)]
struct Grafts {
    list: Vec<Graft>,
    /// The last graft at each pointer.
    last: HashMap<String, usize>,
}

/// What other files put into documents.
pub(crate) struct Grafted(BTreeMap<String, Grafts>);

impl Grafted {
    /// The sources with their own texts.
    pub fn with(self, texts: BTreeMap<String, String>) -> Sources<'static> {
        Sources { texts: Cow::Owned(texts), grafts: self.0 }
    }
}

/// The sources, by file name, and which parts of a document came from an overlay.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources<'a> {
    texts: Cow<'a, BTreeMap<String, String>>,
    grafts: BTreeMap<String, Grafts>,
}

impl<'a> Sources<'a> {
    pub fn new(texts: &'a BTreeMap<String, String>) -> Sources<'a> {
        Sources { texts: Cow::Borrowed(texts), grafts: BTreeMap::new() }
    }

    /// The parts that other files put into documents, without the texts.
    pub fn into_grafts(self) -> Grafted {
        Grafted(self.grafts)
    }

    /// Records that `pointer` of `document` was written by `origin` of `file`.
    pub fn graft(&mut self, document: &str, pointer: Pointer, file: &str, origin: Pointer) {
        self.mark(document, file, Mark { pointer, origin, effect: Effect::Written, text: None });
    }

    /// Records what `file` did to a place of `document`.
    pub fn mark(&mut self, document: &str, file: &str, mark: Mark) {
        let grafts = self.grafts.entry(document.to_owned()).or_default();
        if mark.effect != Effect::ItemRemoved {
            grafts.last.insert(mark.pointer.as_str().to_owned(), grafts.list.len());
        }
        grafts.list.push(Graft { file: file.to_owned(), mark });
    }

    /// Records that parts of a document have moved: where each is now, and where it was.
    pub fn moved(&mut self, document: &str, moves: &[(Pointer, Pointer)]) {
        for (pointer, from) in moves {
            let (file, origin) = self.origin(document, from);
            self.graft(document, pointer.clone(), &file, origin);
        }
    }

    /// The file and pointer a person has to edit: the overlay's where an overlay wrote the node.
    pub fn origin(&self, file: &str, pointer: &Pointer) -> (String, Pointer) {
        let original = (file.to_owned(), pointer.clone());
        let Some(grafts) = self.grafts.get(file) else { return original };
        let above = std::iter::successors(Some(pointer.clone()), Pointer::parent);
        // The last change at or above the node counts, as it did when it was applied.
        let last = above.filter_map(|above| grafts.last.get(above.as_str())).max();
        let Some(graft) = last.and_then(|last| grafts.list.get(*last)) else { return original };
        let origin = graft.mark.origin.clone();
        if graft.mark.effect == Effect::Removed {
            return (graft.file.clone(), origin);
        }
        let rest = pointer.below(&graft.mark.pointer).unwrap_or_default();
        (graft.file.clone(), Pointer::parse(&format!("{}{rest}", origin.as_str())))
    }

    /// The place in another file that wrote or removed a part of this node of a document: the last one that did to a part
    /// that passes a test, by its path below the node and its text. None for a node that another file wrote as a whole,
    /// which is located there.
    pub fn grafted(
        &self,
        document: &str,
        pointer: &Pointer,
        is_one: &dyn Fn(&str, Option<&str>) -> bool,
    ) -> Option<(String, Pointer)> {
        if self.origin(document, pointer).0 != document {
            return None;
        }
        let grafts = self.grafts.get(document)?.list.iter().rev();
        let mut others = grafts.filter(|one| one.file != document);
        let graft = others.find(|Graft { mark, .. }| {
            let rest = mark.pointer.below(pointer);
            rest.is_some_and(|rest| is_one(rest, mark.text.as_deref()))
        })?;
        Some((graft.file.clone(), graft.mark.origin.clone()))
    }

    /// The place in another file that removed a node of a document, or what contained it.
    pub fn removed(&self, document: &str, pointer: &Pointer) -> Option<(String, Pointer)> {
        let grafts = self.grafts.get(document)?.list.iter().rev();
        let mut above = grafts.filter(|one| one.mark.effect != Effect::ItemRemoved);
        let last = above.find(|one| pointer.below(&one.mark.pointer).is_some())?;
        let is_removed = last.mark.effect == Effect::Removed;
        is_removed.then(|| (last.file.clone(), last.mark.origin.clone()))
    }

    /// The finding with its line and column; `tables` keeps what was computed for its file.
    pub fn locate(&self, finding: Finding, tables: &mut Tables) -> Diagnostic {
        let at = self.schema_path(&finding.file, &finding.pointer, finding.position, tables);
        let mut edits = finding.edits;
        if UNMATCHED.contains(&finding.code) {
            edits.extend(self.whole_line(&at).map(|line| Edit {
                file: at.file.clone(),
                remove: true,
                line,
            }));
        }
        Diagnostic {
            edits,
            code: finding.code,
            severity: finding.severity,
            at,
            message: finding.message,
            help: finding.help,
        }
    }

    /// The line of a location, if it is an entry by itself: an item of a list, or a line of names.lock.
    fn whole_line(&self, at: &Location) -> Option<String> {
        let indent = |line: &str| line.len() - line.trim_start().len();
        let mut lines = self.texts.get(&at.file)?.lines().skip(at.line.checked_sub(1)?);
        let line = lines.next()?;
        let is_entry = line.trim_start().starts_with("- ") || at.pointer.is_empty();
        let goes_on =
            lines.next().is_some_and(|next| !next.trim().is_empty() && indent(next) > indent(line));
        (is_entry && !goes_on).then(|| line.trim().to_owned())
    }

    /// The number of the first line of a file that passes a test.
    pub fn line(&self, file: &str, mut is_one: impl FnMut(&str) -> bool) -> Option<usize> {
        let mut lines = self.texts.get(file)?.lines().zip(1_usize..);
        lines.find(|(line, _)| is_one(line)).map(|(_, number)| number)
    }

    /// The positions of these places (file and pointer), and of no others: those of all nodes of large documents take
    /// long, and more memory than the documents.
    pub fn tables<'p>(&self, places: impl Iterator<Item = (&'p str, &'p Pointer)>) -> Tables {
        let mut wanted: BTreeMap<String, HashSet<String>> = BTreeMap::new();
        for (file, pointer) in places {
            let (file, pointer) = self.origin(file, pointer);
            let wanted = wanted.entry(file).or_default();
            // The nearest ancestor counts where the node itself is not in the text.
            let above = std::iter::successors(Some(pointer), Pointer::parent);
            for pointer in above {
                if !wanted.insert(pointer.as_str().to_owned()) {
                    break;
                }
            }
        }
        let table = |(file, wanted): (String, HashSet<String>)| {
            let table = positions(self.texts.get(&file)?, Some(&wanted));
            Some((file, table))
        };
        wanted.into_par_iter().filter_map(table).collect()
    }

    /// Where a person finds a node; its position is looked up unless it is known.
    pub fn schema_path(
        &self,
        file: &str,
        pointer: &Pointer,
        known: Option<(usize, usize)>,
        tables: &mut Tables,
    ) -> Location {
        let (file, pointer) = self.origin(file, pointer);
        let position = known.or_else(|| {
            let text = self.texts.get(&file)?;
            let table = tables.entry(file.clone()).or_insert_with(|| positions(text, None));
            nearest(table, &pointer)
        });
        let (line, column) = position.unwrap_or((0, 0));
        Location { file, line, column, pointer: pointer.as_str().to_owned() }
    }

    /// As [`schema_path`](Self::schema_path), with the pointer of the node that is there: the node itself, or the nearest
    /// one above it.
    pub fn existing(&self, file: &str, pointer: &Pointer, tables: &mut Tables) -> Location {
        let mut location = self.schema_path(file, pointer, None, tables);
        if let Some(table) = tables.get(&location.file) {
            let pointer = Pointer::parse(&location.pointer);
            let mut above = std::iter::successors(Some(pointer), Pointer::parent);
            if let Some(there) = above.find(|above| table.contains_key(above.as_str())) {
                there.as_str().clone_into(&mut location.pointer);
            }
        }
        location
    }
}

impl Findings {
    /// Looks up lines and columns, sorts by location, and drops exact repetitions.
    pub fn locate(self, sources: &Sources<'_>) -> Vec<Diagnostic> {
        let unknown = self.list.iter().filter(|finding| finding.position.is_none());
        let mut tables =
            sources.tables(unknown.map(|finding| (finding.file.as_str(), &finding.pointer)));
        let located = self.list.into_iter().map(|finding| sources.locate(finding, &mut tables));
        let mut list: Vec<Diagnostic> = located.collect();
        list.sort_by(|a, b| {
            (&a.at, a.severity, a.code, &a.message).cmp(&(&b.at, b.severity, b.code, &b.message))
        });
        list.dedup();
        list
    }
}

/// A collection that is being read.
enum Open {
    /// Nothing in it is wanted.
    Skipped,
    List {
        pointer: Pointer,
        next: usize,
    },
    Map {
        pointer: Pointer,
        key: Option<Pointer>,
    },
}

/// Line and column of a pointer; of its nearest ancestor where the node itself is not in the text.
fn nearest(table: &Table, pointer: &Pointer) -> Option<(usize, usize)> {
    let mut at = Some(pointer.clone());
    while let Some(pointer) = at {
        if let Some(position) = table.get(pointer.as_str()) {
            return Some(*position);
        }
        at = pointer.parent();
    }
    // A file with only comments has no node, but a beginning.
    Some((1, 1))
}

/// The positions while they are collected.
struct Positions<'a> {
    table: Table,
    /// The pointers to keep; `None`: all.
    wanted: Option<&'a HashSet<String>>,
}

impl Positions<'_> {
    /// Keeps the first position of a pointer.
    fn first(&mut self, pointer: &Pointer, at: (usize, usize)) {
        if self.is_wanted(pointer) {
            self.table.entry(pointer.as_str().to_owned()).or_insert(at);
        }
    }

    /// Keeps the last position of a pointer.
    fn last(&mut self, pointer: &Pointer, at: (usize, usize)) {
        if self.is_wanted(pointer) {
            self.table.insert(pointer.as_str().to_owned(), at);
        }
    }

    fn is_wanted(&self, pointer: &Pointer) -> bool {
        self.wanted.is_none_or(|wanted| wanted.contains(pointer.as_str()))
    }
}

/// Line and column of every wanted key (for members) or value (for list items) of a file. Whatever contains a wanted node
/// is wanted as well, so the rest is passed over.
fn positions(text: &str, wanted: Option<&HashSet<String>>) -> Table {
    let mut found = Positions { table: BTreeMap::new(), wanted };
    if json::collect(text, &mut found).is_some() {
        return found.table;
    }
    // Not JSON, whatever it begins like.
    found.table.clear();
    let mut open: Vec<Open> = Vec::new();
    // A file that is invalid YAML from some line on keeps the positions up to there.
    for event in Parser::new_from_str(text) {
        let Ok((event, span)) = event else { break };
        step(event, span, &mut open, &mut found);
    }
    found.table
}

fn step(event: Event<'_>, span: Span, open: &mut Vec<Open>, found: &mut Positions<'_>) {
    let here = (span.start.line(), span.start.col() + 1);
    let is_skipped = matches!(open.last(), Some(Open::Skipped));
    match event {
        Event::SequenceStart(..) | Event::MappingStart(..) if is_skipped => {
            open.push(Open::Skipped);
        }
        Event::Scalar(..) | Event::Alias(_) if is_skipped => {}
        Event::Scalar(text, ..) => {
            if let Some(Open::Map { pointer, key: key @ None }) = open.last_mut() {
                let member = pointer.join(text);
                found.last(&member, here);
                *key = Some(member);
            } else {
                value_pointer(open, here, found);
            }
        }
        Event::Alias(_) => {
            value_pointer(open, here, found);
        }
        Event::SequenceStart(..) => {
            let pointer = value_pointer(open, here, found);
            open.push(match found.is_wanted(&pointer) || pointer == Pointer::root() {
                true => Open::List { pointer, next: 0 },
                false => Open::Skipped,
            });
        }
        Event::MappingStart(..) => {
            let pointer = value_pointer(open, here, found);
            open.push(match found.is_wanted(&pointer) || pointer == Pointer::root() {
                true => Open::Map { pointer, key: None },
                false => Open::Skipped,
            });
        }
        Event::SequenceEnd | Event::MappingEnd => {
            open.pop();
        }
        _ => {}
    }
}

/// The pointer of the value that starts here; records a position for list items and the root.
fn value_pointer(open: &mut [Open], here: (usize, usize), found: &mut Positions<'_>) -> Pointer {
    let pointer = match open.last_mut() {
        None | Some(Open::Skipped) => Pointer::root(),
        Some(Open::List { pointer, next }) => {
            let item = pointer.join(*next);
            *next += 1;
            item
        }
        Some(Open::Map { pointer, key }) => key.take().unwrap_or_else(|| pointer.clone()),
    };
    found.first(&pointer, here);
    pointer
}

#[cfg(test)]
mod tests;
