//! Responses as types of the caller.

use serde::de::DeserializeOwned;

use super::response::{FromResponse, RawResponse, Response, text};
use crate::runtime::error::decode_error::DecodeError;
use crate::runtime::request::operation_info::OperationInfo;

/// A value of any type with `serde::Deserialize`.
pub(crate) struct Json<T>(T);

impl<T: DeserializeOwned + Send> FromResponse for Json<T> {
    fn read(info: &OperationInfo, response: &RawResponse) -> Result<Self, DecodeError> {
        decoded(info.id, text(&response.body)).map(Self)
    }
}

impl<T> Response<Json<T>> {
    pub(crate) fn into_json(self) -> Response<T> {
        let Self { status, headers, tracking_id, value } = self;
        Response { status, headers, tracking_id, value: value.0 }
    }
}

/// Reads a body; an empty one is `null`.
pub(crate) fn decoded<T: DeserializeOwned>(
    operation: &'static str,
    body: &[u8],
) -> Result<T, DecodeError> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return serde_json::from_str("null")
            .map_err(|_| DecodeError::unfit(operation, body, "it is empty"));
    }
    serde_json::from_slice(body).map_err(|error| DecodeError::json(operation, body, error))
}
