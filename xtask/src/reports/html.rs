//! One page that needs nothing else: no server, no network, no other file.
//!
//! All strings from documents go through [`escape`]. Should one get past it all the same, the page's
//! policy lets no script run but its own, which is named by its digest, and loads nothing from anywhere.

mod marks;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::Context;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use zoom_codegen::diff::{Change, Level, Report, Side, SpecLine, Subject, rules};

use super::order::{self, Product, counted};
use super::words::{Part, parts, short};
use super::{Links, summary, tasks};

const PAGE: &str = include_str!("html/page.html");
const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");
/// How much of one text is shown.
const WIDTH: usize = 2000;
/// How much of the name of an item is in the name of its change.
const LONGEST: usize = 120;
/// The most places that are shown beside each other, of those of many items.
const PLACES: usize = 12;

pub(super) fn render(report: &Report, links: &Links) -> anyhow::Result<String> {
    let products = order::products(report);
    let digest = |text: &str| STANDARD.encode(Sha256::digest(text));
    let (base, head) = (&report.base, &report.head);
    let title = format!("{}: {} → {}", report.krate, base.label, head.label);
    let kind = if report.verdict.sufficient { "fine" } else { "low" };
    let all = |part: &dyn Fn(&Product<'_>) -> String| products.iter().map(part).collect::<String>();
    let mut names = Names::default();
    let mut changes = String::new();
    for product in &products {
        section(product, links, &mut names, &mut changes);
    }
    let rows = [
        ("style-digest", digest(STYLE)),
        ("script-digest", digest(SCRIPT)),
        ("style", STYLE.to_owned()),
        ("script", SCRIPT.to_owned()),
        ("title", escape(&title)),
        ("crate", escape(&report.krate)),
        ("base", escape(order::label(&base.label))),
        ("base-size", size(base)),
        ("head", escape(order::label(&head.label))),
        ("head-size", size(head)),
        ("verdict-kind", kind.to_owned()),
        ("verdict", escape(&order::verdict(report))),
        ("summary", list_of("summary-lines", &summary::lines(report, &products))),
        ("tasks", open_tasks(report)),
        ("notes", list_of("notes", &report.notes)),
        ("rows", all(&row)),
        ("total", total(report)),
        ("levels", Level::ALL.map(level_box).concat()),
        ("products", all(&|product| option(product.name, product.title()))),
        ("rules", rule_options(report)),
        ("count", report.changes.len().to_string()),
        ("changes", changes),
    ];
    fill(PAGE, &rows)
}

/// The template with every `{{name}}` replaced, once: what is filled in is not looked through again.
fn fill(template: &str, rows: &[(&str, String)]) -> anyhow::Result<String> {
    let mut page = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, tail) = after.split_once("}}").context("the page has `{{` without `}}`")?;
        let value = rows.iter().find(|(known, _)| *known == name);
        let (_, value) = value.with_context(|| format!("the page has an unknown `{name}`"))?;
        page.push_str(before);
        page.push_str(value);
        rest = tail;
    }
    page.push_str(rest);
    Ok(page)
}

/// Text as text, in elements and in attributes between quotes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in short(text, WIDTH).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

fn size(subject: &Subject) -> String {
    let operations = counted(subject.operations, "operation", "operations");
    format!("{operations}, {}", counted(subject.types, "type", "types"))
}

/// What has to be settled, and the lines to paste.
fn open_tasks(report: &Report) -> String {
    let Some(heading) = tasks::heading(report) else { return String::new() };
    let mut page =
        format!("<details class=\"tasks\" open><summary>To settle: {}</summary>", escape(&heading));
    page.push_str(&list_of("notes", &tasks::lines(report)));
    for (file, lines) in tasks::edits(report) {
        page.push_str(&format!(
            "<p><code>{}</code></p><pre>{}</pre>",
            escape(&file),
            escape(&lines.join("\n"))
        ));
    }
    page + "</details>"
}

