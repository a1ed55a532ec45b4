//! Entries as lines of text, and lines of text as entries.

use std::fmt;

use super::{Entry, Kind, Listing, OR};

/// The first word of a line for each kind.
const WORDS: &[(&str, Kind)] = &[
    ("struct", Kind::Struct),
    ("field", Kind::Field),
    ("enum", Kind::Enum),
    ("variant", Kind::Variant),
    ("trait", Kind::Trait),
    ("required", Kind::Required),
    ("fn", Kind::Fn),
    ("method", Kind::Method),
    ("const", Kind::Const),
    ("static", Kind::Static),
    ("type", Kind::Type),
    ("use", Kind::Use),
    ("impl", Kind::Impl),
    ("event", Kind::Event),
];

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = WORDS.iter().find(|(_, kind)| kind == self).map(|(word, _)| *word);
        f.write_str(match (word, self) {
            (None, Kind::Other(word)) => word,
            (word, _) => word.unwrap_or_default(),
        })
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.kind, self.path(), self.signature)?;
        match self.features.as_slice() {
            [] => Ok(()),
            names => write!(f, " [{}]", names.join(", ")),
        }
    }
}

impl From<&str> for Listing {
    /// Reads api.txt or api-runtime.txt, which another version of this program may have written.
    fn from(text: &str) -> Listing {
        Listing::new(text.lines().filter(|line| !line.is_empty()).map(Entry::from).collect())
    }
}

impl From<&str> for Entry {
    fn from(line: &str) -> Entry {
        let (word, rest) = line.split_once(' ').unwrap_or(("", line));
        let known = WORDS.iter().find(|(known, _)| *known == word).map(|(_, kind)| kind.clone());
        let kind = known.unwrap_or_else(|| Kind::Other(word.to_owned()));
        // The value of a variant is free text.
        let is_value = kind == Kind::Variant && rest.contains(" = ");
        let (rest, features) = match split_features(rest).filter(|_| !is_value) {
            Some(split) => split,
            None => (rest, Vec::new()),
        };
        let mut entry = match kind {
            Kind::Impl => implementation(rest),
            kind => {
                let end = match kind {
                    Kind::Event => rest.rfind(" = "),
                    _ => rest.find(['(', ' ']),
                };
                let path = rest.get(..end.unwrap_or(rest.len())).unwrap_or(rest);
                let path = path.trim_end_matches(':');
                Entry::new(kind, path, rest.strip_prefix(path).unwrap_or_default())
            }
        };
        entry.features = features;
        entry
    }
}

/// `From<u8> for rt::Value for <T>`.
fn implementation(rest: &str) -> Entry {
    let (name, rest) = rest.split_once(" for ").unwrap_or((rest, ""));
    let owner = rest.split(' ').next().unwrap_or_default();
    let mut entry = Entry::new(Kind::Impl, "", rest.strip_prefix(owner).unwrap_or_default());
    (entry.name, entry.owner) = (name.to_owned(), owner.to_owned());
    entry
}

/// Splits off the cargo features at the end of a line; after a lifetime the brackets belong to a type.
fn split_features(rest: &str) -> Option<(&str, Vec<String>)> {
    let is_name = |name: &String| {
        let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
        name.split(OR).all(|name| !name.is_empty() && name.chars().all(is_part))
    };
    let (before, list) = rest.strip_suffix(']')?.rsplit_once(" [")?;
    let is_type = before.rsplit(' ').next().is_some_and(|word| word.contains('\''));
    let names: Vec<String> = list.split(", ").map(str::to_owned).collect();
    (!is_type && names.iter().all(is_name)).then_some((before, names))
}
