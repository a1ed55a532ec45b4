//! A token in Redis, with a lock that expires.

use std::sync::Arc;
use std::time::Duration;

use redis::Cmd;
use secrecy::ExposeSecret;
use tokio::runtime::Handle;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep};

use super::connection::Redis;
use super::scripts;
use crate::runtime::auth::{BoxFuture, StoreLock, Token, TokenStore};
use crate::runtime::stores::{StoreError, StoreErrorKind};

/// How long a lock lasts unless it is renewed: what a process that was killed costs the others.
const LOCK_TIME: Duration = Duration::from_secs(5);

/// How long to wait for others by default, as with a token in a file.
const LOCK_TIMEOUT: Duration = Duration::from_secs(30);

/// The pause between two attempts to lock.
const PAUSE: Duration = Duration::from_millis(20);

/// Keeps a token in Redis, for processes on many machines: one name for one credential.
///
/// The lock belongs to one process at a time, which renews it while it fetches a token. When that process is killed, the
/// lock expires. Each lock has a number higher than the last: a process that was stopped for so long that its lock has
/// expired cannot overwrite a token that was saved under a later one.
///
/// Everyone with access to the server can read the token. It survives a restart of the server as far as its settings promise:
/// a token of a user needs `appendonly yes`.
#[derive(Clone, Debug)]
pub struct RedisTokens {
    redis: Redis,
    /// The key of the token, and that of its lock.
    token: Arc<str>,
    lock: Arc<str>,
    lock_time: Duration,
    lock_timeout: Duration,
}

impl RedisTokens {
    /// The token of this name: of one user, for example.
    #[must_use]
    pub fn new(redis: &Redis, name: impl AsRef<str>) -> Self {
        let token = redis.key("token", name.as_ref());
        Self {
            redis: redis.clone(),
            lock: format!("{token}:lock").into(),
            token: token.into(),
            lock_time: LOCK_TIME,
            lock_timeout: LOCK_TIMEOUT,
        }
    }

    /// How long a lock lasts without being renewed; five seconds unless set. It is renewed three times as often.
    #[must_use]
    pub fn lock_time(mut self, lock_time: Duration) -> Self {
        self.lock_time = lock_time.max(Duration::from_millis(10));
        self
    }

    /// How long to wait for another process that replaces the token; half a minute unless set.
    #[must_use]
    pub fn lock_timeout(mut self, lock_timeout: Duration) -> Self {
        self.lock_timeout = lock_timeout;
        self
    }

    async fn locked(&self) -> Result<StoreLock, StoreError> {
        let begun = Instant::now();
        // Made first: a caller that gives up while the server responds still releases the lock.
        let mut lock = Lock {
            redis: self.redis.clone(),
            key: Arc::clone(&self.lock),
            owner: format!("{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..)).into(),
            number: 0,
            renewal: None,
        };
        let mut attempt = scripts::LOCK.key(&*self.lock);
        attempt.key(&*self.token).arg(&*lock.owner).arg(milliseconds(self.lock_time));
        loop {
            lock.number = self.redis.script(&attempt).await?;
            if lock.number > 0 {
                lock.renewal = Handle::try_current().ok().map(|runtime| {
                    let renewal =
                        renewed(lock.redis.clone(), &lock.key, &lock.owner, self.lock_time);
                    runtime.spawn(renewal).abort_handle()
                });
                return Ok(StoreLock::new(lock));
            }
            if begun.elapsed() >= self.lock_timeout {
                let seconds = self.lock_timeout.as_secs_f64();
                let reason = format!(
                    "other processes hold the lock `{}` of Redis for more than {seconds} s: see what they are doing",
                    self.lock
                );
                return Err(StoreError::new(StoreErrorKind::Locked, reason));
            }
            sleep(PAUSE.mul_f64(0.5 + fastrand::f64())).await;
        }
    }

    /// Saves with the number of a lock; without one as if it had been locked just now.
    async fn put(&self, token: Option<&Token>, number: u64) -> Result<(), StoreError> {
        let mut save = scripts::SAVE.key(&*self.token);
        save.arg(number);
        if let Some(token) = token {
            save.arg(token.to_json().expose_secret());
        }
        if self.redis.script::<bool>(&save).await? {
            return Ok(());
        }
        let reason = format!(
            "another process has saved a newer token in `{}` after the lock of this one had expired",
            self.token
        );
        Err(StoreError::new(StoreErrorKind::Overtaken, reason))
    }
}

impl TokenStore for RedisTokens {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, StoreError>> {
        Box::pin(async {
            let mut command = Cmd::new();
            command.arg("HGET").arg(&*self.token).arg("token");
            let text: Option<String> = self.redis.query(&command).await?;
            let token = text.map(|text| Token::from_json(&text)).transpose();
            token.map_err(|error| {
                let reason = format!(
                    "`{}` in Redis is damaged ({error}): delete it, and authorize the application again if it acts \
                     for a user",
                    self.token
                );
                StoreError::new(error.kind, reason)
            })
        })
    }

    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(self.put(Some(token), 0))
    }

    fn save_locked<'a>(
        &'a self,
        token: &'a Token,
        lock: &'a StoreLock,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        let number = lock.guard::<Lock>().map_or(0, |lock| lock.number);
        Box::pin(self.put(Some(token), number))
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(self.put(None, 0))
    }

    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        Box::pin(self.locked())
    }
}

/// A lock, perhaps not yet acquired; released when it is dropped.
struct Lock {
    redis: Redis,
    key: Arc<str>,
    owner: Arc<str>,
    /// Counts the locks of the token; 0 before it is acquired.
    number: u64,
    renewal: Option<AbortHandle>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(renewal) = &self.renewal {
            renewal.abort();
        }
        // Without a runtime, the lock expires.
        if let Ok(runtime) = Handle::try_current() {
            let (redis, key, owner) = (self.redis.clone(), self.key.clone(), self.owner.clone());
            runtime.spawn(async move {
                let released: Result<bool, _> =
                    redis.script(scripts::RELEASE.key(&*key).arg(&*owner)).await;
                drop(released);
            });
        }
    }
}

/// Renews a lock until the task is aborted, or the lock belongs to somebody else.
fn renewed(
    redis: Redis,
    key: &Arc<str>,
    owner: &Arc<str>,
    lock_time: Duration,
) -> impl Future<Output = ()> + Send + use<> {
    let (key, owner) = (Arc::clone(key), Arc::clone(owner));
    async move {
        loop {
            sleep(lock_time.checked_div(3).unwrap_or_default()).await;
            let mut renew = scripts::RENEW.key(&*key);
            renew.arg(&*owner).arg(milliseconds(lock_time));
            if let Ok(false) = redis.script::<bool>(&renew).await {
                #[cfg(feature = "tracing")]
                tracing::warn!(lock = %key, "the lock of a token has expired while it was in use");
                return;
            }
        }
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
