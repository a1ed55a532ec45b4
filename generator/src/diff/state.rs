//! One side of a comparison: specs/ after all stages of the pipeline before emission.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Findings, Severity};
use crate::emit::{Emitter, Index, Items, Manifest};
use crate::listing::Listing;
use crate::model::Api;
use crate::name::Names;
use crate::prepare::documents::{self, Run};
use crate::prepare::{Mode, Prepared, threads};
use crate::settings::Settings;
use crate::source::{Grafted, Sources};
use crate::{Failure, Inputs, Stage};

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
    /// The cargo features of the hand-written modules, where their manifest is known.
    pub runtime_features: Option<RuntimeFeatures>,
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
        let [state] = read([Files::new(label, specs)], watch);
        state
    }

    /// Reads two states beside each other: documents that are the same in both are read once.
    pub fn read_both(
        base: Files,
        head: Files,
        watch: &(dyn Fn(Stage) + Sync),
    ) -> [Result<State, Failure>; 2] {
        read([base, head], watch)
    }

    /// Adds the hand-written modules that the crate contains, path (`src/runtime/client.rs`) → text, and their manifest
    /// (`Cargo.toml`).
    #[must_use]
    pub fn with_runtime(mut self, templates: &BTreeMap<String, String>) -> State {
        let carried = &self.settings.krate.templates;
        self.runtime = runtime(templates, carried);
        self.runtime_features = RuntimeFeatures::of(templates, carried);
        self
    }

    /// The version in sources.toml.
    pub fn version(&self) -> &str {
        &self.settings.krate.version
    }
}

/// The cargo features of the hand-written modules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuntimeFeatures {
    /// All of them, with what they are for.
    pub all: BTreeMap<String, String>,
    /// Those that are on by default.
    pub default: BTreeSet<String>,
}

impl RuntimeFeatures {
    fn of(templates: &BTreeMap<String, String>, carried: &[String]) -> Option<RuntimeFeatures> {
        let manifest = Manifest::of(templates.get("Cargo.toml")?, carried);
        Some(RuntimeFeatures {
            all: manifest.features(),
            default: manifest.default_features().into_iter().collect(),
        })
    }
}

/// The files of a state.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The name that reports give it.
    pub label: String,
    /// The files below specs/: path → text.
    pub specs: BTreeMap<String, String>,
    /// The hand-written modules, path (`src/runtime/client.rs`) → text, and their manifest (`Cargo.toml`); none where they
    /// are not compared.
    pub templates: BTreeMap<String, String>,
}

impl Files {
    /// A state without hand-written modules.
    pub fn new(label: &str, specs: BTreeMap<String, String>) -> Files {
        Files { label: label.to_owned(), specs, templates: BTreeMap::new() }
    }
}

/// The entries of the hand-written modules that the crate contains; `None` if there are none.
fn runtime(templates: &BTreeMap<String, String>, carried: &[String]) -> Option<Listing> {
    let has_modules = templates.keys().any(|path| path.ends_with(".rs"));
    has_modules.then(|| Listing::runtime(templates, carried))
}

/// The same for all states: those with the same modules have the same entries.
fn runtimes(states: &[(String, Inputs)], carried: &[Vec<String>]) -> Vec<Option<Listing>> {
    let of = |at: usize| Some((&states.get(at)?.1.templates, carried.get(at)?));
    let is_first = |at: usize| at == 0 || of(at) != of(0);
    let one = |at| of(at).and_then(|(templates, carried)| runtime(templates, carried));
    let own = (0..states.len()).into_par_iter().map(|at| is_first(at).then(|| one(at)));
    let own: Vec<Option<Option<Listing>>> = own.collect();
    let first = own.first().cloned().flatten().flatten();
    own.into_iter().map(|own| own.unwrap_or_else(|| first.clone())).collect()
}

/// A state whose stages are running.
struct Running<'i> {
    prepared: Option<Prepared>,
    sources: Sources<'i>,
    findings: Findings,
}

fn read<const N: usize>(
    states: [Files; N],
    watch: &(dyn Fn(Stage) + Sync),
) -> [Result<State, Failure>; N] {
    let states = states.map(|Files { label, specs, templates }| {
        (label, Inputs { specs, templates, ..Inputs::default() })
    });
    let stages = || {
        let inputs = states.par_iter().map(|(_, inputs)| inputs);
        let mut running: Vec<Running<'_>> =
            inputs.map(|inputs| Running::begin(inputs, watch)).collect();
        let carried: Vec<Vec<String>> = running.iter().map(Running::carried).collect();
        let mut runs = Vec::new();
        for (Running { prepared, sources, findings }, (_, inputs)) in
            running.iter_mut().zip(&states)
        {
            runs.extend(prepared.as_mut().map(|prepared| Run {
                inputs,
                prepared,
                sources,
                findings,
            }));
        }
        let ((), runtimes) = rayon::join(
            || documents::process(&mut runs, Stage::Lower, watch),
            || runtimes(&states, &carried),
        );
        drop(runs);
        let states = running.into_par_iter().zip(runtimes);
        states.map(|(one, runtime)| one.finish(runtime, watch)).collect::<Vec<_>>()
    };
    let mut finished = threads(0, stages).unwrap_or_default().into_iter();
    states.map(|(label, inputs)| {
        let none = || Err(Failure { diagnostics: Vec::new() });
        let (mut state, grafts) = finished.next().unwrap_or_else(none)?;
        state.label = label;
        let carried = &state.settings.krate.templates;
        state.runtime_features = RuntimeFeatures::of(&inputs.templates, carried);
        state.sources = grafts.with(inputs.specs);
        Ok(state)
    })
}

impl<'i> Running<'i> {
    fn begin(inputs: &'i Inputs, watch: &(dyn Fn(Stage) + Sync)) -> Running<'i> {
        let mut findings = Findings::default();
        let prepared = Prepared::begin(inputs, Mode::Compare, watch, &mut findings);
        Running { prepared, sources: Sources::new(&inputs.specs), findings }
    }

    /// The hand-written modules that the crate contains.
    fn carried(&self) -> Vec<String> {
        let krate = self.prepared.as_ref().map(|prepared| &prepared.settings.krate);
        krate.map(|krate| krate.templates.clone()).unwrap_or_default()
    }

    /// The state without its label and the texts of its sources.
    fn finish(
        self,
        runtime: Option<Listing>,
        watch: &(dyn Fn(Stage) + Sync),
    ) -> Result<(State, Grafted), Failure> {
        let Running { prepared, sources, mut findings } = self;
        let prepared = prepared.and_then(|mut prepared| {
            prepared.whole(Stage::Name, watch, &mut findings);
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
        let listing = listing(&api, &names, &settings);
        let state = State {
            label: String::new(),
            listing,
            runtime,
            runtime_features: None,
            left_out,
            faults,
            open,
            api,
            names,
            names_lock,
            settings,
            sources: Sources::default(),
        };
        Ok((state, sources.into_grafts()))
    }
}

fn listing(api: &Api, names: &Names, settings: &Settings) -> Listing {
    let (index, items) = (Index::new(api, names), Items::new(api));
    let manifest = Manifest::of("", &[]);
    Listing::generated(&Emitter { api, names, settings, manifest, index, items })
}
