//! Requests with serde's traits, so that a program can keep them and send them later: the form, and how it is written.
//!
//! The form is an object with these keys, of which only those are written that have something to say:
//!
//! - `operation`: the name of the operation, [`OperationInfo::id`](super::operation_info::OperationInfo::id);
//! - `path`, `query`, `headers`, `cookies`, `body`: the inputs by their names on the wire, each in the part of the request
//!   that it belongs to;
//! - `extra`: inputs that were added by name, also those that are null;
//! - `options`: the options of this request.
//!
//! Values have their JSON form, also where they travel as part of a URL or as one string.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::operation::Operation;
use super::stored_options;
use crate::runtime::value::encode::{self, Destination, Encoded};
use crate::runtime::value::model::{Field, ModelExt, flags};
use crate::runtime::value::value_ref::ValueRef;

/// The key that names the operation.
pub(super) const OPERATION: &str = "operation";
/// The key of inputs that were added by name.
pub(super) const EXTRA: &str = "extra";
/// The key of the options.
pub(super) const OPTIONS: &str = "options";
/// The key of the body.
pub(super) const BODY: &str = "body";
/// The parts of a request, and the flag of the inputs that belong to each.
pub(super) const PARTS: &[(&str, u32)] = &[
    ("path", flags::PATH),
    ("query", flags::QUERY),
    ("headers", flags::HEADER),
    ("cookies", flags::COOKIE),
    (BODY, 0),
];

/// A request that is serialized with its secrets: `serde_json::to_string(&WithSecrets(&request))`. Without this wrapper
/// passwords, tokens and the like are left out, because a store may be open to others.
///
/// Both forms are deserialized in the same way. A request that lacks a required secret can be read, but it cannot be sent
/// before the field is set.
#[derive(Clone, Copy)]
pub struct WithSecrets<'a, R: ?Sized>(pub &'a R);

impl<R: Operation> Serialize for WithSecrets<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_to(self.0, Destination::Store { secrets: true }, serializer)
    }
}

/// The implementation of `Serialize` for every request: without secrets.
///
/// # Errors
/// When the serializer fails, a number has no form, or a file is part of the request.
pub fn write<S: Serializer>(request: &dyn Operation, serializer: S) -> Result<S::Ok, S::Error> {
    write_to(request, Destination::Store { secrets: false }, serializer)
}

fn write_to<S: Serializer>(
    request: &dyn Operation,
    to: Destination,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry(OPERATION, request.info().id)?;
    for (name, location) in PARTS {
        let part = Part { request, location: *location, to };
        match part.whole_body() {
            Some(ValueRef::Absent) => {}
            Some(view) => map.serialize_entry(BODY, &part.value(BODY, view)?)?,
            None if part.inputs().next().is_none() => {}
            None => map.serialize_entry(name, &part)?,
        }
    }
    let extra = Extra { request, to };
    if !request.extras().is_empty() {
        map.serialize_entry(EXTRA, &extra)?;
    }
    if let Some(options) = stored_options::written(request.options(), to) {
        map.serialize_entry(OPTIONS, &options)?;
    }
    map.end()
}

/// The inputs in one part of a request.
struct Part<'a> {
    request: &'a dyn Operation,
    location: u32,
    to: Destination,
}

impl<'a> Part<'a> {
    /// The value of the input that is the whole body, where this is the body and has one.
    fn whole_body(&self) -> Option<ValueRef<'a>> {
        let request = self.request;
        let index = whole_body(request).filter(|_| self.location == 0)?;
        let is_omitted = request.table().fields.get(index).is_some_and(|own| self.to.omits(own));
        Some(if is_omitted { ValueRef::Absent } else { request.view(index) })
    }

    fn inputs(&self) -> impl Iterator<Item = (&'static Field, ValueRef<'a>)> {
        let Self { request, location, to } = *self;
        let fields = request.table().fields.iter().enumerate();
        fields
            .filter(move |(_, field)| field.flags & flags::LOCATED == location && !to.omits(field))
            .map(|(index, field)| (field, request.view(index)))
            .filter(|(_, view)| !view.is_absent())
    }

    fn value<E: serde::ser::Error>(
        &self,
        name: &str,
        view: ValueRef<'a>,
    ) -> Result<Encoded<'a>, E> {
        if let ValueRef::File(_) = view {
            return Err(E::custom(format_args!(
                "`{}.{name}` is a file, and files are not stored with a request: \
                 store where the file is, and set the input again before the request is sent",
                self.request.info().id
            )));
        }
        Ok(Encoded { view, flags: 0, to: self.to })
    }
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (field, view) in self.inputs() {
            map.serialize_entry(field.wire, &self.value::<S::Error>(field.wire, view)?)?;
        }
        map.end()
    }
}

/// The input that is the whole body.
pub(super) fn whole_body(request: &dyn Operation) -> Option<usize> {
    request.table().fields.iter().position(|field| field.has(flags::BODY))
}

/// The inputs that were added by name.
struct Extra<'a> {
    request: &'a dyn Operation,
    to: Destination,
}

impl Serialize for Extra<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        encode::extras(self.request, self.to, &mut map)?;
        map.end()
    }
}
