//! Checks of stores: those of this crate, and your own (feature `store-checks`).
//!
//! Each check gets a function that returns a new handle of the same store, as another process would make it, and expects
//! the store to be empty; that of inboxes gets a new store each time. A check takes about a second.
//!
//! A test of a store is one line: `testing::stores::keys(|| MyKeys::open(address)).await.unwrap()`.

mod inbox;
mod limits;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use crate::runtime::auth::{Token, TokenStore};
use crate::runtime::stores::{KeySet, StoreError, StoreErrorKind, StoreLock};

pub use self::inbox::inbox;
pub use self::limits::limits;

/// Checks a store of tokens: that it keeps all of a token, and that its lock excludes others.
///
/// # Errors
/// What it does wrong.
pub async fn tokens<S: TokenStore>(open: impl Fn() -> S) -> Result<(), String> {
    check_tokens(open).await.map_err(|Flaw(flaw)| flaw)
}

/// Checks the lock of a store of tokens for processes that are killed or stopped: it expires within this time, and its
/// last holder cannot overwrite what was saved since.
///
/// # Errors
/// What it does wrong.
pub async fn expiring_lock<S: TokenStore + 'static>(
    open: impl Fn() -> S,
    within: Duration,
) -> Result<(), String> {
    check_expiring_lock(open, within).await.map_err(|Flaw(flaw)| flaw)
}

/// Checks a set of keys: that exactly one call is the first, and that keys end.
///
/// # Errors
/// What it does wrong.
pub async fn keys<S: KeySet + 'static>(open: impl Fn() -> S) -> Result<(), String> {
    check_keys(open).await.map_err(|Flaw(flaw)| flaw)
}

/// What a store does wrong.
struct Flaw(String);

impl From<StoreError> for Flaw {
    fn from(error: StoreError) -> Self {
        Self(format!("the store failed: {error}"))
    }
}

/// Fails unless something is as it should be.
fn expect(is_right: bool, flaw: impl Into<String>) -> Result<(), Flaw> {
    if is_right { Ok(()) } else { Err(Flaw(flaw.into())) }
}

async fn check_tokens<S: TokenStore>(open: impl Fn() -> S) -> Result<(), Flaw> {
    let (one, two) = (open(), open());
    expect(one.load().await?.is_none(), "the store has a token before one is saved")?;
    let first = token("first");
    one.save(&first).await?;
    let kept = two.load().await?.ok_or_else(|| Flaw("a saved token is not there".into()))?;
    let is_whole = kept.is_same(&first)
        && secret(&kept) == secret(&first)
        && kept.scopes == first.scopes
        && kept.api_url == first.api_url
        && kept.expires_at.duration_since(kept.issued_at).ok().map(|life| life.as_secs())
            == Some(3_600);
    expect(is_whole, "a part of the token is not kept: store the whole text of `Token::to_json`")?;
    two.save(&token("second")).await?;
    let is_second = one.load().await?.is_some_and(|kept| kept.is_same(&token("second")));
    expect(is_second, "a second token does not take the place of the first")?;
    let lock = one.lock().await?;
    let early = timeout(Duration::from_millis(200), two.lock()).await;
    expect(early.is_err(), "two have the lock at the same time")?;
    one.save_locked(&token("third"), &lock).await?;
    drop(lock);
    let lock = timeout(Duration::from_secs(10), two.lock()).await;
    let lock = lock.map_err(|_| Flaw("a lock that was released is not free".into()))??;
    let is_third = two.load().await?.is_some_and(|kept| kept.is_same(&token("third")));
    expect(is_third, "what was saved under the lock is not there")?;
    drop(lock);
    one.clear().await?;
    expect(two.load().await?.is_none(), "a token is there after `clear`")?;
    two.clear().await?;
    Ok(())
}

