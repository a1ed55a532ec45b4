//! Downloads follow the rules of the client: what is repeated, when, with which credentials, and what is written down.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use tokio::time::Instant;

use super::folder::Folder;
use super::server::{Reply, Server};
use crate::runtime::Operation as _;
use crate::runtime::auth::{Auth, Bearer, BoxFuture, Credential, Credentials, Sender};
use crate::runtime::private::{
    self as rt, Client, Download, Error, Options, Retry, RetryBudget, Scheme,
};
use crate::runtime::testing::{FakeResponse, FakeTransport};
use crate::sample::users;

const DATE: &str = "Fri, 19 Jun 2026 10:00:00 GMT";

fn file() -> Download {
    Download::new("/a")
}

fn client(transport: &FakeTransport) -> Client {
    Client::builder().transport(transport.clone()).auth(Bearer::new("hush")).build().unwrap()
}

fn limited(kind: &str, retry_after: &str) -> FakeResponse {
    let response = FakeResponse::json(429, r#"{"code":429,"message":"too many"}"#);
    let response = response.header("Date", DATE).header("X-RateLimit-Type", kind);
    response.header("Retry-After", retry_after)
}

/// Opens and saves; of each the result, the number of requests and the virtual seconds.
async fn both(
    responses: &[FakeResponse],
    download: Download,
) -> Vec<(Result<(), Error>, usize, f64)> {
    let mut results = Vec::new();
    for saved in [false, true] {
        let transport = FakeTransport::new();
        for response in responses {
            transport.respond(response.clone());
        }
        transport.always(FakeResponse::status(200).body("content"));
        let (client, folder) = (client(&transport), Folder::new());
        let start = Instant::now();
        let result = match saved {
            true => download.clone().save(&client, folder.join("f")).await.map(drop),
            false => download.clone().open(&client).await.map(drop),
        };
        assert_eq!(folder.names().len(), usize::from(saved && result.is_ok()));
        results.push((result, transport.sent().len(), start.elapsed().as_secs_f64()));
    }
    results
}

#[tokio::test(start_paused = true)]
async fn a_download_comes_back_when_the_server_says() {
    for (result, requests, seconds) in both(&[limited("QPS", "30")], file()).await {
        assert_eq!((result.is_ok(), requests), (true, 2));
        assert!((30.0..30.4).contains(&seconds), "{seconds}");
    }
    // What is too long is not waited for.
    for (result, requests, seconds) in both(&[limited("QPS", "61")], file()).await {
        assert!(result.unwrap_err().is_rate_limited());
        assert_eq!((requests, seconds), (1, 0.0));
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_a_day_ends_a_download() {
    for retry_after in ["40000", "2026-06-19T21:06:40Z"] {
        let daily = limited("Daily-limit", retry_after);
        for (result, requests, seconds) in both(&[daily], file().attempts(9)).await {
            let error = result.unwrap_err();
            assert!(error.is_daily_limit() && matches!(error, Error::DailyLimit(_)), "{error}");
            assert_eq!(error.resume_at().unwrap().as_str(), "2026-06-19T21:06:40Z");
            assert_eq!((requests, seconds), (1, 0.0));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_policy_is_that_of_the_client_unless_the_download_has_its_own() {
    let busy = vec![FakeResponse::status(503); 20];
    for (download, expected) in [
        (file(), 4),
        (file().retry(Retry::none()), 1),
        (file().attempts(1), 1),
        (file().attempts(0), 1),
        (file().attempts(7), 7),
        (file().retry(Retry::new().max_retries(1)), 2),
        (Download::of(&users::get("me").options(Options::new().retry(Retry::none()))).unwrap(), 1),
        (file().retry_delay(Duration::MAX).retry(Retry::new().max_delay(Duration::ZERO)), 4),
    ] {
        for (result, requests, _) in both(&busy, download.clone()).await {
            assert_eq!(
                (result.unwrap_err().status(), requests),
                (Some(503), expected),
                "{download:?}"
            );
        }
    }
    let transport = FakeTransport::new();
    transport.always(FakeResponse::status(503));
    let builder = Client::builder().transport(transport.clone()).auth(Bearer::new("t"));
    let client = builder.retry_budget(RetryBudget::new(5)).build().unwrap();
    let folder = Folder::new();
    file().save(&client, folder.join("f")).await.unwrap_err();
    file().open(&client).await.unwrap_err();
    assert_eq!(transport.sent().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_limiter_counts_downloads() {
    let transport = FakeTransport::new();
    transport.always(FakeResponse::status(200).body("content"));
    let builder = Client::builder().transport(transport.clone()).auth(Bearer::new("t"));
    let client = builder.limiter(rt::Limiter::new("pro")).build().unwrap();
    let start = Instant::now();
    for _ in 0..21 {
        drop(file().rate_limit("heavy").open(&client).await.unwrap());
    }
    assert_eq!(start.elapsed().as_secs(), 2);
    let start = Instant::now();
    for _ in 0..30 {
        drop(file().rate_limit("heavy").skip_limiter().open(&client).await.unwrap());
    }
    assert_eq!(start.elapsed().as_secs(), 0);
    // The requests of the day, 25 of this label, run out.
    let folder = Folder::new();
    for number in 0..4 {
        let download = file().rate_limit("heavy");
        download.save(&client, folder.join(&number.to_string())).await.unwrap();
    }
    let error = file().rate_limit("heavy").open(&client).await.unwrap_err();
    assert!(error.is_daily_limit(), "{error}");
    // What the server says to a download counts for other requests.
    let transport = FakeTransport::new();
    transport.respond(limited("QPS", "5")).always(FakeResponse::json(200, "{}"));
    let builder = Client::builder().transport(transport.clone()).auth(Bearer::new("t"));
    let builder = builder.limiter(rt::Limiter::new("pro")).retry(Retry::none());
    let client = builder.build().unwrap();
    file().rate_limit("heavy").open(&client).await.unwrap_err();
    let start = Instant::now();
    rt::Raw::get("/x").rate_limit("heavy").send::<()>(&client).await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 5);
}

/// Counts renewals.
#[derive(Clone, Default)]
struct Counted(Arc<AtomicUsize>);

impl Auth for Counted {
    fn satisfies(&self, scheme: Scheme) -> bool {
        scheme == Scheme::Bearer
    }

    fn credentials<'a>(
        &'a self,
        _: &'a [Scheme],
        _: &'a Sender,
    ) -> BoxFuture<'a, rt::Result<Credentials>> {
        Box::pin(async { Ok(Credentials::new(vec![Credential::Bearer("old".to_owned().into())])) })
    }

    fn renew<'a>(
        &'a self,
        _: &'a Credentials,
        _: &'a Sender,
    ) -> BoxFuture<'a, rt::Result<Option<Credentials>>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        let new = vec![Credential::Bearer("new".to_owned().into())];
        Box::pin(async { Ok(Some(Credentials::new(new))) })
    }
}

/// The same with credentials that are made once, and have a number.
#[derive(Clone, Default)]
struct Numbered(Counted, Arc<OnceLock<Credentials>>);

impl Auth for Numbered {
    fn satisfies(&self, scheme: Scheme) -> bool {
        self.0.satisfies(scheme)
    }

    fn credentials<'a>(
        &'a self,
        _: &'a [Scheme],
        _: &'a Sender,
    ) -> BoxFuture<'a, rt::Result<Credentials>> {
        let first =
            || Credentials::new(vec![Credential::Bearer("t".to_owned().into())]).with_generation(1);
        Box::pin(async move { Ok(self.1.get_or_init(first).clone()) })
    }

    fn renew<'a>(
        &'a self,
        rejected: &'a Credentials,
        sender: &'a Sender,
    ) -> BoxFuture<'a, rt::Result<Option<Credentials>>> {
        self.0.renew(rejected, sender)
    }
}

