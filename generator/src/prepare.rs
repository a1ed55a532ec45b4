//! The stages before emission, in one list. Every command that reads documents runs them as far as it needs.

use std::collections::BTreeMap;
use std::fmt;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Finding, Findings, Severity};
use crate::document::common::Common;
use crate::document::{self, Move, Tree, overlay};
use crate::inputs::Inputs;
use crate::lower::{self, Count};
use crate::model::Api;
use crate::name::{self, Names};
use crate::normalize::{self, Named};
use crate::pointer::Pointer;
use crate::restate::{self, Patterns};
use crate::settings::{self, Numbers, Settings, file};
use crate::source::Sources;
use crate::sub_accounts;

/// A stage of the pipeline, for progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Text → value tree.
    Load,
    /// Corrections applied.
    Overlay,
    /// Versions of OpenAPI brought to one, well-known faults repaired.
    Repair,
    /// Prose, examples and `allOf` as keywords.
    Restate,
    /// Documents → model.
    Lower,
    /// Model → model.
    Normalize,
    /// Rust names.
    Name,
    /// Model and names → files.
    Emit,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stage::Load => "load",
            Stage::Overlay => "overlay",
            Stage::Repair => "repair",
            Stage::Restate => "restate",
            Stage::Lower => "lower",
            Stage::Normalize => "normalize",
            Stage::Name => "name",
            Stage::Emit => "emit",
        })
    }
}

/// A run that gives nothing, and why.
#[derive(Clone, Debug)]
pub struct Failure {
    /// At least one error; and everything else that was found.
    pub diagnostics: Vec<Diagnostic>,
}

/// The purpose of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// To emit a crate: every error counts.
    Emit,
    /// To compare with another state: a document that cannot be read is left out, and its errors are kept.
    Compare,
    /// To look at the documents: neither templates nor names are needed.
    Lint,
}

/// The state of the pipeline.
pub(crate) struct Prepared {
    pub settings: Settings,
    pub trees: Vec<Tree>,
    pub api: Api,
    pub count: Count,
    pub named: Named,
    pub names: Names,
    pub names_lock: String,
    patterns: Patterns,
    mode: Mode,
    /// The last stage that has run.
    done: Stage,
    /// Whether every document could be read.
    is_complete: bool,
    /// Errors of documents that are left out.
    unread: Findings,
    /// What a person has to settle, in [`Mode::Compare`]; it is compared as far as it goes.
    pub open: Findings,
    lock: String,
    /// The alternatives of unions as names.lock records them.
    alternatives: name::alternatives::Recorded,
}

/// The stages in their order.
const STAGES: [Stage; 7] = [
    Stage::Load,
    Stage::Overlay,
    Stage::Repair,
    Stage::Restate,
    Stage::Lower,
    Stage::Normalize,
    Stage::Name,
];

impl Prepared {
    /// Reads the settings and loads the documents.
    pub fn begin(
        inputs: &Inputs,
        mode: Mode,
        watch: &(dyn Fn(Stage) + Sync),
        findings: &mut Findings,
    ) -> Option<Prepared> {
        Prepared::begin_beside(inputs, &Common::default(), mode, watch, findings)
    }

    /// The same for a state that has documents in common with another.
    pub fn begin_beside(
        inputs: &Inputs,
        common: &Common,
        mode: Mode,
        watch: &(dyn Fn(Stage) + Sync),
        findings: &mut Findings,
    ) -> Option<Prepared> {
        watch(Stage::Load);
        let settings = settings::read(&inputs.specs, findings)?;
        let patterns = Patterns::compile(&settings.rules, findings).unwrap_or_default();
        if mode == Mode::Emit {
            check_templates(&settings, inputs, findings);
        }
        // What is wrong with the configuration says nothing about the documents.
        let settings_errors = match mode {
            Mode::Compare => findings.take_errors(),
            _ => Findings::default(),
        };
        let mut trees = load(&settings, inputs, common, findings);
        sub_accounts::mark(&settings, &mut trees, findings);
        let is_complete = trees.len() == settings.documents.len();
        let mut unread = Findings::default();
        if mode == Mode::Compare {
            unread = findings.take_errors();
            findings.append(settings_errors);
        }
        Some(Prepared {
            settings,
            trees,
            api: Api::default(),
            count: Count::default(),
            named: Named::default(),
            names: Names::default(),
            names_lock: String::new(),
            patterns,
            mode,
            done: Stage::Load,
            is_complete,
            unread,
            open: Findings::default(),
            lock: inputs.specs.get(file::NAMES).cloned().unwrap_or_default(),
            alternatives: Vec::new(),
        })
    }

