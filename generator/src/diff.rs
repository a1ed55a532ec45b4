//! Two states of specs/ → what differs for the users of the crate.
//!
//! Both states go through the same pipeline, and the comparison is on the model and its Rust names: it sees what
//! Rust users see. The hand-written modules are compared line by line. The differences that count are data:
//! [`rules`]. Lines of api.txt that no rule explains are shown as changes of the generator, so nothing passes unseen.

mod crate_wide;
mod descriptions;
mod document_entries;
mod documentation;
mod enums;
mod errors;
mod events;
mod fields;
mod ids;
mod indexed_state;
mod matching;
mod moved;
mod operations;
mod overlays;
mod pending;
mod reached;
mod report;
mod rules;
mod runtime;
mod schema_users;
mod servers;
mod severity;
mod shared_schemas;
mod snippets;
mod state;
mod sub_accounts;
mod tasks;
mod type_matching;
mod types;
mod unexplained;
mod unions;
mod users;
mod with_users;

pub use report::{
    Affected, Bump, Change, Counts, Level, Report, Side, SpecLine, Subject, Task, Verdict,
};
pub use rules::{Rule, rules};
pub use severity::Severities;
pub use state::{Files, RuntimeFeatures, State};

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use fields::Renamed;
use indexed_state::IndexedState;
use matching::{Events, Operations};
use pending::Changes;
use type_matching::{MatchedTypes, match_types};
use users::Kept;

use crate::listing::Listing;
use crate::schema_path::PathRoot;

/// The version of the shape of [`Report`].
pub const SCHEMA: u32 = 1;

/// Inputs of all comparisons.
struct Compared<'a> {
    base: IndexedState<'a>,
    head: IndexedState<'a>,
    operations: Operations,
    events: Events,
    kept: Kept,
    matched: MatchedTypes,
    /// What schema paths of the base begin with in the head, where an operation has another method or path.
    successors: HashMap<PathRoot, PathRoot>,
    /// The paths of operations, and of the modules of events, that have moved: old and new.
    moved: Vec<(String, String)>,
    /// Fields with another name on the wire, once they are needed.
    renamed: OnceLock<Renamed>,
}

impl<'a> Compared<'a> {
    fn view(&self, side: Side) -> &IndexedState<'a> {
        match side {
            Side::Base => &self.base,
            Side::Head => &self.head,
        }
    }

    /// Fields with another name on the wire.
    fn renamed(&self) -> &Renamed {
        self.renamed.get_or_init(|| Renamed::new(self))
    }
}

/// Compares two states. `generated` is the api.txt that belongs to the base, where there is one: what the
/// present generator makes of the base differs from it by changes of the generator alone.
pub fn compare(base: &State, head: &State, generated: Option<&str>) -> Report {
    let left_out: BTreeSet<String> = base.left_out.union(&head.left_out).cloned().collect();
    // The output of an earlier generator for documents that are left out is not compared.
    let earlier = || generated.filter(|_| left_out.is_empty()).map(Listing::from);
    let (base_view, (head_view, earlier)) = rayon::join(
        || IndexedState::new(base, &left_out),
        || rayon::join(|| IndexedState::new(head, &left_out), earlier),
    );
    let own = earlier.as_ref().map(|earlier| unexplained::own(earlier, &base.listing));
    let own = own.unwrap_or_default();
    let base_view = base_view.with_earlier(&own);
    let operations = matching::operations(&base_view, &head_view);
    let events = matching::events(&base_view, &head_view);
    let matched = match_types(&base_view, &head_view, &operations, &events);
    let moved = types::moved_owners(&base_view, &head_view, &operations, &events);
    let successors = matching::successors(&base_view, &head_view, &operations);
    let kept = Kept::new(&operations, &events);
    let compared = Compared {
        base: base_view,
        head: head_view,
        operations,
        events,
        kept,
        matched,
        successors,
        moved,
        renamed: OnceLock::new(),
    };
    let (listed, mut changes) =
        rayon::join(|| base.listing.changes(&head.listing), || documented(&compared, &left_out));
    unexplained::compare(&compared, listed, own, &mut changes);
    let changes = changes.finish(&compared);
    let counts = Counts::of(&changes);
    let required = Severities::default().counted(&changes);
    Report {
        schema: SCHEMA,
        krate: head.settings.krate.name.clone(),
        base: subject(base),
        head: subject(head),
        counts,
        verdict: Verdict::new(base.version(), head.version(), required),
        tasks: tasks::tasks(base, head),
        notes: notes(base, head, generated),
        changes,
    }
}

/// The changes that the documents and the configuration cause.
fn documented(compared: &Compared<'_>, left_out: &BTreeSet<String>) -> Changes {
    let (mut changes, (types, others)) = rayon::join(
        || {
            let mut changes = Changes::default();
            matching::report_unmatched(compared, &mut changes);
            operations::compare(compared, &mut changes);
            events::compare(compared, &mut changes);
            changes
        },
        || {
            rayon::join(
                || types::compare(compared),
                || {
                    let mut changes = Changes::default();
                    shared_schemas::compare(compared, &mut changes);
                    crate_wide::compare(compared, &mut changes);
                    runtime::compare(compared, &mut changes);
                    unexplained::unused(compared, &mut changes);
                    unexplained::left_out(compared, left_out, &mut changes);
                    changes
                },
            )
        },
    );
    changes.append(types);
    changes.append(others);
    changes
}

fn subject(state: &State) -> Subject {
    Subject {
        label: state.label.clone(),
        operations: state.api.operations.len(),
        types: state.names.types.len() + state.names.enums.len(),
    }
}

fn notes(base: &State, head: &State, generated: Option<&str>) -> Vec<String> {
    let mut notes = Vec::new();
    for state in [base, head] {
        for fault in &state.faults {
            let at = &fault.at;
            notes.push(format!(
                "{} of {} could not be read and is left out on both sides: {} (line {})",
                at.file, state.label, fault.message, at.line
            ));
        }
    }
    if !base.open.is_empty() {
        let count = base.open.len();
        notes.push(format!(
            "{} has {count} entries of specs/ that this generator does not accept; the rest of it is compared",
            base.label
        ));
    }
    for state in [base, head] {
        if state.runtime.is_none() {
            notes.push(format!(
                "{} has no templates: changes of the runtime are not shown",
                state.label
            ));
        }
    }
    if !(base.left_out.is_empty() && head.left_out.is_empty()) {
        notes
            .push("changes of the generator are not shown while documents are left out".to_owned());
    } else if generated.is_none() {
        notes.push(format!(
            "{} has no generated/api.txt: changes of the generator are not shown",
            base.label
        ));
    }
    notes
}
