//! The connection behind a server: opened when it is needed, by one caller for all.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::AsyncConnectionConfig;
use redis::aio::MultiplexedConnection;
use tokio::runtime::Handle;
use tokio::sync::Mutex as Queue;
use tokio::time::Instant;

use super::target::Target;
use crate::runtime::stores::{StoreError, StoreErrorKind};

/// How long operations fail at once after an attempt to connect that failed.
const PAUSE: Duration = Duration::from_millis(50);

/// A connection that many operations share.
#[derive(Clone)]
pub(super) enum Connection {
    Server(MultiplexedConnection),
    #[cfg(feature = "redis-cluster")]
    Cluster(redis::cluster_async::ClusterConnection),
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
    connection: Option<Connection>,
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
    ) -> Result<(u64, Connection), StoreError> {
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

    fn open(&self) -> Option<(u64, Connection)> {
        let state = self.state();
        state.connection.clone().map(|connection| (state.number, connection))
    }
}

async fn connect(target: &Target, timeout: Duration) -> Result<Connection, StoreError> {
    let runtime = Handle::try_current().map_err(|_| {
        StoreError::new(StoreErrorKind::Other, "Redis is used outside of a runtime of tokio")
    })?;
    // In a task of its own: a panic of a library, of TLS for example, is an error.
    let connecting = {
        let target = target.clone();
        runtime.spawn(async move { connect_now(&target, timeout).await })
    };
    connecting.await.unwrap_or_else(|_| {
        let reason = format!(
            "connecting to Redis at {target} was interrupted: the program ends, or a library has panicked"
        );
        Err(StoreError::new(StoreErrorKind::Other, reason))
    })
}

async fn connect_now(target: &Target, timeout: Duration) -> Result<Connection, StoreError> {
    #[cfg(feature = "redis-cluster")]
    if let Some(cluster) = target.cluster(timeout)? {
        let connected = cluster.get_async_connection().await;
        return connected.map(Connection::Cluster).map_err(|error| target.failed(&error));
    }
    let settings = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(timeout))
        // Each operation has a limit of its own.
        .set_response_timeout(None);
    let client = target.client()?;
    let connected = client.get_multiplexed_async_connection_with_config(&settings).await;
    connected.map(Connection::Server).map_err(|error| target.failed(&error))
}
