//! Credentials that never change.

use std::fmt;

use secrecy::SecretString;

use super::{Auth, BoxFuture, Credential, Credentials, Exchange};
use crate::runtime::{Result, Scheme};

/// A bearer token that somebody else keeps fresh.
#[derive(Clone)]
pub struct Bearer(SecretString);

impl Bearer {
    /// A token.
    #[must_use]
    pub fn new(token: impl Into<SecretString>) -> Self {
        Self(token.into())
    }
}

/// A name and a password.
#[derive(Clone)]
pub struct Basic {
    name: String,
    password: SecretString,
}

impl Basic {
    /// A name and a password.
    #[must_use]
    pub fn new(name: impl Into<String>, password: impl Into<SecretString>) -> Self {
        Self { name: name.into(), password: password.into() }
    }
}

/// A key in a header, in the query, in a cookie or in the form.
#[derive(Clone)]
pub struct ApiKey {
    scheme: Scheme,
    key: SecretString,
}

impl ApiKey {
    /// A key in the place that the scheme names.
    #[must_use]
    pub fn new(scheme: Scheme, key: impl Into<SecretString>) -> Self {
        Self { scheme, key: key.into() }
    }
}

macro_rules! constant {
    ($name:ident, $scheme:expr, $credential:expr) => {
        impl Auth for $name {
            fn satisfies(&self, scheme: Scheme) -> bool {
                let own_scheme: fn(&Self) -> Scheme = $scheme;
                scheme == own_scheme(self)
            }

            fn credentials<'a>(
                &'a self,
                _: &'a [Scheme],
                _: &'a Exchange,
            ) -> BoxFuture<'a, Result<Credentials>> {
                let credential: fn(&Self) -> Credential = $credential;
                let credentials = Credentials::new(vec![credential(self)]);
                Box::pin(async move { Ok(credentials) })
            }
        }

        /// Prints no secret.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(***)"))
            }
        }
    };
}

constant!(Bearer, |_| Scheme::Bearer, |own| Credential::Bearer(own.0.clone()));
constant!(Basic, |_| Scheme::Basic, |own| Credential::Basic {
    name: own.name.clone(),
    password: own.password.clone()
});
constant!(ApiKey, |own| own.scheme, |own| Credential::Key(own.scheme, own.key.clone()));
