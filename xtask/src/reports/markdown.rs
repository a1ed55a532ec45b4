//! For a pull request: breaking changes in full, then the rest, as much as a comment can hold.

use std::fmt::Write as _;

use zoom_codegen::diff::{Change, Level, Report};

use super::Links;
use super::order::{self, Product, counted};
use super::words::{Part, parts, short};

/// How much a comment can hold, with room to spare: GitHub takes 65,536 characters.
const LARGEST: usize = 60_000;
/// Counts for the end of the report.
const END: usize = 800;
/// How much of one text is shown.
const WIDTH: usize = 300;
/// The maximum number of products in the table.
const ROWS: usize = 80;
/// How many operations are named.
const NAMED: usize = 6;

pub(super) fn render(report: &Report, links: &Links) -> String {
    let products = order::products(report);
    let mut page = Page { text: head(report, &products), left_out: 0 };
    for level in Level::ALL {
        let changes = |product: &Product<'_>| product.counts.at(level);
        let total: usize = products.iter().map(changes).sum();
        if total == 0 {
            continue;
        }
        page.add(&format!("\n### {}\n", heading(level, total)));
        for product in products.iter().filter(|product| changes(product) > 0) {
            page.section(product, level, links);
        }
    }
    if page.left_out > 0 {
        let more = counted(page.left_out, "change is", "changes are");
        let whole = match &links.whole {
            Some(address) => format!("[the whole report]({})", plain_address(address)),
            None => "`cargo xtask diff --format html`".to_owned(),
        };
        let _ = write!(page.text, "\n**{more} left out here**: see {whole}.\n");
    }
    page.text
}

struct Page {
    text: String,
    left_out: usize,
}

impl Page {
    /// Appends a string if there is room.
    fn add(&mut self, text: &str) -> bool {
        let fits = self.text.len() + text.len() + END <= LARGEST;
        if fits {
            self.text.push_str(text);
        }
        fits
    }

    fn section(&mut self, product: &Product<'_>, level: Level, links: &Links) {
        let changes = product.changes.iter().filter(|change| change.level == level);
        let count = product.counts.at(level);
        let open = if level == Level::Breaking { " open" } else { "" };
        let title = html(&short(product.title(), WIDTH));
        let begin = format!("\n<details{open}><summary>{title}: {count}</summary>\n\n");
        if !self.add(&begin) {
            self.left_out += count;
            return;
        }
        let mut full = false;
        for change in changes {
            let entry = match level {
                Level::Breaking => whole(change, links),
                _ => brief(change, links),
            };
            // Once something is left out, what follows is too: a reader sees where it ends.
            full = full || !self.add(&entry);
            self.left_out += usize::from(full);
        }
        self.text.push_str("\n</details>\n");
    }
}