fn list_of(class: &str, lines: &[String]) -> String {
    let items: String = lines.iter().map(|line| format!("<li>{}</li>", escape(line))).collect();
    if items.is_empty() { items } else { format!("<ul class=\"{class}\">{items}</ul>") }
}

/// The names of changes in the page: the same change has the same name in every report, so that a link to it lasts.
#[derive(Default)]
struct Names {
    taken: BTreeMap<String, usize>,
}

impl Names {
    /// Rule and item, with a number where several changes have the same.
    fn name(&mut self, change: &Change) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '.' };
        let item: String =
            change.item.replace("::", ".").chars().map(plain).take(LONGEST).collect();
        let name = format!("{}:{item}", change.rule);
        let count = self.taken.entry(name.clone()).or_insert(0);
        *count += 1;
        if *count == 1 { name } else { format!("{name}:{count}") }
    }
}

fn cells(count: impl Fn(Level) -> usize) -> String {
    let cell = |level| match count(level) {
        0 => "<td></td>".to_owned(),
        some => format!("<td class=\"some {level}\">{some}</td>"),
    };
    Level::ALL.map(cell).concat()
}

fn row(product: &Product<'_>) -> String {
    format!(
        "<tr><th scope=\"row\"><button type=\"button\" data-choose=\"{}\">{}</button></th>{}</tr>\n",
        escape(product.name),
        escape(product.title()),
        cells(|level| product.counts.at(level))
    )
}

fn total(report: &Report) -> String {
    format!("<tr><th scope=\"row\">All</th>{}</tr>", cells(|level| report.counts.at(level)))
}

fn level_box(level: Level) -> String {
    format!(
        "<label class=\"{level}\"><input type=\"checkbox\" name=\"level\" value=\"{level}\" checked> \
         {level}</label>"
    )
}

fn option(value: &str, title: &str) -> String {
    format!("<option value=\"{}\">{}</option>", escape(value), escape(title))
}

fn rule_options(report: &Report) -> String {
    let used: BTreeSet<&str> = report.changes.iter().map(|change| change.rule).collect();
    used.into_iter().map(|id| option(id, id)).collect()
}

fn section(product: &Product<'_>, links: &Links, names: &mut Names, page: &mut String) {
    let (name, title) = (escape(product.name), escape(product.title()));
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(page, "<section data-product=\"{name}\"><h2>{title}</h2>");
    for change in &product.changes {
        article(change, &names.name(change), links, page);
    }
    page.push_str("</section>\n");
}

fn article(change: &Change, name: &str, links: &Links, page: &mut String) {
    let (level, rule) = (change.level, escape(change.rule));
    let looks_at = rules().find(|known| known.id == change.rule).map_or("", |known| known.looks_at);
    let _ = writeln!(
        page,
        "<article id=\"{name}\" class=\"{level}\" data-level=\"{level}\" data-rule=\"{rule}\" \
         tabindex=\"-1\"><p class=\"kind\"><span class=\"level\">{level}</span> \
         <a class=\"rule\" href=\"{}\" title=\"looks at: {}\">{rule}</a> \
         <a class=\"permalink\" href=\"#{name}\" title=\"link to this change\">#</a></p><h3>{}</h3>",
        escape(&links.to_rule(change.rule)),
        escape(looks_at),
        sentence(&change.text)
    );
    let (was, is) = marks::marked(change.before.as_deref(), change.after.as_deref());
    let line = |class: &str, line: Option<String>| {
        line.map(|line| format!("<pre class=\"{class}\">{line}</pre>")).unwrap_or_default()
    };
    let lines = line("was", was) + &line("is", is);
    if !lines.is_empty() {
        let _ = writeln!(page, "<div class=\"lines\">{lines}</div>");
    }
    if !change.hint.is_empty() {
        let _ = writeln!(page, "<p class=\"hint\"><b>Now:</b> {}</p>", sentence(&change.hint));
    }
    let operation = |one: &zoom_codegen::diff::Affected| {
        format!(
            "<code>{}</code> <span class=\"dim\">{}</span>",
            escape(&one.name),
            escape(&one.wire)
        )
    };
    let operations: Vec<String> = change.operations.iter().map(operation).collect();
    if operations.len() > 1 {
        let is_event = |one: &zoom_codegen::diff::Affected| one.wire.starts_with("event ");
        let users = &change.operations;
        let kinds = match (users.iter().all(is_event), users.iter().any(is_event)) {
            (true, _) => "events",
            (false, false) => "operations",
            (false, true) => "operations and events",
        };
        list(&format!("in {} {kinds}", operations.len()), &operations, page);
    }
    let with: Vec<String> =
        change.with.iter().map(|item| format!("<code>{}</code>", escape(item))).collect();
    list(&format!("with {}", counted(with.len(), "item", "items")), &with, page);
    from(change, links, page);
    page.push_str("</article>\n");
}

