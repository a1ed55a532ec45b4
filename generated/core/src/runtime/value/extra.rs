//! Entries of objects without a field.

use std::fmt;
use std::sync::OnceLock;

use serde_json::Value;

use super::json_text::{self, NULL};
use crate::runtime::secret::Masked;

/// Values by wire name that are in no field of a type: unknown keys, and values
/// that do not fit their field. They are written again when the value is encoded.
///
/// They are kept as JSON text, which takes little more memory than they had on the wire; a value is read from its
/// text when it is asked for.
#[derive(Clone, Default)]
pub struct Extra(Option<Box<Kept>>);

/// All names and values in one text, with an index.
#[derive(Default)]
struct Kept {
    text: String,
    /// In the order of the names, each of which is there once.
    entries: Vec<Entry>,
    /// How many bytes of the text belong to no entry.
    unused: usize,
    /// Values that were requested, entry by entry.
    values: OnceLock<Box<[OnceLock<Value>]>>,
}

/// Where an entry is in the text: its name, and behind it its JSON.
#[derive(Clone, Copy)]
struct Entry {
    start: usize,
    value: usize,
    end: usize,
}

impl Entry {
    fn name(self, text: &str) -> &str {
        text.get(self.start..self.value).unwrap_or_default()
    }

    fn json(self, text: &str) -> &str {
        text.get(self.value..self.end).unwrap_or_default()
    }

    fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }
}

impl Kept {
    fn find(&self, name: &str) -> Result<usize, usize> {
        self.entries.binary_search_by(|entry| entry.name(&self.text).cmp(name))
    }

    fn value(&self, index: usize) -> Option<&Value> {
        let entry = self.entries.get(index)?;
        let values =
            self.values.get_or_init(|| self.entries.iter().map(|_| OnceLock::new()).collect());
        Some(values.get(index)?.get_or_init(|| json_text::parse(entry.json(&self.text))))
    }

    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|entry| (entry.name(&self.text), entry.json(&self.text)))
    }

    /// Takes an entry out and returns its value.
    fn take(&mut self, index: usize) -> Value {
        let entry = self.entries.remove(index);
        self.values = OnceLock::new();
        self.unused = self.unused.saturating_add(entry.len());
        json_text::parse(entry.json(&self.text))
    }

    /// Writes the text anew when most of it belongs to no entry.
    fn tidy(&mut self) {
        if self.unused <= self.text.len() / 2 {
            return;
        }
        let mut gathered = Gathered::default();
        for (name, json) in self.pairs() {
            gathered.push(name, json);
        }
        *self = gathered.settle();
    }
}

impl Clone for Kept {
    fn clone(&self) -> Self {
        let Self { text, entries, unused, .. } = self;
        Self {
            text: text.clone(),
            entries: entries.clone(),
            unused: *unused,
            values: OnceLock::new(),
        }
    }
}

impl Extra {
    /// An empty collection.
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }

    /// The value under a wire name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        let kept = self.0.as_deref()?;
        kept.value(kept.find(name).ok()?)
    }

    /// The JSON text of the value under a wire name.
    #[must_use]
    pub fn json(&self, name: &str) -> Option<&str> {
        let kept = self.0.as_deref()?;
        let entry = kept.entries.get(kept.find(name).ok()?)?;
        Some(entry.json(&kept.text))
    }

    /// Stores a value and returns the one that it replaces.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        let (name, value) = (name.into(), value.into());
        let old = self.remove(&name);
        let kept = self.0.get_or_insert_default();
        let (Ok(index) | Err(index)) = kept.find(&name);
        let entry = append(&mut kept.text, &name, &value.to_string());
        kept.entries.insert(index, entry);
        kept.values = OnceLock::new();
        old
    }

    /// Removes and returns a value.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let kept = self.0.as_deref_mut()?;
        let value = kept.take(kept.find(name).ok()?);
        kept.tidy();
        Some(value)
    }

    /// The entries in the order of their names.
    pub fn iter(&self) -> ExtraIter<'_> {
        ExtraIter { kept: self.0.as_deref(), next: 0 }
    }

    /// Names and JSON of the values in the order of the names.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|kept| kept.pairs())
    }

    /// Whether nothing is there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |kept| kept.entries.len())
    }
}

