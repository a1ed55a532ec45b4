//! A comparison as a person or a machine reads it.
//!
//! | module | form |
//! |---|---|
//! | `text` | a terminal |
//! | `markdown` | the text of a pull request, or a comment on one |
//! | `html` | one page that needs nothing else |
//! | `json` | machines; `docs/diff.schema.json` describes it |
//! | `summary` | what breaks for whom, in ten lines |
//! | `tasks` | what a person has to settle in specs/ |
//! | `order` | changes by product, in the order of all forms |
//! | `room` | how much each product gets of a report that is too small for all |
//! | `words` | sentences of rules, with their code |
//! | `lines` | where a line of specs/ can be looked at |
//!
//! Anything in a document can appear in a report, so each format has one function that escapes.

mod html;
mod json;
mod lines;
mod markdown;
mod order;
mod room;
mod summary;
mod tasks;
mod text;
mod words;

use clap::ValueEnum;
use zoom_codegen::diff::Report;

pub use lines::Links;
pub(crate) use order::title;

/// The size of a Markdown report in bytes that fits into a comment: GitHub takes 65,536 characters, and a workflow may
/// write something before the report.
pub const COMMENT: usize = 60_000;
/// The first line of a Markdown report: a workflow finds its comment by it.
pub const MARKER: &str = "<!-- cargo xtask diff -->";

/// The form of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// For a pull request: at most as large as `--limit` says, breaking changes first.
    Markdown,
    /// One page with filters and search, which needs no network.
    Html,
    /// For machines.
    Json,
}

/// Writes a report in this form; text is styled, and Markdown has at most `limit` bytes.
///
/// # Errors
/// When the report cannot be written as JSON, which only a fault of this program can cause.
pub fn render(
    report: &Report,
    format: Format,
    links: &Links,
    limit: usize,
) -> anyhow::Result<String> {
    match format {
        Format::Text => Ok(text::render(report)),
        Format::Markdown => Ok(markdown::render(report, links, limit)),
        Format::Html => html::render(report, links),
        Format::Json => json::render(report),
    }
}
