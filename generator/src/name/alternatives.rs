//! The numbers of the alternatives of unions. names.lock records the title and shape of each, so that an alternative
//! keeps its number, and with it its names and what patterns say about it, wherever the document has it in the list.

use std::collections::{BTreeMap, HashMap};

use super::lock::Kind;
use super::owner;
use crate::model::{Alternative, Api, TypeExpr, TypeId, TypeKind, Wire};
use crate::schema_path::SchemaPath;
use crate::word::snake;

/// The fields that are recorded of each alternative.
const MOST: usize = 8;

/// Every alternative by its identity, with its title and shape as names.lock records them.
pub(crate) type Recorded = Vec<(String, String)>;

/// The numbers of the alternatives of a union, by their positions in the document.
type Numbers = BTreeMap<usize, usize>;

/// By what an alternative is recognised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Shape {
    /// Its title or the name of its schema.
    title: String,
    /// The names of its fields, or the kind of its value.
    words: Vec<String>,
}

impl Shape {
    fn of(api: &Api, one: &Alternative) -> Shape {
        let all = words(api, &one.expr, 0);
        // Without a title, the name is that of a field.
        let name = one.name.as_deref().filter(|name| !all.iter().any(|word| word == name));
        Shape {
            title: name.map(snake).unwrap_or_default(),
            words: all.into_iter().filter(|word| is_plain(word)).take(MOST).collect(),
        }
    }

    /// The end of a line of names.lock, behind the name of the variant if there is one.
    fn read(text: &str) -> Shape {
        let text = text.split_once(": ").map_or(text, |(_, shape)| shape);
        let (title, words) = text.split_once('(').unwrap_or((text, ""));
        let words = words.trim_end_matches(')').split(", ").filter(|word| !word.is_empty());
        Shape { title: title.trim().to_owned(), words: words.map(str::to_owned).collect() }
    }

    fn written(&self) -> String {
        format!("{} ({})", self.title, self.words.join(", ")).trim().to_owned()
    }

    /// How well a recorded shape fits; `None` if it is another one. A title counts more than all fields.
    fn likeness(&self, other: &Shape) -> Option<usize> {
        let same_title = !self.title.is_empty() && self.title == other.title;
        let common = self.words.iter().filter(|word| other.words.contains(word)).count();
        let all = (self.words.len() + other.words.len()).max(1);
        let percent = (common * 200).checked_div(all).unwrap_or_default();
        (same_title || percent > 50).then_some(percent + if same_title { 1000 } else { 0 })
    }
}

/// The name of the variant at the end of a line of names.lock.
pub(super) fn variant(text: &str) -> Option<&str> {
    text.split_once(": ").map(|(name, _)| name)
}

/// A word that can be written in a line of names.lock.
fn is_plain(word: &str) -> bool {
    !word.is_empty()
        && !word
            .contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '(' | ')' | ','))
}

/// The fields of an object, those with a single value with that value; the kind of any other value.
fn words(api: &Api, expr: &TypeExpr, depth: usize) -> Vec<String> {
    match expr {
        TypeExpr::Type(id) => match &api.ty(*id).kind {
            TypeKind::Object(object) => {
                let fields = object.fields.iter();
                fields.map(|field| format!("{}{}", field.wire, only(api, &field.expr))).collect()
            }
            TypeKind::Union(union) if depth < 3 => {
                let mut all = Vec::new();
                for one in &union.alternatives {
                    let own = words(api, &one.expr, depth + 1);
                    all.extend(
                        own.into_iter().filter(|word| !all.contains(word)).collect::<Vec<_>>(),
                    );
                }
                all
            }
            TypeKind::Union(_) => vec!["union".to_owned()],
        },
        TypeExpr::Enum(id) => {
            let values = api.enumeration(*id).variants.iter();
            values.map(|value| format!("={}", value.wire)).collect()
        }
        TypeExpr::List(item) => {
            words(api, item, depth).into_iter().map(|word| format!("{word}[]")).collect()
        }
        TypeExpr::Map(item) => {
            words(api, item, depth).into_iter().map(|word| format!("{word}{{}}")).collect()
        }
        other => vec![snake(&format!("{other:?}"))],
    }
}

/// The value of a field that has a single one.
fn only(api: &Api, expr: &TypeExpr) -> String {
    let TypeExpr::Enum(id) = expr else { return String::new() };
    match api.enumeration(*id).variants.as_slice() {
        [one] => match &one.wire {
            Wire::Text(text) => format!("={text}"),
            Wire::Integer(value) => format!("={value}"),
        },
        _ => String::new(),
    }
}

