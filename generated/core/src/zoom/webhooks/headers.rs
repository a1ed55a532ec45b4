//! The headers of a signed request.

use super::WebhookError;

/// The header with the signature: `v0=` and the HMAC-SHA256 of `v0:{time}:{body}` in hexadecimal digits.
pub const SIGNATURE_HEADER: &str = "x-zm-signature";

/// The header with the time of signing, in seconds since 1970.
pub const TIMESTAMP_HEADER: &str = "x-zm-request-timestamp";

/// `v0=` and the digits of 32 bytes.
const SIGNATURE_LENGTH: usize = 3 + 64;

/// No time in seconds that a clock can show has more digits.
const TIMESTAMP_LENGTH: usize = 19;

/// A longer header is not even read.
const LONGEST: usize = 256;

/// The time and the signature of a request, as they arrived and understood.
pub(super) struct Signed {
    /// As it arrived, because it is part of what was signed.
    pub(super) timestamp: Vec<u8>,
    /// In seconds since 1970.
    pub(super) seconds: i64,
    pub(super) signature: [u8; 32],
}

impl Signed {
    /// Finds and reads both headers; names are compared without case.
    pub(super) fn read<N: AsRef<str>, V: AsRef<[u8]>>(
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, WebhookError> {
        let [timestamp, signature] = single(headers, [TIMESTAMP_HEADER, SIGNATURE_HEADER])?;
        let seconds = seconds(&timestamp).ok_or(WebhookError::MalformedTimestamp)?;
        let signature = digits(&signature).ok_or(WebhookError::MalformedSignature)?;
        Ok(Self { timestamp, seconds, signature })
    }
}

/// The values of headers that have to be there once; names are compared without case.
pub(super) fn single<const COUNT: usize, N: AsRef<str>, V: AsRef<[u8]>>(
    headers: impl IntoIterator<Item = (N, V)>,
    names: [&'static str; COUNT],
) -> Result<[Vec<u8>; COUNT], WebhookError> {
    let mut found = names.map(|name| (name, None::<Vec<u8>>));
    for (name, value) in headers {
        let own = |(own, _): &&mut (&str, _)| name.as_ref().eq_ignore_ascii_case(own);
        let Some((name, found)) = found.iter_mut().find(own) else { continue };
        let value = value.as_ref();
        if found.is_some() {
            return Err(WebhookError::DuplicateHeader(name));
        }
        if value.len() > LONGEST {
            return Err(WebhookError::LongHeader { name, length: value.len() });
        }
        *found = Some(value.to_vec());
    }
    if let Some((name, _)) = found.iter().find(|(_, value)| value.is_none()) {
        return Err(WebhookError::MissingHeader(name));
    }
    Ok(found.map(|(_, value)| value.unwrap_or_default()))
}

/// Digits alone: no sign, no space.
fn seconds(text: &[u8]) -> Option<i64> {
    let plain = text.len() <= TIMESTAMP_LENGTH && text.iter().all(u8::is_ascii_digit);
    plain.then(|| std::str::from_utf8(text).ok()?.parse().ok()).flatten()
}

/// The bytes that are written as `v0=` and digits.
fn digits(text: &[u8]) -> Option<[u8; 32]> {
    if text.len() != SIGNATURE_LENGTH {
        return None;
    }
    let mut bytes = [0; 32];
    let (pairs, _) = text.strip_prefix(b"v0=")?.as_chunks::<2>();
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

/// Zoom writes in lower case; what differs in a single bit was changed on the way.
fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => byte.checked_sub(b'0'),
        b'a'..=b'f' => byte.checked_sub(b'a')?.checked_add(10),
        _ => None,
    }
}
