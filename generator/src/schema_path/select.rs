//! Many patterns over many places: each place is shown only to the patterns that can select it.

use std::collections::HashMap;

use super::{PathLine, Pattern};

/// Patterns in order, found by how a place begins and ends.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection<'a> {
    patterns: Vec<&'a Pattern>,
    /// Patterns that end with one name, by that name: alone, or behind ` ** `.
    names: HashMap<&'a str, Vec<Marks>>,
    /// Patterns over the whole identity, by the words with which it has to end.
    words: Words<'a>,
    /// Patterns that say how the name ends.
    name_ends: Vec<Marks>,
}

/// Patterns by the words with which a line has to end, the last word first.
#[derive(Clone, Debug, Default)]
struct Words<'a> {
    here: Vec<Marks>,
    before: HashMap<&'a str, Words<'a>>,
}

/// The position of a pattern, and what its places have: their first bytes, the last ones before what found the pattern,
/// and pairs of letters. Comparing them rules out nearly all patterns, without a look at their texts, which are all over
/// the memory.
#[derive(Clone, Copy, Debug)]
struct Marks {
    index: usize,
    first: Bytes,
    last: Bytes,
    pairs: u128,
}

/// The pairs of letters in a text, a bit each; several pairs have the same bit. Plain loops, because they run for every
/// field of every pass, and without optimization adaptors of iterators are slow.
pub(super) fn pairs(text: &str) -> u128 {
    let mut pairs = 0;
    let mut before = None;
    for byte in text.as_bytes() {
        let byte = u32::from(*byte);
        if let Some(before) = before {
            let bit: u32 = before * 37 + byte * 11;
            pairs |= 1_u128 << ((bit ^ bit >> 7) & 127);
        }
        before = Some(byte);
    }
    pairs
}

/// Up to eight bytes, and which of them count.
#[derive(Clone, Copy, Debug)]
struct Bytes {
    value: u64,
    mask: u64,
}

impl Bytes {
    fn first(text: &str) -> Bytes {
        let count = text.len().min(8);
        let mask = (0..count).fold(0, |mask, _| (mask >> 8) | 0xff << 56);
        Bytes { value: first_bytes(text), mask }
    }

    fn last(text: &str) -> Bytes {
        let count = text.len().min(8);
        let mask = (0..count).fold(0, |mask, _| (mask << 8) | 0xff);
        Bytes { value: last_bytes(text), mask }
    }

    fn fit(self, value: u64) -> bool {
        value & self.mask == self.value
    }
}

/// Up to eight bytes, the first one highest.
fn first_bytes(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let short = || bytes.iter().rev().fold(0, |all, byte| (all >> 8) | u64::from(*byte) << 56);
    bytes.first_chunk().map_or_else(short, |bytes| u64::from_be_bytes(*bytes))
}

/// Up to eight bytes, the last one lowest.
fn last_bytes(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let short = || bytes.iter().fold(0, |all, byte| (all << 8) | u64::from(*byte));
    bytes.last_chunk().map_or_else(short, |bytes| u64::from_be_bytes(*bytes))
}

impl<'a> Selection<'a> {
    /// The patterns, known by their positions from now on.
    pub fn new(patterns: impl IntoIterator<Item = &'a Pattern>) -> Self {
        let mut all = Self::default();
        for (index, pattern) in patterns.into_iter().enumerate() {
            all.patterns.push(pattern);
            all.add(index, pattern);
        }
        all
    }

    fn add(&mut self, index: usize, pattern: &'a Pattern) {
        let first = pattern.parts.first().filter(|_| pattern.whole);
        let first = Bytes::first(first.map(String::as_str).unwrap_or_default());
        let parts = pattern.parts.iter().chain(pattern.name.iter().flatten());
        let pairs = parts.fold(0, |all, part| all | pairs(part));
        let marks = |last: &str| Marks { index, first, last: Bytes::last(last), pairs };
        if let Some(name) = pattern.one_name() {
            return self.names.entry(name).or_default().push(marks(""));
        }
        let parts = pattern.name.as_ref().unwrap_or(&pattern.parts);
        let mut rest = parts.last().map(String::as_str).unwrap_or_default();
        if !pattern.whole || pattern.name.is_some() {
            return self.name_ends.push(marks(rest));
        }
        let mut node = &mut self.words;
        // What is behind a star may be the end of a word.
        while let Some((before, word)) = rest.rsplit_once(ENDS) {
            node = node.before.entry(word).or_default();
            rest = before;
        }
        node.here.push(marks(if parts.len() > 1 { rest } else { "" }));
    }

    /// How many patterns there are.
    pub fn len(&self) -> usize {
        self.patterns.len()
    }

    /// The positions of the patterns that select a place, in order.
    pub fn of(&self, schema_path: &PathLine<'_>) -> Vec<usize> {
        let line = schema_path.line.as_str();
        let first = first_bytes(line);
        let mut found = Vec::new();
        let mut look = |list: &[Marks], rest: &str| {
            let last = last_bytes(rest);
            let near = list.iter().filter(|one| {
                one.first.fit(first)
                    && one.last.fit(last)
                    && one.pairs & schema_path.pairs == one.pairs
            });
            let fits = |one: &&Marks| {
                self.patterns.get(one.index).is_some_and(|one| one.selects(schema_path))
            };
            found.extend(near.filter(fits).map(|one| one.index));
        };
        look(self.names.get(schema_path.name).map(Vec::as_slice).unwrap_or_default(), "");
        look(&self.name_ends, schema_path.name);
        // The line of a whole body or answer ends with a blank, with which a pattern need not end.
        for line in [Some(line), line.strip_suffix(' ')].into_iter().flatten() {
            let (mut node, mut rest) = (&self.words, line);
            look(&node.here, rest);
            while let Some((before, word)) = rest.rsplit_once(ENDS) {
                let Some(next) = node.before.get(word) else { break };
                (node, rest) = (next, before);
                look(&node.here, rest);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// What separates the words of an identity.
const ENDS: [char; 2] = [' ', '.'];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Method;
    use crate::schema_path::{Part, PathRoot, SchemaPath};

    #[test]
    fn a_selection_finds_what_each_pattern_selects() {
        let patterns = [
            "code",
            "co*",
            "* 200 *.code",
            "* 200 code",
            "* GET /users/{} 200",
            "* GET /users/{} 200 ",
            "* GET *",
            "v2-users GET /users/{} 200 phone_numbers[].code",
            "* two words",
            "two words",
            "* *numbers[]",
            "numbers",
            "* 200 a.b c",
            "v2-* ** code",
            "v2-* ** co*",
            "v1-* ** code",
        ]
        .map(Pattern::new);
        let schema_path = |path: &str| SchemaPath {
            document: "v2-users".into(),
            anchor: PathRoot::Operation(Method::Get, "/users/{}".into()),
            part: Part::Response("200".into()),
            path: path.into(),
        };
        let all = Selection::new(&patterns);
        let mut selected = 0;
        for path in [
            "",
            "code",
            "phone_numbers[].code",
            "numbers[]",
            "a.two words",
            "two words",
            "a.b c",
            "other",
        ] {
            let schema_path = schema_path(path);
            let written = schema_path.written();
            let each = patterns.iter().enumerate().filter(|(_, one)| one.selects(&written));
            let each: Vec<usize> = each.map(|(index, _)| index).collect();
            assert_eq!(all.of(&written), each, "{path:?}");
            selected += each.len();
        }
        assert_eq!(selected, 25);
    }
}
