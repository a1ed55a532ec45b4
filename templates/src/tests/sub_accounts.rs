//! Requests on behalf of a sub-account.

use crate::runtime::Operation as _;
use serde_json::json;
use tokio::time::Instant;

use super::folder::Folder;
use crate::runtime::auth::Bearer;
use crate::runtime::private::{self as rt, Download, Limiter, Options, Raw, Retry, Upload};
use crate::runtime::testing::{FakeResponse, FakeTransport};
use crate::sample::servers::V1;
use crate::sample::{enums::LoginType, reports, users, v1};

struct Master {
    client: rt::Client,
    transport: FakeTransport,
}

impl Master {
    fn new(retry: Retry) -> Self {
        let transport = FakeTransport::new();
        let builder = rt::Client::builder().transport(transport.clone()).retry(retry);
        let builder = builder.auth(Bearer::new("t")).limiter(Limiter::new("pro"));
        Self { client: builder.build().unwrap(), transport }
    }

    fn answering(response: FakeResponse) -> Self {
        let master = Self::new(Retry::none());
        master.transport.always(response);
        master
    }

    fn paths(&self) -> Vec<String> {
        self.transport.sent().iter().map(|sent| sent.path().to_owned()).collect()
    }
}

fn page(token: &str, id: &str) -> FakeResponse {
    FakeResponse::json(200, json!({"next_page_token": token, "users": [{"id": id}]}))
}

