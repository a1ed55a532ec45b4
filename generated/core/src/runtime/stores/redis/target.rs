//! Where a server is, or a cluster, and how to log in; and what its errors mean.

use std::error::Error;
use std::sync::Arc;
use std::{fmt, io};

use redis::{
    Client, ConnectionAddr, ConnectionInfo, ErrorKind, IntoConnectionInfo, RedisError,
    ServerErrorKind,
};
use secrecy::SecretString;

use crate::runtime::stores::{StoreError, StoreErrorKind};

/// A server or a cluster.
#[derive(Clone)]
pub(super) struct Target {
    info: ConnectionInfo,
    /// Further servers of the cluster, if it is one.
    others: Option<Vec<ConnectionInfo>>,
    /// The certificate of the authority to trust, in PEM format.
    pub(super) authority: Option<Vec<u8>>,
    /// The certificate of this program, and its key, in PEM format.
    pub(super) identity: Option<(Vec<u8>, SecretString)>,
}

impl Target {
    pub(super) fn server(url: &str) -> Result<Self, StoreError> {
        Ok(Self { info: info(url)?, others: None, authority: None, identity: None })
    }

    #[cfg(feature = "redis-cluster")]
    pub(super) fn servers<U: AsRef<str>>(
        urls: impl IntoIterator<Item = U>,
    ) -> Result<Self, StoreError> {
        let mut urls = urls.into_iter();
        let first =
            urls.next().ok_or_else(|| other("a cluster of Redis needs one URL at least"))?;
        let others = urls.map(|url| info(url.as_ref())).collect::<Result<_, _>>()?;
        let target = Self { others: Some(others), ..Self::server(first.as_ref())? };
        // The library looks at all of them.
        target.cluster(std::time::Duration::ZERO).map(|_| target)
    }

    fn infos(&mut self) -> impl Iterator<Item = &mut ConnectionInfo> {
        std::iter::once(&mut self.info).chain(self.others.iter_mut().flatten())
    }

    pub(super) fn set_user(&mut self, user: Option<&str>, password: &str) {
        for info in self.infos() {
            let mut settings = info.redis_settings().clone().set_password(password);
            if let Some(user) = user {
                settings = settings.set_username(user);
            }
            *info = info.clone().set_redis_settings(settings);
        }
    }

    /// The certificates, if there are any.
    #[cfg(feature = "rustls")]
    fn certificates(&self) -> Option<redis::TlsCertificates> {
        use secrecy::ExposeSecret;
        if self.authority.is_none() && self.identity.is_none() {
            return None;
        }
        let client_tls = self.identity.as_ref().map(|(pem, key)| redis::ClientTlsConfig {
            client_cert: pem.clone(),
            client_key: key.expose_secret().as_bytes().to_vec(),
        });
        Some(redis::TlsCertificates { client_tls, root_cert: self.authority.clone() })
    }

    /// rustls panics where a program has two kinds of cryptography in its tree and has chosen neither.
    #[cfg(feature = "rustls")]
    fn choose_cryptography(&self) {
        use rustls::crypto::{CryptoProvider, aws_lc_rs};
        let is_tls = matches!(self.info.addr(), ConnectionAddr::TcpTls { .. });
        if is_tls && CryptoProvider::get_default().is_none() {
            // An error says that another thread has just chosen one.
            drop(aws_lc_rs::default_provider().install_default());
        }
    }

    pub(super) fn client(&self) -> Result<Client, StoreError> {
        #[cfg(feature = "rustls")]
        self.choose_cryptography();
        #[cfg(feature = "rustls")]
        if let Some(certificates) = self.certificates() {
            let client = Client::build_with_tls(self.info.clone(), certificates);
            return client.map_err(|error| self.unusable(&error));
        }
        Client::open(self.info.clone()).map_err(|error| self.unusable(&error))
    }

