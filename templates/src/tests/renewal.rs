//! Tokens of users: each is renewed once, and kept before it is used.

use std::sync::atomic::Ordering;
use std::time::Duration;

use secrecy::ExposeSecret;

use super::oauth::{auth_error, client, old, user};
use super::server::{Received, Reply, Server};
use super::token_store::{Failing, Folder};
use crate::runtime::Error;
use crate::runtime::auth::{
    AuthErrorKind, BoxFuture, FileStore, MemoryStore, StoreError, Token, TokenStore,
};
use crate::sample::users;

/// Renews `refresh-0` to `access-1` and `refresh-1`, and so on; each can be used once.
pub(super) async fn rotating(delay: Duration) -> Server {
    Server::start(move |number, received| {
        if received.path() != "/oauth/token" {
            return Reply::json(200, r#"{"id":"u-1"}"#);
        }
        let form = received.form();
        let used = form.iter().find(|(name, _)| name == "refresh_token").unwrap();
        let Some(count) = used.1.strip_prefix("refresh-").filter(|_| number < 100) else {
            return Reply::json(400, r#"{"reason":"Invalid Token!","error":"invalid_grant"}"#);
        };
        let next = count.parse::<usize>().unwrap() + 1;
        let body = format!(
            r#"{{"access_token":"access-{next}","refresh_token":"refresh-{next}","expires_in":3599,
                "token_type":"bearer","scope":"user:read meeting:read"}}"#
        );
        Reply::json(200, &body).after(delay)
    })
    .await
}

fn grants(server: &Server) -> Vec<Received> {
    server.received().into_iter().filter(|one| one.path() == "/oauth/token").collect()
}

/// A store that remembers how much the server had received when it was given a token.
struct Watching {
    inner: MemoryStore,
    seen: std::sync::Mutex<Vec<(String, usize)>>,
    server: std::sync::Arc<Server>,
}

impl TokenStore for std::sync::Arc<Watching> {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, StoreError>> {
        self.inner.load()
    }

    fn save<'a>(&'a self, token: &'a Token) -> BoxFuture<'a, Result<(), StoreError>> {
        let refresh = token.refresh.as_ref().unwrap().expose_secret().to_owned();
        self.seen.lock().unwrap().push((refresh, self.server.received().len()));
        self.inner.save(token)
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.inner.clear()
    }
}

#[tokio::test]
async fn the_rotated_refresh_token_is_kept_before_the_new_token_is_used() {
    let server = std::sync::Arc::new(rotating(Duration::ZERO).await);
    let store = std::sync::Arc::new(Watching {
        inner: MemoryStore::with(old()),
        seen: std::sync::Mutex::default(),
        server: server.clone(),
    });
    let user = user(&server).store(store.clone());
    let zoom = client(&server, &user);
    users::get("me").send(&zoom).await.unwrap();
    // One request had arrived when the token was saved: the one that asked for it.
    assert_eq!(*store.seen.lock().unwrap(), [("refresh-1".to_owned(), 1)]);
    user.refresh(&zoom).await.unwrap();
    let used: Vec<_> = grants(&server).iter().map(|one| one.form()[1].1.clone()).collect();
    assert_eq!(used, ["refresh-0", "refresh-1"], "each is used once");
    assert_eq!(grants(&server)[0].form()[0].1, "refresh_token");
    assert_eq!(server.received()[1].header("authorization"), Some("Bearer access-1"));
    let kept = user.token().await.unwrap().unwrap();
    assert_eq!(kept.access.expose_secret(), "access-2");
    assert_eq!(kept.scopes, ["user:read", "meeting:read"]);
}

