//! Marks fields that must never be printed, and finds those about which no decision was made.

use std::collections::{BTreeMap, HashMap};

use super::{each_field, unmatched};
use crate::diagnostic::{Finding, Findings, Severity};
use crate::model::{Api, Field, TypeExpr};
use crate::pointer::Pointer;
use crate::schema_path::{Pattern, Selection};
use crate::settings::{SecretRules, Settings, entry_pointer, file};
use crate::word::snake;

pub(super) fn secrets(api: &mut Api, settings: &Settings, findings: &mut Findings) {
    let entries = Entries::of(&settings.rules.secrets);
    let selection = Selection::new(entries.patterns.iter());
    let mut used = vec![false; entries.patterns.len()];
    let mut names = HashMap::new();
    let mut undecided: BTreeMap<String, (usize, Finding)> = BTreeMap::new();
    each_field(api, |field| match entries.decide(field, &selection, &mut names, &mut used) {
        // A switch of the same name gives nothing away.
        Some(true) => field.secret |= *field.expr.innermost() != TypeExpr::Boolean,
        None if !field.secret && is_single(&field.expr) => {
            if let Some(word) = names.get(&field.wire).and_then(|one| one.suspicion) {
                let first = || (0, gap(field, word));
                undecided.entry(snake(&field.wire)).or_insert_with(first).0 += 1;
            }
        }
        _ => {}
    });
    for (count, mut finding) in undecided.into_values() {
        let document = api.documents.iter().find(|document| document.id == finding.file);
        finding.file = document.map(|document| document.file.clone()).unwrap_or_default();
        if count > 1 {
            finding.message.push_str(&format!(" ({count} places)"));
        }
        findings.push(finding);
    }
    for (index, pattern) in entries.patterns.iter().enumerate().filter(|(index, _)| !used[*index]) {
        unmatched(file::RULES, &entries.pointers[index], pattern, findings);
    }
}

/// Whether values are strings or numbers, alone or in lists: fields of objects have names of their own.
fn is_single(expr: &TypeExpr) -> bool {
    matches!(
        expr.innermost(),
        TypeExpr::Text | TypeExpr::Integer | TypeExpr::Number | TypeExpr::Any
    )
}

/// A field whose name looks like that of a secret; `file` is the id of its document for now.
fn gap(field: &Field, word: &str) -> Finding {
    Finding::new(
        Severity::Gap,
        UNDECIDED,
        &field.schema_path.document,
        &field.pointer,
        format!(
            "`{}` looks like a secret (`{word}`), and nobody has decided whether it is",
            field.schema_path
        ),
        "add the name or the place to `secrets` in rules.yaml: to `hidden`, or to `shown` with a reason",
    )
}

/// The code of a field that nobody has decided about.
pub(crate) const UNDECIDED: &str = "undecided-secret";

/// The entries of rules.yaml: those of `hidden`, then those of `shown`.
struct Entries<'a> {
    rules: &'a SecretRules,
    patterns: Vec<Pattern>,
    pointers: Vec<Pointer>,
    /// The positions of those that are names without `*`, by name.
    exact: HashMap<&'a str, Vec<usize>>,
    /// The positions of those that are names with `*`.
    stars: Vec<usize>,
}

impl<'a> Entries<'a> {
    fn of(rules: &'a SecretRules) -> Self {
        let hidden = rules.hidden.iter().enumerate();
        let hidden = hidden.map(|(at, text)| (text, entry_pointer(["secrets", "hidden"]).join(at)));
        let shown = rules.shown.iter().enumerate().flat_map(|(group, rule)| {
            let names = entry_pointer(["secrets", "shown"]).join(group).join("names");
            rule.names.iter().enumerate().map(move |(at, text)| (text, names.join(at)))
        });
        let (patterns, pointers) = (Vec::new(), Vec::new());
        let (exact, stars) = (HashMap::new(), Vec::new());
        let mut entries = Self { rules, patterns, pointers, exact, stars };
        for (index, (text, at)) in hidden.chain(shown).enumerate() {
            match (text.contains(' '), text.contains('*')) {
                (true, _) => {}
                (false, true) => entries.stars.push(index),
                (false, false) => {
                    entries.exact.entry(text.as_str()).or_default().push(index);
                }
            }
            entries.patterns.push(Pattern::new(text));
            entries.pointers.push(at);
        }
        entries
    }

    /// Whether a field is secret: its schema path decides before its name. `names` keeps the decision for each name,
    /// because a crate has far more fields than names.
    fn decide(
        &self,
        field: &Field,
        selection: &Selection<'_>,
        names: &mut HashMap<String, ByName<'a>>,
        used: &mut [bool],
    ) -> Option<bool> {
        let mut by_path = None;
        for index in selection.of(&field.schema_path.written()) {
            used[index] = true;
            let is_hidden = index < self.rules.hidden.len();
            if self.patterns[index].as_str().contains(' ') {
                by_path = by_path.or(Some(is_hidden));
            }
        }
        if !names.contains_key(&field.wire) {
            let by_name = self.by_name(&field.wire);
            by_name.matching.iter().for_each(|index| used[*index] = true);
            names.insert(field.wire.clone(), by_name);
        }
        let by_name = names.get(&field.wire);
        by_path.or_else(|| {
            // A pattern of names does not decide about objects: the names of their fields do.
            let by_name = by_name?;
            by_name.is_hidden.filter(|hidden| !hidden || by_name.is_exact || is_single(&field.expr))
        })
    }

    /// An entry without `*` comes before those with one, and `hidden` before `shown`, as in `SecretRules::by_name`.
    fn by_name(&self, wire: &str) -> ByName<'a> {
        let name = snake(wire);
        let is_hidden = |index: &usize| *index < self.rules.hidden.len();
        let of = |name: &str| self.exact.get(name).map(Vec::as_slice).unwrap_or_default();
        let is_name = |index: &&usize, name: &str| self.patterns[**index].is_name(name);
        let stars = self.stars.iter().filter(|index| is_name(index, &name));
        let mut matching: Vec<usize> = of(&name).iter().chain(stars).copied().collect();
        matching.sort_unstable();
        let exact = of(&name).iter().chain(of(wire)).min();
        let like = |index: &&usize| is_name(index, &name) || is_name(index, wire);
        let decisive = exact.or_else(|| self.stars.iter().find(like));
        ByName {
            matching,
            is_hidden: decisive.map(is_hidden),
            is_exact: of(wire).first().is_some_and(is_hidden),
            suspicion: self.rules.suspicion(wire),
        }
    }
}

/// The decision of the entries about one name.
struct ByName<'a> {
    /// The entries that match the name.
    matching: Vec<usize>,
    is_hidden: Option<bool>,
    /// Whether an entry of `hidden` is exactly this name.
    is_exact: bool,
    /// The word that makes it look like the name of a secret.
    suspicion: Option<&'a str>,
}
