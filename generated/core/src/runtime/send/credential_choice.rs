//! Which credentials a request is sent with: those of the first alternative that the client has.

use std::sync::Arc;

use crate::runtime::auth::{Auth, Credentials, Sender};
use crate::runtime::error::Result;
use crate::runtime::request::operation_info::{OperationInfo, Scheme};
use crate::runtime::request::prepare;

/// The sources of the credentials of one request.
pub(crate) enum Choice<'a> {
    /// None are needed.
    Nothing,
    /// One source has all of them.
    One(&'a dyn Auth, &'static [Scheme]),
    /// Several sources have a part of them each.
    Each(Vec<(&'a dyn Auth, &'static [Scheme])>),
}

impl<'a> Choice<'a> {
    /// The first alternative of an operation for which there are sources.
    pub(crate) fn of(info: &OperationInfo, auths: &'a [Arc<dyn Auth>]) -> Result<Self> {
        let found = info.choices().find_map(|schemes| Self::meeting(schemes, auths));
        found.ok_or_else(|| prepare::no_credentials(info))
    }

    fn meeting(schemes: &'static [Scheme], auths: &'a [Arc<dyn Auth>]) -> Option<Self> {
        if schemes.is_empty() {
            return Some(Self::Nothing);
        }
        let able = |schemes: &[Scheme]| {
            let found =
                auths.iter().find(|auth| schemes.iter().all(|scheme| auth.satisfies(*scheme)));
            found.map(|auth| &**auth)
        };
        if let Some(auth) = able(schemes) {
            return Some(Self::One(auth, schemes));
        }
        let each = schemes.iter().map(std::slice::from_ref);
        let each: Option<Vec<_>> = each.map(|one| Some((able(one)?, one))).collect();
        each.map(Self::Each)
    }

    pub(crate) async fn credentials(&self, sender: &Sender) -> Result<Credentials> {
        match self {
            Self::Nothing => Ok(Credentials::default()),
            Self::One(auth, schemes) => match auth.cached(schemes) {
                Some(cached) => Ok(cached),
                None => auth.credentials(schemes, sender).await,
            },
            Self::Each(sources) => {
                let mut parts = Vec::new();
                for (auth, schemes) in sources {
                    let own = auth.credentials(schemes, sender).await?;
                    parts.extend(own.parts().iter().cloned());
                }
                Ok(Credentials::new(parts))
            }
        }
    }

    /// New credentials in place of expired ones. Those of several sources are not renewed together: which of them
    /// has expired is not known.
    pub(crate) async fn renew(
        &self,
        expired: &Credentials,
        sender: &Sender,
    ) -> Result<Option<Credentials>> {
        match self {
            Self::One(auth, _) => auth.renew(expired, sender).await,
            Self::Nothing | Self::Each(_) => Ok(None),
        }
    }
}
