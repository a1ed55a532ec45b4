//! Credentials whose first token has expired.

use crate::runtime::auth::{Auth, BoxFuture, Credential, Credentials, Sender};
use crate::runtime::private::{self as rt, Scheme};

/// A token that is `old` at first, and `new` whenever somebody asks for another.
pub struct Renewing;

impl Auth for Renewing {
    fn satisfies(&self, scheme: Scheme) -> bool {
        scheme == Scheme::Bearer
    }

    fn credentials<'a>(
        &'a self,
        _: &'a [Scheme],
        _: &'a Sender,
    ) -> BoxFuture<'a, rt::Result<Credentials>> {
        Box::pin(async { Ok(Credentials::new(vec![Credential::Bearer("old".to_owned().into())])) })
    }

    fn renew<'a>(
        &'a self,
        _: &'a Credentials,
        _: &'a Sender,
    ) -> BoxFuture<'a, rt::Result<Option<Credentials>>> {
        Box::pin(async {
            Ok(Some(Credentials::new(vec![Credential::Bearer("new".to_owned().into())])))
        })
    }
}