/// Gives every alternative the number that names.lock records for it; a new one gets the next number.
pub(crate) fn number(api: &mut Api, lock: &str) -> Recorded {
    let known = recorded(lock);
    let unions: Vec<TypeId> = (0..api.types.len()).map(TypeId).collect();
    let mut numbers: HashMap<SchemaPath, Numbers> = HashMap::new();
    let mut all = Recorded::new();
    // A union comes before those among its alternatives.
    for id in unions {
        let TypeKind::Union(union) = &api.ty(id).kind else { continue };
        let Some(place) = union.alternatives.first().and_then(|one| union_of(&one.schema_path))
        else {
            continue;
        };
        let own = renumbered(&place, &numbers).unwrap_or_else(|| place.clone());
        let shapes: Vec<(usize, Shape)> = union
            .alternatives
            .iter()
            .filter_map(|one| Some((position(&one.schema_path)?, Shape::of(api, one))))
            .collect();
        let found = numbered(&shapes, known.get(&owner::key(api, &own)));
        for (position, shape) in &shapes {
            let number = found.get(position).copied().unwrap_or(*position);
            all.push((owner::key(api, &own.alternative(number)), shape.written()));
        }
        if found.iter().any(|(position, number)| position != number) {
            numbers.insert(place, found);
        }
    }
    if !numbers.is_empty() {
        renumber(api, &numbers);
    }
    all
}

/// The recorded alternatives by the identity of their union, with their numbers.
fn recorded(lock: &str) -> HashMap<String, Vec<(usize, Shape)>> {
    let mut known: HashMap<String, Vec<(usize, Shape)>> = HashMap::new();
    for line in lock.lines() {
        let line = line.trim();
        let line = line.strip_prefix("retired ").unwrap_or(line);
        let rest =
            line.strip_prefix(Kind::Alternative.word()).and_then(|rest| rest.strip_prefix(' '));
        let Some((key, text)) = rest.and_then(|rest| rest.rsplit_once(" = ")) else { continue };
        let Some((union, number)) = key.rsplit_once('|') else { continue };
        if let Ok(number) = number.parse() {
            known.entry(union.trim_end().to_owned()).or_default().push((number, Shape::read(text)));
        }
    }
    known
}

/// The numbers of the alternatives at these positions: those of the recorded ones that they are most like.
fn numbered(shapes: &[(usize, Shape)], known: Option<&Vec<(usize, Shape)>>) -> Numbers {
    let Some(known) = known else {
        return shapes.iter().map(|(position, _)| (*position, *position)).collect();
    };
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (position, shape) in shapes {
        for (number, other) in known {
            pairs.extend(shape.likeness(other).map(|likeness| (likeness, *position, *number)));
        }
    }
    // The most alike first; of equals, those that stand where they stood.
    pairs.sort_by_key(|(likeness, position, number)| {
        (std::cmp::Reverse(*likeness), position.abs_diff(*number), *position)
    });
    let mut numbers = Numbers::new();
    for (_, position, number) in pairs {
        if !numbers.contains_key(&position) && !numbers.values().any(|other| *other == number) {
            numbers.insert(position, number);
        }
    }
    let mut next = known.iter().map(|(number, _)| number + 1).max().unwrap_or_default();
    for (position, _) in shapes {
        numbers.entry(*position).or_insert_with(|| {
            next += 1;
            next - 1
        });
    }
    numbers
}

