//! The connection behind a server: opened when it is needed, by one caller for all.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, ConnectionInfo, ErrorKind, RedisError, ServerErrorKind,
};
use tokio::runtime::Handle;
use tokio::sync::Mutex as Queue;
use tokio::time::Instant;

use crate::runtime::stores::{StoreError, StoreErrorKind};

/// How long operations fail at once after an attempt to connect that failed.
const PAUSE: Duration = Duration::from_millis(50);

/// A server, and how to log in.
#[derive(Clone)]
pub(super) struct Target {
    pub(super) info: ConnectionInfo,
    /// The certificate of the authority to trust, in PEM format.
    pub(super) authority: Option<Vec<u8>>,
}

impl Target {
    fn client(&self) -> Result<Client, StoreError> {
        #[cfg(feature = "rustls")]
        if let Some(root_cert) = self.authority.clone() {
            let certificates =
                redis::TlsCertificates { client_tls: None, root_cert: Some(root_cert) };
            let client = Client::build_with_tls(self.info.clone(), certificates);
            return client.map_err(|error| self.failed(&error));
        }
        Client::open(self.info.clone()).map_err(|error| self.failed(&error))
    }

    /// The error for callers. The messages of the server and of the library contain no secret.
    pub(super) fn failed(&self, error: &RedisError) -> StoreError {
        let kind = match error.kind() {
            ErrorKind::Io
            | ErrorKind::Server(
                ServerErrorKind::BusyLoading
                | ServerErrorKind::TryAgain
                | ServerErrorKind::ClusterDown
                | ServerErrorKind::MasterDown
                | ServerErrorKind::ReadOnly
                | ServerErrorKind::NotBusy,
            ) => StoreErrorKind::Unreachable,
            _ if error.code() == Some("OOM") => StoreErrorKind::Unwritable,
            _ => StoreErrorKind::Other,
        };
        let reason = match kind {
            StoreErrorKind::Unreachable => "is not reached",
            _ => "reports an error",
        };
        StoreError::new(kind, format!("Redis at {} {reason}: {error}", self.info.addr()))
    }
}

/// The connection, while there is one.
#[derive(Default)]
pub(super) struct Link {
    state: Mutex<State>,
    /// Locked by the caller that connects.
    connecting: Queue<()>,
}

#[derive(Default)]
struct State {
    /// Counts the connections.
    number: u64,
    connection: Option<MultiplexedConnection>,
    failed: Option<(Instant, StoreError)>,
}

impl Link {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_open(&self) -> bool {
        self.state().connection.is_some()
    }

    /// No longer uses a connection, by its number.
    pub(super) fn close(&self, number: u64) {
        let mut state = self.state();
        if state.number == number {
            state.connection = None;
        }
    }

    /// The connection and its number.
    pub(super) async fn connection(
        &self,
        target: &Target,
        timeout: Duration,
    ) -> Result<(u64, MultiplexedConnection), StoreError> {
        if let Some(open) = self.open() {
            return Ok(open);
        }
        let _turn = self.connecting.lock().await;
        if let Some(open) = self.open() {
            return Ok(open);
        }
        if let Some((at, error)) = &self.state().failed
            && at.elapsed() < PAUSE
        {
            return Err(error.clone());
        }
        let connected = connect(target, timeout).await;
        let mut state = self.state();
        match connected {
            Ok(connection) => {
                state.number = state.number.saturating_add(1);
                state.connection = Some(connection.clone());
                state.failed = None;
                Ok((state.number, connection))
            }
            Err(error) => {
                state.failed = Some((Instant::now(), error.clone()));
                Err(error)
            }
        }
    }

    fn open(&self) -> Option<(u64, MultiplexedConnection)> {
        let state = self.state();
        state.connection.clone().map(|connection| (state.number, connection))
    }
}

async fn connect(target: &Target, timeout: Duration) -> Result<MultiplexedConnection, StoreError> {
    let client = target.client()?;
    let runtime = Handle::try_current().map_err(|_| {
        StoreError::new(StoreErrorKind::Other, "Redis is used outside of a runtime of tokio")
    })?;
    let settings = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(timeout))
        // Each operation has a limit of its own.
        .set_response_timeout(None);
    // In a task of its own, because TLS panics where a program has two kinds of cryptography and has chosen neither.
    let connecting = runtime
        .spawn(async move { client.get_multiplexed_async_connection_with_config(&settings).await });
    match connecting.await {
        Ok(connected) => connected.map_err(|error| target.failed(&error)),
        Err(_) => {
            let reason = format!(
                "connecting to Redis at {} was interrupted: the program ends, or it has to choose the cryptography of \
                 TLS (`rustls::crypto::CryptoProvider::install_default`)",
                target.info.addr()
            );
            Err(StoreError::new(StoreErrorKind::Other, reason))
        }
    }
}
