//! Requests are plain data, and strict.

use std::time::Duration;
use zoom_client::MoreInputs as _;

use zoom_client::enums::{HostReportType, LoginType, UserType};
use zoom_client::runtime::private::{Empty, Method, Operation, PreparedBody};
use zoom_client::{
    Client, Error, Options, meetings, recordings, reports, users, v1, video_sdk, webinars,
};

use crate::client;
use crate::support::{Reply, Server};

#[test]
fn a_request_is_data() {
    fn is_data<T: Clone + PartialEq + std::fmt::Debug + Send + Sync + 'static>(_: &T) {}
    let request = users::get("me").login_type(LoginType::Zoom);
    is_data(&request);
    assert_eq!(request, users::get("me").login_type(LoginType::Unknown(100)));
    assert_ne!(request, users::get("me"));
    assert_ne!(request, request.clone().extra("a", 1));
    assert_eq!(request.user_id.as_deref(), Some("me"));
    assert_eq!(format!("{request:?}"), r#"Get { userId: "me", login_type: Zoom (100) }"#);

    let prepared = request.request().unwrap();
    is_data(&prepared);
    assert_eq!(prepared, request.request().unwrap());
    assert_eq!(prepared.method, Method::GET);
    assert_eq!(prepared.url, "/users/me?login_type=100");
    assert_eq!(prepared.header("accept"), Some("application/json"));
    assert_eq!(prepared.body, PreparedBody::Empty);
}

#[test]
fn a_caller_can_learn_about_an_operation() {
    let request = reports::hosts("2026-10-01", "2026-10-31");
    let info = request.info();
    assert_eq!((info.id, info.path), ("reports::hosts", "/report/users"));
    assert_eq!(info.rate_limit, Some("heavy"));
    assert_eq!(info.scopes().collect::<Vec<_>>(), ["report:read:admin"]);
    let denied = info.errors().find(|error| error.status == 400).expect("an error");
    assert_eq!(denied.code, Some(200));
    assert!(denied.meaning.ends_with('.'), "{denied:?}");
    assert_eq!(users::get("me").info().rate_limit, Some("light"));
    assert_eq!(video_sdk::sessions::users::list("s").info().rate_limit, Some("heavy"));
}

#[test]
fn nothing_is_sent_that_was_not_set() {
    assert_eq!(users::get("me").request().unwrap().url, "/users/me");
    let report = reports::hosts("2026-10-01", "2026-10-31").request().unwrap();
    assert_eq!(report.url, "/report/users?from=2026-10-01&to=2026-10-31");
    let created = v1::users::create("a@b.c", UserType::Basic).request().unwrap();
    assert_eq!(created.body.text().unwrap(), "email=a%40b.c&type=1");
    assert_eq!(v1::users::list().request().unwrap().body.text().unwrap(), "");
}

#[test]
fn every_input_of_a_report_is_written() {
    let report = reports::hosts("2026-10-01", "2026-10-31")
        .type_(HostReportType::Inactive)
        .page_size(300)
        .page_number(2)
        .next_page_token("a+b/c==");
    let request = report.request().unwrap();
    let mut query = request.query();
    query.sort();
    let expected = [
        ("from", "2026-10-01"),
        ("next_page_token", "a+b/c=="),
        ("page_number", "2"),
        ("page_size", "300"),
        ("to", "2026-10-31"),
        ("type", "inactive"),
    ];
    assert_eq!(query, crate::owned(&expected));
    assert!(request.url.contains("next_page_token=a%2Bb%2Fc%3D%3D"), "{}", request.url);
}

#[test]
fn ids_and_addresses_stay_in_their_place() {
    for (id, path) in [
        ("me", "/users/me"),
        ("jo+work@example.com", "/users/jo%2Bwork%40example.com"),
        ("a/b?c#d", "/users/a%2Fb%3Fc%23d"),
        ("Zoë", "/users/Zo%C3%AB"),
    ] {
        assert_eq!(users::get(id).request().unwrap().path(), path);
    }
    for id in ["", ".", ".."] {
        assert!(matches!(users::get(id).request(), Err(Error::InvalidRequest(_))), "{id:?}");
    }
}

#[tokio::test]
async fn further_inputs_go_where_the_others_go() {
    let server = Server::always(Reply::ok("{}")).await;
    let zoom = client(&server);
    users::get("me").extra("encrypted_email", true).send(&zoom).await.unwrap();
    v1::users::get("u-1").extra("data_type", "JSON").send(&zoom).await.unwrap();
    let [second, first] = server.requests().try_into().unwrap();
    assert_eq!(second.line, "GET /users/me?encrypted_email=true");
    assert_eq!(first.line, "POST /user/get");
    assert!(first.form().contains(&("data_type".to_owned(), "JSON".to_owned())), "{first:?}");
}

#[tokio::test]
async fn a_missing_input_is_an_error_before_anything_is_sent() {
    let server = Server::always(Reply::ok("{}")).await;
    let zoom = client(&server);
    let mut report = reports::hosts("2026-10-01", "2026-10-31");
    report.to = None;
    let mut created = v1::users::create("a@b.c", UserType::Basic);
    created.type_ = None;
    let failures = [
        (report.clone().send(&zoom).await.map(drop), "`to`"),
        (report.items(&zoom).try_next().await.map(drop), "`to`"),
        (created.send(&zoom).await.map(drop), "`type`"),
        (users::Get::empty().send(&zoom).await.map(drop), "`userId`"),
    ];
    for (result, name) in failures {
        let Err(Error::InvalidRequest(error)) = result else { panic!("{result:?}") };
        assert!(error.to_string().contains(name), "{error}");
    }
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_request_has_options_of_its_own() {
    let server = Server::always(Reply::ok("{}")).await;
    let options = Options::new()
        .timeout(Duration::from_secs(5))
        .header("X-Trace", "t-1")
        .header("accept", "application/vnd.example+json")
        .query("trace", "on");
    users::get("me").options(options).send(&client(&server)).await.unwrap();
    let request = server.only();
    assert_eq!(request.line, "GET /users/me?trace=on");
    assert_eq!(request.header("x-trace"), Some("t-1"));
    let accepted = request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("accept"));
    let accepted: Vec<_> = accepted.map(|(_, value)| value.as_str()).collect();
    assert_eq!(accepted, ["application/vnd.example+json"]);
}

#[tokio::test]
async fn any_operation_can_be_sent_and_read_raw() {
    let server = Server::always(Reply::ok(r#"{"id":"u-1"}"#)).await;
    let operations: Vec<Box<dyn Operation>> =
        vec![Box::new(users::get("me")), Box::new(v1::users::get("u-1"))];
    for operation in &operations {
        let response = client(&server).execute(&**operation).await.unwrap();
        assert_eq!((response.status, &response.body[..]), (200, &br#"{"id":"u-1"}"#[..]));
    }
}

#[tokio::test]
async fn a_client_without_credentials_sends_nothing() {
    let server = Server::always(Reply::ok("{}")).await;
    let zoom = Client::builder().base_url(&server.url).build().unwrap();
    let error = users::get("me").send(&zoom).await.unwrap_err();
    assert!(error.to_string().contains("bearer token"), "{error}");
    let error = v1::users::get("u-1").send(&zoom).await.unwrap_err();
    assert!(error.to_string().contains("api_key"), "{error}");
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn what_needs_no_input_has_a_default() {
    fn default<T: Default>() -> T {
        T::default()
    }
    assert_eq!(default::<users::List>(), users::list());
    let settings = meetings::Settings::default().waiting_room(true);
    assert_eq!(settings, meetings::Settings::new().waiting_room(true));
    assert_eq!(serde_json::to_string(&settings).unwrap(), r#"{"waiting_room":true}"#);
    let mut assigned = meetings::Settings::default();
    assigned.waiting_room = Some(true);
    assert_eq!(assigned, settings);
}

#[test]
fn siblings_have_one_order_of_arguments() {
    let meeting = meetings::registrants::add(1, "Ada", "ada@example.com");
    let webinar = webinars::registrants::add(1, "Ada", "ada@example.com");
    let recording = recordings::registrants::add(1, "Ada", "ada@example.com");
    for request in [meeting.request(), webinar.request(), recording.request()] {
        let body = request.unwrap().body.text().unwrap();
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body, serde_json::json!({"first_name": "Ada", "email": "ada@example.com"}));
    }
}
