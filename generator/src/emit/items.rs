//! The items of operations, types and enumerations: each is written once, wherever the division of files puts it.

use std::sync::OnceLock;

use super::envelope::Envelope;
use super::payload::Payloads;
use super::{Emitter, enumeration, object, operation};
use crate::layout::Layout;
use crate::model::{Api, EnumId, TypeId};

/// A type with a parameter, of which the types of several events or payloads are aliases.
pub(crate) struct GenericType {
    pub name: String,
    /// The parameter with its bound: `<T: rt::EventPart>`.
    pub parameter: &'static str,
    /// Names and types.
    pub fields: Vec<(String, String)>,
    /// Fields with an ID, which a method requires: names and types of IDs.
    pub ids: Vec<(String, String)>,
}

/// What has been written so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Items {
    operations: Vec<OnceLock<Layout>>,
    types: Vec<OnceLock<Layout>>,
    enums: Vec<OnceLock<Layout>>,
    envelope: OnceLock<Option<Envelope>>,
    payloads: OnceLock<Payloads>,
}

impl Items {
    pub fn new(api: &Api) -> Items {
        let none = |count: usize| vec![OnceLock::new(); count];
        Items {
            operations: none(api.operations.len()),
            types: none(api.types.len()),
            enums: none(api.enums.len()),
            envelope: OnceLock::new(),
            payloads: OnceLock::new(),
        }
    }

    /// The envelope of most events.
    pub fn envelope(&self, emitter: &Emitter<'_>) -> Option<&Envelope> {
        self.envelope.get_or_init(|| Envelope::find(emitter)).as_ref()
    }

    /// The payloads of events that have the same fields.
    pub fn payloads(&self, emitter: &Emitter<'_>) -> &Payloads {
        self.payloads.get_or_init(|| Payloads::find(emitter))
    }

    /// Whether a type is an alias of a generic type.
    pub fn is_alias(&self, emitter: &Emitter<'_>, id: TypeId) -> bool {
        let event = self.envelope(emitter).and_then(|envelope| envelope.alias(id));
        event.is_some() || self.payloads(emitter).contain(id)
    }

    /// The generic types in the module of all events.
    pub fn generic_types(&self, emitter: &Emitter<'_>) -> Vec<GenericType> {
        let envelope = self.envelope(emitter).and_then(|envelope| envelope.generic(emitter));
        envelope.into_iter().chain(self.payloads(emitter).generics(emitter)).collect()
    }

    /// The generic type that a type is an alias of, and what its documentation says beyond that of the generic type.
    pub fn alias(&self, emitter: &Emitter<'_>, id: TypeId) -> Option<(String, Vec<String>)> {
        let event = self.envelope(emitter).and_then(|envelope| envelope.alias(id));
        event.map(|alias| (alias, Vec::new())).or_else(|| self.payloads(emitter).alias(emitter, id))
    }
}

/// The request of an operation, and the function that makes it.
pub(super) fn operation(emitter: &Emitter<'_>, index: usize, layout: &mut Layout) {
    let write = |own: &mut Layout| operation::operation(emitter, index, own);
    add(emitter.items.operations.get(index), write, layout);
}

/// An object or union.
pub(super) fn ty(emitter: &Emitter<'_>, id: TypeId, layout: &mut Layout) {
    let write = |own: &mut Layout| object::ty(emitter, id, own);
    add(emitter.items.types.get(id.0), write, layout);
}

/// An enumeration.
pub(super) fn enumeration(emitter: &Emitter<'_>, id: EnumId, layout: &mut Layout) {
    let write = |own: &mut Layout| enumeration::enumeration(emitter, id, own);
    add(emitter.items.enums.get(id.0), write, layout);
}

fn add(known: Option<&OnceLock<Layout>>, write: impl Fn(&mut Layout), layout: &mut Layout) {
    let written = || {
        let mut own = Layout::module();
        write(&mut own);
        own
    };
    match known {
        Some(known) => layout.append(known.get_or_init(written)),
        None => layout.append(&written()),
    }
}
