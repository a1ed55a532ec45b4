//! Secrets, and what is computed with them.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::events::Event;

/// A secret token, ready to sign. The text itself is not kept.
#[derive(Clone)]
pub(super) struct Key(Hmac<Sha256>);

impl Key {
    /// `None` for an empty secret, with which anybody could sign.
    pub(super) fn new(secret: &SecretString) -> Option<Self> {
        let secret = secret.expose_secret().as_bytes();
        let key = Hmac::new_from_slice(secret).ok().filter(|_| !secret.is_empty());
        key.map(Self)
    }

    fn message(&self, timestamp: &[u8], body: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        for part in [b"v0:".as_slice(), timestamp, b":", body] {
            mac.update(part);
        }
        mac
    }

    /// Whether a signature is right; takes the same time for every wrong one.
    pub(super) fn has_signed(&self, timestamp: &[u8], body: &[u8], signature: &[u8; 32]) -> bool {
        self.message(timestamp, body).verify_slice(signature).is_ok()
    }

    /// The value of the header with the signature.
    pub(super) fn sign(&self, timestamp: &[u8], body: &[u8]) -> String {
        let bytes = self.message(timestamp, body).finalize().into_bytes();
        format!("v0={}", Hex(&bytes))
    }

    /// The signature of a string, in hexadecimal digits.
    pub(super) fn digest(&self, text: &str) -> String {
        let bytes = self.0.clone().chain_update(text.as_bytes()).finalize().into_bytes();
        Hex(&bytes).to_string()
    }
}

/// The key that all deliveries of the same event have in common.
///
/// Zoom gives its events no id. The key is the SHA-256 of the body. Of an event with a time (`event_ts`) and
/// with tokens or links that Zoom makes anew for each delivery, such as `download_token` and `download_url`,
/// it is the SHA-256 of everything else: as JSON without spaces and with sorted keys. Any other difference
/// makes another key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DedupeKey([u8; 32]);

impl DedupeKey {
    /// The key of a body.
    #[must_use]
    pub fn of(body: &[u8]) -> Self {
        let rest = Event::IDENTITY.rest(body);
        Self(Sha256::digest(rest.as_deref().unwrap_or(body)).into())
    }

    /// The bytes, for a store of your own.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The key of an event in a store.
impl From<[u8; 32]> for DedupeKey {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// 64 hexadecimal digits.
impl fmt::Display for DedupeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Hex(&self.0).fmt(f)
    }
}

impl fmt::Debug for DedupeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DedupeKey({self})")
    }
}

struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
