//! For a terminal: counts first, then the changes by product.

use std::fmt::Write as _;

use zoom_codegen::diff::{Change, Level, Report};

use crate::console::{BOLD, DIM, GREEN, RED, YELLOW};

pub(super) fn render(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail, here and below.
    let (counts, verdict) = (report.counts, &report.verdict);
    let _ = writeln!(
        text,
        "{BOLD}{}: {} → {}{BOLD:#}\n{RED}{} breaking{RED:#}, {GREEN}{} additive{GREEN:#}, {} documentation",
        report.krate,
        plain(&report.base.label),
        plain(&report.head.label),
        counts.breaking,
        counts.additive,
        counts.documentation,
    );
    if verdict.sufficient {
        let _ = writeln!(text, "version {} → {}: enough", verdict.base, verdict.head);
    } else {
        let _ = writeln!(
            text,
            "{RED}version {} → {}: too low, it must be {} at least{RED:#}",
            verdict.base, verdict.head, verdict.needed
        );
    }
    for note in &report.notes {
        let _ = writeln!(text, "{YELLOW}note{YELLOW:#}: {}", plain(note));
    }
    let mut product = None;
    for change in &report.changes {
        if product != Some(&change.product) {
            product = Some(&change.product);
            let _ = writeln!(text, "\n{BOLD}{}{BOLD:#}", plain(&change.product));
        }
        write_change(change, &mut text);
    }
    text
}

fn write_change(change: &Change, text: &mut String) {
    let style = match change.level {
        Level::Breaking => RED,
        Level::Additive => GREEN,
        Level::Documentation => DIM,
    };
    let level = change.level.to_string();
    let _ = writeln!(
        text,
        "  {style}{level:13}{style:#} {} {DIM}[{}]{DIM:#}",
        plain(&change.text),
        change.rule
    );
    let lines = [("-", RED, &change.before), ("+", GREEN, &change.after)];
    for (mark, style, line) in lines {
        if let Some(line) = line {
            let _ = writeln!(text, "      {style}{mark} {}{style:#}", plain(line));
        }
    }
    if !change.hint.is_empty() {
        let _ = writeln!(text, "      {}", plain(&change.hint));
    }
    let places: Vec<String> = change.at.iter().map(|at| at.to_string()).collect();
    if !places.is_empty() {
        let _ = writeln!(text, "      {DIM}{}{DIM:#}", plain(&places.join(" → ")));
    }
}

/// Escape sequences in documents must not reach a terminal.
fn plain(text: &str) -> String {
    text.replace(|c: char| c.is_control(), "\u{fffd}")
}
