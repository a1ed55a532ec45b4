//! The key and secret of the first version of the API.

use std::fmt;

use secrecy::SecretString;

use super::variable;
use crate::runtime::auth::{Auth, BoxFuture, Credential, Credentials, Sender};
use crate::runtime::{Result, Scheme};

const KEY: Scheme = Scheme::Form("api_key");
const SECRET: Scheme = Scheme::Form("api_secret");

/// The key and secret of the first version of the API. They are sent in the body of every request,
/// and never in its URL.
#[derive(Clone)]
pub struct V1Keys {
    key: SecretString,
    secret: SecretString,
}

impl V1Keys {
    /// A key and its secret.
    #[must_use]
    pub fn new(key: impl Into<SecretString>, secret: impl Into<SecretString>) -> Self {
        Self { key: key.into(), secret: secret.into() }
    }

    /// The key and secret in `ZOOM_API_KEY` and `ZOOM_API_SECRET`.
    ///
    /// # Errors
    /// When one of them is not set.
    pub fn from_env() -> Result<Self> {
        Ok(Self::new(variable("ZOOM_API_KEY")?, variable("ZOOM_API_SECRET")?))
    }
}

impl Auth for V1Keys {
    fn satisfies(&self, scheme: Scheme) -> bool {
        scheme == KEY || scheme == SECRET
    }

    fn credentials<'a>(
        &'a self,
        schemes: &'a [Scheme],
        _: &'a Sender,
    ) -> BoxFuture<'a, Result<Credentials>> {
        let own = [(KEY, &self.key), (SECRET, &self.secret)];
        let wanted = own.into_iter().filter(|(scheme, _)| schemes.contains(scheme));
        let parts = wanted.map(|(scheme, value)| Credential::Key(scheme, value.clone())).collect();
        Box::pin(async move { Ok(Credentials::new(parts)) })
    }
}

/// Prints no secret.
impl fmt::Debug for V1Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("V1Keys(***)")
    }
}
