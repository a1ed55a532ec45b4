//! `cargo xtask codegen`: read, generate, then write, check or print.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::bail;
use zoom_codegen::{Diagnostic, Inputs, Output, Severity, Summary};

use crate::cli::Options;
use crate::console::Console;
use crate::diff::{self, Gate};
use crate::disk::apply::{Applied, apply};
use crate::disk::destination::{Content, Destination};
use crate::disk::lock;
use crate::disk::plan::Plan;
use crate::disk::recover;
use crate::file_diffs;
use crate::last_run::{self, LastRun};
use crate::outcome::Outcome;
use crate::read;
use crate::spec_output;

/// The command to run where the journal of specs/ does not name the interrupted one.
const SPECS: &str = "cargo xtask specs import";

/// Runs the command in the project at `root`.
pub fn run(root: &Path, options: &Options, console: &Console) -> anyhow::Result<Outcome> {
    let begun = Instant::now();
    let reads_only = options.check || options.print.is_some();
    let out = options.out.as_deref();
    let waiting = || console.say(lock::WAITING);
    let _guard = match reads_only {
        true => lock::shared(root, out, options.wait, &waiting)?,
        false => Some(lock::exclusive(root, out, options.wait, &waiting)?),
    };
    if let (Some(out), None) = (out, &options.print) {
        spec_output::claim(out, options.force)?;
    }
    if !reads_only && options.spec.is_none() {
        recover::before_writing(&Destination::specs(root, SPECS), &|_| false, console)?;
    }
    let inputs = inputs(root, options)?;
    let destination = out
        .map_or_else(|| Destination::project(root), |out| spec_output::destination(out, options));
    let is_recorded = !reads_only && options.spec.is_none();
    let key = if is_recorded { last_run::key(&inputs) } else { None };
    if let Some(key) = key.as_ref().filter(|_| !options.fresh && !options.verbose)
        && let Some(last) = last_run::find(root, key, &destination)
    {
        report_nothing(&last, console, begun)?;
        return Ok(Outcome::Fine);
    }
    let output = generate(&inputs, options, console)?;
    if let Some(path) = &options.print {
        return print(path, &output, console);
    }
    let (content, output) = content(output, options);
    if options.check {
        let outcome = check(&destination, &content, &output, options, console, begun)?;
        return if options.spec.is_some() { Ok(outcome) } else { version(root, outcome, console) };
    }
    let applied = apply(&destination, &content)?;
    report(&applied, &output.summary, console, begun)?;
    // names.lock is an input as well: with another one, the next run is whole.
    if let Some(key) =
        key.filter(|_| inputs.specs.get("names.lock") == content.commit_last.as_ref())
    {
        let summary = generated(&output.summary);
        last_run::record(root, key, &content, summary, &output.diagnostics);
    }
    // The process ends: giving the memory back piece by piece would only take time.
    std::mem::forget((content, output));
    Ok(Outcome::Fine)
}

/// The complaint of `codegen --check` about the project at `root`; `None` if it is up to date.
pub fn freshness(root: &Path) -> anyhow::Result<Option<String>> {
    let _guard = lock::shared(root, None, Options::patience(), &|| {})?;
    let console = Console::new(false);
    let options = Options::default();
    let output = generate(&inputs(root, &options)?, &options, &console)?;
    let (content, output) = content(output, &options);
    let destination = Destination::project(root);
    let complaint = match complaint(&destination, &content, &output, &options)? {
        Some(complaint) => Some(complaint),
        None => match diff::gate(root, &console)? {
            Gate::TooLow(message) => Some(message),
            Gate::Enough | Gate::Unknown(_) => None,
        },
    };
    Ok(complaint.map(|text| anstream::adapter::strip_str(&text).to_string()))
}

fn inputs(root: &Path, options: &Options) -> anyhow::Result<Inputs> {
    let mut inputs = match (&options.spec, &options.name) {
        (Some(spec), Some(name)) => {
            let mut inputs = read::single(root, spec, name)?;
            spec_output::companions(options, &mut inputs)?;
            inputs
        }
        _ => read::project(root)?,
    };
    inputs.threads = options.threads;
    Ok(inputs)
}

