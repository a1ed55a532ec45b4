//! For a pull request: breaking changes in full, then the rest, as much as a comment can hold.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use zoom_codegen::diff::{Change, Level, Report};

use super::order::{self, Product, counted};
use super::words::{Part, parts, short};
use super::{Links, MARKER, room, summary, tasks};

/// Room for the counts at the end of the report, and for the links of rules.
const END: usize = 800;
/// How much of one text is shown.
const WIDTH: usize = 300;
/// The maximum number of products in the table.
const ROWS: usize = 40;
/// How many lines to paste are shown.
const EDITS: usize = 60;
/// How many operations are named.
const NAMED: usize = 6;
/// Percent of the room that breaking changes, and additive ones after them, leave to the other levels where those need it.
const LEFT: usize = 20;

pub(super) fn render(report: &Report, links: &Links, limit: usize) -> String {
    let products = order::products(report);
    let mut page = Page { text: head(report, &products), left_out: 0, rules: BTreeSet::new() };
    let levels: Vec<(Level, Vec<Section>)> = Level::ALL
        .into_iter()
        .map(|level| (level, sections(&products, level, links)))
        .filter(|(_, sections)| !sections.is_empty())
        .collect();
    let rules = definitions(levels.iter().flat_map(|(_, all)| all).flat_map(Section::rules), links);
    let mut room = limit.saturating_sub(page.text.len() + rules.len() + END);
    let mut needed: usize = levels.iter().map(|(_, sections)| size(sections)).sum();
    for (level, sections) in &levels {
        needed = needed.saturating_sub(size(sections));
        // What follows gets its part; what it does not need is for this level.
        let kept = needed.min(room.saturating_mul(LEFT) / 100);
        let begin = page.text.len();
        page.level(*level, sections, room.saturating_sub(kept));
        room = room.saturating_sub(page.text.len().saturating_sub(begin));
    }
    if page.left_out > 0 {
        let more = counted(page.left_out, "change is", "changes are");
        let whole = match &links.whole {
            Some(address) => format!("[the whole report]({})", plain_address(address)),
            None => "`cargo xtask diff --format html`".to_owned(),
        };
        let _ = write!(page.text, "\n**{more} left out here**: see {whole}.\n");
    }
    let used = definitions(page.rules.into_iter(), links);
    page.text.push_str(&used);
    page.text
}

/// The changes of one level of a product.
struct Section {
    begin: String,
    entries: Vec<(String, &'static str)>,
}

impl Section {
    fn size(&self) -> usize {
        let entries: usize = self.entries.iter().map(|(entry, _)| entry.len()).sum();
        self.begin.len() + entries + CLOSE.len()
    }

    /// The rules that entries name.
    fn rules(&self) -> impl Iterator<Item = &'static str> {
        self.entries.iter().map(|(_, rule)| *rule).filter(|rule| !rule.is_empty())
    }
}

/// The end of a section.
const CLOSE: &str = "\n</details>\n";

fn size(sections: &[Section]) -> usize {
    sections.iter().map(Section::size).sum()
}

fn sections(products: &[Product<'_>], level: Level, links: &Links) -> Vec<Section> {
    let some = products.iter().filter(|product| product.counts.at(level) > 0);
    let section = |product: &Product<'_>| {
        let open = if level == Level::Breaking { " open" } else { "" };
        let (title, count) = (html(&short(product.title(), WIDTH)), product.counts.at(level));
        let begin = format!("\n<details{open}><summary>{title}: {count}</summary>\n\n");
        let entry = |change: &Change| match level {
            Level::Breaking => (whole(change, links), change.rule),
            _ => (brief(change, links), ""),
        };
        Section { begin, entries: product.at(level).map(entry).collect() }
    };
    some.map(section).collect()
}

/// The targets of the links of rules, which begin with `[`.
fn definitions(rules: impl Iterator<Item = &'static str>, links: &Links) -> String {
    let rules: BTreeSet<&str> = rules.collect();
    let one = |rule: &str| {
        let address = links.to_rule_on_server(rule)?;
        Some(format!("[{rule}]: {}\n", plain_address(&address)))
    };
    let lines: String = rules.into_iter().filter_map(one).collect();
    if lines.is_empty() { lines } else { format!("\n{lines}") }
}

struct Page {
    text: String,
    left_out: usize,
    rules: BTreeSet<&'static str>,
}

