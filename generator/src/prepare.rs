//! The stages before emission, in one list. Every command that reads documents runs them as far as it needs.

pub(crate) mod documents;

use std::fmt;

use crate::diagnostic::{Diagnostic, Finding, Findings, Severity};
use crate::document::Tree;
use crate::emit;
use crate::inputs::Inputs;
use crate::lower::Count;
use crate::model::Api;
use crate::name::{self, Names};
use crate::normalize::{self, Named};
use crate::pointer::Pointer;
use crate::restate::Patterns;
use crate::settings::{self, Settings, file};
use crate::source::Sources;
use documents::Run;

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
    done: Option<Stage>,
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
    /// Reads the settings.
    pub fn begin(
        inputs: &Inputs,
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
        Some(Prepared {
            settings,
            trees: Vec::new(),
            api: Api::default(),
            count: Count::default(),
            named: Named::default(),
            names: Names::default(),
            names_lock: String::new(),
            patterns,
            mode,
            done: None,
            is_complete: false,
            unread: Findings::default(),
            open: Findings::default(),
            lock: inputs.specs.get(file::NAMES).cloned().unwrap_or_default(),
            alternatives: Vec::new(),
        })
    }

    /// Reads the settings and loads the documents, to look at them.
    pub fn loaded(
        inputs: &Inputs,
        watch: &(dyn Fn(Stage) + Sync),
        sources: &mut Sources<'_>,
        findings: &mut Findings,
    ) -> Option<Prepared> {
        let mut prepared = Prepared::begin(inputs, Mode::Lint, watch, findings)?;
        prepared.run(Stage::Load, inputs, watch, sources, findings);
        Some(prepared)
    }

    /// Runs the stages that have not run yet, up to and including `last`.
    pub fn run(
        &mut self,
        last: Stage,
        inputs: &Inputs,
        watch: &(dyn Fn(Stage) + Sync),
        sources: &mut Sources<'_>,
        findings: &mut Findings,
    ) {
        let run = Run { inputs, prepared: &mut *self, sources, findings: &mut *findings };
        documents::process(&mut [run], last, watch);
        self.whole(last, watch, findings);
    }

    /// The same for the stages that process all documents together.
    pub fn whole(&mut self, last: Stage, watch: &(dyn Fn(Stage) + Sync), findings: &mut Findings) {
        let done = self.done;
        for stage in STAGES.into_iter().filter(|stage| Some(*stage) > done && *stage <= last) {
            watch(stage);
            match stage {
                Stage::Normalize => {
                    self.alternatives = name::alternatives::number(&mut self.api, &self.lock);
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
                    emit::check_reach(&self.api, &self.names, &self.settings, findings);
                }
                _ => {}
            }
            self.done = Some(stage);
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

/// Bytes of stack of a thread; only what is used is ever taken.
const STACK: usize = 64 << 20;

/// Runs on this many threads; `None` when they cannot be had.
pub(crate) fn threads<T: Send>(count: usize, work: impl FnOnce() -> T + Send) -> Option<T> {
    // Objects within objects become modules within modules, and visitors, parser and formatter recurse into them.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(count).stack_size(STACK).build().ok()?;
    Some(pool.install(work))
}
