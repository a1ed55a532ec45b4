//! A Redis server, as all stores use it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{Cmd, FromRedisValue, IntoConnectionInfo, Pipeline, ScriptInvocation};
use secrecy::{ExposeSecret, SecretString};

use super::link::{Link, Target};
use crate::runtime::stores::{StoreError, StoreErrorKind};

/// What keys begin with unless the program says otherwise.
const PREFIX: &str = env!("CARGO_PKG_NAME");

/// How long an operation may take unless set.
const TIMEOUT: Duration = Duration::from_secs(2);

/// A Redis or Valkey server, version 6.2 or later. Clones share one connection, on which many operations run at once.
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
        let info = url.as_ref().into_connection_info().map_err(|_| {
            // The error of the parser is left out: it could show a piece of the URL.
            other("the URL of Redis is not valid: `redis://user:password@host:port/database`, or `rediss://` for TLS")
        })?;
        if matches!(info.addr(), redis::ConnectionAddr::TcpTls { .. }) && !cfg!(feature = "rustls")
        {
            return Err(other("Redis over TLS (`rediss://`) needs the feature `rustls`"));
        }
        let target = Target { info, authority: None };
        Ok(Self { target, prefix: PREFIX.into(), timeout: TIMEOUT, link: Arc::default() })
    }

    /// Sets the user, so that neither name nor password is in the URL. Without a name it is the default user.
    #[must_use]
    pub fn credentials(mut self, user: Option<&str>, password: &SecretString) -> Self {
        let mut settings = self.target.info.redis_settings().clone();
        if let Some(user) = user {
            settings = settings.set_username(user);
        }
        settings = settings.set_password(password.expose_secret());
        self.target.info = self.target.info.set_redis_settings(settings);
        self.apart()
    }

    /// Trusts the certificate of this authority, in PEM format, instead of those of the system.
    #[must_use]
    pub fn certificate_authority(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.target.authority = Some(pem.into());
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

    /// Checks that the server is there and accepts the user.
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

    /// The key of a store of this kind and name. The braces keep all keys that begin with it in one slot of a cluster.
    pub(crate) fn key(&self, kind: &str, name: &str) -> String {
        format!("{}:{kind}:{{{name}}}", self.prefix)
    }

    /// Runs a command. If the connection turns out to be cut off, the command is sent a second time, so the server may
    /// carry it out twice.
    pub(crate) async fn query<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, StoreError> {
        self.run(Work::Command(command), true).await
    }

    /// Runs a command that must not be carried out twice.
    pub(crate) async fn query_once<T: FromRedisValue>(
        &self,
        command: &Cmd,
    ) -> Result<T, StoreError> {
        self.run(Work::Command(command), false).await
    }

    /// Runs several commands in one round trip; a second time, as [`query`](Self::query) does.
    #[allow(dead_code, reason = "for stores that need it")]
    pub(crate) async fn pipeline<T: FromRedisValue>(
        &self,
        commands: &Pipeline,
    ) -> Result<T, StoreError> {
        self.run(Work::Commands(commands), true).await
    }

    /// Runs a script, which the server keeps after its first call; a second time, as [`query`](Self::query) does.
    #[allow(dead_code, reason = "for stores that need it")]
    pub(crate) async fn script<T: FromRedisValue>(
        &self,
        script: &ScriptInvocation<'_>,
    ) -> Result<T, StoreError> {
        self.run(Work::Script(script), true).await
    }

    /// Runs one operation within its time.
    async fn run<T: FromRedisValue>(
        &self,
        work: Work<'_>,
        may_repeat: bool,
    ) -> Result<T, StoreError> {
        let number = AtomicU64::new(0);
        let attempts = async {
            let was_open = self.link.is_open();
            match self.attempt(work, &number).await {
                Err(error)
                    if may_repeat && was_open && error.kind == StoreErrorKind::Unreachable =>
                {
                    self.attempt(work, &number).await
                }
                done => done,
            }
        };
        if let Ok(done) = tokio::time::timeout(self.timeout, attempts).await {
            return done;
        }
        // The connection may be dead without anybody noticing.
        self.link.close(number.load(Ordering::Relaxed));
        let (address, limit) = (self.target.info.addr(), self.timeout);
        let reason = format!("Redis at {address} has not responded within {limit:?}");
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

/// What is sent in one round trip.
#[derive(Clone, Copy)]
enum Work<'a> {
    Command(&'a Cmd),
    Commands(&'a Pipeline),
    Script(&'a ScriptInvocation<'a>),
}

impl Work<'_> {
    async fn run<T: FromRedisValue>(
        self,
        mut connection: MultiplexedConnection,
    ) -> redis::RedisResult<T> {
        match self {
            Self::Command(command) => command.query_async(&mut connection).await,
            Self::Commands(commands) => commands.query_async(&mut connection).await,
            Self::Script(script) => script.invoke_async(&mut connection).await,
        }
    }
}

fn other(reason: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Other, reason)
}

/// Prints the address and the prefix.
impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redis")
            .field("address", &self.target.info.addr().to_string())
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}
