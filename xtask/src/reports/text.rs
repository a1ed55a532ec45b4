//! For a terminal: counts first, then the changes by product.

use std::fmt::Write as _;

use anstyle::Style;
use zoom_codegen::diff::{Change, Counts, Level, Report};

use super::order::{self, Product, label};
use super::words::{Part, parts, short};
use super::{summary, tasks};
use crate::console::{BOLD, DIM, GREEN, RED, YELLOW};

/// How much of one line is shown.
const WIDTH: usize = 400;
/// How many operations, or items that come with a change, are named.
const NAMED: usize = 4;

/// The most places that are shown, of those of many items.
const PLACES: usize = 12;

pub(super) fn render(report: &Report) -> String {
    let mut text = String::new();
    let krate = line(&report.krate);
    let (base, head) = (line(label(&report.base.label)), line(label(&report.head.label)));
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(text, "{BOLD}{krate}: {base} → {head}{BOLD:#}");
    let _ = writeln!(text, "{}", counts(report.counts));
    let style = if report.verdict.sufficient { GREEN } else { RED };
    let _ = writeln!(text, "{style}{}{style:#}", order::verdict(report));
    for note in &report.notes {
        let _ = writeln!(text, "{YELLOW}note{YELLOW:#}: {}", line(note));
    }
    let products = order::products(report);
    for one in summary::lines(report, &products) {
        let _ = writeln!(text, "- {}", line(&one));
    }
    write_tasks(report, &mut text);
    if products.len() > 1 {
        table(&products, &mut text);
    }
    for product in &products {
        let _ =
            writeln!(text, "\n{BOLD}{}{BOLD:#}: {}", line(product.title()), counts(product.counts));
        product.changes.iter().for_each(|change| write_change(change, &mut text));
    }
    text
}

/// What has to be settled, and the lines to paste.
fn write_tasks(report: &Report, text: &mut String) {
    let Some(heading) = tasks::heading(report) else { return };
    let _ = writeln!(text, "\n{BOLD}To settle{BOLD:#}: {heading}");
    for one in tasks::lines(report) {
        let _ = writeln!(text, "  - {}", line(&one));
    }
    for (file, lines) in tasks::edits(report) {
        let _ = writeln!(text, "  {DIM}{}{DIM:#}", line(&file));
        for one in lines {
            let style = if one.starts_with('-') { RED } else { GREEN };
            let _ = writeln!(text, "      {style}{}{style:#}", line(&one));
        }
    }
}

fn counts(counts: Counts) -> String {
    let shown = |level: Level| {
        let (count, style) = (counts.at(level), style(level));
        if count == 0 { format!("0 {level}") } else { format!("{style}{count} {level}{style:#}") }
    };
    Level::ALL.map(shown).join(", ")
}

fn style(level: Level) -> Style {
    match level {
        Level::Breaking => RED,
        Level::Additive => GREEN,
        Level::Documentation => DIM,
    }
}

fn table(products: &[Product<'_>], text: &mut String) {
    let titles: Vec<String> = products.iter().map(|product| line(product.title())).collect();
    let width = titles.iter().map(|title| title.chars().count()).max().unwrap_or(0);
    let _ = writeln!(text, "\n{DIM}{:width$}  breaking  additive  documentation{DIM:#}", "");
    for (product, title) in products.iter().zip(&titles) {
        let counts = product.counts;
        let _ = writeln!(
            text,
            "{title:width$}  {:>8}  {:>8}  {:>13}",
            counts.breaking, counts.additive, counts.documentation
        );
    }
}

fn write_change(change: &Change, text: &mut String) {
    let style = style(change.level);
    let level = change.level.to_string();
    let said = said(&change.text);
    let _ = writeln!(text, "  {style}{level:13}{style:#} {said} {DIM}[{}]{DIM:#}", change.rule);
    let lines = [("-", RED, &change.before), ("+", GREEN, &change.after)];
    for (mark, style, one) in lines {
        if let Some(one) = one {
            let _ = writeln!(text, "      {style}{mark} {}{style:#}", line(one));
        }
    }
    if !change.hint.is_empty() {
        let _ = writeln!(text, "      = {}", self::said(&change.hint));
    }
    let names = |list: Vec<String>| {
        let more = list.len().saturating_sub(NAMED);
        let shown = list.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
        if more == 0 { shown } else { format!("{shown} and {more} more") }
    };
    if change.operations.len() > 1 {
        let list = change.operations.iter().map(|operation| line(&operation.name)).collect();
        let _ = writeln!(text, "      {DIM}in {}{DIM:#}", names(list));
    }
    if !change.with.is_empty() {
        let list = change.with.iter().map(|item| line(item)).collect();
        let _ = writeln!(text, "      {DIM}with {}{DIM:#}", names(list));
    }
    let places: Vec<String> = change.at.iter().map(|at| line(&at.to_string())).collect();
    match places.len() {
        0 => {}
        count if count > PLACES => {
            let _ = writeln!(text, "      {DIM}{}{DIM:#}", names(places));
        }
        _ => {
            let _ = writeln!(text, "      {DIM}{}{DIM:#}", places.join(" → "));
        }
    }
}

/// A sentence with its code in bold.
fn said(sentence: &str) -> String {
    let shown = |part: Part<'_>| match part {
        Part::Plain(words) => line(words),
        Part::Code(code) => format!("{BOLD}{}{BOLD:#}", line(code)),
    };
    parts(sentence).into_iter().map(shown).collect()
}

/// Escape sequences in documents must not reach a terminal.
fn line(text: &str) -> String {
    short(text, WIDTH)
}
