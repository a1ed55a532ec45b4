//! A Redis server, as all stores use it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use redis::aio::ConnectionLike;
use redis::{Cmd, FromRedisValue, ScriptInvocation};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use super::link::{Connection, Link};
use super::target::Target;
use crate::runtime::stores::{StoreError, StoreErrorKind};

/// What keys begin with unless the program says otherwise.
const PREFIX: &str = env!("CARGO_PKG_NAME");

/// How long an operation may take unless set.
const TIMEOUT: Duration = Duration::from_secs(2);

/// A Redis or Valkey server, version 6.2 or later, or a cluster of them. Clones share one connection, on which many operations run at once.
///
/// It connects when it is first used, and again after it was cut off. Every operation ends within its time limit: with
/// an error if the server is away. After an attempt to connect that failed, operations fail at once for a moment.
///
/// No part of the user's name or password is in errors or `Debug` output.
#[derive(Clone)]
pub struct Redis {
    target: Target,
    prefix: Arc<str>,
    timeout: Duration,
    link: Arc<Link>,
}

impl Redis {
    /// A server by its URL: `redis://user:password@host:port/database`, `rediss://…` for TLS, which needs the feature
    /// `rustls`, or `unix:///path/to/socket`.
    ///
    /// # Errors
    /// When the URL is not valid, or is one of TLS and the feature is off.
    pub fn new(url: impl AsRef<str>) -> Result<Self, StoreError> {
        Ok(Self::at(Target::server(url.as_ref())?))
    }

    /// A cluster, by the URLs of some of its servers, which tell where the others are. All of them have the same user and
    /// password; the database is always 0.
    ///
    /// The keys of a store are in one slot, so one server of the cluster has them; those of [`RedisKeys`](crate::runtime::stores::RedisKeys)
    /// are spread. Operations that were sent to a server that is no longer the right one are sent again.
    ///
    /// # Errors
    /// When there is no URL, or one is not valid, names a socket, or is one of TLS and the feature `rustls` is off.
    #[cfg(feature = "redis-cluster")]
    pub fn cluster<U: AsRef<str>>(urls: impl IntoIterator<Item = U>) -> Result<Self, StoreError> {
        Ok(Self::at(Target::servers(urls)?))
    }

    fn at(target: Target) -> Self {
        Self { target, prefix: PREFIX.into(), timeout: TIMEOUT, link: Arc::default() }
    }

    /// Sets the user, so that neither name nor password is in the URL. Without a name it is the default user.
    #[must_use]
    pub fn credentials(mut self, user: Option<&str>, password: &SecretString) -> Self {
        self.target.set_user(user, password.expose_secret());
        self.apart()
    }

    /// Trusts the certificate of this authority, in PEM format, instead of those of the system.
    #[must_use]
    pub fn certificate_authority(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.target.authority = Some(pem.into());
        self.apart()
    }

    /// Shows a certificate, which servers demand unless they have `tls-auth-clients no`: the certificate, those of
    /// authorities between it and the one that the server trusts, and its key, all in PEM format.
    #[must_use]
    pub fn client_certificate(mut self, pem: impl Into<Vec<u8>>, key: &SecretString) -> Self {
        self.target.identity = Some((pem.into(), key.clone()));
        self.apart()
    }

    /// Sets what all keys begin with; the name of this crate unless set. Programs that share a server and nothing else have different
    /// ones.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<Arc<str>>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Limits how long an operation may take, connecting included; two seconds unless set.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Checks that the server is there and accepts the user; in a cluster, that all servers do.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let mut command = Cmd::new();
        command.arg("PING");
        self.query(&command).await
    }

    /// The same server with a connection of its own, for commands that wait: on a shared one, they would keep all others
    /// waiting.
    #[must_use]
    pub(crate) fn apart(mut self) -> Self {
        self.link = Arc::default();
        self
    }

    /// What all keys begin with.
    pub(crate) fn key_prefix(&self) -> &str {
        &self.prefix
    }

    /// The key of a store of this kind and name. The braces keep all keys that begin with it in one slot of a cluster.
    pub(crate) fn key(&self, kind: &str, name: &str) -> String {
        // Redis takes empty braces for a part of the key.
        let dot = if name.is_empty() || name.starts_with('}') { "." } else { "" };
        format!("{}:{kind}:{{{dot}{name}}}", self.prefix)
    }

    /// Runs a command. If the connection turns out to be cut off, the command is sent a second time, so the server may
    /// carry it out twice.
    pub(crate) async fn query<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, StoreError> {
        self.run(Work::Command(command)).await
    }

    /// Runs a script, which the server keeps after its first call; a second time, as [`query`](Self::query) does.
    pub(crate) async fn script<T: FromRedisValue>(
        &self,
        script: &ScriptInvocation<'_>,
    ) -> Result<T, StoreError> {
        self.run(Work::Script(script)).await
    }

    /// Runs one operation within its time.
    async fn run<T: FromRedisValue>(&self, work: Work<'_>) -> Result<T, StoreError> {
        let mut watch =
            Watch { redis: self, number: AtomicU64::new(0), begun: Some(Instant::now()) };
        let attempts = async {
            let was_open = self.link.is_open();
            match self.attempt(work, &watch.number).await {
                Err(error) if was_open && error.kind == StoreErrorKind::Unreachable => {
                    self.attempt(work, &watch.number).await
                }
                done => done,
            }
        };
        if let Ok(done) = tokio::time::timeout(self.timeout, attempts).await {
            watch.begun = None;
            return done;
        }
        let (target, limit) = (&self.target, self.timeout);
        let reason = format!("Redis at {target} has not responded within {limit:?}");
        Err(StoreError::new(StoreErrorKind::Unreachable, reason))
    }

    async fn attempt<T: FromRedisValue>(
        &self,
        work: Work<'_>,
        number: &AtomicU64,
    ) -> Result<T, StoreError> {
        let (at, connection) = self.link.connection(&self.target, self.timeout).await?;
        number.store(at, Ordering::Relaxed);
        work.run(connection).await.map_err(|error| {
            if error.is_io_error() || error.is_unrecoverable_error() {
                self.link.close(at);
            }
            self.target.failed(&error)
        })
    }
}

/// Watches an operation: the connection may be dead without anybody noticing, when it gets no response for long. That
/// includes operations that the caller gives up.
struct Watch<'a> {
    redis: &'a Redis,
    /// The number of the connection.
    number: AtomicU64,
    /// `None` after the response.
    begun: Option<Instant>,
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        let is_long = |begun: Instant| begun.elapsed().saturating_mul(5) >= self.redis.timeout;
        if self.begun.is_some_and(is_long) {
            self.redis.link.close(self.number.load(Ordering::Relaxed));
        }
    }
}

/// What is sent in one round trip.
#[derive(Clone, Copy)]
enum Work<'a> {
    Command(&'a Cmd),
    Script(&'a ScriptInvocation<'a>),
}

impl Work<'_> {
    async fn run<T: FromRedisValue>(self, connection: Connection) -> redis::RedisResult<T> {
        match connection {
            Connection::Server(mut connection) => self.run_on(&mut connection).await,
            #[cfg(feature = "redis-cluster")]
            Connection::Cluster(mut connection) => self.run_on(&mut connection).await,
        }
    }

    async fn run_on<T: FromRedisValue>(
        self,
        connection: &mut impl ConnectionLike,
    ) -> redis::RedisResult<T> {
        match self {
            Self::Command(command) => command.query_async(connection).await,
            Self::Script(script) => script.invoke_async(connection).await,
        }
    }
}

/// Prints the address and the prefix.
impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redis")
            .field("address", &self.target.to_string())
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}
