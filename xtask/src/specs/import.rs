//! `specs import`: read the document, import its facts, write the changes to specs/.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::Context;
use zoom_codegen::import::{self as importer, Imported, Source, Summary};

use super::{ImportOptions, failed, shown};
use crate::console::Console;
use crate::disk::apply::{Applied, apply};
use crate::disk::destination::{Content, Destination};
use crate::disk::journal;
use crate::disk::lock;
use crate::disk::recover;
use crate::outcome::Outcome;
use crate::read;

/// Path relative to specs/ → text.
pub type Specs = BTreeMap<String, String>;

/// Prefix of the document among the inputs, in case it has the name of a file of specs/.
const FROM: &str = "(source)/";

pub fn run(root: &Path, options: &ImportOptions, console: &Console) -> anyhow::Result<Outcome> {
    import(root, options, "import", &|_, _| Ok(()), console)
}

/// Imports a document into specs/ as `prepare` changes it.
pub fn import(
    root: &Path,
    options: &ImportOptions,
    command: &str,
    prepare: &dyn Fn(&mut Specs, &Document) -> anyhow::Result<()>,
    console: &Console,
) -> anyhow::Result<Outcome> {
    let begun = Instant::now();
    let from = options.from.to_string_lossy();
    let document = read(options, console)?;
    let waiting = || console.say(lock::WAITING);
    let _guard = lock::exclusive(root, None, options.wait, &waiting)?;
    let same = format!("cargo xtask specs {command} {} ", options.source);
    let command = format!("{same}--from {from}");
    let destination = Destination::specs(root, &command);
    recover::before_writing(
        &destination,
        &|other| other.is_none_or(|other| other.starts_with(&same)),
        console,
    )?;

    let mut specs = read::specs(root)?;
    prepare(&mut specs, &document)?;
    let id = &options.source;
    let mut imported = import_document(&specs, id, &document, options.accept_removals, console)?;
    let summary = std::mem::take(&mut imported.summary);
    remember(&mut imported.files, &specs, id, &document);
    let applied = apply(&destination, &content(imported.files, &specs))?;
    report(&applied, console);
    console.result(&format!(
        "{}; {} ({:.1} s)\n",
        counts(&summary),
        written(&applied),
        begun.elapsed().as_secs_f64()
    ))?;
    Ok(Outcome::Fine)
}

/// Records the ETag of the official server, so that `specs fetch` only downloads a newer version.
fn remember(files: &mut Specs, specs: &Specs, id: &str, document: &Document) {
    let known = importer::sources(specs).unwrap_or_default();
    if known.iter().any(|source| source.id == id && source.url == document.from) {
        let text = files.get("sources.toml").or_else(|| specs.get("sources.toml"));
        let text =
            importer::record_etag(text.map_or("", String::as_str), id, document.etag.as_deref());
        files.insert("sources.toml".to_owned(), text);
    }
}

/// A published document, from a file or a server.
pub struct Document {
    /// The file or the address, for messages.
    pub from: String,
    /// The last part of `from`.
    pub name: String,
    pub bytes: Vec<u8>,
    /// The ETag of the official server of the source.
    pub etag: Option<String>,
}

fn read(options: &ImportOptions, console: &Console) -> anyhow::Result<Document> {
    if let Some(address) = options.address() {
        return download(address, options, console);
    }
    let from = options.from.to_string_lossy().into_owned();
    let bytes = fs::read(&options.from).with_context(|| format!("cannot read {from}"))?;
    Ok(Document { from, name: read::document_name(&options.from), bytes, etag: None })
}

#[cfg(feature = "fetch")]
fn download(address: &str, options: &ImportOptions, console: &Console) -> anyhow::Result<Document> {
    let got = super::fetch::download(address, None, options.network, console)?;
    got.with_context(|| {
        format!("{address} responded with `304 Not Modified` to an unconditional request")
    })
}

#[cfg(not(feature = "fetch"))]
fn download(address: &str, _: &ImportOptions, _: &Console) -> anyhow::Result<Document> {
    anyhow::bail!("this program has no HTTP client: {address} cannot be downloaded")
}

/// Imports one document and prints its diagnostics.
pub fn import_document(
    specs: &BTreeMap<String, String>,
    id: &str,
    document: &Document,
    accept_removals: bool,
    console: &Console,
) -> anyhow::Result<Imported> {
    let from = document.from.as_str();
    let text = read::utf8(document.bytes.clone(), from)?;
    let name = format!("{FROM}{}", document.name);
    let sha256 = journal::digest(&document.bytes);
    let source = Source { id, file: &name, text: &text, sha256: &sha256, accept_removals };
    let known = |file: &str| specs.contains_key(file);
    let mut imported = importer::import(specs, &source)
        .map_err(|failure| failed(failure, console, &|one| place(one, &name, from, &known)))?;
    imported.diagnostics.iter_mut().for_each(|one| place(one, &name, from, &known));
    console.diagnostics(imported.diagnostics.iter());
    Ok(imported)
}

/// Names the document by the path of the command line, and files of specs/ by their path in the project.
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

/// The files to write; sources.toml is written last, because it states that all others are complete.
pub fn content(mut files: BTreeMap<String, String>, specs: &BTreeMap<String, String>) -> Content {
    let sources = files.remove("sources.toml").or_else(|| specs.get("sources.toml").cloned());
    Content { files, owned: Vec::new(), commit_last: sources }
}

/// Prints the changes on the disk, with details if `--verbose`.
pub fn report(applied: &Applied, console: &Console) {
    if let Some(interrupted) = applied.completed {
        console.say(format_args!("note: {interrupted}; it has been completed"));
    }
    if console.verbose() {
        applied.written.iter().for_each(|label| console.say(format_args!("wrote   {label}")));
    }
}

/// `3 files written`.
pub fn written(applied: &Applied) -> String {
    let written = applied.written.len();
    format!("{written} {} written", if written == 1 { "file" } else { "files" })
}

/// The summary of an import.
pub fn counts(summary: &Summary) -> String {
    let on_behalf = match summary.on_behalf {
        0 => String::new(),
        count => format!(
            "{count} operations on behalf of sub-accounts ({} with another shape, {} in no document: see --verbose); ",
            summary.differing, summary.unmatched
        ),
    };
    format!(
        "{on_behalf}{} operations, {} of them owned: {} new, {} changed, {} removed; {} left to other sources, \
         {} rejected, {} repaired",
        summary.operations,
        summary.owned,
        summary.added,
        summary.changed,
        summary.removed,
        summary.shadowed,
        summary.refused,
        summary.repaired,
    )
}
