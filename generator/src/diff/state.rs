//! One side of a comparison: specs/ taken through the pipeline as far as the names.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Findings, Severity};
use crate::emit::{Emitter, Manifest};
use crate::model::Api;
use crate::name::Names;
use crate::prepare::{Mode, Prepared};
use crate::runtime_api;
use crate::settings::Settings;
use crate::source::Sources;
use crate::{Failure, Inputs, Stage, emit};

/// A state of specs/, ready to be compared.
#[derive(Debug)]
pub struct State {
    /// What a person calls it.
    pub label: String,
    /// The API as the wire has it.
    pub api: Api,
    /// Its Rust names.
    pub names: Names,
    /// The text of specs/names.lock as it should be.
    pub names_lock: String,
    /// The public API, one item a line, sorted.
    pub lines: Vec<String>,
    /// The public API of the hand-written modules, likewise; nothing where there are none.
    pub runtime: Option<Vec<String>>,
    /// Documents that could not be read (ids), and are left out.
    pub left_out: BTreeSet<String>,
    /// Why.
    pub faults: Vec<Diagnostic>,
    pub(crate) settings: Settings,
    pub(crate) sources: Sources,
}

impl State {
    /// Reads a state. Documents that cannot be read are left out, as long as everything else can be used.
    ///
    /// # Errors
    /// When the configuration cannot be used, or the documents that are left contradict it.
    pub fn read(
        label: &str,
        specs: BTreeMap<String, String>,
        watch: &(dyn Fn(Stage) + Sync),
    ) -> Result<State, Failure> {
        let mut sources = Sources::new(&specs);
        let mut findings = Findings::default();
        let inputs = Inputs { specs, ..Inputs::default() };
        let begun = Prepared::begin(&inputs, Mode::Compare, watch, &mut findings);
        let prepared = begun.and_then(|mut prepared| {
            prepared.run(Stage::Name, watch, &mut sources, &mut findings);
            prepared.finished(&mut findings)
        });
        let Some(Prepared { settings, api, names, names_lock, .. }) = prepared else {
            return Err(Failure { diagnostics: findings.locate(&sources) });
        };
        let faults = findings.take_errors().locate(&sources);
        debug_assert!(faults.iter().all(|fault| fault.severity == Severity::Error));
        let read: BTreeSet<&str> = api.documents.iter().map(|one| one.id.as_str()).collect();
        let left_out = settings.documents.iter().map(|entry| entry.id.clone());
        let left_out = left_out.filter(|id| !read.contains(id.as_str())).collect();
        let manifest = Manifest::of("", &[]);
        let index = crate::emit::Index::new(&api, &names);
        let emitter = Emitter { api: &api, names: &names, settings: &settings, manifest, index };
        let lines = emit::api_lines(&emitter);
        let label = label.to_owned();
        Ok(State {
            label,
            lines,
            runtime: None,
            left_out,
            faults,
            api,
            names,
            names_lock,
            settings,
            sources,
        })
    }

    /// With the hand-written modules that the crate carries: path (`src/runtime/client.rs`) → text.
    #[must_use]
    pub fn with_runtime(mut self, templates: &BTreeMap<String, String>) -> State {
        let lines = runtime_api::lines(templates, &self.settings.krate.templates);
        self.runtime = (!templates.is_empty()).then_some(lines);
        self
    }

    /// The version in sources.toml.
    pub fn version(&self) -> &str {
        &self.settings.krate.version
    }
}
