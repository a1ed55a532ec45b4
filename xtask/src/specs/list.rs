//! `specs list`: one line for each source and each document.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context;
use zoom_codegen::import::{self, DocumentState, Listing, SourceState};

use super::{ListOptions, failed, shown, to_read};
use crate::console::{BOLD, Console};
use crate::disk::journal;
use crate::outcome::Outcome;

pub fn run(root: &Path, options: &ListOptions, console: &Console) -> anyhow::Result<Outcome> {
    let specs = to_read(root, console)?;
    let listing = import::list(&specs).map_err(|failure| {
        failed(failure, console, &shown(|file: &str| specs.contains_key(file)))
    })?;
    let files = digests(&options.from)?;
    console.result(&text(&listing, &files))?;
    Ok(Outcome::Fine)
}

/// A file of the command line, the source named after it, and its digest.
struct File {
    name: String,
    source: Option<String>,
    digest: String,
}

fn digests(from: &[String]) -> anyhow::Result<Vec<File>> {
    let mut files = Vec::new();
    for one in from {
        let (name, source) = match one.rsplit_once('=') {
            Some((name, source)) => (name, Some(source.to_owned())),
            None => (one.as_str(), None),
        };
        let bytes = fs::read(name).with_context(|| format!("cannot read {name}"))?;
        let digest = journal::digest(&bytes);
        files.push(File { name: name.to_owned(), source, digest });
    }
    Ok(files)
}

fn text(listing: &Listing, files: &[File]) -> String {
    let mut text = String::new();
    let head = ["source", "precedence", "operations", "state"].map(str::to_owned).to_vec();
    let rows = listing.sources.iter().map(|source| {
        vec![
            source.entry.id.clone(),
            source.entry.precedence.to_string(),
            source.operations.to_string(),
            source_state(source, files),
        ]
    });
    table(&head, rows.collect(), &mut text);
    text.push('\n');
    let head = ["document", "file", "operations", "deprecated", "from", "state"];
    let rows = listing.documents.iter().map(|document| {
        vec![
            document.id.clone(),
            document.file.clone(),
            document.operations.to_string(),
            document.deprecated.to_string(),
            origins(document),
            document_state(document).to_owned(),
        ]
    });
    table(&head.map(str::to_owned), rows.collect(), &mut text);
    let sum =
        |count: fn(&DocumentState) -> usize| listing.documents.iter().map(count).sum::<usize>();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "\n{} documents, {} operations, {} of them deprecated",
        listing.documents.len(),
        sum(|document| document.operations),
        sum(|document| document.deprecated)
    );
    text
}

/// The imported version of a source, compared with the files of the command line.
fn source_state(source: &SourceState, files: &[File]) -> String {
    let Some(imported) = &source.entry.sha256 else { return "never imported".to_owned() };
    let short = imported.get(..12).unwrap_or(imported);
    if let Some(file) = files.iter().find(|file| file.digest == *imported) {
        return format!("{short}, as in {}", file.name);
    }
    let named = files.iter().find(|file| file.source.as_deref() == Some(&source.entry.id));
    match named {
        Some(file) => format!("{short}, but {} differs", file.name),
        None => short.to_owned(),
    }
}

fn document_state(document: &DocumentState) -> &'static str {
    match document {
        DocumentState { present: false, .. } => "missing",
        DocumentState { origins, .. } if origins.keys().all(String::is_empty) => "by hand",
        DocumentState { canonical: false, .. } => "edited by hand",
        _ => "imported",
    }
}

fn origins(document: &DocumentState) -> String {
    let named = |(source, count): (&String, &usize)| {
        format!("{} {count}", if source.is_empty() { "by hand" } else { source })
    };
    document.origins.iter().map(named).collect::<Vec<_>>().join(", ")
}

/// Aligned columns; numbers are right-aligned.
fn table(head: &[String], rows: Vec<Vec<String>>, text: &mut String) {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.chain(head.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |row: &[String]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| {
            let number = cell.parse::<usize>().is_ok();
            if number { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let _ = writeln!(text, "{BOLD}{}{BOLD:#}", line(head));
    for row in &rows {
        let _ = writeln!(text, "{}", line(row));
    }
}