fn generate(inputs: &Inputs, options: &Options, console: &Console) -> anyhow::Result<Output> {
    let generated = zoom_codegen::generate(inputs, &|stage| console.stage(stage));
    console.done();
    let say = |diagnostics: &mut Vec<Diagnostic>| {
        diagnostics.iter_mut().for_each(|diagnostic| place(diagnostic, inputs, options));
        console.diagnostics(diagnostics.iter());
    };
    match generated {
        Ok(mut output) => {
            say(&mut output.diagnostics);
            if options.spec.is_some() && !console.verbose() {
                notes(&output.diagnostics, console);
            }
            Ok(output)
        }
        Err(mut failure) => {
            say(&mut failure.diagnostics);
            let errors = failure.diagnostics.iter().filter(|d| d.severity == Severity::Error);
            let errors = counted(errors.count().max(1), "error", "errors");
            bail!("{errors} in the input; nothing was written")
        }
    }
}

/// Prints the number of notes: with `--spec` the document is usually new to the user, who should know of them.
fn notes(diagnostics: &[Diagnostic], console: &Console) {
    let found = diagnostics.iter().filter(|one| one.severity == Severity::Note);
    let codes: BTreeSet<&str> = found.clone().map(|one| one.code).collect();
    if !codes.is_empty() {
        let count = counted(found.count(), "note", "notes");
        let codes: Vec<&str> = codes.into_iter().collect();
        let codes = codes.join(", ");
        console.say(format_args!("{count} ({codes}): REPORT.md and --verbose show all of them"));
    }
}

/// Replaces the name of a file inside its folder, which the generator uses, by its path, which terminals can open.
fn place(diagnostic: &mut Diagnostic, inputs: &Inputs, options: &Options) {
    let file = &mut diagnostic.at.file;
    if let Some(shown) = spec_output::shown(file, options) {
        *file = shown;
    } else if options.spec.is_none() && inputs.specs.contains_key(file) {
        *file = format!("specs/{file}");
    }
}

fn content(mut output: Output, options: &Options) -> (Content, Output) {
    let mut files = std::mem::take(&mut output.tree);
    if let (Some(_), Some(name)) = (&options.out, &options.name) {
        files.insert(spec_output::MARK.to_owned(), spec_output::mark(name));
    }
    let content = Content {
        files,
        owned: std::mem::take(&mut output.owned),
        commit_last: Some(std::mem::take(&mut output.names_lock)),
    };
    (content, output)
}

fn print(path: &str, output: &Output, console: &Console) -> anyhow::Result<Outcome> {
    let path = path.replace('\\', "/");
    let names = ["generated/", "./"].iter().find_map(|prefix| path.strip_prefix(prefix));
    if let Some(text) = output.tree.get(names.unwrap_or(&path)) {
        console.verbatim(text)?;
        return Ok(Outcome::Fine);
    }
    if path == "specs/names.lock" || path == "names.lock" {
        console.verbatim(&output.names_lock)?;
        return Ok(Outcome::Fine);
    }
    let known: Vec<&str> = output.tree.keys().map(String::as_str).collect();
    let near = similar::get_close_matches(path.as_str(), &known, 3, 0.6);
    let near = match near.as_slice() {
        [] => String::new(),
        near => format!("; is it {}?", near.join(" or ")),
    };
    bail!("no file {path:?} is generated{near}")
}

fn check(
    destination: &Destination,
    content: &Content,
    output: &Output,
    options: &Options,
    console: &Console,
    begun: Instant,
) -> anyhow::Result<Outcome> {
    if let Some(complaint) = complaint(destination, content, output, options)? {
        console.result(&complaint)?;
        return Ok(Outcome::Different);
    }
    let files = counted(content.files.len() + 1, "file is", "files are");
    console.result(&format!(
        "{}; {files} up to date ({})\n",
        generated(&output.summary),
        took(begun.elapsed())
    ))?;
    Ok(Outcome::Fine)
}