fn list(title: &str, items: &[String], page: &mut String) {
    if !items.is_empty() {
        let items: String = items.iter().map(|item| format!("<li>{item}</li>")).collect();
        let _ = writeln!(page, "<details><summary>{title}</summary><ul>{items}</ul></details>");
    }
}

/// Its location in the documents, and its name on the wire.
fn from(change: &Change, links: &Links, page: &mut String) {
    let place = |at: &SpecLine| {
        let side = match at.side {
            Side::Base => "was in",
            Side::Head => "is in",
        };
        let text = escape(&at.to_string());
        let pointer = escape(&at.pointer);
        match links.to(at) {
            Some(address) => {
                let address = escape(&address);
                format!("{side} <a href=\"{address}\" title=\"{pointer}\">{text}</a>")
            }
            None => format!("{side} <code title=\"{pointer}\">{text}</code>"),
        }
    };
    let mut parts: Vec<String> = change.at.iter().map(place).collect();
    if parts.len() > PLACES {
        list(&format!("{} places in specs/", parts.len()), &parts, page);
        parts.clear();
    }
    if let [operation] = change.operations.as_slice() {
        let (name, wire) = (escape(&operation.name), escape(&operation.wire));
        parts.push(format!("<code>{name}</code> {wire}"));
    }
    if !change.schema_path.is_empty()
        && change.operations.iter().all(|one| one.wire != change.schema_path)
    {
        parts.push(format!("<code>{}</code>", escape(&change.schema_path)));
    }
    if !parts.is_empty() {
        let _ = writeln!(page, "<p class=\"from\">{}</p>", parts.join(" · "));
    }
}

fn sentence(text: &str) -> String {
    let shown = |part: Part<'_>| match part {
        Part::Plain(words) => escape(words),
        Part::Code(code) => format!("<code>{}</code>", escape(code)),
    };
    parts(text).into_iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_not_looked_through_again() {
        let rows = [("a", "{{b}}".to_owned()), ("b", "no".to_owned())];
        assert_eq!(fill("<{{a}}|{{b}}>", &rows).unwrap(), "<{{b}}|no>");
        assert!(fill("{{c}}", &rows).is_err());
        assert!(fill("{{a", &rows).is_err());
    }

    #[test]
    fn names_are_plain_and_differ() {
        let mut names = Names::default();
        let change = Change {
            rule: "text-changed",
            level: Level::Documentation,
            product: String::new(),
            item: "a::B.c<\"x\">".to_owned(),
            schema_path: String::new(),
            text: String::new(),
            before: None,
            after: None,
            hint: String::new(),
            operations: Vec::new(),
            at: Vec::new(),
            with: Vec::new(),
        };
        assert_eq!(names.name(&change), "text-changed:a.B.c..x..");
        assert_eq!(names.name(&change), "text-changed:a.B.c..x..:2");
    }

    #[test]
    fn nothing_ends_an_element_or_an_attribute() {
        assert_eq!(escape("<b a='\"'>&\n"), "&lt;b a=&#39;&quot;&#39;&gt;&amp; ");
    }
}