fn reason(error: &rt::Error) -> &str {
    match error {
        rt::Error::InvalidRequest(error) => error.reason.as_ref(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_client_or_a_request_names_the_account() {
    let master = Master::answering(FakeResponse::json(200, r#"{"id":"u"}"#));
    let sub = master.client.on_account("a/b c");
    users::get("u").send(&sub).await.unwrap();
    let own = || Options::new().on_account("other");
    users::get("u").options(own()).send(&master.client).await.unwrap();
    // The request decides, and the client it was made from is as it was.
    users::get("u").options(own()).send(&sub).await.unwrap();
    users::get("u").send(&master.client).await.unwrap();
    users::get("u").send(&sub.on_account("third")).await.unwrap();
    let expected = [
        "/v2/accounts/a%2Fb%20c/users/u",
        "/v2/accounts/other/users/u",
        "/v2/accounts/other/users/u",
        "/v2/users/u",
        "/v2/accounts/third/users/u",
    ];
    assert_eq!(master.paths(), expected);
    let request = users::get("u").options(own()).request().unwrap();
    assert_eq!(request.path(), "/accounts/other/users/u");
}

#[tokio::test]
async fn what_is_not_for_sub_accounts_is_an_error_and_nothing_is_sent() {
    let master = Master::answering(FakeResponse::json(200, "{}"));
    let sub = master.client.on_account("a");
    let create = || users::create("create", users::UserInfo::new("a@example.com"));
    let error = create().send(&sub).await.unwrap_err();
    assert_eq!(reason(&error), "it cannot be called on behalf of a sub-account");
    let own = create().options(Options::new().on_account("a"));
    assert!(own.request().is_err());
    // A server without sub-accounts has none, whatever an operation says.
    let error = v1::get_by_email("a@example.com", LoginType::Zoom).send(&sub).await.unwrap_err();
    assert_eq!(reason(&error), "it cannot be called on behalf of a sub-account");
    let error = Raw::get("/x").server(V1).send::<()>(&sub).await.unwrap_err();
    assert_eq!(reason(&error), "it cannot be called on behalf of a sub-account");
    for id in ["", ".", ".."] {
        let error = users::get("u").send(&master.client.on_account(id)).await.unwrap_err();
        assert!(
            reason(&error).starts_with("the path parameter `accountId` is")
                || reason(&error).starts_with("a path parameter is"),
            "{error}"
        );
    }
    assert_eq!(master.paths(), Vec::<String>::new());
}

#[tokio::test]
async fn all_pages_and_windows_are_those_of_the_account() {
    let master = Master::new(Retry::none());
    let sub = master.client.on_account("a");
    master.transport.respond(page("next", "1")).respond(page("", "2"));
    let mut list = users::list().items(&sub);
    while list.try_next().await.unwrap().is_some() {}
    master.transport.respond(page("", "1")).respond(page("", "2"));
    let mut list = reports::hosts("2026-04-01", "2026-05-30").items_in_windows(&sub).unwrap();
    let mut count = 0;
    while list.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 2);
    let expected = [
        "/v2/accounts/a/users",
        "/v2/accounts/a/users",
        "/v2/accounts/a/report/users",
        "/v2/accounts/a/report/users",
    ];
    assert_eq!(master.paths(), expected);
    // The option of a request is that of its pages too.
    master.transport.respond(page("next", "1")).respond(page("", "2"));
    let request = users::list().options(Options::new().on_account("b"));
    let mut pages = request.pages(&master.client);
    while pages.try_next().await.unwrap().is_some() {}
    assert_eq!(master.paths()[4..], ["/v2/accounts/b/users", "/v2/accounts/b/users"]);
}

#[tokio::test]
async fn a_repetition_goes_to_the_same_account() {
    let master = Master::new(Retry::new().base_delay(std::time::Duration::from_millis(1)));
    master.transport.respond(FakeResponse::status(500)).respond(FakeResponse::json(200, "{}"));
    users::get("u").send(&master.client.on_account("a")).await.unwrap();
    assert_eq!(master.paths(), ["/v2/accounts/a/users/u", "/v2/accounts/a/users/u"]);
}

#[tokio::test]
async fn uploads_and_raw_requests_have_the_prefix() {
    let master = Master::answering(FakeResponse::status(204));
    let sub = master.client.on_account("a");
    let file = || Upload::bytes("p.png", b"png".as_slice());
    users::upload_picture("u", file()).send(&sub).await.unwrap();
    let reader = users::upload_picture("u", Upload::reader("p.png"));
    reader.send_with(&sub, &b"png"[..]).await.unwrap();
    Raw::get("/x?y=1").send::<()>(&sub).await.unwrap();
    Raw::get("https://api.example.com/v2/x").send::<()>(&sub).await.unwrap();
    Raw::get("/x").on_account("b").send::<()>(&master.client).await.unwrap();
    let expected = [
        "/v2/accounts/a/users/u/picture",
        "/v2/accounts/a/users/u/picture",
        "/v2/accounts/a/x",
        "/v2/accounts/a/x",
        "/v2/accounts/b/x",
    ];
    assert_eq!(master.paths(), expected);
}

#[tokio::test]
async fn downloads_have_the_prefix_unless_the_server_gave_the_url() {
    let folder = Folder::new();
    let master = Master::answering(FakeResponse::status(200).body("content"));
    let sub = master.client.on_account("a");
    let path = |name: &str| folder.join(name);
    Download::new("/rec/1").save(&sub, path("1")).await.unwrap();
    let of = Download::of(&users::get("u")).unwrap();
    of.clone().save(&sub, path("2")).await.unwrap();
    let _ = of.open(&master.client).await.unwrap();
    let own = users::get("u").options(Options::new().on_account("b"));
    Download::of(&own).unwrap().save(&sub, path("3")).await.unwrap();
    let given = Download::new("https://files.example.com/rec/1");
    given.save(&sub, path("4")).await.unwrap();
    let expected = [
        "/v2/accounts/a/rec/1",
        "/v2/accounts/a/users/u",
        "/v2/users/u",
        "/v2/accounts/b/users/u",
        "/rec/1",
    ];
    assert_eq!(master.paths(), expected);
    let create = users::create("create", users::UserInfo::new("a@example.com"));
    let error = Download::of(&create).unwrap().open(&sub).await.unwrap_err();
    assert_eq!(reason(&error), "it cannot be called on behalf of a sub-account");
}

#[tokio::test(start_paused = true)]
async fn each_account_has_limits_of_its_own() {
    let master = Master::answering(FakeResponse::json(200, "{}"));
    let start = Instant::now();
    let send = async |client: &rt::Client, path: &str, count: u32| {
        for _ in 0..count {
            Raw::get(path).rate_limit("light").send::<()>(client).await.unwrap();
        }
    };
    let (one, other) = (master.client.on_account("a"), master.client.on_account("b"));
    send(&master.client, "/x", 30).await;
    send(&one, "/x", 30).await;
    send(&other, "/x", 30).await;
    assert_eq!(start.elapsed().as_millis(), 0);
    // Another client for the same account has the same count.
    send(&master.client.on_account("a"), "/x", 1).await;
    assert_eq!(start.elapsed().as_millis(), 1_000);
    // Which part of the API a path belongs to does not depend on the prefix.
    send(&one, "/phone/users", 2).await;
    assert_eq!(start.elapsed().as_millis(), 1_000);
    send(&one, "/phone/users", 1).await;
    assert_eq!(start.elapsed().as_millis(), 2_000);
}

#[tokio::test(start_paused = true)]
async fn counts_of_many_accounts_do_not_grow_without_end() {
    let master = Master::answering(FakeResponse::json(200, "{}"));
    let limiter = Limiter::new("pro");
    let client = master.client.with_limiter(limiter.clone());
    for number in 0..10_000 {
        if number % 1_000 == 0 {
            tokio::time::advance(std::time::Duration::from_secs(2)).await;
        }
        let sub = client.on_account(number.to_string());
        Raw::get("/x").rate_limit("light").send::<()>(&sub).await.unwrap();
    }
    assert!(limiter.counts() <= 4_096, "{}", limiter.counts());
}

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_client_is_the_same() {
    let transport = FakeTransport::new();
    transport.always(FakeResponse::json(200, r#"{"users":[{"id":"1"}]}"#));
    let builder = rt::Client::builder().transport(transport.clone()).auth(Bearer::new("t"));
    let sub = builder.build_blocking().unwrap().on_account("a");
    users::get("u").send_blocking(&sub).unwrap();
    users::list().items_blocking(&sub).collect::<rt::Result<Vec<_>>>().unwrap();
    let paths: Vec<String> = transport.sent().iter().map(|sent| sent.path().to_owned()).collect();
    assert_eq!(paths, ["/v2/accounts/a/users/u", "/v2/accounts/a/users"]);
}