/// Checks whether the version is high enough for the changes since the last tag.
fn version(root: &Path, outcome: Outcome, console: &Console) -> anyhow::Result<Outcome> {
    match diff::gate(root, console)? {
        Gate::Enough => Ok(outcome),
        Gate::Unknown(why) => {
            console.say(format_args!("note: {why}"));
            Ok(outcome)
        }
        Gate::TooLow(message) => {
            console.result(&message)?;
            Ok(Outcome::Different)
        }
    }
}

/// The complaints of a check: files that differ, integer values without names, secrets without a decision.
fn complaint(
    destination: &Destination,
    content: &Content,
    output: &Output,
    options: &Options,
) -> anyhow::Result<Option<String>> {
    let plan = Plan::new(destination, content)?;
    let mut text = String::new();
    if !plan.is_empty() {
        text = file_diffs::report(&plan, &fix(options));
    }
    let gaps = output.diagnostics.iter().filter(|d| d.severity == Severity::Gap);
    let (secrets, gaps): (Vec<_>, Vec<_>) = gaps.partition(|d| d.code == "undecided-secret");
    let (secrets, gaps) = (secrets.len(), gaps.len());
    if secrets > 0 {
        let names = counted(secrets, "name looks", "names look");
        let _ = writeln!(
            text,
            "{names} like a secret (listed above): add each to `secrets` in specs/rules.yaml, to \
             `hidden` or, with a reason, to `shown`."
        );
    }
    if gaps > 0 {
        let fields = counted(gaps, "integer field has", "integer fields have");
        let _ = writeln!(
            text,
            "{fields} values without names (listed above): name them in specs/enums.yaml, or give \
             the reason in specs/unnamed.yaml."
        );
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// The command that makes a check pass.
fn fix(options: &Options) -> String {
    let mut command = "cargo xtask codegen".to_owned();
    if let (Some(spec), Some(out), Some(name)) = (&options.spec, &options.out, &options.name) {
        let (spec, out) = (spec.to_string_lossy(), out.to_string_lossy());
        let _ = write!(command, " --spec {} --out {} --name {name}", quoted(&spec), quoted(&out));
        let files = options.overlays.iter().map(|file| ("--overlay", file));
        let files = files.chain(options.rules.iter().map(|file| ("--rules", file)));
        for (flag, file) in files.chain(options.names.iter().map(|file| ("--names", file))) {
            let _ = write!(command, " {flag} {}", quoted(&file.to_string_lossy()));
        }
        if options.force {
            command.push_str(" --force");
        }
    }
    command
}

/// A word, quoted for a shell if necessary.
fn quoted(word: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./\\:+@%=,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(format!("'{}'", word.replace('\'', "'\\''")))
}

fn report(
    applied: &Applied,
    summary: &Summary,
    console: &Console,
    begun: Instant,
) -> anyhow::Result<()> {
    if let Some(interrupted) = applied.completed {
        console.say(format_args!("note: {interrupted}; it has been completed"));
    }
    if console.verbose() {
        applied.written.iter().for_each(|label| console.say(format_args!("wrote   {label}")));
        applied.removed.iter().for_each(|label| console.say(format_args!("removed {label}")));
    }
    console.result(&format!(
        "{}; {} written, {} unchanged, {} removed ({})\n",
        generated(summary),
        counted(applied.written.len(), "file", "files"),
        applied.unchanged,
        applied.removed.len(),
        took(begun.elapsed())
    ))
}

/// The summary of a run that had nothing to do.
fn report_nothing(last: &LastRun, console: &Console, begun: Instant) -> anyhow::Result<()> {
    console.result(&format!(
        "{}; 0 files written, {} unchanged, 0 removed (nothing has changed since the last run; {})\n",
        last.summary,
        last.files.len() + 1,
        took(begun.elapsed())
    ))
}

/// `23 operations emitted, 0 rejected, 7 repaired; 41 types, 12 enums`.
fn generated(summary: &Summary) -> String {
    let operations = counted(summary.emitted, "operation", "operations");
    let emitted = match summary.events {
        0 => operations,
        events => format!("{operations}, {}", counted(events, "event", "events")),
    };
    format!(
        "{emitted} emitted, {} rejected, {} repaired; {}, {}",
        summary.refused,
        summary.repaired,
        counted(summary.types, "type", "types"),
        counted(summary.enums, "enum", "enums"),
    )
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn took(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