async fn check_expiring_lock<S: TokenStore + 'static>(
    open: impl Fn() -> S,
    within: Duration,
) -> Result<(), Flaw> {
    let (one, two) = (open(), open());
    two.save(&token("old")).await?;
    // A lock whose process ends: nothing of it runs any longer, and nothing releases the lock.
    let (one, lock) = killed(one).await?;
    let early = timeout(within.mul_f64(0.25), two.lock()).await;
    expect(early.is_err(), "a lock is free before it expires")?;
    let second = timeout(within.saturating_mul(2), two.lock()).await;
    let second = second.map_err(|_| Flaw("the lock of a process that ended stays".into()))??;
    // Nobody has saved since: what the first has may be the only token that is good.
    one.save_locked(&token("late"), &lock).await?;
    two.save_locked(&token("new"), &second).await?;
    let late = one.save_locked(&token("too late"), &lock).await;
    let is_overtaken = late.is_err_and(|error| error.kind == StoreErrorKind::Overtaken);
    expect(is_overtaken, "a lock that has expired overwrites a newer token")?;
    let is_new = one.load().await?.is_some_and(|kept| kept.is_same(&token("new")));
    expect(is_new, "the newer token is gone")?;
    drop((lock, second));
    two.clear().await?;
    Ok(())
}

/// Locks a store in a runtime that ends.
async fn killed<S: TokenStore + 'static>(store: S) -> Result<(S, StoreLock), Flaw> {
    let ended = spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Flaw(error.to_string()))?;
        let lock = runtime.block_on(store.lock())?;
        runtime.shutdown_background();
        Ok((store, lock))
    });
    ended.await.unwrap_or_else(|_| Err(Flaw("locking has ended in a panic".into())))
}

fn token(name: &str) -> Token {
    let mut token = Token::new(format!("{name}-access"), Duration::from_secs(3_600));
    token = token.with_refresh(Some(format!("{name}-refresh \"ü\"\n").into()));
    token.scopes = vec!["user:read".to_owned(), "meeting:write".to_owned()];
    token.api_url = Some("https://api.example.com".to_owned());
    token
}

fn secret(token: &Token) -> Option<&str> {
    token.refresh.as_ref().map(|refresh| refresh.expose_secret())
}

async fn check_keys<S: KeySet + 'static>(open: impl Fn() -> S) -> Result<(), Flaw> {
    let (one, two) = (open(), open());
    let long = Duration::from_secs(60);
    let (key, other) = (&[0, 255, b':', b'\n'][..], &[0, 255, b':', b' '][..]);
    expect(one.insert(key, long).await?, "a key is there before it is inserted")?;
    expect(!two.insert(key, long).await?, "a key that is there counts as new")?;
    expect(two.insert(other, long).await?, "two keys are taken for one")?;
    one.remove(key).await?;
    expect(two.insert(key, long).await?, "a key that was removed is there")?;
    one.remove(b"never inserted").await?;
    expect(one.insert(b"short", Duration::from_millis(100)).await?, "a new key is there")?;
    expect(!one.insert(b"short", long).await?, "a key ends too early")?;
    sleep(Duration::from_millis(250)).await;
    expect(one.insert(b"short", long).await?, "a key does not end, or a repetition prolongs it")?;
    let sets: Vec<_> = (0..16).map(|_| Arc::new(open())).collect();
    let all = sets.iter().map(|set| {
        let set = Arc::clone(set);
        tokio::spawn(async move { set.insert(b"together", long).await })
    });
    let first = count(all.collect()).await?;
    expect(first == 1, format!("{first} of 16 calls at the same time are the first"))
}

/// How many of several tasks return true.
async fn count<F>(tasks: Vec<F>) -> Result<usize, Flaw>
where
    F: Future<Output = Result<Result<bool, StoreError>, tokio::task::JoinError>>,
{
    let mut first = 0_usize;
    for task in tasks {
        let is_first = task.await.map_err(|error| Flaw(error.to_string()))??;
        first = first.saturating_add(is_first.into());
    }
    Ok(first)
}
