//! Many patterns over many places: each place is shown only to the patterns that can select it.

use std::collections::HashMap;

use super::{PathLine, Pattern};

/// Patterns in order, found by how a place ends and by its document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection<'a> {
    patterns: Vec<&'a Pattern>,
    /// Patterns that end with one name, by that name: alone, or behind ` ** `.
    names: HashMap<&'a str, Bucket<'a>>,
    /// Patterns over the whole identity that say how it ends.
    words: Words<'a>,
    /// Patterns over the whole identity that say only how its last word ends.
    ends: Vec<End>,
    /// Patterns that say how the name ends.
    name_ends: Vec<End>,
}

/// Patterns by the words with which a line has to end, the last word first.
#[derive(Clone, Debug, Default)]
struct Words<'a> {
    here: Bucket<'a>,
    before: HashMap<&'a str, Words<'a>>,
}

/// Positions of patterns by the document that they name; those that name none are for all documents.
#[derive(Clone, Debug, Default)]
struct Bucket<'a> {
    documents: HashMap<&'a str, Vec<usize>>,
    any: Vec<usize>,
}

impl<'a> Bucket<'a> {
    fn add(&mut self, document: Option<&'a str>, index: usize) {
        match document {
            Some(document) => self.documents.entry(document).or_default().push(index),
            None => self.any.push(index),
        }
    }

    fn of(&self, document: &str) -> impl Iterator<Item = &usize> {
        self.documents.get(document).into_iter().flatten().chain(&self.any)
    }
}

/// The position of a pattern, and its last bytes: comparing them rules out nearly all patterns, without a look at their
/// texts, which are all over the memory.
#[derive(Clone, Copy, Debug)]
struct End {
    index: usize,
    bytes: u64,
    mask: u64,
}

impl End {
    fn new(index: usize, text: &str) -> End {
        let mask = text.bytes().rev().take(8).fold(0, |mask, _| (mask << 8) | 0xff);
        End { index, bytes: last_bytes(text), mask }
    }

    fn fits(&self, bytes: u64) -> bool {
        bytes & self.mask == self.bytes
    }
}

/// Up to eight bytes, the last one lowest.
fn last_bytes(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let last = bytes.get(bytes.len().saturating_sub(8)..).unwrap_or_default();
    last.iter().fold(0, |all, byte| (all << 8) | u64::from(*byte))
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
        let document = pattern.document();
        if let Some(name) = pattern.one_name() {
            return self.names.entry(name).or_default().add(document, index);
        }
        let parts = pattern.name.as_ref().unwrap_or(&pattern.parts);
        let last = parts.last().map(String::as_str).unwrap_or_default();
        if !pattern.whole || pattern.name.is_some() {
            return self.name_ends.push(End::new(index, last));
        }
        let mut words: Vec<&str> = last.rsplit(ENDS).collect();
        // What is behind a star may be the end of a word.
        if parts.len() > 1 {
            words.pop();
        }
        if words.is_empty() {
            return self.ends.push(End::new(index, last));
        }
        let node = words
            .into_iter()
            .fold(&mut self.words, |node, word| node.before.entry(word).or_default());
        node.here.add(document, index);
    }

    /// How many patterns there are.
    pub fn len(&self) -> usize {
        self.patterns.len()
    }

    /// The positions of the patterns that select a place, in order.
    pub fn of(&self, schema_path: &PathLine<'_>) -> Vec<usize> {
        let line = schema_path.line.as_str();
        let document = line.split_once(' ').map_or(line, |(document, _)| document);
        let mut found = Vec::new();
        let mut look = |index: usize| {
            if self.patterns.get(index).is_some_and(|one| one.selects(schema_path)) {
                found.push(index);
            }
        };
        let named = self.names.get(schema_path.name).into_iter();
        named.flat_map(|bucket| bucket.of(document)).for_each(|index| look(*index));
        let ends = |ends: &[End], text: &str, look: &mut dyn FnMut(usize)| {
            let bytes = last_bytes(text);
            ends.iter().filter(|end| end.fits(bytes)).for_each(|end| look(end.index));
        };
        ends(&self.name_ends, schema_path.name, &mut look);
        // The line of a whole body or answer ends with a blank, with which a pattern need not end.
        for line in [Some(line), line.strip_suffix(' ')].into_iter().flatten() {
            ends(&self.ends, line, &mut look);
            let mut node = &self.words;
            for word in line.rsplit(ENDS) {
                let Some(next) = node.before.get(word) else { break };
                next.here.of(document).for_each(|index| look(*index));
                node = next;
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