impl Page {
    /// The changes of a level, where each product gets a part of the room.
    fn level(&mut self, level: Level, sections: &[Section], room: usize) {
        let total: usize = sections.iter().map(|section| section.entries.len()).sum();
        let heading = format!("\n### {}\n", heading(level, total));
        let Some(room) = room.checked_sub(heading.len()) else {
            self.left_out += total;
            return;
        };
        self.text.push_str(&heading);
        // A part with room for nothing is of no use: rather fewer products than none.
        let useful = if size(sections) > room { room / USEFUL } else { sections.len() };
        let (sections, rest) = sections.split_at(useful.clamp(1, sections.len()));
        self.left_out += rest.iter().map(|section| section.entries.len()).sum::<usize>();
        let sizes: Vec<usize> = sections.iter().map(Section::size).collect();
        for (section, share) in sections.iter().zip(room::shares(&sizes, room)) {
            self.section(section, share);
        }
    }

    /// As many changes as there is room for, in their order.
    fn section(&mut self, section: &Section, share: usize) {
        let all = section.entries.len();
        let mut room = share.saturating_sub(section.begin.len() + CLOSE.len());
        // A line about what is left out has room too.
        let reserve = if section.size() > share { MORE } else { 0 };
        let mut shown = 0;
        let mut text = String::new();
        for (entry, rule) in &section.entries {
            if entry.len() + reserve > room {
                break;
            }
            room -= entry.len();
            text.push_str(entry);
            shown += 1;
            if !rule.is_empty() {
                self.rules.insert(rule);
            }
        }
        let left_out = all - shown;
        self.left_out += left_out;
        if shown == 0 {
            return;
        }
        self.text.push_str(&section.begin);
        self.text.push_str(&text);
        if left_out > 0 {
            let _ = writeln!(self.text, "\n… and {left_out} more");
        }
        self.text.push_str(CLOSE);
    }
}

/// The smallest part that a product gets.
const USEFUL: usize = 500;
/// Room for `… and 1234567 more`.
const MORE: usize = 32;

fn head(report: &Report, products: &[Product<'_>]) -> String {
    let label = |text: &str| code(&short(order::label(text), WIDTH));
    let mut text = format!(
        "{MARKER}\n## What changes for users of {}\n\n{} → {}: {}\n",
        label(&report.krate),
        label(&report.base.label),
        label(&report.head.label),
        Level::ALL.map(|level| format!("**{}** {level}", report.counts.at(level))).join(", ")
    );
    let mark = if report.verdict.sufficient { "" } else { "⚠ " };
    let _ = writeln!(text, "\n{mark}{}", plain(&order::verdict(report)));
    let summary = summary::lines(report, products);
    if !summary.is_empty() {
        text.push('\n');
    }
    for line in summary {
        let _ = writeln!(text, "- {}", plain(&short(&line, WIDTH)));
    }
    for note in report.notes.iter().take(NAMED) {
        let _ = writeln!(text, "\n> {}", plain(&short(note, WIDTH)));
    }
    write_tasks(report, &mut text);
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
        let more = products.len().saturating_sub(ROWS);
        if more > 0 {
            let _ = writeln!(text, "| … and {more} more | | | |");
        }
    }
    text
}

/// What has to be settled, and the lines to paste.
fn write_tasks(report: &Report, text: &mut String) {
    let Some(heading) = tasks::heading(report) else { return };
    let _ = writeln!(text, "\n### To settle\n\n{}.\n", plain(&heading));
    let lines = tasks::lines(report);
    for line in lines.iter().take(ROWS) {
        let _ = writeln!(text, "- {}", sentence(&short(line, WIDTH)));
    }
    let more = lines.len().saturating_sub(ROWS);
    if more > 0 {
        let _ = writeln!(text, "- … and {more} more: `cargo xtask diff`");
    }
    let mut room = EDITS;
    for (file, lines) in tasks::edits(report) {
        let shown: Vec<String> = lines.iter().take(room).map(|line| short(line, WIDTH)).collect();
        room = room.saturating_sub(shown.len());
        let fence = "`".repeat(longest_run(&shown.concat()).max(2) + 1);
        if !shown.is_empty() {
            let _ =
                writeln!(text, "\n{}\n\n{fence}diff\n{}\n{fence}", code(&file), shown.join("\n"));
        }
    }
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
    let rule = match links.to_rule_on_server(change.rule) {
        Some(_) => format!("[{}][{}]", code(change.rule), change.rule),
        None => code(change.rule),
    };
    let mut text = format!("- {} ({rule})\n", sentence(&change.text));
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
