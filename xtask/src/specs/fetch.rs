//! `specs fetch`: download all documents at once, import those that changed, and write specs/ once.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use anyhow::bail;
use zoom_codegen::import::{self, SourceEntry, Summary};

use super::fetch_preview::preview;
use super::import::{Document, content, counts, import_document, report, written};
use super::{FetchOptions, Network, failed, reject_half_written, shown};
use crate::console::{BOLD, Console, DIM, GREEN, YELLOW};
use crate::disk::apply::apply;
use crate::disk::destination::Destination;
use crate::disk::journal;
use crate::disk::lock;
use crate::disk::recover;
use crate::http::{self, Answer, Patience, Size};
use crate::outcome::Outcome;
use crate::read;

type Specs = BTreeMap<String, String>;

pub fn run(root: &Path, options: &FetchOptions, console: &Console) -> anyhow::Result<Outcome> {
    let begun = Instant::now();
    let waiting = || console.say(lock::WAITING);
    let _guard = match options.check {
        true => lock::shared(root, None, options.wait, &waiting)?,
        false => Some(lock::exclusive(root, None, options.wait, &waiting)?),
    };
    let command = command(options);
    let destination = Destination::specs(root, &command);
    match options.check {
        true => reject_half_written(root)?,
        false => recover::before_writing(
            &destination,
            &|other| other.is_none_or(|other| other == command),
            console,
        )?,
    }
    let specs = read::specs(root)?;
    let sources = import::sources(&specs).map_err(|failure| {
        failed(failure, console, &shown(|file: &str| specs.contains_key(file)))
    })?;
    let chosen = chosen(&sources, &options.products)?;
    let documents = all(&chosen, options, console)?;
    let (news, after) = import_all(&specs, &chosen, documents, options, console)?;

    let mut text = lines(&chosen, &news);
    let changed = news.iter().filter(|news| !matches!(news, News::Unchanged)).count();
    if options.check {
        if after != specs && changed > 0 {
            text.push_str(&preview(&specs, after, console));
        }
        text.push_str(&verdict(changed, chosen.len()));
        console.result(&text)?;
        return Ok(if changed > 0 { Outcome::Different } else { Outcome::Fine });
    }
    let files = after.into_iter().filter(|(path, text)| specs.get(path) != Some(text)).collect();
    let applied = apply(&destination, &content(files, &specs))?;
    report(&applied, console);
    let next = if applied.written.is_empty() { "" } else { "; next: cargo xtask codegen" };
    let seconds = begun.elapsed().as_secs_f64();
    text.push_str(&format!("{} ({seconds:.1} s){next}\n", written(&applied)));
    console.result(&text)?;
    Ok(Outcome::Fine)
}

/// The command to repeat after an interrupted run.
fn command(options: &FetchOptions) -> String {
    let products = options.products.iter().map(|product| format!(" {product}"));
    let mut command = format!("cargo xtask specs fetch{}", products.collect::<String>());
    for (flag, given) in
        [("--again", options.again), ("--accept-removals", options.accept_removals)]
    {
        if given {
            command.push(' ');
            command.push_str(flag);
        }
    }
    command
}

/// The result for one source.
enum News {
    /// The document has not changed.
    Unchanged,
    /// The text has changed; its facts may be the same.
    Changed(Summary),
}

/// The named sources, by id or by the document that they are imported into.
fn chosen<'a>(
    sources: &'a [SourceEntry],
    products: &[String],
) -> anyhow::Result<Vec<&'a SourceEntry>> {
    let product = |file: &str| {
        let name = file.rsplit('/').next().unwrap_or(file);
        name.strip_suffix(".yaml").unwrap_or(name).to_owned()
    };
    let goes_to = |source: &SourceEntry, name: &str| {
        source.map.iter().any(|entry| product(&entry.file) == name)
    };
    let all: Vec<&SourceEntry> = sources.iter().filter(|source| source.fetchable()).collect();
    if products.is_empty() {
        if all.is_empty() {
            bail!("no source in specs/sources.toml has the address of a document");
        }
        return Ok(all);
    }
    let mut chosen: Vec<&SourceEntry> = Vec::new();
    for name in products {
        let by_id: Vec<&SourceEntry> = sources.iter().filter(|one| one.id == *name).collect();
        let found = match by_id.is_empty() {
            true => all.iter().copied().filter(|one| goes_to(one, name)).collect(),
            false => by_id,
        };
        if let Some(source) = found.iter().find(|source| !source.fetchable()) {
            bail!(
                "the source `{}` has no address of a document in specs/sources.toml; name a file: \
                 cargo xtask specs import {} --from FILE",
                source.id,
                source.id
            );
        }
        if found.is_empty() {
            let known: Vec<&str> = all.iter().map(|source| source.id.as_str()).collect();
            bail!(
                "no source that can be fetched is called {name:?}; there is {}",
                known.join(", ")
            );
        }
        for source in found {
            if !chosen.iter().any(|had| had.id == source.id) {
                chosen.push(source);
            }
        }
    }
    Ok(chosen)
}

/// A message of a running download.
enum Event {
    Received(u64),
    Done(anyhow::Result<Option<Document>>),
}

