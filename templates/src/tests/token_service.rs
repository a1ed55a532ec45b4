//! A service without sockets that issues tokens and serves requests by two functions.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::sleep;

use crate::runtime::auth::{BoxFuture, MemoryStore};
use crate::runtime::private::{self as rt, Error, Retry, Transport, TransportError, reqwest};
use crate::sample::users;
use crate::zoom::auth::ServerToServer;

/// How long the endpoint takes to issue a token.
pub(super) const ISSUING: Duration = Duration::from_millis(50);

pub(super) type Reply = (u16, Option<u64>, String);

/// A server without sockets: `issue` is called with the number of the request for a token, from 1, and `serve` with the
/// token of every other request. A reply is a status, a `Retry-After` and a body.
#[derive(Clone)]
pub(super) struct Service {
    issued: Arc<AtomicUsize>,
    shown: Arc<Mutex<Vec<String>>>,
    issue: Arc<dyn Fn(usize) -> Reply + Send + Sync>,
    serve: Arc<dyn Fn(&str) -> Reply + Send + Sync>,
}

impl Service {
    pub(super) fn new(
        issue: impl Fn(usize) -> Reply + Send + Sync + 'static,
        serve: impl Fn(&str) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let (issued, shown) = (Arc::default(), Arc::default());
        Self { issued, shown, issue: Arc::new(issue), serve: Arc::new(serve) }
    }

    pub(super) fn issued(&self) -> usize {
        self.issued.load(Ordering::SeqCst)
    }

    /// The tokens of the requests so far.
    pub(super) fn shown(&self) -> Vec<String> {
        self.shown.lock().unwrap().clone()
    }

    pub(super) fn client(&self, retry: Retry, store: MemoryStore) -> rt::Client {
        let auth = ServerToServer::new("account-1", "client-1", "client-secret").store(store);
        let builder = rt::Client::builder().transport(self.clone()).auth(auth);
        builder.retry(retry).build().unwrap()
    }
}

impl Transport for Service {
    fn execute(
        &self,
        request: reqwest::Request,
    ) -> BoxFuture<'_, Result<reqwest::Response, TransportError>> {
        Box::pin(async move {
            let (status, retry_after, body) = if request.url().path() == "/oauth/token" {
                let reply = (self.issue)(self.issued.fetch_add(1, Ordering::SeqCst) + 1);
                sleep(ISSUING).await;
                reply
            } else {
                let header = request.headers()["authorization"].to_str().unwrap();
                let token = header.strip_prefix("Bearer ").unwrap();
                self.shown.lock().unwrap().push(token.to_owned());
                (self.serve)(token)
            };
            let mut response = http::Response::builder().status(status);
            if let Some(seconds) = retry_after {
                response = response.header("retry-after", seconds.to_string());
            }
            Ok(response.body(body).unwrap().into())
        })
    }
}

pub(super) fn token(number: usize, lifetime: u64) -> Reply {
    let body = format!(
        r#"{{"access_token":"token-{number}","refresh_token":"refresh-{number}","expires_in":{lifetime}}}"#
    );
    (200, None, body)
}

pub(super) fn fine(_: &str) -> Reply {
    (200, None, r#"{"id":"u-1"}"#.to_owned())
}

pub(super) fn rejected(_: &str) -> Reply {
    (401, None, r#"{"code":124,"message":"Invalid access token."}"#.to_owned())
}

pub(super) async fn get(zoom: &rt::Client) -> Result<users::User, Error> {
    users::get("me").send(zoom).await
}

pub(super) fn start(
    zoom: &rt::Client,
    tasks: usize,
) -> Vec<tokio::task::JoinHandle<rt::Result<users::User>>> {
    let spawn = |_| {
        let zoom = zoom.clone();
        tokio::spawn(async move { get(&zoom).await })
    };
    (0..tasks).map(spawn).collect()
}