fn head(report: &Report, products: &[Product<'_>]) -> String {
    let label = |text: &str| code(&short(order::label(text), WIDTH));
    let mut text = format!(
        "## What changes for users of {}\n\n{} → {}: {}\n",
        label(&report.krate),
        label(&report.base.label),
        label(&report.head.label),
        Level::ALL.map(|level| format!("**{}** {level}", report.counts.at(level))).join(", ")
    );
    let mark = if report.verdict.sufficient { "" } else { "⚠ " };
    let _ = writeln!(text, "\n{mark}{}", plain(&order::verdict(report)));
    for note in report.notes.iter().take(NAMED) {
        let _ = writeln!(text, "\n> {}", plain(&short(note, WIDTH)));
    }
    if products.len() > 1 {
        text.push_str("\n| | breaking | additive | documentation |\n|---|--:|--:|--:|\n");
        for product in products.iter().take(ROWS) {
            let title = plain(&short(product.title(), 80));
            let cells = Level::ALL.map(|level| match product.counts.at(level) {
                0 => String::new(),
                count => count.to_string(),
            });
            let _ = writeln!(text, "| {title} | {} |", cells.join(" | "));
        }
    }
    text
}

fn heading(level: Level, total: usize) -> String {
    let total = counted(total, "change", "changes");
    match level {
        Level::Breaking => format!("Breaking: {total}, code has to be adapted"),
        Level::Additive => format!("Additive: {total}, code goes on to compile"),
        Level::Documentation => {
            format!("Documentation and wire: {total}, the Rust API is the same")
        }
    }
}

/// A change with everything that helps to adapt code.
fn whole(change: &Change, links: &Links) -> String {
    let mut text = format!("- {} ({})\n", sentence(&change.text), code(change.rule));
    let lines = [("-", &change.before), ("+", &change.after)];
    let lines: Vec<String> = lines
        .into_iter()
        .filter_map(|(mark, line)| Some(format!("{mark} {}", short(line.as_deref()?, WIDTH))))
        .collect();
    if !lines.is_empty() {
        let fence = "`".repeat(longest_run(&lines.concat()).max(2) + 1);
        let _ = writeln!(text, "\n  {fence}diff\n  {}\n  {fence}\n", lines.join("\n  "));
    }
    if !change.hint.is_empty() {
        let _ = writeln!(text, "  *Now:* {}<br>", sentence(&change.hint));
    }
    if change.operations.len() > 1 {
        let named = change.operations.iter().take(NAMED);
        let named: Vec<String> = named.map(|one| code(&short(&one.name, WIDTH))).collect();
        let more = change.operations.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = writeln!(text, "  *In:* {}{more}<br>", named.join(", "));
    }
    let _ = writeln!(text, "  *From:* {}\n", places(change, links));
    text
}

/// A change in one line.
fn brief(change: &Change, links: &Links) -> String {
    let shown = |line: &Option<String>| line.as_ref().map(|line| code(&short(line, WIDTH)));
    let facts = match (shown(&change.before), shown(&change.after)) {
        // The sentence of an added item has its name already.
        _ if change.level == Level::Additive => String::new(),
        (Some(before), Some(after)) => format!(": {before} → {after}"),
        (Some(before), None) => format!(": was {before}"),
        (None, Some(after)) => format!(": {after}"),
        (None, None) => String::new(),
    };
    format!("- {}{facts} · {}\n", sentence(&change.text), places(change, links))
}

fn places(change: &Change, links: &Links) -> String {
    let shown = |at: &zoom_codegen::diff::SpecLine| {
        let place = code(&short(&at.to_string(), WIDTH));
        match links.to_server(at) {
            Some(address) => format!("[{place}]({})", plain_address(&address)),
            None => place,
        }
    };
    // Where the head has it, that is where a reviewer looks; what is gone has only its base.
    change.at.last().map_or_else(|| code("specs/"), shown)
}

fn sentence(text: &str) -> String {
    let shown = |part: Part<'_>| match part {
        Part::Plain(words) => plain(&short(words, WIDTH)),
        Part::Code(text) => code(&short(text, WIDTH)),
    };
    parts(text).into_iter().map(shown).collect()
}

/// Words that mean nothing to Markdown: no link, no mention, no tag.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        match c {
            // A mention is found after escapes are gone.
            '@' => out.push_str("@&#8203;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c if "\\`*_{}[]#!|~$^+=\"".contains(c) => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    // Addresses without brackets become links too.
    out.replace("://", ":\\//").replace("www.", "www\\.").replace("WWW.", "WWW\\.")
}

/// Code, with as many backticks around it as it needs.
fn code(text: &str) -> String {
    let fence = "`".repeat(longest_run(text) + 1);
    let room = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    let text = if text.is_empty() { " " } else { text };
    format!("{fence}{room}{text}{room}{fence}")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Text inside of a tag.
fn html(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('@', "@&#8203;")
}

/// An address cannot end its own link.
fn plain_address(address: &str) -> String {
    let bad = |c: char| c.is_whitespace() || c.is_control() || "()<>\"\\`".contains(c);
    address.chars().filter(|c| !bad(*c)).collect()
}
