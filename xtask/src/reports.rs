//! A comparison as a person or a machine reads it.

mod json;
mod text;

use clap::ValueEnum;
use zoom_codegen::diff::Report;

/// The form of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// For machines.
    Json,
}

/// Writes a report in this form; text is styled.
///
/// # Errors
/// When the report cannot be written as JSON, which only a fault of this program can cause.
pub fn render(report: &Report, format: Format) -> anyhow::Result<String> {
    match format {
        Format::Text => Ok(text::render(report)),
        Format::Json => json::render(report),
    }
}
