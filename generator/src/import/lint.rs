//! Issues for a reviewer of the documents: missing names and descriptions, types that could be shared, likely mistakes.
//!
//! A report, not a judgement: nothing here stops code generation.

mod arguments;
mod doubtful;
mod glossary;
mod lists;
mod names;
mod shapes;
mod unpaged;
mod words;

use std::collections::BTreeMap;

use crate::diagnostic::{Finding, Findings, Location, Severity};
use crate::model::Field;
use crate::normalize::secrets::UNDECIDED;
use crate::pointer::Pointer;
use crate::prepare::Prepared;
use crate::restate::UNREAD;
use crate::settings::Settings;
use crate::source::{Sources, Tables};
use crate::{Failure, Inputs, Stage};

pub(crate) use glossary::{Described, open};

/// Everything that needs attention, by kind.
#[derive(Clone, Debug, Default)]
pub struct Lint {
    /// Kinds without entries are left out.
    pub concerns: Vec<Concern>,
}

/// One kind of issue that needs attention.
#[derive(Clone, Debug)]
pub struct Concern {
    /// A stable code such as `long-label`.
    pub code: &'static str,
    /// The kind of the entries, as a heading.
    pub title: &'static str,
    /// Advice: how to solve them.
    pub help: &'static str,
    /// The most frequent first.
    pub entries: Vec<Entry>,
    /// A list to read, in which nothing is open.
    pub informs: bool,
}

/// One issue, with a location where it can be seen.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The issue.
    pub text: String,
    /// In how many places.
    pub count: usize,
    /// One of the places.
    pub at: Location,
}

/// An entry whose line is not looked up yet.
#[derive(Clone, Debug)]
struct Noted {
    text: String,
    count: usize,
    file: String,
    pointer: Pointer,
}

/// Examines specs/.
///
/// # Errors
/// When the settings or a document cannot be read. Faults that only stop code generation are listed instead.
pub fn lint(specs: &BTreeMap<String, String>) -> Result<Lint, Failure> {
    let mut findings = Findings::default();
    let mut sources = Sources::new(specs);
    let inputs = Inputs { specs: specs.clone(), ..Inputs::default() };
    let watch = |_| {};
    let begun = Prepared::loaded(&inputs, &watch, &mut sources, &mut findings);
    let Some(mut prepared) = begun.filter(|_| !findings.has_errors()) else {
        return Err(Failure { diagnostics: findings.locate(&sources) });
    };
    prepared.run(Stage::Overlay, &inputs, &watch, &mut sources, &mut findings);
    let mut doubtful = Tally::default();
    prepared.trees.iter().for_each(|tree| doubtful::doubtful(tree, &mut doubtful));
    prepared.run(Stage::Name, &inputs, &watch, &mut sources, &mut findings);
    let Prepared { settings, api, names, trees, .. } = prepared;

    let mut lint = Lint::default();
    let mut report = Report { sources: &sources, tables: Tables::new(), lint: &mut lint };
    found(findings, &mut report);
    words::words(&api, &settings, &mut report);
    glossary::glossary(&api, &settings, &mut report);
    names::names(&api, &names, &settings, &mut report);
    arguments::arguments(&api, &names, &settings, &mut report);
    report.add(
        "doubtful",
        "facts that look wrong",
        "compare with the official page; correct them by an overlay",
        doubtful.noted(),
    );
    unpaged::unpaged(&api, &settings, &mut report);
    lists::lists(&api, &settings, &trees, &mut report);
    shapes::shapes(&api, &mut report);
    Ok(lint)
}

/// Collects concerns.
struct Report<'a> {
    sources: &'a Sources<'a>,
    tables: Tables,
    lint: &'a mut Lint,
}

