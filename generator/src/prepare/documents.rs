//! The stages that process each document by itself, from its text to the model.
//!
//! A tree takes more memory than everything that is made of it, so documents are processed in groups, and the trees of a
//! group are dropped once they are lowered. Two states that are compared are processed together: a document of which
//! both have the same tree is read once.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::mem;

use rayon::prelude::*;

use super::{Mode, Prepared, STAGES, Stage};
use crate::diagnostic::Findings;
use crate::document::overlay::{self, Overlay};
use crate::document::{self, Move, Tree};
use crate::inputs::Inputs;
use crate::lower::{self, Count};
use crate::model::{Api, TypeKind};
use crate::restate::{self, Patterns};
use crate::settings::{DocumentEntry, Numbers, Settings, file};
use crate::source::{Mark, Sources};
use crate::sub_accounts::{self, Marked};

/// How many bytes of text are processed together: enough for several threads, and few enough for the memory of their
/// trees.
const GROUP: usize = 1 << 20;

/// One state, while its documents are processed.
pub(crate) struct Run<'r, 's> {
    pub inputs: &'r Inputs,
    pub prepared: &'r mut Prepared,
    pub sources: &'r mut Sources<'s>,
    pub findings: &'r mut Findings,
}

/// Runs the stages that have not run yet, up to and including `last` or lowering, for the documents of one state or two.
/// `watch` is called for each document.
pub(crate) fn process(runs: &mut [Run<'_, '_>], last: Stage, watch: &(dyn Fn(Stage) + Sync)) {
    let done = runs.iter().filter_map(|run| run.prepared.done).max();
    let last = last.min(Stage::Lower);
    let is_due = |stage: &Stage| Some(*stage) > done && *stage <= last;
    let stages: Vec<Stage> = STAGES.into_iter().filter(is_due).collect();
    if stages.is_empty() {
        return;
    }
    let (states, mut targets): (Vec<_>, Vec<_>) =
        runs.iter_mut().map(|run| split(run, &stages)).unzip();
    let keeps = last < Stage::Lower || targets.iter().any(|target| target.mode == Mode::Lint);
    let mut jobs = jobs(&states, &mut targets, stages.contains(&Stage::Load));
    let mut ready: Vec<(Job<'_>, Work)> = Vec::new();
    // One group is lowered while the next one is read.
    loop {
        let mut group = Vec::new();
        let mut size = 0;
        while size < GROUP
            && let Some(job) = jobs.pop_front()
        {
            size += job.size;
            group.push(job);
        }
        if group.is_empty() && ready.is_empty() {
            break;
        }
        let (next, ()) = rayon::join(
            || group.into_par_iter().map(|job| job.run(&stages, watch)).collect(),
            || absorb(&mut targets, mem::take(&mut ready), &stages, keeps),
        );
        ready = next;
    }
    for (state, target) in states.iter().zip(targets) {
        target.finish(state, &stages);
    }
}

/// What the stages of a document need of its state.
struct Context<'a> {
    inputs: &'a Inputs,
    settings: &'a Settings,
    patterns: &'a Patterns,
    overlays: Vec<Overlay<'a>>,
}

/// Where the results of a state go.
struct Target<'a, 's> {
    mode: Mode,
    trees: &'a mut Vec<Tree>,
    api: &'a mut Api,
    count: &'a mut Count,
    unread: &'a mut Findings,
    done: &'a mut Option<Stage>,
    is_complete: &'a mut bool,
    sources: &'a mut Sources<'s>,
    findings: &'a mut Findings,
    /// How many documents were read.
    read: usize,
    matched: BTreeSet<(String, usize)>,
    marked: Marked,
}

/// A document of a state: the position of the state, and its entry there.
type Own<'a> = (usize, &'a Context<'a>, &'a DocumentEntry);

/// A document of one state, or one that two states have in common.
struct Job<'a> {
    /// The states that it belongs to, by position. It is processed in the first one.
    entries: Vec<Own<'a>>,
    /// The tree, if it was loaded before.
    tree: Option<Tree>,
    /// The bytes of its text.
    size: usize,
}

impl<'a> Job<'a> {
    fn first(&self) -> Option<(&'a Context<'a>, &'a DocumentEntry)> {
        self.entries.first().map(|(_, context, entry)| (*context, *entry))
    }