    /// The cluster, if it is one.
    #[cfg(feature = "redis-cluster")]
    pub(super) fn cluster(
        &self,
        timeout: std::time::Duration,
    ) -> Result<Option<redis::cluster::ClusterClient>, StoreError> {
        let Some(others) = &self.others else { return Ok(None) };
        #[cfg(feature = "rustls")]
        self.choose_cryptography();
        let all = std::iter::once(&self.info).chain(others).cloned();
        let builder = redis::cluster::ClusterClient::builder(all)
            // Servers that hang must not take the time of those that do not: there are two rounds of connecting.
            .connection_timeout(timeout.checked_div(4).unwrap_or(timeout))
            // Each operation has a limit of its own.
            .response_timeout(timeout)
            .overall_response_timeout(None)
            .retries(RETRIES)
            .min_retry_wait(RETRY_WAIT)
            .max_retry_wait(RETRY_WAIT_MOST);
        #[cfg(feature = "rustls")]
        let builder = match self.certificates() {
            Some(certificates) => builder.certs(certificates),
            None => builder,
        };
        builder.build().map(Some).map_err(|error| self.unusable(&error))
    }

    /// The error of settings: of certificates, for example.
    fn unusable(&self, error: &RedisError) -> StoreError {
        StoreError::new(StoreErrorKind::Other, format!("Redis at {self} cannot be used: {error}"))
    }

    /// The error for callers. Messages of the library contain no secret; one of the server contains the name of the user.
    pub(super) fn failed(&self, error: &RedisError) -> StoreError {
        let (kind, problem) = match error.kind() {
            _ if is_of_tls(error) => (StoreErrorKind::Other, "is not the server that it should be"),
            ErrorKind::Server(ServerErrorKind::Moved | ServerErrorKind::Ask)
                if self.others.is_none() =>
            {
                let problem = "is a server of a cluster, and another one has the key: use `Redis::cluster` (feature \
                               `redis-cluster`)";
                (StoreErrorKind::Other, problem)
            }
            ErrorKind::Io
            | ErrorKind::ClusterConnectionNotFound
            | ErrorKind::Server(
                ServerErrorKind::Moved
                | ServerErrorKind::Ask
                | ServerErrorKind::BusyLoading
                | ServerErrorKind::TryAgain
                | ServerErrorKind::ClusterDown
                | ServerErrorKind::MasterDown
                | ServerErrorKind::ReadOnly
                | ServerErrorKind::NotBusy,
            ) => (StoreErrorKind::Unreachable, "is not reached"),
            _ if error.code() == Some("OOM") => (StoreErrorKind::Unwritable, "has no memory left"),
            _ => (StoreErrorKind::Other, "reports an error"),
        };
        let mut text = error.to_string();
        if let Some(user) = self.info.redis_settings().username().filter(|user| !user.is_empty()) {
            text = text.replace(&format!("User {user} "), "the user ");
        }
        StoreError::new(kind, format!("Redis at {self} {problem}: {text}"))
    }
}

/// How often an operation of a cluster is sent again: to another server, after a change of the cluster. Milliseconds
/// between two attempts.
#[cfg(feature = "redis-cluster")]
const RETRIES: u32 = 8;
#[cfg(feature = "redis-cluster")]
const RETRY_WAIT: u64 = 20;
#[cfg(feature = "redis-cluster")]
const RETRY_WAIT_MOST: u64 = 200;

/// Whether TLS has failed: a wrong certificate, or a server without TLS.
fn is_of_tls(error: &RedisError) -> bool {
    type Inner = Arc<dyn Error + Send + Sync>;
    let inner = error.source().and_then(|source| source.downcast_ref::<Inner>());
    let inner = inner.and_then(|inner| inner.downcast_ref::<io::Error>());
    inner.is_some_and(|inner| inner.kind() == io::ErrorKind::InvalidData)
}

fn info(url: &str) -> Result<ConnectionInfo, StoreError> {
    let info = url.into_connection_info().map_err(|_| {
        // The error of the parser is left out: it could show a piece of the URL.
        other("the URL of Redis is not valid: `redis://user:password@host:port/database`, or `rediss://` for TLS")
    })?;
    if matches!(info.addr(), ConnectionAddr::TcpTls { .. }) && !cfg!(feature = "rustls") {
        return Err(other("Redis over TLS (`rediss://`) needs the feature `rustls`"));
    }
    Ok(info)
}

fn other(reason: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Other, reason)
}

/// The addresses.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.info.addr().fmt(f)?;
        for info in self.others.iter().flatten() {
            write!(f, ", {}", info.addr())?;
        }
        Ok(())
    }
}
