//! Support for generated code: everything public, and the plumbing below it. Not meant for callers; it changes without
//! notice between versions.

pub use super::*;

/// A request with serde's traits, for macros.
pub mod request {
    pub use crate::runtime::request::stored_request::write;
    pub use crate::runtime::request::stored_request_read::read;
}

/// Decoding and reading events, for macros.
#[cfg(any(test, feature = "events"))]
pub mod event {
    pub use crate::runtime::event::any_event::{
        AnyEvent, EventValue, are_equal, at, copied, name, print, write,
    };
    pub use crate::runtime::event::{decode, integer, name_in, text};
}

pub use super::file::upload::send_with;
pub use super::request::operation_info::{Body, Encoding, ErrorShape, Span, Window};
pub use super::request::paging_info::{NumberPaging, OffsetPaging, Paging, TokenPaging};
pub use super::request::prepare::prepare;
pub use super::secret::Secrets;
pub use super::send::limits::{Limits, Quota};
pub use super::send::response::{FromResponse, IntoItems};
pub use super::value::argument::list;
pub use super::value::clone_eq::{copy, same};
pub use super::value::conversion::{converted, copied};
pub use super::value::debug::{model as print, view as print_view};
pub use super::value::decode::item as read;
pub use super::value::decode_into::{
    DecodeInto, FromInteger, FromString, SetInteger, SetList, SetMap, SetObject, SetString,
};
pub use super::value::encode::item as write;
pub use super::value::enums::{IntegerEnum, known};
pub use super::value::field_type::{EmptyField, FieldDyn, FieldType};
pub use super::value::id::{Id, IdKind, NumericId, present};
pub use super::value::model::{Empty, Field, FieldTable, Model, ModelExt, OPTIONS, flags};
pub use super::value::union::{Alternatives, OneOf, SetUnion, Source, Tags, one_of};
pub use super::value::value_ref::{ListRef, MapRef, ValueRef};
pub use tokio::io::AsyncRead;

#[cfg(any(test, feature = "events"))]
pub use super::event::identity::EventIdentity;
#[cfg(any(test, feature = "events"))]
pub use super::event::{EventKind, EventPart};
pub use crate::{
    conversion, delegate_serde, id_types, integer_enum, model, operation, require, string_enum,
    union, upload, waiting, windowed,
};
#[cfg(any(test, feature = "events"))]
pub use crate::{
    envelope, event_enum, event_identity, event_kinds, event_names, event_types, event_value,
    event_values, generic_model,
};
