//! Names of events: `meeting.participant_joined` of a document about meetings is
//! `events::meetings::ParticipantJoined`, and `Event::MeetingParticipantJoined` among all events.

use super::identity::one_line;
use super::keyword::{Spot, safe};
use super::lock::Kind;
use super::owner;
use super::{Holder, ModulePath, Namer, Names, TypePath};
use crate::model::{Api, Event};
use crate::schema_path::SchemaPath;
use crate::word::{camel, singular, snake};

/// The module of everything about events.
pub(crate) const MODULE: &str = "events";

/// Items in that module besides the types of events, by rule.
pub(super) const OWN: [&str; 2] = ["Event", "UnknownEvent"];

impl Namer<'_> {
    /// Names the variants of the enum of all events.
    pub(super) fn events(&mut self) {
        for index in 0..self.api.events.len() {
            let Some(event) = self.api.events.get(index) else { continue };
            let variant = self.variant(event);
            self.names.events.push(variant);
        }
    }

    fn variant(&mut self, event: &Event) -> String {
        let (file, pointer) = (self.api.ty(event.ty).file.clone(), event.pointer.clone());
        let holder = Holder { key: one_line(&event.name), file, pointer, line: None };
        let name = self.lock.take(Kind::Event, &holder.key).unwrap_or_else(|| {
            let proposal = match camel(&event.name).as_str() {
                // The variant that keeps unknown events.
                "Unknown" => "Unknown_".to_owned(),
                word => safe(word.to_owned(), Spot::Variant),
            };
            self.proposed(Kind::Event, &holder, &[proposal], false)
        });
        self.claim(Kind::Event, &name, &holder);
        self.lock.put(Kind::Event, &holder.key, &name);
        name
    }
}

/// The type of a whole event, the best name first.
pub(super) fn whole(api: &Api, document: &str, event: &str) -> Vec<TypePath> {
    let module = module(api, document);
    let path =
        |name: &str| TypePath { module: module.clone(), ident: safe(camel(name), Spot::Type) };
    let words = snake(event);
    // In the module of its family, an event does not repeat the family.
    let family = module.0.last().filter(|_| module.0.len() > 1);
    let short = family.and_then(|family| {
        let rest = |start: &str| words.strip_prefix(start)?.strip_prefix('_');
        rest(family).or_else(|| rest(&singular(family)))
    });
    short.into_iter().chain([event]).map(path).collect()
}

/// The module of a document's events.
fn module(api: &Api, document: &str) -> ModulePath {
    let own = api.document(document).map(|document| document.module.as_str()).unwrap_or_default();
    let own = ModulePath::parse(own);
    if own.0.first().is_some_and(|first| first == MODULE) {
        return own;
    }
    ModulePath(std::iter::once(MODULE.to_owned()).chain(own.0).collect())
}

/// The types below an event are in a module named after it, called after their own field; where that is taken,
/// the names of the fields above are added.
pub(super) fn below(
    api: &Api,
    names: &Names,
    schema_path: &SchemaPath,
    event: &str,
) -> Vec<TypePath> {
    let whole = api.events.iter().find(|one| one.name == event);
    let Some(whole) = whole.and_then(|event| names.types.get(&event.ty)) else { return Vec::new() };
    let base = module_of(whole);
    let depth = base.0.len();
    let full = owner::nested(api, names, schema_path, base, &schema_path.path);
    let Some(first) = full.first() else { return full };
    let (base, above) = first.module.0.split_at(depth.min(first.module.0.len()));
    let shorter = (1..=above.len()).rev().map(|skipped| TypePath {
        module: ModulePath([base, above.get(skipped..).unwrap_or_default()].concat()),
        ident: first.ident.clone(),
    });
    shorter.chain(full.iter().cloned()).collect()
}

/// The module of the types below an event with this type.
pub(crate) fn module_of(whole: &TypePath) -> ModulePath {
    whole.module.join(&safe(snake(&whole.ident), Spot::Module))
}
