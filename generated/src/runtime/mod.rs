//! What all generated bindings need and nothing that belongs to one API: the value driver, requests as
//! data, the client, errors, paging.

// Servers and callers choose the numbers: what does not fit is an error or saturates, and is never a panic.
#![warn(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod api_error;
pub mod auth;
#[cfg(feature = "blocking")]
pub mod blocking;
mod body;
mod builder;
mod choice;
mod client;
mod copy;
pub mod debug;
pub mod decode;
mod decode_error;
mod decode_state;
mod download;
pub mod encode;
mod endless_list;
mod enums;
mod error;
pub mod event;
mod event_identity;
mod event_macros;
mod extra;
mod file_error;
mod file_name;
mod file_stream;
mod http;
mod info;
mod item;
mod json_text;
mod keys;
mod later;
mod limiter;
mod limits;
mod locate;
mod macros;
mod model;
mod null;
mod operation;
mod operation_macros;
mod options;
mod page_link;
mod page_turn;
mod paging;
mod pairs;
mod partial;
mod parts;
mod path;
mod place;
mod position;
mod prepare;
mod prepared;
mod rate;
mod raw;
pub(crate) mod refusal;
mod refusal_xml;
mod report;
mod response;
mod retry;
pub(crate) mod secret;
mod sending;
mod style;
pub mod testing;
mod time;
mod tolerance;
mod trace;
mod transport;
mod union;
mod union_macro;
mod upload;
mod value_seed;
mod view;
mod windows;

pub(crate) use self::later::later;
pub use bytes::Bytes;
pub use reqwest;
pub use serde_json::Value;

pub use self::api_error::{ApiError, FieldError, RetryAfter};
pub use self::auth::{AuthError, AuthErrorKind};
pub use self::builder::ClientBuilder;
pub use self::client::Client;
pub use self::copy::{copy, same};
pub use self::decode_error::DecodeError;
pub use self::download::{Download, Saved};
pub use self::endless_list::EndlessList;
pub use self::enums::{UnknownName, integer_from_text, known};
pub use self::error::{DailyLimit, Error, InvalidRequest, Result, TransportError, TransportKind};
pub use self::event::{EventType, UnknownEvent};
pub use self::extra::{Extra, ExtraIter};
pub use self::file_error::{FileError, FileErrorKind};
pub use self::file_stream::FileStream;
pub use self::http::{HttpTransport, Transport};
pub use self::info::{
    Body, Encoding, ErrorShape, Info, KnownError, Method, NumberPaging, Paging, Scheme, Server,
    Span, TokenPaging, Window,
};
pub use self::item::{Item, Slot, Unset};
pub use self::limiter::Limiter;
pub use self::limits::{LimitPeriod, Limits, Quota, RateLimit};
pub use self::model::{Blank, Contents, Field, Model, Shape, flags};
pub use self::null::set_null;
pub use self::operation::Operation;
pub use self::options::Options;
pub use self::paging::{Items, Pages};
pub use self::path::path_segment;
pub use self::place::{
    FromInteger, FromText, Place, SetInteger, SetList, SetMap, SetObject, SetText,
};
pub use self::position::{PageExpired, Position};
pub use self::prepare::prepare;
pub use self::prepared::{Part, PartContent, PreparedBody, PreparedRequest};
pub use self::raw::Raw;
pub use self::response::{Answer, IntoItems, RawResponse, Response};
pub use self::retry::{Retry, RetryBudget};
pub use self::secret::Secrets;
pub use self::sending::{Sending, SendingWithResponse};
pub use self::time::{Date, TimeError, Timestamp};
pub use self::transport::safe_url;
pub use self::union::{Alternatives, OneOf, SetUnion, Source, Tags, one_of};
pub use self::upload::{Upload, send_with};
pub use self::view::{View, ViewList, ViewMap};
pub use self::windows::Windows;
pub use tokio::io::AsyncRead;

// Which of the macros a crate uses depends on its documents.
#[allow(unused_imports)]
pub(crate) use self::enums::{integer_enum, string_enum};
#[allow(unused_imports)]
pub(crate) use self::event_identity::EventIdentity;
#[allow(unused_imports)]
pub(crate) use self::event_macros::{
    event_identity, event_names, event_value, event_values, events,
};
#[allow(unused_imports)]
pub(crate) use self::macros::{copies, delegate_serde, fields, flag, model};
#[allow(unused_imports)]
pub(crate) use self::operation_macros::{operation, upload, waiting, windowed};
#[allow(unused_imports)]
pub(crate) use self::union_macro::union;
