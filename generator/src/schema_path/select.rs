//! Many patterns over many places: each place is shown only to the patterns that can select it.

use std::collections::HashMap;

use super::{PathLine, Pattern};

/// Patterns in order, found by how a place ends and by its document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection<'a> {
    patterns: Vec<&'a Pattern>,
    /// Patterns that end with one name, by that name: alone, or behind ` ** `.
    names: HashMap<&'a str, Bucket<'a>>,
    /// Patterns over the whole identity that say how it ends, by its last word.
    words: HashMap<&'a str, Bucket<'a>>,
    /// All others.
    others: Bucket<'a>,
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

impl<'a> Selection<'a> {
    /// The patterns, known by their positions from now on.
    pub fn new(patterns: impl IntoIterator<Item = &'a Pattern>) -> Self {
        let mut all = Self::default();
        for (index, pattern) in patterns.into_iter().enumerate() {
            all.patterns.push(pattern);
            let document = pattern.document();
            if let Some(name) = pattern.one_name() {
                all.names.entry(name).or_default().add(document, index);
                continue;
            }
            match pattern.parts.as_slice() {
                [.., last] if pattern.whole && pattern.name.is_none() && last.contains(ENDS) => {
                    all.words.entry(last_word(last)).or_default().add(document, index);
                }
                _ => all.others.add(document, index),
            }
        }
        all
    }

    /// How many patterns there are.
    pub fn len(&self) -> usize {
        self.patterns.len()
    }

    /// The positions of the patterns that select a place, in order.
    pub fn of(&self, schema_path: &PathLine<'_>) -> Vec<usize> {
        let line = schema_path.line.as_str();
        let by_name = self.names.get(schema_path.name);
        let by_word = self.words.get(last_word(line));
        // The line of a whole body or answer ends with a blank, with which a pattern need not end.
        let shorter = line.strip_suffix(' ').and_then(|line| self.words.get(last_word(line)));
        let document = line.split_once(' ').map_or(line, |(document, _)| document);
        let buckets = [by_name, by_word, shorter, Some(&self.others)].into_iter().flatten();
        let candidates = buckets.flat_map(|bucket| bucket.of(document)).copied();
        let fits =
            |index: &usize| self.patterns.get(*index).is_some_and(|one| one.selects(schema_path));
        let mut found: Vec<usize> = candidates.filter(fits).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// What separates the words of an identity.
const ENDS: [char; 2] = [' ', '.'];

fn last_word(text: &str) -> &str {
    text.rsplit(ENDS).next().unwrap_or_default()
}

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