#[tokio::test]
async fn a_response_without_a_refresh_token_leaves_the_old_one() {
    let server = Server::start(|_, received| match received.path() {
        "/oauth/token" => Reply::json(200, r#"{"access_token":"access-1","expires_in":0}"#),
        _ => Reply::json(200, "{}"),
    })
    .await;
    let store = MemoryStore::with(old());
    let user = user(&server).store(store.clone());
    let zoom = client(&server, &user);
    for _ in 0..2 {
        users::get("me").send(&zoom).await.unwrap();
    }
    assert!(grants(&server).iter().all(|one| one.form()[1].1 == "refresh-0"));
    assert_eq!(store.load().await.unwrap().unwrap().refresh.unwrap().expose_secret(), "refresh-0");
}

#[tokio::test]
async fn a_store_that_fails_does_not_lose_the_grant() {
    let server = rotating(Duration::ZERO).await;
    let store = Failing::with(old());
    let user = user(&server).store(store.clone());
    let zoom = client(&server, &user);
    store.save.store(true, Ordering::SeqCst);
    for _ in 0..2 {
        let error = auth_error(users::get("me").send(&zoom).await);
        assert_eq!(error.kind, AuthErrorKind::Store);
    }
    assert_eq!(
        server.received().len(),
        1,
        "the token that cannot be kept is neither used nor renewed"
    );
    store.save.store(false, Ordering::SeqCst);
    users::get("me").send(&zoom).await.unwrap();
    assert_eq!(grants(&server).len(), 1);
    assert_eq!(store.load().await.unwrap().unwrap().refresh.unwrap().expose_secret(), "refresh-1");
}

#[tokio::test]
async fn a_caller_that_gives_up_does_not_lose_the_grant() {
    let server = rotating(Duration::from_millis(300)).await;
    let store = MemoryStore::with(old());
    let user = user(&server).store(store.clone());
    let zoom = client(&server, &user);
    let request = users::get("me");
    let abandoned = tokio::time::timeout(Duration::from_millis(100), request.send(&zoom)).await;
    assert!(abandoned.is_err());
    users::get("me").send(&zoom).await.unwrap();
    let used: Vec<_> = grants(&server).iter().map(|one| one.form()[1].1.clone()).collect();
    assert_eq!(used, ["refresh-0"]);
    assert_eq!(store.load().await.unwrap().unwrap().refresh.unwrap().expose_secret(), "refresh-1");
}

#[tokio::test]
async fn a_grant_that_is_over_is_an_error_and_a_new_one_is_taken() {
    let over = r#"{"reason":"Invalid Token!","error":"invalid_grant"}"#;
    let server = Server::start(move |_, received| match received.path() {
        "/oauth/token" => Reply::json(400, over),
        _ => Reply::json(200, "{}"),
    })
    .await;
    let store = MemoryStore::with(old());
    let user = user(&server).store(store.clone());
    let zoom = client(&server, &user);
    for _ in 0..2 {
        let error = auth_error(users::get("me").send(&zoom).await);
        assert_eq!(error.kind, AuthErrorKind::Reauthorize);
        assert!(!Error::from(error).is_retryable());
    }
    assert_eq!(grants(&server).len(), 2, "the next call tries again");
    // The user authorizes again in another process, which shares the store.
    store.save(&Token::new("access-9", Duration::from_secs(3_600))).await.unwrap();
    users::get("me").send(&zoom).await.unwrap();
    assert_eq!(server.received()[2].header("authorization"), Some("Bearer access-9"));
}

/// A store without locks into which another process puts a token while this one is rejected.
struct Overtaken(std::sync::atomic::AtomicUsize);

impl TokenStore for Overtaken {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, StoreError>> {
        let token = match self.0.fetch_add(1, Ordering::SeqCst) {
            0 | 1 => old(),
            _ => Token::new("access-9", Duration::from_secs(3_600)),
        };
        Box::pin(async move { Ok(Some(token)) })
    }

    fn save<'a>(&'a self, _: &'a Token) -> BoxFuture<'a, Result<(), StoreError>> {
        unreachable!()
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        unreachable!()
    }
}

#[tokio::test]
async fn who_is_overtaken_takes_the_token_of_the_other() {
    let server = Server::start(|_, received| match received.path() {
        "/oauth/token" => {
            Reply::json(400, r#"{"reason":"Invalid Token!","error":"invalid_grant"}"#)
        }
        _ => Reply::json(200, "{}"),
    })
    .await;
    let user = user(&server).store(Overtaken(Default::default()));
    users::get("me").send(&client(&server, &user)).await.unwrap();
    assert_eq!(server.received()[1].header("authorization"), Some("Bearer access-9"));
}

#[tokio::test]
async fn a_damaged_file_is_an_error_where_the_grant_would_be_lost() {
    let server = rotating(Duration::ZERO).await;
    let folder = Folder::new();
    std::fs::write(folder.file(), r#"{"access_token":"access-0","refresh_tok"#).unwrap();
    let user = user(&server).store(FileStore::new(folder.file()));
    let error = auth_error(users::get("me").send(&client(&server, &user)).await);
    assert_eq!(error.kind, AuthErrorKind::Store);
    let text = format!("{error} {error:?}");
    assert!(text.contains("token.json is damaged") && !text.contains("access-0"), "{text}");
    assert!(server.received().is_empty());
}
