//! Paths, ids and values as they are sent.

use zoom_client::MoreInputs as _;
use zoom_client::Operation as _;
use zoom_client::enums::MeetingType;
use zoom_client::{Timestamp, Value, meetings, phone, recordings, users};

fn path_of(id: &str) -> String {
    let path = recordings::get(id).request().unwrap().path().to_owned();
    path.strip_prefix("/meetings/").unwrap().strip_suffix("/recordings").unwrap().to_owned()
}

#[test]
fn e01_uuids_are_encoded_twice_exactly_when_they_must() {
    for (uuid, path) in [
        ("/abcABC123==", "%252FabcABC123%253D%253D"),
        ("a//b==", "a%252F%252Fb%253D%253D"),
        ("a/b==", "a%2Fb%3D%3D"),
        ("abc+1==", "abc%2B1%3D%3D"),
        ("85746065", "85746065"),
    ] {
        assert_eq!(path_of(uuid), path, "{uuid}");
    }
}

#[test]
fn e02_users_are_named_by_id_address_or_me() {
    for (user, path) in [
        ("ann+test@example.com", "/users/ann%2Btest%40example.com"),
        ("me", "/users/me"),
        ("a?b#c/../d", "/users/a%3Fb%23c%2F..%2Fd"),
    ] {
        assert_eq!(users::get(user).request().unwrap().path(), path);
    }
}

#[test]
fn e03_numbers_of_meetings_and_calls_keep_their_digits() {
    assert_eq!(
        meetings::get(99_999_999_999_i64).request().unwrap().path(),
        "/meetings/99999999999"
    );
    let call = "7131434343434343434";
    let request = phone::metrics::call_logs::get(call).request().unwrap();
    assert!(request.path().ends_with(call), "{}", request.path());
}

#[test]
fn e04_booleans_are_lower_case() {
    let request = meetings::get(1).show_previous_occurrences(true).request().unwrap();
    assert_eq!(request.query(), [("show_previous_occurrences".to_owned(), "true".to_owned())]);
}

#[test]
fn e05_several_ids_are_one_value() {
    let request = meetings::registrants::add(1, "Ann", "ann@example.com")
        .occurrence_ids(["1", "2"])
        .request()
        .unwrap();
    assert_eq!(request.query(), [("occurrence_ids".to_owned(), "1,2".to_owned())]);
}

#[test]
fn e06_points_in_time_are_written_in_utc_or_as_the_caller_says() {
    assert_eq!(Timestamp::from_unix_seconds(1_646_129_714).as_str(), "2022-03-01T10:15:14Z");
    let local = Timestamp::new("2026-01-01T10:00:00");
    let meeting = meetings::create("me").start_time(local).timezone("Europe/Berlin");
    let body = body(&meeting.request().unwrap());
    assert_eq!(body["start_time"], "2026-01-01T10:00:00");
}

#[test]
fn e07_only_what_is_set_is_sent() {
    let request =
        users::update("me").dept("").type_(zoom_client::enums::UserType::Basic).request().unwrap();
    assert_eq!(body(&request), serde_json::json!({"dept": "", "type": 1}));
    let meeting =
        meetings::create("me").topic("x").type_(MeetingType::Scheduled).request().unwrap();
    assert_eq!(body(&meeting), serde_json::json!({"topic": "x", "type": 2}));
}

#[test]
fn e08_absent_null_and_a_value_are_three_states() {
    let absent = users::update("me").dept("x").request().unwrap();
    assert_eq!(body(&absent), serde_json::json!({"dept": "x"}));
    let null = users::update("me").dept("x").null("manager").null("dept").request().unwrap();
    assert_eq!(body(&null), serde_json::json!({"dept": null, "manager": null}));
    let value = users::update("me").null("dept").dept("y").request().unwrap();
    assert_eq!(body(&value), serde_json::json!({"dept": "y"}));
}

#[test]
fn e09_null_is_for_inputs_of_the_body_alone() {
    for (request, reason) in [
        (users::update("me").null("manger"), "`manger` is no input"),
        (users::update("me").null("login_type"), "`login_type` is not part of the body"),
    ] {
        let error = request.request().unwrap_err().to_string();
        assert!(
            error.starts_with("invalid request users::update: ") && error.contains(reason),
            "{error}"
        );
    }
    assert!(users::get("me").null("login_type").request().is_err());
}

fn body(request: &zoom_client::PreparedRequest) -> Value {
    serde_json::from_str(&request.body.text().unwrap()).unwrap()
}
