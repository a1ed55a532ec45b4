//! Differences of files for people.

use std::fmt::Write as _;
use std::time::Duration;

use similar::TextDiff;

use crate::console::{BOLD, DIM, GREEN, RED, YELLOW};
use crate::disk::plan::{Difference, Found, Plan};

/// The number of lines shown for one file.
const LINES_OF_A_FILE: usize = 40;
/// The number of lines shown in total: a stale tree must not flood a CI log.
const LINES_IN_ALL: usize = 100;

/// Every difference with a short excerpt, then their number and what to do. Styled; print through
/// [`crate::console::Console::result`].
pub fn report(plan: &Plan<'_>, fix: &str) -> String {
    let mut text = String::new();
    let mut budget = LINES_IN_ALL;
    for difference in plan.differences() {
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(text, "{BOLD}{:7}{BOLD:#} {}", difference.kind(), difference.label);
        excerpt(difference, &mut budget, &mut text);
    }
    if !text.is_empty() {
        text.push('\n');
    }
    if let Some(interrupted) = plan.interrupted {
        let _ = writeln!(text, "{YELLOW}note{YELLOW:#}: {interrupted}");
    }
    let _ = writeln!(text, "{}", count(plan));
    let _ = writeln!(text, "To fix it: {BOLD}{fix}{BOLD:#}");
    text
}

/// `2 files differ from the documents: 1 changed, 1 stale`.
fn count(plan: &Plan<'_>) -> String {
    let of = |kind: &str| plan.differences().filter(|d| d.kind() == kind).count();
    let kinds = ["changed", "missing", "stale"].map(|kind| (of(kind), kind));
    let total: usize = kinds.iter().map(|(count, _)| count).sum();
    let parts = kinds.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts.map(|(count, kind)| format!("{count} {kind}")).collect();
    match total {
        0 => "No file differs; only the earlier run is not completed.".to_owned(),
        1 => format!("1 file differs from what the documents give: {}.", parts.join(", ")),
        _ => format!("{total} files differ from what the documents give: {}.", parts.join(", ")),
    }
}

fn excerpt(difference: &Difference<'_>, budget: &mut usize, text: &mut String) {
    let Some(wanted) = difference.wanted else {
        return;
    };
    let found = match &difference.found {
        Found::Nothing => return,
        Found::Link => return remark(text, "a symbolic link where a file should be"),
        Found::Other => return remark(text, "not a file"),
        Found::File(bytes) => bytes,
    };
    let Ok(found) = std::str::from_utf8(found) else {
        return remark(text, "not UTF-8 text");
    };
    if found.replace("\r\n", "\n") == wanted {
        return remark(text, "differs only in line endings; is .gitattributes in effect?");
    }
    let mut lines = lines(found, wanted).into_iter();
    let room = LINES_OF_A_FILE.min(*budget);
    for line in lines.by_ref().take(room) {
        *budget -= 1;
        let style = match line.as_bytes().first() {
            Some(b'+') => GREEN,
            Some(b'-') => RED,
            _ => DIM,
        };
        let _ = writeln!(text, "    {style}{line}{style:#}");
    }
    match lines.len() {
        0 => {}
        1 => remark(text, "1 more line of differences"),
        more => remark(text, &format!("{more} more lines of differences")),
    }
}

fn remark(text: &mut String, remark: &str) {
    let _ = writeln!(text, "    {DIM}… {remark}{DIM:#}");
}

/// The lines of a unified diff, without escape sequences, which must not reach a terminal.
fn lines(found: &str, wanted: &str) -> Vec<String> {
    let mut settings = TextDiff::configure();
    // The difference of two large, unlike files is not worth much time.
    settings.timeout(Duration::from_millis(500));
    let diff = settings.diff_lines(found, wanted);
    let unified = diff.unified_diff().context_radius(2).to_string();
    let harmless = |line: &str| line.replace(|c: char| c.is_control() && c != '\t', "\u{fffd}");
    unified.lines().map(harmless).collect()
}
