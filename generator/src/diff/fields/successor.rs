//! A new field that most likely replaces one that is gone: a name that was misspelled, for example.

use super::super::pending::PendingChange;
use super::super::rules::Family;
use super::compare::Matched;
use super::{Cited, Field, Owners, is_same};

/// The shortest name in which a difference can be a spelling.
const SHORTEST: usize = 5;

/// The most letters that differ in two spellings.
const MOST: usize = 2;

impl Owners<'_> {
    /// Names the new field in the hint of a removed one, if there is a single candidate.
    pub(super) fn succeeded(
        &self,
        change: PendingChange,
        gone: &Field<'_>,
        (matched, added): (&[Matched<'_>], &[&Field<'_>]),
    ) -> PendingChange {
        let is_alike = |field: &&Field<'_>| {
            field.location == gone.location && is_respelled(gone.wire, field.wire)
        };
        let stays = matched.iter().filter(|(was, is)| takes_the_place(gone, was, is));
        let all = added.iter().copied().chain(stays.map(|(_, is)| *is));
        let mut alike = all.filter(is_alike);
        let (Some(new), None) = (alike.next(), alike.next()) else { return change };
        let change = change.word("new", new.rust);
        if self.family == Family::Response {
            return change.hint("read `{type}.{new}`, which takes its place");
        }
        match self.compared.head.call_with(self.head.origin, new.rust, "…") {
            Some(set) => change.word("set", &set).hint("use `{set}`, which takes its place"),
            None => change.hint("pass `{new}`, which takes its place: `{call}`"),
        }
    }
}

/// Whether a schema that had the field which is gone has this one now, which others had before.
fn takes_the_place(gone: &Field<'_>, was: &Field<'_>, is: &Field<'_>) -> bool {
    let (gone_schemas, old) = (gone.schemas(), was.schemas());
    let is_beside = |one: &Cited<'_>, other: &Cited<'_>| {
        let (one, other) = (one.schema_path, other.schema_path);
        let owners = (one.path.strip_suffix(gone.wire), other.path.strip_suffix(is.wire));
        one.anchor == other.anchor
            && one.part == other.part
            && owners.0.is_some()
            && owners.0 == owners.1
    };
    let new = is.schemas();
    let mut came = new
        .iter()
        .filter(|one| !old.iter().any(|other| is_same(other.schema_path, one.schema_path)));
    came.any(|one| gone_schemas.iter().any(|gone| is_beside(gone, one)))
}

/// Whether two names differ by a few letters, and by no digit: `h264` and `h265` are two things.
fn is_respelled(one: &str, other: &str) -> bool {
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    let length = one.chars().count().min(other.chars().count());
    length >= SHORTEST && digits(&one) == digits(&other) && distance(&one, &other) <= MOST
}

/// The number of letters to insert, remove, replace or exchange with their neighbor.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut next = vec![at.saturating_add(1)];
        for (position, wanted) in other.iter().enumerate() {
            let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX);
            let replaced = cell(&row, position).saturating_add(usize::from(letter != wanted));
            let removed = cell(&row, position.saturating_add(1)).saturating_add(1);
            let inserted = cell(&next, position).saturating_add(1);
            let previous =
                |list: &[char], at: usize| at.checked_sub(1).and_then(|at| list.get(at).copied());
            let is_exchange =
                previous(&one, at) == Some(*wanted) && previous(&other, position) == Some(*letter);
            let exchanged = match position.checked_sub(1).filter(|_| is_exchange) {
                Some(position) => cell(&before, position).saturating_add(1),
                None => usize::MAX,
            };
            next.push(replaced.min(removed).min(inserted).min(exchanged));
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_differ_by_a_few_letters() {
        for (one, other, alike) in [
            ("domians", "domains", true),
            ("recieve_calls", "receive_calls", true),
            ("participants", "participant", true),
            ("start_date", "start_time", false),
            ("line_1", "line_2", false),
            ("to", "cc", false),
            ("name", "names", false),
        ] {
            assert_eq!(is_respelled(one, other), alike, "{one}, {other}");
        }
    }
}