#[tokio::test(start_paused = true)]
async fn only_a_token_that_may_have_expired_is_renewed_and_once() {
    let expired = FakeResponse::json(401, r#"{"code":124,"message":"Access token is expired."}"#);
    let other = FakeResponse::json(401, r#"{"code":300,"message":"Recording is private."}"#);
    let silent = FakeResponse::status(401);
    for (response, renewals, requests) in [(expired, 1, 2), (silent, 1, 2), (other, 0, 1)] {
        let (transport, auth) = (FakeTransport::new(), Counted::default());
        transport.always(response.clone());
        let builder = Client::builder().transport(transport.clone()).auth(auth.clone());
        let error = file().open(&builder.build().unwrap()).await.unwrap_err();
        assert!(error.is_unauthorized(), "{error}");
        assert_eq!(auth.0.load(Ordering::SeqCst), renewals, "{response:?}");
        assert_eq!(transport.sent().len(), requests, "{response:?}");
    }
    let (transport, auth) = (FakeTransport::new(), Counted::default());
    transport.respond(FakeResponse::json(401, r#"{"code":124,"message":"expired"}"#));
    transport.always(FakeResponse::status(200).body("content"));
    let builder = Client::builder().transport(transport.clone()).auth(auth);
    drop(file().open(&builder.build().unwrap()).await.unwrap());
    let shown: Vec<_> =
        transport.sent().iter().map(|one| one.header("authorization").map(str::to_owned)).collect();
    assert_eq!(shown, ["Bearer old", "Bearer new"].map(|one| Some(one.to_owned())));
    // Without a reason, the age of the token decides.
    let (transport, auth) = (FakeTransport::new(), Numbered::default());
    transport.always(FakeResponse::status(401));
    let builder = Client::builder().transport(transport.clone()).auth(auth.clone());
    let client = builder.build().unwrap();
    for (age, renewals, requests) in [(0, 0, 1), (50, 0, 2), (100, 1, 4)] {
        tokio::time::advance(Duration::from_secs(age)).await;
        file().open(&client).await.unwrap_err();
        assert_eq!(auth.0.0.load(Ordering::SeqCst), renewals, "{age}");
        assert_eq!(transport.sent().len(), requests, "{age}");
    }
    // Another host says nothing about the token.
    let (transport, auth) = (FakeTransport::new(), Counted::default());
    transport.respond(FakeResponse::status(302).header("Location", "https://files.example.org/f"));
    transport.always(FakeResponse::json(401, r#"{"code":124,"message":"expired"}"#));
    let builder = Client::builder().transport(transport.clone()).auth(auth.clone());
    file().open(&builder.build().unwrap()).await.unwrap_err();
    assert_eq!((auth.0.load(Ordering::SeqCst), transport.sent().len()), (0, 2));
}

#[tokio::test]
async fn the_headers_of_the_caller_do_not_go_to_strangers() {
    let stranger = Server::start(|number, _| match number {
        0 => Reply::new(200, "video/mp4", "0123456789").header("ETag", "\"1\"").cut(5),
        _ => Reply::new(206, "video/mp4", "56789")
            .header("ETag", "\"1\"")
            .header("Content-Range", "bytes 5-9/10"),
    })
    .await;
    let to = format!("{}/f?signature=s", stranger.url);
    let server = Server::always(Reply::empty(302).header("Location", &to)).await;
    let options = Options::new()
        .header("Authorization", "Bearer CALLER")
        .header("cookie", "a=CALLER")
        .header("x-api-key", "CALLER")
        .header("Accept", "text/x-caller");
    let download = Download::of(&users::get("me").options(options)).unwrap();
    let download = download.attempts(2).retry_delay(Duration::from_millis(1));
    let folder = Folder::new();
    download.save(&server.client(), folder.join("f")).await.unwrap();
    assert_eq!(std::fs::read_to_string(folder.join("f")).unwrap(), "0123456789");
    for received in server.received() {
        assert_eq!(received.header("authorization"), Some("Bearer CALLER"));
        assert_eq!(received.header("x-api-key"), Some("CALLER"));
    }
    let allowed = ["accept", "accept-encoding", "host", "if-range", "range", "user-agent"];
    for received in stranger.received() {
        let names = received.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
        assert!(names.clone().all(|name| allowed.contains(&name.as_str())), "{received:?}");
        assert!(!format!("{received:?}").contains("CALLER"), "{received:?}");
        assert_eq!(received.header("accept"), Some("application/json"));
    }
    assert_eq!(stranger.received()[1].header("range"), Some("bytes=5-"));
}

#[tokio::test]
async fn a_stranger_sends_no_credentials_back_home() {
    let transport = FakeTransport::new();
    for to in ["https://files.example.org/f", "https://api.example.com/v2/users/me"] {
        transport.respond(FakeResponse::status(302).header("Location", to));
    }
    transport.always(FakeResponse::status(200).body("content"));
    drop(file().open(&client(&transport)).await.unwrap());
    let shown: Vec<_> =
        transport.sent().iter().map(|one| one.header("authorization").is_some()).collect();
    assert_eq!(shown, [true, false, false]);
}

#[tokio::test]
async fn pages_for_people_are_no_files() {
    for (media_type, is_page) in [
        ("text/html", true),
        ("Text/HTML", true),
        ("TEXT/HTML;charset=utf-8", true),
        (" text/html ; charset=utf-8", true),
        ("application/xhtml+xml", true),
        ("text/htmlx", false),
        ("text/plain", false),
    ] {
        let transport = FakeTransport::new();
        transport
            .always(FakeResponse::status(200).header("Content-Type", media_type).body("<html>"));
        let folder = Folder::new();
        let saved = file().save(&client(&transport), folder.join("f")).await;
        assert_eq!(matches!(saved, Err(Error::Decode(_))), is_page, "{media_type}: {saved:?}");
        assert_eq!(folder.names().is_empty(), is_page, "{media_type}");
    }
    // The page that comes with the news that nothing is left is not saved.
    let server = Server::start(|_, _| {
        Reply::new(416, "text/html", "<html>").header("Content-Range", "bytes */5")
    })
    .await;
    let folder = Folder::new();
    std::fs::write(folder.join("f.part"), "01234").unwrap();
    let note = format!(r#"{{"url":"{}/a","etag":"\"1\"","total":5}}"#, server.url);
    std::fs::write(folder.join("f.part.note"), note).unwrap();
    let saved = file().save(&server.client(), folder.join("f")).await.unwrap();
    assert_eq!((saved.length, saved.resumed), (5, 5));
}

#[tokio::test]
async fn headers_of_parts_are_set_by_save_alone() {
    let transport = FakeTransport::new();
    transport.always(FakeResponse::status(206).header("Content-Range", "bytes 0-1/9").body("01"));
    for name in ["Range", "If-Range", "Accept-Encoding"] {
        let options = Options::new().header(name, "x");
        let download = Download::of(&users::get("me").options(options)).unwrap();
        let folder = Folder::new();
        let error = download.save(&client(&transport), folder.join("f")).await.unwrap_err();
        assert!(matches!(error, Error::InvalidRequest(_)), "{error}");
        assert!(error.to_string().contains(&name.to_ascii_lowercase()), "{error}");
        assert_eq!((transport.sent().len(), folder.names().len()), (0, 0));
    }
    let options = Options::new().header("range", "bytes=0-1");
    let download = Download::of(&users::get("me").options(options)).unwrap();
    assert_eq!(download.open(&client(&transport)).await.unwrap().length, Some(2));
}

#[tokio::test]
async fn downloads_are_written_down_without_secrets() {
    let written = Arc::new(Mutex::new(String::new()));
    let sink = Arc::clone(&written);
    let transport = FakeTransport::new();
    transport.respond(FakeResponse::status(503)).respond(
        FakeResponse::status(302).header("Location", "https://files.example.org/f?Key=SIGNED-1"),
    );
    transport.always(FakeResponse::status(200).header("x-zm-trackingid", "t-1").body("CONTENT"));
    let builder = Client::builder().transport(transport).auth(Bearer::new("hush-1"));
    let builder = builder.debug_to(move |text| {
        let mut all = sink.lock().unwrap();
        all.push_str(text);
        all.push('\n');
    });
    let client = builder.build().unwrap();
    let url = "https://u:hush-2@example.com/rec?access_token=hush-3&type=mp4";
    let folder = Folder::new();
    let download = Download::new(url).token("hush-4").retry_delay(Duration::ZERO);
    download.debug(true).save(&client, folder.join("f")).await.unwrap();
    let written = written.lock().unwrap().clone();
    for part in [
        "> GET https://example.com/rec?access_token=***&type=mp4 (download, attempt 1)",
        "< 503 (download)",
        "again in 0.0 s",
        "attempt 2)",
        "> GET https://files.example.org/f?",
        "< 200 (download)",
        "< x-zm-trackingid: t-1",
    ] {
        assert!(written.contains(part), "{part} is not in {written}");
    }
    for secret in ["hush", "SIGNED", "CONTENT"] {
        assert!(!written.contains(secret), "{written}");
    }
}