/// The positions of alternatives of two states that are alike.
pub(crate) fn alike<'a>(
    (base, were): (&Api, impl Iterator<Item = &'a Alternative>),
    (head, are): (&Api, impl Iterator<Item = &'a Alternative>),
) -> Vec<(usize, usize)> {
    let known: Vec<(usize, Shape)> = were.map(|one| Shape::of(base, one)).enumerate().collect();
    let shapes: Vec<(usize, Shape)> = are.map(|one| Shape::of(head, one)).enumerate().collect();
    let count = known.len();
    let numbers = numbered(&shapes, Some(&known)).into_iter();
    numbers.filter(|(_, was)| *was < count).map(|(is, was)| (was, is)).collect()
}

/// The place of the union that an alternative belongs to.
fn union_of(alternative: &SchemaPath) -> Option<SchemaPath> {
    let (path, _) = alternative.path.rsplit_once('|')?;
    Some(SchemaPath { path: path.to_owned(), ..alternative.clone() })
}

fn position(alternative: &SchemaPath) -> Option<usize> {
    alternative.path.rsplit_once('|')?.1.parse().ok()
}

/// A path with the numbers of its alternatives instead of their positions; `None` if they are the same.
fn renumbered(place: &SchemaPath, numbers: &HashMap<SchemaPath, Numbers>) -> Option<SchemaPath> {
    if numbers.is_empty() || !place.path.contains('|') {
        return None;
    }
    let mut out = String::new();
    let mut changed = false;
    let mut written = 0;
    for (at, _) in place.path.match_indices('|') {
        let (before, after) = (place.path.get(..at)?, place.path.get(at + 1..)?);
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let union = SchemaPath { path: before.to_owned(), ..place.clone() };
        let own = numbers.get(&union).zip(after.get(..digits)?.parse().ok());
        let Some(number) = own.and_then(|(own, position): (_, usize)| own.get(&position)) else {
            continue;
        };
        out.push_str(place.path.get(written..=at)?);
        out.push_str(&number.to_string());
        written = at + 1 + digits;
        changed = true;
    }
    out.push_str(place.path.get(written..)?);
    changed.then(|| SchemaPath { path: out, ..place.clone() })
}

/// Writes the numbers into every schema path.
fn renumber(api: &mut Api, numbers: &HashMap<SchemaPath, Numbers>) {
    let change = |place: &mut SchemaPath| {
        if let Some(new) = renumbered(place, numbers) {
            *place = new;
        }
    };
    for operation in &mut api.operations {
        operation.parameters.iter_mut().for_each(|(.., field)| change(&mut field.schema_path));
    }
    for ty in &mut api.types {
        change(&mut ty.schema_path);
        match &mut ty.kind {
            TypeKind::Object(object) => {
                object.fields.iter_mut().for_each(|field| change(&mut field.schema_path));
            }
            TypeKind::Union(union) => {
                union.alternatives.iter_mut().for_each(|one| change(&mut one.schema_path));
            }
        }
    }
    api.enums.iter_mut().for_each(|one| change(&mut one.schema_path));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> Shape {
        Shape::read(text)
    }

    /// The numbers of alternatives, by position, of a document that was recorded with others.
    fn numbers(recorded: &[&str], document: &[&str]) -> Vec<usize> {
        let known: Vec<_> = recorded.iter().map(|text| shape(text)).enumerate().collect();
        let shapes: Vec<_> = document.iter().map(|text| shape(text)).enumerate().collect();
        numbered(&shapes, Some(&known)).into_values().collect()
    }

    #[test]
    fn an_alternative_keeps_its_number_wherever_it_is() {
        let known = ["account (a, b, c)", "(d, e)", "(string)"];
        for (document, expected) in [
            // The same list, in another order, with one in the middle, with one less.
            (&["account (a, b, c)", "(d, e)", "(string)"][..], &[0, 1, 2][..]),
            (&["(string)", "account (a, b, c)", "(d, e)"], &[2, 0, 1]),
            (&["account (a, b, c)", "session (x, y)", "(d, e)", "(string)"], &[0, 3, 1, 2]),
            (&["(d, e)", "(string)"], &[1, 2]),
            // Another title with the same fields, more fields, and another kind of value.
            (&["accounts (a, b, c)", "(d, e, f)", "(integer)"], &[0, 1, 3]),
            // The title is the same, and no field.
            (&["account (x, y, z)", "(d, e)", "(string)"], &[0, 1, 2]),
        ] {
            assert_eq!(numbers(&known, document), expected, "{document:?}");
        }
    }

    #[test]
    fn equal_shapes_keep_their_places() {
        let known = ["add (op, value)", "remove (op, value)"];
        assert_eq!(numbers(&known, &["add (op, value)", "replace (op, value)"]), [0, 1]);
        let three = ["add (op, value)", "replace (op, value)", "remove (op, value)"];
        assert_eq!(numbers(&known, &three), [0, 2, 1]);
        let methods = ["(method=a, params)", "(method=b, params)"];
        let with_new = ["(method=a, params)", "(method=c, params)", "(method=b, params)"];
        assert_eq!(numbers(&methods, &with_new), [0, 2, 1]);
    }

    #[test]
    fn a_line_has_the_name_of_the_variant() {
        assert_eq!(variant("Plain: plain (a)"), Some("Plain"));
        assert_eq!(shape("Plain: plain (a, b)"), shape("plain (a, b)"));
        assert_eq!(variant("(a)"), None);
    }

    #[test]
    fn shapes_are_read_as_they_are_written() {
        for text in ["video_sdk (in_meeting, recording)", "(string)", "plain ()"] {
            assert_eq!(shape(text).written(), text);
        }
    }
}
