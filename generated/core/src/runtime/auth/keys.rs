//! Credentials that never change.

use std::fmt;

use secrecy::SecretString;

use super::{Auth, BoxFuture, Credential, Credentials, Sender};
use crate::runtime::error::Result;
use crate::runtime::request::operation_info::Scheme;

/// A bearer token that somebody else keeps fresh.
#[derive(Clone)]
pub struct Bearer(Constant);

impl Bearer {
    /// A token.
    #[must_use]
    pub fn new(token: impl Into<SecretString>) -> Self {
        Self(Constant::new(Scheme::Bearer, Credential::Bearer(token.into())))
    }
}

/// A name and a password.
#[derive(Clone)]
pub struct Basic(Constant);

impl Basic {
    /// A name and a password.
    #[must_use]
    pub fn new(name: impl Into<String>, password: impl Into<SecretString>) -> Self {
        let shown = Credential::Basic { name: name.into(), password: password.into() };
        Self(Constant::new(Scheme::Basic, shown))
    }
}

/// A key in a header, in the query, in a cookie or in the form.
#[derive(Clone)]
pub struct ApiKey(Constant);

impl ApiKey {
    /// A key in the place that the scheme names.
    #[must_use]
    pub fn new(scheme: Scheme, key: impl Into<SecretString>) -> Self {
        Self(Constant::new(scheme, Credential::Key(scheme, key.into())))
    }
}

/// The part that is always shown.
#[derive(Clone)]
struct Constant {
    scheme: Scheme,
    shown: Credentials,
}

impl Constant {
    fn new(scheme: Scheme, shown: Credential) -> Self {
        Self { scheme, shown: Credentials::new(vec![shown]) }
    }
}

macro_rules! constant {
    ($name:ident) => {
        impl Auth for $name {
            fn satisfies(&self, scheme: Scheme) -> bool {
                scheme == self.0.scheme
            }

            fn credentials<'a>(
                &'a self,
                _: &'a [Scheme],
                _: &'a Sender,
            ) -> BoxFuture<'a, Result<Credentials>> {
                Box::pin(async { Ok(self.0.shown.clone()) })
            }

            fn cached(&self, _: &[Scheme]) -> Option<Credentials> {
                Some(self.0.shown.clone())
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

constant!(Bearer);
constant!(Basic);
constant!(ApiKey);
