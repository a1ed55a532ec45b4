//! Pages of operations, and the ranges whose length is limited.

use super::super::fields::same;
use super::super::pending::{Changes, PendingChange};
use super::super::report::Side;
use super::super::rules;
use super::OperationPair;
use super::configured::{self, Entries, Of};
use crate::model::{NumberPaging, OffsetPaging, Paging, Span, Window};
use crate::request_methods::{Aspect, is_windowed};
use crate::settings::file;

impl OperationPair<'_> {
    pub(super) fn paging(&self, changes: &mut Changes) {
        let (base, head) = self.states();
        let mut report = |rule, aspect| {
            let entries = match aspect {
                Aspect::Items => configured::items(base, head),
                _ => configured::paging(base, head),
            };
            changes.push(self.at_entries(self.aspect(rule, aspect), &entries));
        };
        let (was, is) = match (&self.base.0.paging, &self.head.0.paging) {
            (None, None) => return,
            (None, Some(_)) => return report(rules::PAGING_GAINED, Aspect::Pages),
            (Some(_), None) => return report(rules::PAGING_LOST, Aspect::Pages),
            (Some(was), Some(is)) => (was, is),
        };
        match (&was.items, &is.items) {
            (None, None) => {}
            (None, Some(_)) => report(rules::PAGING_ITEMS_GAINED, Aspect::Items),
            (Some(_), None) => report(rules::PAGING_ITEMS_LOST, Aspect::Items),
            (Some((_, was)), Some((_, is))) if same(self.compared, was, is) => {}
            _ => report(rules::PAGING_ITEMS_CHANGED, Aspect::Items),
        }
        changes.compare(Some(style(was)), Some(style(is)), || {
            let entries = [configured::paging(base, head), configured::items(base, head)].concat();
            self.at_entries(self.change(rules::PAGING_CHANGED), &entries)
        });
    }

    /// Ranges whose length is limited; methods of their own split them.
    pub(super) fn windows(&self, changes: &mut Changes) {
        let (was, is) = (&self.base.0.window, &self.head.0.window);
        let change = match (is_windowed(self.base.0), is_windowed(self.head.0)) {
            (false, true) => self.aspect(rules::WINDOW_GAINED, Aspect::Windows),
            (true, false) => self.aspect(rules::WINDOW_LOST, Aspect::Windows),
            _ if was == is => return,
            _ => {
                let change = self.aspect(rules::WINDOW_CHANGED, Aspect::Windows);
                let change = match (was, is) {
                    (Some(was), Some(is)) if was.span == is.span => {
                        change.text(other_range(was, is))
                    }
                    _ => change,
                };
                change.lines(was.as_ref().map(range), is.as_ref().map(range))
            }
        };
        let (base, head) = self.states();
        changes.push(self.at_entries(change, &configured::windows(base, head)));
    }

    fn states(&self) -> (Of<'_>, Of<'_>) {
        ((&self.compared.base, self.base.0), (&self.compared.head, self.head.0))
    }

    /// Cites entries of rules.yaml, and the operation in a state without one.
    fn at_entries(&self, change: PendingChange, entries: &Entries) -> PendingChange {
        let has = |side| entries.iter().any(|(own, _)| *own == side);
        let (base, head) = self.origins;
        let base = self.compared.base.location(base).filter(|_| !has(Side::Base));
        let head = self.compared.head.location(head).filter(|_| !has(Side::Head));
        entries
            .iter()
            .fold(change.at(Side::Base, base).at(Side::Head, head), |change, (side, pointer)| {
                change.at(*side, (file::RULES, pointer))
            })
    }
}

/// How the pages of a list follow each other.
pub(in super::super) fn style(paging: &Paging) -> String {
    let mut words = Vec::new();
    let Paging { token, number, offset, link, items } = paging;
    if let Some(token) = token {
        let sync = token.sync.as_ref().map(|name| format!(", `{name}` for later changes"));
        let sync = sync.unwrap_or_default();
        words.push(format!("by token: `{}` → `{}`{sync}", token.response, token.request));
    }
    if let Some(NumberPaging { request, response, count }) = number {
        let repeated = response.as_ref().map(|name| format!(", repeated in `{name}`"));
        let end = match count {
            Some(count) => format!(" of `{count}`"),
            None => ", up to a page without items".to_owned(),
        };
        let repeated = repeated.unwrap_or_default();
        words.push(format!("by number: `{request}`{end}{repeated}"));
    }
    if let Some(OffsetPaging { request, first, total, items }) = offset {
        let total = total.as_ref().map(|name| format!(", up to `{name}`")).unwrap_or_default();
        words.push(format!("by position: `{request}`, from {first}{total}, of `{items}`"));
    }
    if *link {
        words.push("by the header `Link`".to_owned());
    }
    words.extend(items.as_ref().map(|(name, _)| format!("items in `{name}`")));
    words.join("; ")
}

/// What is different about ranges of the same length.
fn other_range(was: &Window, is: &Window) -> &'static str {
    match (was.back_months, is.back_months) {
        (was, is) if was == is => "the inputs of the range of `{item}` have other names",
        (_, None) => "`{item}` no longer says how far back a range may begin",
        (None, _) => "`{item}` says how far back a range may begin",
        _ => "a range of `{item}` may begin at another time in the past",
    }
}

fn range(window: &Window) -> String {
    let counted = |number: u32, unit: &str| match number {
        1 => format!("1 {unit}"),
        _ => format!("{number} {unit}s"),
    };
    let span = match window.span {
        Span::Days(days) => counted(days, "day"),
        Span::Months(months) => counted(months, "month"),
    };
    let back = window.back_months.map(|months| format!(", {} back", counted(months, "month")));
    let back = back.unwrap_or_default();
    format!("`{}` to `{}`: {span}{back}", window.from, window.to)
}