/// Downloads all of them at once; `None`: not modified.
fn all(
    chosen: &[&SourceEntry],
    options: &FetchOptions,
    console: &Console,
) -> anyhow::Result<Vec<Option<Document>>> {
    let (sender, events) = mpsc::channel();
    let mut states: Vec<String> = vec!["…".to_owned(); chosen.len()];
    let mut results: Vec<Option<Document>> = chosen.iter().map(|_| None).collect();
    let mut failures = 0;
    thread::scope(|scope| {
        for (index, source) in chosen.iter().enumerate() {
            let sender = sender.clone();
            let etag = source.etag.as_deref().filter(|_| !options.again);
            scope.spawn(move || {
                let received = |bytes, _| drop(sender.send((index, Event::Received(bytes))));
                let got = one(&source.url, etag, options.network, &received);
                drop(sender.send((index, Event::Done(got))));
            });
        }
        drop(sender);
        for (index, event) in events {
            let state = match event {
                Event::Received(bytes) => Size(bytes).to_string(),
                Event::Done(Ok(document)) => {
                    if let Some(slot) = results.get_mut(index) {
                        *slot = document;
                    }
                    "done".to_owned()
                }
                Event::Done(Err(problem)) => {
                    failures += 1;
                    console.done();
                    let id = chosen.get(index).map_or("", |source| source.id.as_str());
                    console.problem(&problem.context(id.to_owned()));
                    "failed".to_owned()
                }
            };
            if let Some(slot) = states.get_mut(index) {
                *slot = state;
            }
            let line =
                chosen.iter().zip(&states).map(|(source, state)| format!("{} {state}", source.id));
            console.progress(&format!("fetch: {}", line.collect::<Vec<_>>().join(", ")));
        }
    });
    console.done();
    match failures {
        0 => Ok(results),
        1 => bail!("1 document could not be downloaded; specs/ was not changed"),
        _ => bail!("{failures} documents could not be downloaded; specs/ was not changed"),
    }
}

/// One document, with progress on a terminal.
pub fn download(
    address: &str,
    etag: Option<&str>,
    network: Network,
    console: &Console,
) -> anyhow::Result<Option<Document>> {
    let received = |bytes, announced: Option<u64>| {
        let of = announced.map(|size| format!(" of {}", Size(size))).unwrap_or_default();
        console.progress(&format!("{address}: {}{of}", Size(bytes)));
    };
    let got = one(address, etag, network, &received);
    console.done();
    got
}

fn one(
    address: &str,
    etag: Option<&str>,
    network: Network,
    received: &dyn Fn(u64, Option<u64>),
) -> anyhow::Result<Option<Document>> {
    let patience = Patience { total: network.timeout, idle: network.idle_timeout };
    match http::get(address, etag, patience, received)? {
        Answer::NotModified => Ok(None),
        Answer::Document { bytes, etag } => {
            let path = address.split(['?', '#']).next().unwrap_or(address);
            let name = path.rsplit('/').next().unwrap_or(path).to_owned();
            Ok(Some(Document { from: address.to_owned(), name, bytes, etag }))
        }
    }
}

/// Imports one document after the other, each into the result of the one before.
fn import_all(
    specs: &Specs,
    chosen: &[&SourceEntry],
    documents: Vec<Option<Document>>,
    options: &FetchOptions,
    console: &Console,
) -> anyhow::Result<(Vec<News>, Specs)> {
    let mut after = specs.clone();
    let mut all = Vec::new();
    let mut failures = 0;
    for (source, document) in chosen.iter().zip(documents) {
        let Some(document) = document else {
            all.push(News::Unchanged);
            continue;
        };
        let same = source.sha256.as_deref() == Some(journal::digest(&document.bytes).as_str());
        if same && !options.again {
            all.push(News::Unchanged);
        } else {
            match import_document(&after, &source.id, &document, options.accept_removals, console) {
                Ok(imported) => {
                    let silent = same && imported.files.is_empty();
                    after.extend(imported.files);
                    all.push(match silent {
                        true => News::Unchanged,
                        false => News::Changed(imported.summary),
                    });
                }
                Err(problem) => {
                    failures += 1;
                    console.problem(&problem.context(source.id.clone()));
                    continue;
                }
            }
        }
        if let Some(text) = after.get_mut("sources.toml") {
            *text = import::record_etag(text, &source.id, document.etag.as_deref());
        }
    }
    if failures > 0 {
        let documents = if failures == 1 { "document" } else { "documents" };
        bail!("{failures} {documents} could not be used; specs/ was not changed");
    }
    Ok((all, after))
}

/// A line for every source.
fn lines(chosen: &[&SourceEntry], news: &[News]) -> String {
    let width = chosen.iter().map(|source| source.id.len()).max().unwrap_or(0);
    let line = |(source, news): (&&SourceEntry, &News)| {
        let id = &source.id;
        match news {
            News::Unchanged => format!("{id:width$}  {DIM}unchanged{DIM:#}\n"),
            News::Changed(summary) if summary.added + summary.changed + summary.removed == 0 => {
                format!("{id:width$}  {GREEN}changed{GREEN:#}, but with the same facts\n")
            }
            News::Changed(summary) => {
                format!("{id:width$}  {YELLOW}changed{YELLOW:#}: {}\n", counts(summary))
            }
        }
    };
    chosen.iter().zip(news).map(line).collect()
}

fn verdict(changed: usize, of: usize) -> String {
    let documents = if of == 1 { "document" } else { "documents" };
    match changed {
        0 => format!("{of} {documents} unchanged.\n"),
        _ => format!(
            "{changed} of {of} {documents} changed. To import: {BOLD}cargo xtask specs fetch{BOLD:#}\n"
        ),
    }
}