impl Report<'_> {
    fn add(
        &mut self,
        code: &'static str,
        title: &'static str,
        help: &'static str,
        noted: Vec<Noted>,
    ) {
        self.concern(Concern { code, title, help, entries: Vec::new(), informs: false }, noted);
    }

    fn inform(
        &mut self,
        code: &'static str,
        title: &'static str,
        help: &'static str,
        noted: Vec<Noted>,
    ) {
        self.concern(Concern { code, title, help, entries: Vec::new(), informs: true }, noted);
    }

    fn concern(&mut self, concern: Concern, mut noted: Vec<Noted>) {
        noted.sort_by(|a, b| {
            let schema_path = |one: &Noted| (one.file.clone(), one.pointer.clone());
            b.count
                .cmp(&a.count)
                .then_with(|| a.text.cmp(&b.text))
                .then_with(|| schema_path(a).cmp(&schema_path(b)))
        });
        let entries: Vec<Entry> = noted.into_iter().map(|one| self.locate(one)).collect();
        if !entries.is_empty() {
            self.lint.concerns.push(Concern { entries, ..concern });
        }
    }

    fn locate(&mut self, noted: Noted) -> Entry {
        let Noted { text, count, file, pointer } = noted;
        let finding = Finding::new(Severity::Note, "lint", &file, &pointer, "", "");
        let at = self.sources.locate(finding, &mut self.tables).at;
        Entry { text, count, at }
    }
}

/// Findings of the pipeline: values without names, and faults that would stop it.
fn found(findings: Findings, report: &mut Report<'_>) {
    let mut gaps = Vec::new();
    let mut secrets = Vec::new();
    let mut unread = Vec::new();
    let mut stops = Vec::new();
    for one in findings.locate(report.sources) {
        let noted = Noted {
            text: one.message,
            count: 1,
            file: one.at.file,
            pointer: Pointer::parse(&one.at.pointer),
        };
        match one.severity {
            Severity::Gap if one.code == UNDECIDED => secrets.push(noted),
            Severity::Gap => gaps.push(noted),
            Severity::Error | Severity::Refused => stops.push(noted),
            Severity::Note if one.code == UNREAD => unread.push(noted),
            _ => {}
        }
    }
    report.add(
        "faults",
        "faults that stop code generation, or cost an operation",
        "`cargo xtask codegen` has the details of each",
        stops,
    );
    report.add(
        "unnamed",
        "integer places whose values have no names",
        "name them in enums.yaml, or give the reason in unnamed.yaml",
        gaps,
    );
    report.add(
        UNREAD,
        "integers whose descriptions have numbers that may be their values",
        "name the values in enums.yaml, give the reason in unnamed.yaml, or correct the document by an overlay",
        unread,
    );
    report.add(
        "secrets",
        "names that look like those of secrets, which nobody has decided about",
        "add them to `secrets` in rules.yaml: to `hidden`, or to `shown` with a reason",
        secrets,
    );
}

/// Issues that are the same, counted; the location is that of the first one.
#[derive(Default)]
struct Tally {
    list: BTreeMap<String, Noted>,
}

impl Tally {
    fn add(&mut self, text: &str, file: &str, pointer: &Pointer) {
        let noted = self.list.entry(text.to_owned()).or_insert_with(|| Noted {
            text: text.to_owned(),
            count: 0,
            file: file.to_owned(),
            pointer: pointer.clone(),
        });
        noted.count += 1;
    }

    fn noted(self) -> Vec<Noted> {
        self.list.into_values().collect()
    }
}

/// The file of a document.
fn file_of<'a>(settings: &'a Settings, document: &str) -> &'a str {
    let entry = settings.documents.iter().find(|entry| entry.id == document);
    entry.map(|entry| entry.file.as_str()).unwrap_or_default()
}

/// The position of a field in its document; for a field of a shared type, in one of the documents.
pub(super) fn field_location<'a>(settings: &'a Settings, field: &Field) -> (&'a str, Pointer) {
    (file_of(settings, &field.schema_path.document), field.pointer.clone())
}