    fn run(mut self, stages: &[Stage], watch: &(dyn Fn(Stage) + Sync)) -> (Job<'a>, Work) {
        let tree = self.tree.take();
        let work = self.first().map(|(context, entry)| context.take(entry, tree, stages, watch));
        (self, work.unwrap_or_default())
    }
}

/// A processed document, and the findings about it.
#[derive(Debug, Default)]
struct Work {
    /// `None` if it cannot be read.
    tree: Option<Tree>,
    /// Findings of the first stage.
    loading: Findings,
    findings: Findings,
    /// What overlays changed in it, by their files.
    marks: Vec<(String, Mark)>,
    moves: Vec<Move>,
    /// The actions of overlays that have a target in it, by file and position.
    matched: BTreeSet<(String, usize)>,
    marked: Marked,
}

fn split<'r, 's>(run: &'r mut Run<'_, 's>, stages: &[Stage]) -> (Context<'r>, Target<'r, 's>) {
    let Prepared { settings, patterns, mode, trees, api, count, unread, done, is_complete, .. } =
        &mut *run.prepared;
    let settings: &Settings = settings;
    let overlays = match stages.contains(&Stage::Overlay) {
        true => overlay::read(&settings.overlays, &ids(settings), run.findings),
        false => Vec::new(),
    };
    let context = Context { inputs: run.inputs, settings, patterns, overlays };
    let target = Target {
        mode: *mode,
        trees,
        api,
        count,
        unread,
        done,
        is_complete,
        sources: run.sources,
        findings: run.findings,
        read: 0,
        matched: BTreeSet::new(),
        marked: Marked::default(),
    };
    (context, target)
}

fn ids(settings: &Settings) -> Vec<&str> {
    settings.documents.iter().map(|entry| entry.id.as_str()).collect()
}

/// The documents to process, in the order of their ids, so that the order in sources.toml changes nothing.
fn jobs<'a>(
    contexts: &'a [Context<'a>],
    targets: &mut [Target<'_, '_>],
    is_first: bool,
) -> VecDeque<Job<'a>> {
    let mut jobs: Vec<Job<'a>> = Vec::new();
    for (state, (context, target)) in contexts.iter().zip(targets).enumerate() {
        let mut trees: BTreeMap<String, Tree> =
            mem::take(target.trees).into_iter().map(|tree| (tree.id.clone(), tree)).collect();
        for entry in &context.settings.documents {
            let tree = trees.remove(&entry.id);
            if !is_first && tree.is_none() {
                continue;
            }
            let own = (state, context, entry);
            let is_same = |job: &&mut Job<'_>| matches!(job.entries.as_slice(), [other] if other.0 != state && is_same(other, &own));
            match jobs.iter_mut().find(is_same).filter(|_| is_first) {
                Some(job) => job.entries.push(own),
                None => {
                    let size = context.text(entry).map_or(0, str::len);
                    jobs.push(Job { entries: vec![own], tree, size });
                }
            }
        }
    }
    jobs.sort_by_key(|job| job.first().map(|(_, entry)| entry.id.as_str()));
    jobs.into()
}

/// Whether a document of two states gives the same tree: its text and all that changes it are the same.
fn is_same((_, one, entry): &Own<'_>, (_, other, same): &Own<'_>) -> bool {
    let key = |entry: &DocumentEntry| (entry.id.clone(), entry.file.clone(), entry.server.clone());
    key(entry) == key(same)
        && one.text(entry) == other.text(same)
        && one.inputs.specs.get(file::RULES) == other.inputs.specs.get(file::RULES)
        && one.settings.sub_accounts == other.settings.sub_accounts
        && one.settings.krate.single == other.settings.krate.single
        && one.overlays_of(entry).eq(other.overlays_of(same))
}

