//! `specs import`: read the document, restate it, settle what changes onto specs/.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, bail};
use zoom_codegen::import::{self, Imported, Source};

use super::{ImportOptions, failed, shown};
use crate::cli;
use crate::codegen::Outcome;
use crate::console::Console;
use crate::journal;
use crate::lock;
use crate::read;
use crate::settle::{Settled, settle};
use crate::target::{Content, Target};

/// Keeps settings and the document apart, should the document have the name of one.
const FROM: &str = "(source)/";

pub fn run(root: &Path, options: &ImportOptions, console: &Console) -> anyhow::Result<Outcome> {
    let begun = Instant::now();
    let from = options.from.to_string_lossy();
    if from.starts_with("http://") || from.starts_with("https://") {
        bail!("addresses cannot be imported yet: download {from} and name the file with --from");
    }
    let waiting = || console.say(format_args!("waiting for another run to finish…"));
    let _guard = lock::exclusive(root, None, cli::Options::patience(), &waiting)?;
    let command = format!("cargo xtask specs import {} --from {from}", options.source);
    let target = Target::specs(root, &command);
    refuse_other(&target, &options.source)?;

    let bytes = fs::read(&options.from).with_context(|| format!("cannot read {from}"))?;
    let text = read::utf8(bytes.clone(), &from)?;
    let specs = read::specs(root)?;
    let name = format!("{FROM}{}", read::document_name(&options.from));
    let sha256 = journal::digest(&bytes);
    let source = Source {
        id: &options.source,
        file: &name,
        text: &text,
        sha256: &sha256,
        accept_removals: options.accept_removals,
    };
    let known = |file: &str| specs.contains_key(file);
    let mut imported = import::import(&specs, &source)
        .map_err(|failure| failed(failure, console, &|one| place(one, &name, &from, &known)))?;
    imported.diagnostics.iter_mut().for_each(|one| place(one, &name, &from, &known));
    console.diagnostics(imported.diagnostics.iter());

    let settled = settle(&target, &content(&mut imported, &specs))?;
    report(&settled, &imported, console, begun)?;
    Ok(Outcome::Fine)
}

/// The document by the path it was given as, files of specs/ by theirs.
fn place(
    diagnostic: &mut zoom_codegen::Diagnostic,
    name: &str,
    from: &str,
    known: &dyn Fn(&str) -> bool,
) {
    if diagnostic.at.file == name {
        diagnostic.at.file = from.replace('\\', "/");
    } else {
        shown(known)(diagnostic);
    }
}

/// An import that was cut off is completed by importing the same source, not another.
fn refuse_other(target: &Target, source: &str) -> anyhow::Result<()> {
    if journal::interrupted(target)?.is_none() {
        return Ok(());
    }
    let Some(command) = journal::command(target)? else { return Ok(()) };
    if !command.starts_with(&format!("cargo xtask specs import {source} ")) {
        bail!("an earlier import was cut off; complete it first by `{command}`");
    }
    Ok(())
}

fn content(imported: &mut Imported, specs: &BTreeMap<String, String>) -> Content {
    let mut files = std::mem::take(&mut imported.files);
    // sources.toml goes last: it says that all the others are in place.
    let names = files.remove("sources.toml").or_else(|| specs.get("sources.toml").cloned());
    Content { files, owned: Vec::new(), names: names.unwrap_or_default() }
}

fn report(
    settled: &Settled,
    imported: &Imported,
    console: &Console,
    begun: Instant,
) -> anyhow::Result<()> {
    if let Some(interrupted) = settled.completed {
        console.say(format_args!("note: {interrupted}; it is completed now"));
    }
    if console.verbose() {
        settled.written.iter().for_each(|label| console.say(format_args!("wrote   {label}")));
    }
    let summary = &imported.summary;
    let written = settled.written.len();
    console.result(&format!(
        "{} operations, {} of them owned: {} new, {} changed, {} removed; {} left to other sources, \
         {} refused, {} repaired; {written} {} written ({:.1} s)\n",
        summary.operations,
        summary.owned,
        summary.added,
        summary.changed,
        summary.removed,
        summary.shadowed,
        summary.refused,
        summary.repaired,
        if written == 1 { "file" } else { "files" },
        begun.elapsed().as_secs_f64(),
    ))
}
