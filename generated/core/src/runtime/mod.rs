//! Code that all generated bindings need, with nothing that belongs to one API: the value driver, requests as
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

pub mod auth;
#[cfg(feature = "blocking")]
pub mod blocking;
pub(crate) mod error;
#[cfg(any(test, feature = "events"))]
pub(crate) mod event;
pub(crate) mod file;
pub(crate) mod list;
#[doc(hidden)]
pub mod private;
pub(crate) mod request;
pub(crate) mod secret;
pub(crate) mod send;
pub mod stores;
pub mod testing;
pub(crate) mod value;

pub use bytes::Bytes;
pub use reqwest;
pub use serde_json::Value;

pub use self::auth::{AuthError, AuthErrorKind};
pub use self::error::api_error::{ApiError, FieldError};
pub use self::error::decode_error::DecodeError;
pub use self::error::{DailyLimit, Error, InvalidRequest, Result, TransportError, TransportKind};
#[cfg(any(test, feature = "events"))]
pub use self::event::{EventType, UnknownEvent};
#[cfg(any(test, feature = "downloads"))]
pub use self::file::download::{Download, Saved};
pub use self::file::file_error::{FileError, FileErrorKind};
#[cfg(any(test, feature = "downloads"))]
pub use self::file::file_stream::FileStream;
pub use self::file::upload::Upload;
pub use self::list::cursor::{PageExpired, Position};
pub use self::list::endless_list::EndlessList;
pub use self::list::items::Items;
pub use self::list::paging::Pages;
pub use self::list::windows::Windows;
pub use self::request::operation::Operation;
pub use self::request::operation_details::OperationDetails;
pub use self::request::operation_info::{KnownError, Method, OperationInfo, Scheme, Server};
pub use self::request::options::Options;
pub use self::request::path::path_segment;
pub use self::request::prepared::{Part, PartContent, PreparedBody, PreparedRequest};
pub use self::request::raw::Raw;
pub use self::request::stored_request::WithSecrets;
pub use self::send::builder::ClientBuilder;
pub use self::send::client::Client;
pub use self::send::limiter::Limiter;
pub use self::send::limits::{LimitPeriod, RateLimit};
pub use self::send::response::{RawResponse, Response};
pub use self::send::retry::{Retry, RetryBudget};
pub use self::send::retry_after::RetryAfter;
pub use self::send::send_future::{ResponseFuture, SendFuture};
pub use self::send::sender::safe_url;
pub use self::send::transport::{HttpTransport, Transport};
pub use self::value::enums::UnknownName;
pub use self::value::extra::{Extra, ExtraIter};
pub use self::value::more_inputs::MoreInputs;
pub use self::value::row::Row;
pub use self::value::time::{Date, TimeError, Timestamp};
