//! One side of a comparison: specs/ after all stages of the pipeline before emission.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Findings, Severity};
use crate::emit::{Emitter, Manifest};
use crate::listing::Listing;
use crate::model::Api;
use crate::name::Names;
use crate::prepare::{Mode, Prepared};
use crate::settings::Settings;
use crate::source::Sources;
use crate::{Common, Failure, Inputs, Stage};

/// A state of specs/, ready to be compared.
#[derive(Debug)]
pub struct State {
    /// The name that reports give it.
    pub label: String,
    /// The API on the wire.
    pub api: Api,
    /// Its Rust names.
    pub names: Names,
    /// The text of specs/names.lock as it should be.
    pub names_lock: String,
    /// The public API of the generated modules.
    pub listing: Listing,
    /// The public API of the hand-written modules; `None` if there are none.
    pub runtime: Option<Listing>,
    /// Documents that could not be read (ids), and are left out.
    pub left_out: BTreeSet<String>,
    /// The faults of those documents.
    pub faults: Vec<Diagnostic>,
    /// What a person has to settle before a crate can be generated; everything else is compared.
    pub open: Vec<Diagnostic>,
    pub(crate) settings: Settings,
    pub(crate) sources: Sources<'static>,
}

impl State {
    /// Reads a state. Documents that cannot be read are left out if everything else can be used.
    ///
    /// # Errors
    /// If the configuration cannot be read.
    pub fn read(
        label: &str,
        specs: BTreeMap<String, String>,
        watch: &(dyn Fn(Stage) + Sync),
    ) -> Result<State, Failure> {
        State::read_beside(label, specs, &Common::default(), watch)
    }

    /// The same for a state that has documents in common with another.
    ///
    /// # Errors
    /// If the configuration cannot be read.
    pub fn read_beside(
        label: &str,
        specs: BTreeMap<String, String>,
        common: &Common,
        watch: &(dyn Fn(Stage) + Sync),
    ) -> Result<State, Failure> {
        let inputs = Inputs { specs, ..Inputs::default() };
        let mut sources = Sources::new(&inputs.specs);
        let mut findings = Findings::default();
        let begun = Prepared::begin_beside(&inputs, common, Mode::Compare, watch, &mut findings);
        let prepared = begun.and_then(|mut prepared| {
            prepared.run(Stage::Name, watch, &mut sources, &mut findings);
            prepared.finished(&mut findings)
        });
        let Some(Prepared { settings, api, names, names_lock, open, .. }) = prepared else {
            return Err(Failure { diagnostics: findings.locate(&sources) });
        };
        let open = open.locate(&sources);
        let faults = findings.take_errors().locate(&sources);
        debug_assert!(faults.iter().all(|fault| fault.severity == Severity::Error));
        let read: BTreeSet<&str> = api.documents.iter().map(|one| one.id.as_str()).collect();
        let left_out = settings.documents.iter().map(|entry| entry.id.clone());
        let left_out = left_out.filter(|id| !read.contains(id.as_str())).collect();
        let manifest = Manifest::of("", &[]);
        let index = crate::emit::Index::new(&api, &names);
        let items = crate::emit::Items::new(&api);
        let emitter =
            Emitter { api: &api, names: &names, settings: &settings, manifest, index, items };
        let listing = Listing::generated(&emitter);
        let label = label.to_owned();
        let grafts = sources.into_grafts();
        let sources = grafts.with(inputs.specs);
        Ok(State {
            label,
            listing,
            runtime: None,
            left_out,
            faults,
            open,
            api,
            names,
            names_lock,
            settings,
            sources,
        })
    }

    /// Adds the hand-written modules that the crate contains: path (`src/runtime/client.rs`) → text.
    #[must_use]
    pub fn with_runtime(mut self, templates: &BTreeMap<String, String>) -> State {
        let listing = Listing::runtime(templates, &self.settings.krate.templates);
        self.runtime = (!templates.is_empty()).then_some(listing);
        self
    }

    /// Adds the hand-written modules of another state, which has the same ones.
    #[must_use]
    pub fn with_runtime_of(mut self, other: &State) -> State {
        self.runtime.clone_from(&other.runtime);
        self
    }

    /// The hand-written modules that the crate contains.
    pub fn carried(&self) -> &[String] {
        &self.settings.krate.templates
    }

    /// The version in sources.toml.
    pub fn version(&self) -> &str {
        &self.settings.krate.version
    }
}
