//! The effect of changed documents on users of the crate, before anything is written.

use std::collections::BTreeMap;

use zoom_codegen::diff::{self, Files, Level, State};
use zoom_codegen::{Diagnostic, Failure};

use crate::console::{BOLD, Console, RED, YELLOW};

/// A few lines: the number of changes of each level, or the errors that prevent a comparison.
pub fn preview(
    before: &BTreeMap<String, String>,
    after: BTreeMap<String, String>,
    console: &Console,
) -> String {
    let watch = |stage| console.stage(stage);
    let published = Files::new("the published documents", after);
    let states = State::read_both(Files::new("specs/", before.clone()), published, &watch);
    console.done();
    let (base, head) = match states {
        [Ok(base), Ok(head)] => (base, head),
        [Err(Failure { diagnostics }), _] | [_, Err(Failure { diagnostics })] => {
            return unusable(&diagnostics);
        }
    };
    if !head.faults.is_empty() {
        return unusable(&head.faults);
    }
    let report = diff::compare(&base, &head, None);
    let counts = Level::ALL.map(|level| format!("{} {level}", report.counts.at(level)));
    let mut text = format!("For users of the crate: {}.\n", counts.join(", "));
    let mut rules: BTreeMap<(Level, &str), usize> = BTreeMap::new();
    for change in &report.changes {
        *rules.entry((change.level, change.rule)).or_default() += 1;
    }
    for ((level, rule), count) in rules {
        let style = if level == Level::Breaking { RED } else { anstyle::Style::new() };
        text.push_str(&format!("  {count:>5} {style}{level}{style:#}  {rule}\n"));
    }
    text
}

fn unusable(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.len();
    let first = diagnostics.first().map(|one| format!(", first: {}", one.message));
    let (first, s) = (first.unwrap_or_default(), if errors == 1 { "" } else { "s" });
    format!(
        "{YELLOW}specs/ would then have errors to correct{YELLOW:#}: {errors} error{s}{first}. \
         {BOLD}cargo xtask codegen{BOLD:#} lists them with advice.\n"
    )
}
