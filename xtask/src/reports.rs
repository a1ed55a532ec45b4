//! A comparison as a person or a machine reads it.
//!
//! | module | form |
//! |---|---|
//! | `text` | a terminal |
//! | `markdown` | the text of a pull request, or a comment on one |
//! | `html` | one page that needs nothing else |
//! | `json` | machines; `docs/diff.schema.json` describes it |
//! | `order` | changes by product, in the order of all forms |
//! | `words` | sentences of rules, with their code |
//! | `lines` | where a line of specs/ can be looked at |
//!
//! Anything in a document can appear in a report, so each format has one function that escapes.

mod html;
mod json;
mod lines;
mod markdown;
mod order;
mod text;
mod words;

use clap::ValueEnum;
use zoom_codegen::diff::Report;

pub use lines::Links;

/// The form of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// For a pull request: at most 60,000 characters, breaking changes first.
    Markdown,
    /// One page with filters and search, which needs no network.
    Html,
    /// For machines.
    Json,
}

/// Writes a report in this form; text is styled.
///
/// # Errors
/// When the report cannot be written as JSON, which only a fault of this program can cause.
pub fn render(report: &Report, format: Format, links: &Links) -> anyhow::Result<String> {
    match format {
        Format::Text => Ok(text::render(report)),
        Format::Markdown => Ok(markdown::render(report, links)),
        Format::Html => html::render(report, links),
        Format::Json => json::render(report),
    }
}
