//! `specs lint`: issues for a reviewer, by kind.

use std::fmt::Write as _;
use std::path::Path;

use zoom_codegen::import::{self, Concern, Lint};

use super::{LintOptions, failed, shown, to_read};
use crate::console::{BOLD, Console, DIM};
use crate::outcome::Outcome;

/// How many entries of a kind are listed without `--all`.
const SHOWN: usize = 12;

pub fn run(root: &Path, options: &LintOptions, console: &Console) -> anyhow::Result<Outcome> {
    let specs = to_read(root, console)?;
    let lint = import::lint(&specs).map_err(|failure| {
        failed(failure, console, &shown(|file: &str| specs.contains_key(file)))
    })?;
    console.result(&text(&lint, options))?;
    let clean = lint.concerns.iter().all(|concern| concern.informs);
    Ok(if options.fail && !clean { Outcome::Different } else { Outcome::Fine })
}

fn text(lint: &Lint, options: &LintOptions) -> String {
    let shown = |concern: &&Concern| options.all || !concern.informs;
    let concerns: Vec<&Concern> = lint.concerns.iter().filter(shown).collect();
    if concerns.is_empty() {
        return "No issues.\n".to_owned();
    }
    let mut text = String::new();
    for concern in concerns {
        section(concern, options, &mut text);
    }
    text
}

fn section(concern: &Concern, options: &LintOptions, text: &mut String) {
    let Concern { code, title, help, entries, .. } = concern;
    let places: usize = entries.iter().map(|entry| entry.count).sum();
    let total = entries.len();
    let places = if places > total { format!(", in {places} places") } else { String::new() };
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(text, "{BOLD}{title}{BOLD:#} [{code}]: {total}{places}");
    let limit = if options.all { total } else { SHOWN };
    for entry in entries.iter().take(limit) {
        let count =
            if entry.count > 1 { format!("{:>5} × ", entry.count) } else { "        ".into() };
        let at = &entry.at;
        let line = if at.line > 0 { format!(":{}", at.line) } else { String::new() };
        let _ = writeln!(text, "{count}{}  {DIM}specs/{}{line}{DIM:#}", entry.text, at.file);
    }
    if total > limit {
        let _ = writeln!(text, "        {DIM}… {} more: --all lists them{DIM:#}", total - limit);
    }
    let _ = writeln!(text, "        {DIM}= {help}{DIM:#}\n");
}
