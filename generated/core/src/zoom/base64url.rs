//! base64url (RFC 4648, section 5), in which Mail has messages, their parts and attachments.

use std::error::Error as StdError;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_PAD_INDIFFERENT;

/// Bytes as base64url, with padding: a message to send, for example.
#[must_use]
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_PAD_INDIFFERENT.encode(bytes)
}

/// The bytes of a string in base64url, with or without padding: of an attachment, for example.
///
/// # Errors
/// When the string is not base64url.
pub fn decode(text: impl AsRef<str>) -> Result<Vec<u8>, Base64UrlError> {
    URL_SAFE_PAD_INDIFFERENT.decode(text.as_ref()).map_err(|_| Base64UrlError(()))
}

/// A string is not base64url. The string is not in the error, because it may be private.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base64UrlError(());

impl fmt::Display for Base64UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the string is not base64url")
    }
}

impl StdError for Base64UrlError {}
