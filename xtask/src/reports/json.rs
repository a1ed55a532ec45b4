//! For machines: the report as it is.

use anyhow::Context;
use zoom_codegen::diff::Report;

pub(super) fn render(report: &Report) -> anyhow::Result<String> {
    let mut text = serde_json::to_string_pretty(report).context("the report is no JSON")?;
    text.push('\n');
    Ok(text)
}