    /// Runs the stages that have not run yet, up to and including `last`.
    pub fn run(
        &mut self,
        last: Stage,
        watch: &(dyn Fn(Stage) + Sync),
        sources: &mut Sources<'_>,
        findings: &mut Findings,
    ) {
        let done = self.done;
        for stage in STAGES.into_iter().filter(|stage| *stage > done && *stage <= last) {
            watch(stage);
            match stage {
                Stage::Overlay => self.overlay(sources, findings),
                Stage::Repair => {
                    self.each_tree(sources, findings, |tree, _, own| document::repair(tree, own))
                }
                Stage::Restate => self.each_tree(sources, findings, |tree, patterns, own| {
                    restate::restate(tree, Numbers::AsWritten, patterns, own)
                }),
                Stage::Lower => self.lower(findings),
                Stage::Normalize => {
                    self.named = normalize::normalize(&mut self.api, &self.settings, findings);
                }
                Stage::Name => {
                    let named = name::name(
                        &self.api,
                        &self.settings,
                        (&self.lock, &self.alternatives),
                        findings,
                    );
                    (self.names, self.names_lock) = named;
                }
                Stage::Load | Stage::Emit => {}
            }
            self.done = stage;
        }
    }

    /// The result; `None` if there are errors in `findings`.
    pub fn finished(mut self, findings: &mut Findings) -> Option<Prepared> {
        if !self.is_complete {
            findings.drop_followers();
        }
        if self.mode == Mode::Compare {
            self.open = findings.take_open();
        }
        let failed = findings.has_errors();
        findings.append(self.unread.clone());
        (!failed).then_some(self)
    }

    fn overlay(&mut self, sources: &mut Sources<'_>, findings: &mut Findings) {
        let ids: Vec<&str> =
            self.settings.documents.iter().map(|entry| entry.id.as_str()).collect();
        for (file, actions) in &self.settings.overlays {
            overlay::overlay(file, actions, &ids, &mut self.trees, sources, findings);
        }
    }

    /// Changes every tree, and records which parts of it have moved.
    fn each_tree(
        &mut self,
        sources: &mut Sources<'_>,
        findings: &mut Findings,
        change: impl Fn(&mut Tree, &Patterns, &mut Findings) -> Vec<Move> + Sync,
    ) {
        let patterns = &self.patterns;
        let changed = self.trees.par_iter_mut().map(|tree| {
            let mut own = Findings::default();
            let moves = change(tree, patterns, &mut own);
            (tree.file.clone(), moves, own)
        });
        for (file, moves, own) in changed.collect::<Vec<_>>() {
            sources.moved(&file, moves);
            findings.append(own);
        }
    }

    fn lower(&mut self, findings: &mut Findings) {
        let entries: BTreeMap<&str, _> =
            self.settings.documents.iter().map(|entry| (entry.id.as_str(), entry)).collect();
        for tree in &mut self.trees {
            if let Some(entry) = entries.get(tree.id.as_str()) {
                let own = lower::lower(tree, entry, &self.settings, &mut self.api, findings);
                self.count.operations += own.operations;
                self.count.events += own.events;
            }
            // The trees take more memory than everything that is made of them.
            if self.mode != Mode::Lint {
                tree.root = serde_json::Value::Null;
            }
        }
        self.api.events.sort_by(|a, b| a.name.cmp(&b.name));
        self.alternatives = name::alternatives::number(&mut self.api, &self.lock);
    }
}

/// Without this check, a missing folder of templates would only be noticed when the crate is compiled.
fn check_templates(settings: &Settings, inputs: &Inputs, findings: &mut Findings) {
    for name in &settings.krate.templates {
        let prefix = format!("src/{name}/");
        if !inputs.templates.keys().any(|path| path.starts_with(&prefix)) {
            let message = format!("there are no templates in `{name}`");
            let help = "name folders of templates/src";
            let root = Pointer::root();
            let at = file::SOURCES;
            findings.push(Finding::new(Severity::Error, "sources", at, &root, message, help));
        }
    }
}

/// Documents in the order of their ids, so that the order in sources.toml changes nothing.
fn load(
    settings: &Settings,
    inputs: &Inputs,
    common: &Common,
    findings: &mut Findings,
) -> Vec<Tree> {
    let mut entries: Vec<_> = settings.documents.iter().collect();
    entries.sort_by(|a, b| a.id.cmp(&b.id));
    let read = entries.par_iter().map(|entry| {
        let mut own = Findings::default();
        let text = inputs.specs.get(&entry.file);
        let root = text.and_then(|text| {
            common.load(&entry.file, || {
                let root = document::load::load(&entry.file, text, &mut own);
                (root, own.is_empty())
            })
        });
        // Only the importer brings Swagger 2.0 into specs/; a document by itself may have any version.
        let root =
            root.map(|root| if settings.krate.single { document::upgrade(root) } else { root });
        let root = root.filter(|root| document::load::is_openapi(&entry.file, root, &mut own));
        let (id, file) = (entry.id.clone(), entry.file.clone());
        (root.map(|root| Tree { id, file, root }), own)
    });
    let mut trees = Vec::new();
    for (tree, own) in read.collect::<Vec<_>>() {
        trees.extend(tree);
        findings.append(own);
    }
    trees
}