fn append(text: &mut String, name: &str, json: &str) -> Entry {
    let start = text.len();
    text.push_str(name);
    let value = text.len();
    text.push_str(json);
    Entry { start, value, end: text.len() }
}

/// Entries as they come while an object is decoded: a name may come again, and the last one counts.
#[derive(Default)]
pub(crate) struct Gathered {
    text: String,
    /// In the order in which they came; one without JSON takes back what came before under its name.
    entries: Vec<Entry>,
}

impl Gathered {
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds an entry whose value is written by `write`, as JSON. Null is not kept; true when it is one.
    pub(crate) fn add<E>(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut String) -> Result<(), E>,
    ) -> Result<bool, E> {
        let start = self.text.len();
        self.text.push_str(name);
        let value = self.text.len();
        write(&mut self.text)?;
        let entry = Entry { start, value, end: self.text.len() };
        let is_null = entry.json(&self.text) == NULL;
        if is_null {
            self.text.truncate(start);
            self.forget(name);
        } else {
            self.insert(entry);
        }
        Ok(is_null)
    }

    pub(crate) fn push(&mut self, name: &str, json: &str) {
        let entry = append(&mut self.text, name, json);
        self.insert(entry);
    }

    /// Takes back what came before under a name.
    pub(crate) fn forget(&mut self, name: &str) {
        if !self.is_empty() {
            self.push(name, "");
        }
    }

    fn insert(&mut self, entry: Entry) {
        if self.entries.is_empty() {
            // Most objects with extras have one.
            self.entries.reserve_exact(1);
        }
        self.entries.push(entry);
    }

    pub(crate) fn finish(self) -> Extra {
        let kept = self.settle();
        Extra((!kept.entries.is_empty()).then(|| Box::new(kept)))
    }

    fn settle(self) -> Kept {
        let Self { text, mut entries } = self;
        // Stable, so that of equal names the last comes last.
        entries.sort_by(|one, other| one.name(&text).cmp(other.name(&text)));
        entries.reverse();
        entries.dedup_by(|one, other| one.name(&text) == other.name(&text));
        entries.reverse();
        entries.retain(|entry| !entry.json(&text).is_empty());
        let used = entries.iter().map(|entry| entry.len()).sum();
        let unused = text.len().saturating_sub(used);
        Kept { text, entries, unused, values: OnceLock::new() }
    }
}

/// The entries of an [`Extra`].
pub struct ExtraIter<'a> {
    kept: Option<&'a Kept>,
    next: usize,
}

impl<'a> Iterator for ExtraIter<'a> {
    type Item = (&'a str, &'a Value);

    fn next(&mut self) -> Option<Self::Item> {
        let kept = self.kept?;
        let entry = kept.entries.get(self.next)?;
        let value = kept.value(self.next)?;
        self.next = self.next.saturating_add(1);
        Some((entry.name(&kept.text), value))
    }
}

impl<'a> IntoIterator for &'a Extra {
    type Item = (&'a str, &'a Value);
    type IntoIter = ExtraIter<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<N: Into<String>, V: Into<Value>> FromIterator<(N, V)> for Extra {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(entries: I) -> Self {
        let mut extra = Self::new();
        for (name, value) in entries {
            extra.insert(name, value);
        }
        extra
    }
}

/// By value: the same number may be written in two ways, and the keys of an object in any order.
impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        let same = |(one, other): ((&str, &str), (&str, &str))| {
            one.0 == other.0
                && (one.1 == other.1 || json_text::parse(one.1) == json_text::parse(other.1))
        };
        self.len() == other.len() && self.pairs().zip(other.pairs()).all(same)
    }
}

/// Prints names only: nobody has looked at the values, so any of them may be a secret.
impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.pairs().map(|(name, _)| Masked(name))).finish()
    }
}
