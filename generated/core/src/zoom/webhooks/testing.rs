//! For tests: requests as Zoom would sign them.

use std::time::SystemTime;

use secrecy::SecretString;

use super::headers::{SIGNATURE_HEADER, TIMESTAMP_HEADER};
use super::key::Key;

/// The two headers with which Zoom would send a body now.
///
/// ```text
/// let headers = testing::headers("the secret", body);
/// let event = verifier.verify(headers, body)?;
/// ```
#[must_use]
pub fn headers(secret: &str, body: &[u8]) -> [(&'static str, String); 2] {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    headers_at(secret, i64::try_from(since.as_secs()).unwrap_or(i64::MAX), body)
}

/// The two headers with which Zoom would send a body at a time, in seconds since 1970.
#[must_use]
pub fn headers_at(secret: &str, seconds: i64, body: &[u8]) -> [(&'static str, String); 2] {
    let timestamp = seconds.to_string();
    let signature = sign(secret, &timestamp, body);
    [(TIMESTAMP_HEADER, timestamp), (SIGNATURE_HEADER, signature)]
}

/// The value of `x-zm-signature`. It is empty when the secret is: nothing can be signed with that.
#[must_use]
pub fn sign(secret: &str, timestamp: &str, body: &[u8]) -> String {
    let key = Key::new(&SecretString::from(secret));
    key.map_or_else(String::new, |key| key.sign(timestamp.as_bytes(), body))
}