impl Context<'_> {
    fn text(&self, entry: &DocumentEntry) -> Option<&str> {
        self.inputs.specs.get(&entry.file).map(String::as_str)
    }

    fn overlays_of(&self, entry: &DocumentEntry) -> impl Iterator<Item = &Overlay<'_>> {
        self.overlays.iter().filter(|overlay| overlay.extends(&entry.id))
    }

    /// Runs stages for a document.
    fn take(
        &self,
        entry: &DocumentEntry,
        tree: Option<Tree>,
        stages: &[Stage],
        watch: &(dyn Fn(Stage) + Sync),
    ) -> Work {
        let mut work = Work { tree, ..Work::default() };
        for stage in stages.iter().filter(|stage| **stage < Stage::Lower) {
            watch(*stage);
            if *stage == Stage::Load {
                self.load(entry, &mut work);
            }
            let Work { tree: Some(tree), findings, marks, moves, matched, .. } = &mut work else {
                continue;
            };
            match stage {
                Stage::Overlay => {
                    for overlay in self.overlays_of(entry) {
                        let mut mark = |mark| marks.push((overlay.file.to_owned(), mark));
                        let found = overlay.apply(&mut tree.root, &mut mark);
                        matched.extend(found.into_iter().map(|at| (overlay.file.to_owned(), at)));
                    }
                }
                Stage::Repair => moves.extend(document::repair(tree, findings)),
                Stage::Restate => {
                    let numbers = Numbers::AsWritten;
                    moves.extend(restate::restate(tree, numbers, self.patterns, findings));
                }
                _ => {}
            }
        }
        work
    }

    fn load(&self, entry: &DocumentEntry, work: &mut Work) {
        let own = &mut work.loading;
        let root = self.text(entry).and_then(|text| document::load::load(&entry.file, text, own));
        // Only the importer brings Swagger 2.0 into specs/; a document by itself may have any version.
        let is_single = self.settings.krate.single;
        let root = root.map(|root| if is_single { document::upgrade(root) } else { root });
        let root = root.filter(|root| document::load::is_openapi(&entry.file, root, own));
        let (id, file) = (entry.id.clone(), entry.file.clone());
        work.tree = root.map(|root| Tree { id, file, root });
        if let Some(tree) = &mut work.tree {
            work.marked = sub_accounts::mark(self.settings, tree);
        }
    }
}

/// Gives each state what was made of its documents.
fn absorb(
    targets: &mut [Target<'_, '_>],
    ready: Vec<(Job<'_>, Work)>,
    stages: &[Stage],
    keeps: bool,
) {
    targets.par_iter_mut().enumerate().for_each(|(state, target)| {
        for (job, work) in &ready {
            let own = job.entries.iter().find(|(owner, ..)| *owner == state);
            if let Some((_, context, entry)) = own {
                target.absorb(context, entry, work, stages);
            }
        }
    });
    if keeps && let Some(target) = targets.first_mut() {
        target.trees.extend(ready.into_iter().filter_map(|(_, work)| work.tree));
    }
}

impl Target<'_, '_> {
    fn absorb(
        &mut self,
        context: &Context<'_>,
        entry: &DocumentEntry,
        work: &Work,
        stages: &[Stage],
    ) {
        let mut loading = work.loading.clone();
        if self.mode == Mode::Compare {
            self.unread.append(loading.take_errors());
        }
        self.findings.append(loading);
        self.findings.append(work.findings.clone());
        self.matched.extend(work.matched.iter().cloned());
        self.marked.extend(&work.marked);
        let Some(tree) = &work.tree else { return };
        self.read += 1;
        for (file, mark) in &work.marks {
            self.sources.mark(&tree.file, file, mark.clone());
        }
        self.sources.moved(&tree.file, &work.moves);
        if stages.contains(&Stage::Lower) {
            let own = lower::lower(tree, entry, context.settings, self.api, self.findings);
            self.count.operations += own.operations;
            self.count.events += own.events;
        }
    }

    /// What can be said once all documents are processed.
    fn finish(self, context: &Context<'_>, stages: &[Stage]) {
        if stages.contains(&Stage::Load) {
            *self.is_complete = self.read == context.settings.documents.len();
            sub_accounts::unmatched(context.settings, &self.marked, self.findings);
        }
        for overlay in &context.overlays {
            overlay.unmatched(&self.matched, self.findings);
        }
        self.api.events.sort_by(|a, b| a.name.cmp(&b.name));
        // Nothing is added any more, and lists that have grown are up to half empty.
        self.api.types.shrink_to_fit();
        for ty in &mut self.api.types {
            if let TypeKind::Object(object) = &mut ty.kind {
                object.fields.shrink_to_fit();
            }
        }
        *self.done = stages.last().copied();
    }
}
