//! Responses, before and after they are read.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{self, HeaderMap};

use super::limits;
use super::retry_after::RetryAfter;
use crate::runtime::auth::Credentials;
use crate::runtime::error::api_error::ApiError;
use crate::runtime::error::decode_error::DecodeError;
use crate::runtime::error::{Error, Result, error_body};
use crate::runtime::request::operation_info::OperationInfo;
use crate::runtime::request::prepared::PreparedRequest;
use crate::runtime::value::debug::Shown;
use crate::runtime::value::decode;
use crate::runtime::value::decode_into::DecodeInto;
use crate::runtime::value::field_type::FieldType;
use crate::runtime::value::model::{Model, ModelExt};
use crate::runtime::value::value_ref::ValueRef;

/// A response with its status and headers.
#[derive(Clone)]
#[non_exhaustive]
pub struct Response<T> {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The server's name for this request, to be given to its support.
    pub tracking_id: Option<String>,
    /// The requested value.
    pub value: T,
}

impl<T> Response<T> {
    /// The requested value.
    pub fn into_value(self) -> T {
        self.value
    }
}

/// Prints headers by name only, because values may be secrets, and the value without what is secret in it.
impl<T: FromResponse> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &header_names(&self.headers))
            .field("tracking_id", &self.tracking_id)
            .field("value", &Value(&self.value))
            .finish()
    }
}

struct Value<'a, T>(&'a T);

impl<T: FromResponse> fmt::Debug for Value<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.print(f)
    }
}

fn header_names(headers: &HeaderMap) -> Vec<&str> {
    headers.keys().map(reqwest::header::HeaderName::as_str).collect()
}

/// A response as it came.
#[derive(Clone)]
#[non_exhaustive]
pub struct RawResponse {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The server's name for this request, to be given to its support.
    pub tracking_id: Option<String>,
    /// The body.
    pub body: Bytes,
}

impl RawResponse {
    /// The value of a header, when it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// How long to wait according to the header `Retry-After`; a point in time is compared with its `Date`.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let asked = self.header("retry-after").and_then(RetryAfter::parse)?;
        asked.wait(limits::now(&self.headers))
    }

    /// Whether the status means that the request was carried out.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    fn is_json(&self) -> bool {
        let value = self.headers.get(header::CONTENT_TYPE);
        value.is_some_and(|media_type| {
            media_type.as_bytes().windows(4).any(|part| part.eq_ignore_ascii_case(b"json"))
        })
    }
}

/// Prints no values: headers and body may hold secrets.
impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status)
            .field("headers", &header_names(&self.headers))
            .field("tracking_id", &self.tracking_id)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// A type that an operation responds with.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that `send` reads",
    note = "`Raw::send_json` reads a response as any type that implements `serde::Deserialize`"
)]
pub trait FromResponse: Sized + Send {
    /// Reads a response with a success status.
    ///
    /// # Errors
    /// When the body is not what was expected; the status is not looked at.
    fn read(info: &OperationInfo, response: &RawResponse) -> Result<Self, DecodeError>;

    /// The response as an object, where it is one.
    fn object(&self) -> Option<&dyn Model> {
        None
    }

    /// Prints the response without secrets; nothing of it unless its type supports it.
    ///
    /// # Errors
    /// When the formatter fails.
    fn print(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl FromResponse for () {
    fn read(_: &OperationInfo, _: &RawResponse) -> Result<Self, DecodeError> {
        Ok(())
    }

    fn print(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("()")
    }
}

impl FromResponse for Bytes {
    fn read(_: &OperationInfo, response: &RawResponse) -> Result<Self, DecodeError> {
        Ok(response.body.clone())
    }

    fn print(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}

impl<T: FieldType> FromResponse for T {
    fn read(info: &OperationInfo, response: &RawResponse) -> Result<Self, DecodeError> {
        let text = text(&response.body);
        if text.iter().all(u8::is_ascii_whitespace) {
            return T::nothing().ok_or_else(|| DecodeError::unfit(info.id, text, "it is empty"));
        }
        if !response.is_json()
            && let Some(value) = std::str::from_utf8(text).ok().and_then(T::from_plain)
        {
            return Ok(value);
        }
        let mut slot = None;
        match decode::slice_into(text, T::target(&mut slot)) {
            Ok(None) => slot
                .or_else(T::nothing)
                .ok_or_else(|| DecodeError::unfit(info.id, text, "it is empty")),
            Err(error) => as_it_came(text).ok_or_else(|| DecodeError::syntax(info.id, text, error)),
            Ok(Some(unfit)) => {
                if let Some(value) = as_it_came(text) {
                    return Ok(value);
                }
                let reason = format!(
                    "{} is not the kind of value that was expected",
                    decode::kind(&unfit.json)
                );
                Err(DecodeError::unfit(info.id, text, reason))
            }
        }
    }

    fn object(&self) -> Option<&dyn Model> {
        match self.view().alternative() {
            ValueRef::Object(model) => Some(model),
            _ => None,
        }
    }

    fn print(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&Shown(self.view()), f)
    }
}

/// The whole body of an operation with a string as response: any JSON is accepted. JSON that is a string
/// itself has been read before.
fn as_it_came<T: FieldType>(text: &[u8]) -> Option<T> {
    let mut slot = None;
    let is_text = matches!(T::target(&mut slot), DecodeInto::String(_));
    let text = std::str::from_utf8(text).ok().filter(|_| is_text)?;
    T::from_plain(text)
}

/// The body without a byte order mark.
pub(crate) fn text(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// Turns a response with a success status into a value or an error.
pub(crate) fn interpret<T: FromResponse>(
    info: &OperationInfo,
    response: &RawResponse,
    credentials: &Credentials,
    request: &PreparedRequest,
) -> Result<T> {
    let value = T::read(info, response);
    let object = value.as_ref().ok().and_then(FromResponse::object);
    let errors = &info.server.errors;
    if may_be_error(info, object, &response.body)
        && let Some(found) =
            error_body::in_success(errors, &response.body, info.response_code_field)
    {
        let secrets = credentials.secrets().sent(request);
        return Err(ApiError::of(info, response, found).hide(&secrets).into());
    }
    value.map_err(|error| Error::Decode(Box::new(error)))
}

/// Whether it is worth reading a body again as an error. Where the response is an object, a code or an object for
/// errors that belongs to no field has been left in its extras.
fn may_be_error(info: &OperationInfo, object: Option<&dyn Model>, body: &[u8]) -> bool {
    let errors = &info.server.errors;
    if !errors.in_success {
        return false;
    }
    match object {
        Some(object) => {
            let codes = errors.code.iter().filter(|_| !info.response_code_field);
            let mut keys = errors.envelope.iter().chain(codes);
            keys.any(|key| object.extras().json(key).is_some())
        }
        None => text(body).trim_ascii_start().starts_with(b"{") || error_body::is_markup(body),
    }
}

/// A list or map of responses, as in a page.
pub trait IntoItems<I> {
    /// The items.
    fn into_items(self) -> Vec<I>;
}

impl<I> IntoItems<I> for Vec<I> {
    fn into_items(self) -> Vec<I> {
        self
    }
}

impl<I> IntoItems<I> for Option<Vec<I>> {
    fn into_items(self) -> Vec<I> {
        self.unwrap_or_default()
    }
}

impl<I> IntoItems<I> for BTreeMap<String, I> {
    fn into_items(self) -> Vec<I> {
        self.into_values().collect()
    }
}
