//! Where tokens are kept, shared by processes, and what happens when that fails.

use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use secrecy::ExposeSecret;

use super::server::{Reply, Server};
use crate::runtime::auth::{
    AuthErrorKind, BoxFuture, FileStore, MemoryStore, StoreError, StoreErrorKind, StoreLock, Token,
    TokenStore,
};
use crate::runtime::private::{self as rt, Error};
use crate::sample::users;
use crate::zoom::auth::ServerToServer;

const SECRET: &str = "client-secret-0123";

/// A folder that is removed when the test ends.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let path =
            std::env::temp_dir().join(format!("token-store-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(super) fn file(&self) -> PathBuf {
        self.0.join("token.json")
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn hour(access: &str) -> Token {
    Token::new(access, Duration::from_secs(3_600))
}

fn application(server: &Server, store: impl TokenStore + 'static) -> ServerToServer {
    ServerToServer::new("account-1", "client-1", SECRET)
        .oauth_url(format!("{}/oauth", server.url))
        .store(store)
}

fn client(server: &Server, store: impl TokenStore + 'static) -> rt::Client {
    server.builder().auth(application(server, store)).build().unwrap()
}

/// Issues `issued-1`, `issued-2`, … and takes what starts with `issued`.
async fn issuing() -> Server {
    let issued = AtomicUsize::new(0);
    Server::start(move |_, received| {
        if received.path() == "/oauth/token" {
            let number = issued.fetch_add(1, Ordering::SeqCst) + 1;
            return Reply::json(200, &format!(r#"{{"access_token":"issued-{number}"}}"#))
                .after(Duration::from_millis(100));
        }
        match received.header("authorization").unwrap().starts_with("Bearer issued") {
            true => Reply::json(200, "{}"),
            false => Reply::json(401, r#"{"code":124,"message":"Access token is expired."}"#),
        }
    })
    .await
}

fn grants(server: &Server) -> usize {
    server.received().iter().filter(|received| received.path() == "/oauth/token").count()
}

fn auth_error(result: Result<users::User, Error>) -> rt::AuthError {
    match result {
        Err(Error::Auth(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_file_keeps_everything_and_nobody_else_may_read_it() {
    let folder = Folder::new();
    let store = FileStore::new(folder.file());
    assert!(store.load().await.unwrap().is_none());
    let mut token = hour("access-1").with_refresh(Some("refresh-1".into()));
    token.scopes = vec!["user:read".into()];
    token.api_url = Some("https://api-eu.zoom.us".into());
    for _ in 0..2 {
        store.save(&token).await.unwrap();
    }
    let loaded = store.load().await.unwrap().unwrap();
    assert!(loaded.is_same(&token));
    assert_eq!(loaded.refresh.unwrap().expose_secret(), "refresh-1");
    assert_eq!((&loaded.scopes, &loaded.api_url), (&token.scopes, &token.api_url));
    let left = loaded.expires_at.duration_since(SystemTime::now()).unwrap();
    assert!(left > Duration::from_secs(3_500) && left <= Duration::from_secs(3_600), "{left:?}");
    assert_eq!(folder.names(), ["token.json"], "nothing temporary stays");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.file()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    store.clear().await.unwrap();
    store.clear().await.unwrap();
    assert!(store.load().await.unwrap().is_none());
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_leads_to_the_file() {
    let folder = Folder::new();
    fs::create_dir(folder.0.join("real")).unwrap();
    let real = folder.0.join("real/token.json");
    fs::write(&real, "").unwrap();
    std::os::unix::fs::symlink(&real, folder.file()).unwrap();
    FileStore::new(folder.file()).save(&hour("access-1")).await.unwrap();
    assert!(fs::symlink_metadata(folder.file()).unwrap().is_symlink());
    assert!(fs::read_to_string(real).unwrap().contains("access-1"));
}

#[tokio::test]
async fn a_second_process_takes_the_token_of_the_first() {
    let (server, folder) = (issuing().await, Folder::new());
    for _ in 0..3 {
        let zoom = client(&server, FileStore::new(folder.file()));
        users::get("me").send(&zoom).await.unwrap();
    }
    assert_eq!(grants(&server), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_start_together_ask_once() {
    let (server, folder) = (issuing().await, Folder::new());
    // Each has a source and a store of its own, as processes have.
    let clients: Vec<_> = (0..8).map(|_| client(&server, FileStore::new(folder.file()))).collect();
    let tasks: Vec<_> = clients
        .into_iter()
        .map(|zoom| tokio::spawn(async move { users::get("me").send(&zoom).await }))
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(grants(&server), 1);
}

#[tokio::test]
async fn a_rejected_token_is_replaced_by_that_of_another_process() {
    let (server, store) = (issuing().await, MemoryStore::with(hour("old")));
    let zoom = client(&server, store.clone());
    // The old token is in use when another process saves a new one.
    let server_knows = users::get("me").send(&zoom).await;
    assert!(server_knows.is_ok());
    assert_eq!(grants(&server), 1, "nobody had another");
    let store = MemoryStore::with(hour("old"));
    let late = Late { inner: store.clone(), loads: AtomicUsize::new(0) };
    let zoom = client(&server, late);
    users::get("me").send(&zoom).await.unwrap();
    assert_eq!(grants(&server), 1, "the token of the other process was taken");
}

/// A store into which another process puts a token after it was read once.
struct Late {
    inner: MemoryStore,
    loads: AtomicUsize,
}

impl TokenStore for Late {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, StoreError>> {
        match self.loads.fetch_add(1, Ordering::SeqCst) {
            0 => self.inner.load(),
            _ => Box::pin(async { Ok(Some(hour("issued-elsewhere"))) }),
        }
    }

    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), StoreError>> {
        self.inner.save(token)
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.inner.clear()
    }
}

#[tokio::test]
async fn a_damaged_file_is_replaced_where_nothing_is_lost() {
    for content in
        ["{\"access_token\":\"hal", "[]", "{}", "\u{feff}nonsense", "{\"access_token\":7}"]
    {
        let (server, folder) = (issuing().await, Folder::new());
        fs::write(folder.file(), content).unwrap();
        users::get("me").send(&client(&server, FileStore::new(folder.file()))).await.unwrap();
        let kept = FileStore::new(folder.file()).load().await.unwrap().unwrap();
        assert_eq!(kept.access.expose_secret(), "issued-1", "{content}");
        let error = Token::from_json(content).unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::Damaged);
        assert!(!format!("{error} {error:?}").contains("hal"), "{error:?}");
    }
    // An empty file is one that somebody made beforehand.
    let folder = Folder::new();
    fs::write(folder.file(), "\n").unwrap();
    assert!(FileStore::new(folder.file()).load().await.unwrap().is_none());
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_an_error_that_says_which() {
    let (server, folder) = (issuing().await, Folder::new());
    fs::create_dir(folder.file()).unwrap();
    let zoom = client(&server, FileStore::new(folder.file()));
    let error = auth_error(users::get("me").send(&zoom).await);
    assert_eq!(error.kind, AuthErrorKind::Store);
    assert!(error.to_string().contains("token.json"), "{error}");
    let store = std::error::Error::source(&error).unwrap().downcast_ref::<StoreError>().unwrap();
    assert_eq!(store.kind, StoreErrorKind::Unreadable);
    assert!(std::error::Error::source(store).unwrap().is::<std::io::Error>());
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_an_error() {
    let (server, folder) = (issuing().await, Folder::new());
    let path = folder.0.join("none/token.json");
    let error = auth_error(users::get("me").send(&client(&server, FileStore::new(path))).await);
    assert_eq!(error.kind, AuthErrorKind::Store);
    assert!(error.to_string().contains("cannot lock"), "{error}");
    assert!(server.received().is_empty(), "a token that cannot be kept is not asked for");
}

#[tokio::test]
async fn a_file_that_another_process_holds_is_waited_for_but_not_forever() {
    let (server, folder) = (issuing().await, Folder::new());
    let holder = File::create(folder.0.join("token.json.lock")).unwrap();
    holder.lock().unwrap();
    let store = FileStore::new(folder.file()).lock_timeout(Duration::from_millis(60));
    let zoom = client(&server, store);
    let error = auth_error(users::get("me").send(&zoom).await);
    assert_eq!(error.kind, AuthErrorKind::Store);
    assert!(error.is_temporary() && error.to_string().contains("another process"), "{error}");
    assert!(server.received().is_empty());
    drop(holder);
    users::get("me").send(&zoom).await.unwrap();
    // A token that is there already needs no lock.
    let holder = File::create(folder.0.join("token.json.lock")).unwrap();
    holder.lock().unwrap();
    let store = FileStore::new(folder.file()).lock_timeout(Duration::from_millis(60));
    users::get("me").send(&client(&server, store)).await.unwrap();
    assert_eq!(grants(&server), 1);
}

#[test]
fn the_life_of_a_token_follows_no_clock_that_was_set() {
    let issued = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let mut token = hour("a");
    (token.issued_at, token.expires_at) = (issued, issued + Duration::from_secs(3_600));
    let at = |offset: i64| {
        let offset_by = Duration::from_secs(offset.unsigned_abs());
        token.usable_for(if offset < 0 { issued - offset_by } else { issued + offset_by }).as_secs()
    };
    assert_eq!((at(0), at(3_000), at(3_539), at(3_540), at(9_999_999)), (3_540, 540, 1, 0, 0));
    // The clock was set back by a day: it does not live for a day longer.
    assert_eq!(at(-86_400), 3_540);
    // Times that nobody can have written.
    token.expires_at = issued - Duration::from_secs(1);
    assert!(token.usable_for(issued).is_zero());
    let json = r#"{"access_token":"a","issued_at":18446744073709551615,"expires_at":18446744073709551615}"#;
    assert!(Token::from_json(json).unwrap().usable_for(issued).is_zero());
    let json = r#"{"access_token":"a","issued_at":"soon","expires_at":-1,"scopes":7,"more":[]}"#;
    assert!(Token::from_json(json).unwrap().usable_for(issued).is_zero());
}

#[tokio::test]
async fn a_clock_that_is_wrong_costs_one_more_request() {
    // This machine is behind: it takes the token for a good one, and the server does not.
    let server = issuing().await;
    let store = MemoryStore::with(hour("old"));
    users::get("me").send(&client(&server, store)).await.unwrap();
    let paths: Vec<_> = server.received().iter().map(|one| one.path().to_owned()).collect();
    assert_eq!(paths, ["/users/me", "/oauth/token", "/users/me"]);
    // This machine is ahead: it takes a token that was just issued elsewhere for an old one.
    let mut old = hour("issued-elsewhere");
    old.expires_at = SystemTime::now() - Duration::from_secs(10);
    let server = issuing().await;
    let zoom = client(&server, MemoryStore::with(old));
    users::get("me").send(&zoom).await.unwrap();
    users::get("me").send(&zoom).await.unwrap();
    assert_eq!(grants(&server), 1);
}

/// A store that fails while a switch is on.
#[derive(Clone, Default)]
pub(super) struct Failing {
    inner: MemoryStore,
    pub(super) load: Arc<AtomicBool>,
    pub(super) save: Arc<AtomicBool>,
    pub(super) lock: Arc<AtomicBool>,
}

impl Failing {
    pub(super) fn with(token: Token) -> Self {
        Self { inner: MemoryStore::with(token), ..Self::default() }
    }

    fn check(switch: &AtomicBool) -> Result<(), StoreError> {
        match switch.load(Ordering::SeqCst) {
            true => Err(StoreError::new(StoreErrorKind::Other, "the disk is on fire")),
            false => Ok(()),
        }
    }
}

impl TokenStore for Failing {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, StoreError>> {
        Box::pin(async {
            Self::check(&self.load)?;
            self.inner.load().await
        })
    }

    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async {
            Self::check(&self.save)?;
            self.inner.save(token).await
        })
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.inner.clear()
    }

    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        Box::pin(async {
            Self::check(&self.lock)?;
            self.inner.lock().await
        })
    }
}

#[tokio::test]
async fn a_store_that_fails_is_an_error_and_nothing_is_lost() {
    let server = issuing().await;
    let store = Failing::default();
    let zoom = client(&server, store.clone());
    for switch in [&store.load, &store.lock, &store.save] {
        switch.store(true, Ordering::SeqCst);
        let error = auth_error(users::get("me").send(&zoom).await);
        assert_eq!(error.kind, AuthErrorKind::Store);
        assert!(error.to_string().contains("the disk is on fire"), "{error}");
        switch.store(false, Ordering::SeqCst);
    }
    // The token that could not be saved was never shown; it is saved and used now.
    assert_eq!(server.received().len(), 1);
    users::get("me").send(&zoom).await.unwrap();
    assert_eq!(grants(&server), 1);
    let kept = store.load().await.unwrap().unwrap();
    assert_eq!(kept.access.expose_secret(), "issued-1");
}
