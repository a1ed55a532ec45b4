//! Requests that a program keeps and sends later.

use serde_json::json;
use zoom_client::MoreInputs as _;
use zoom_client::Operation as _;
use zoom_client::enums::{MeetingType, UserCreation, UserType};
use zoom_client::{WithSecrets, meetings, users};

#[test]
fn every_request_comes_back_as_it_was() {
    let settings = meetings::Settings::default().waiting_room(true);
    let meeting = meetings::create("me")
        .topic("Planning")
        .type_(MeetingType::Scheduled)
        .start_time("2026-10-01T09:00:00Z")
        .settings(settings)
        .null("agenda");
    let stored = serde_json::to_string(&meeting).unwrap();
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&stored).unwrap(),
        json!({
            "operation": "meetings::create",
            "path": {"userId": "me"},
            "body": {
                "topic": "Planning",
                "type": 2,
                "start_time": "2026-10-01T09:00:00Z",
                "settings": {"waiting_room": true},
            },
            "extra": {"agenda": null},
        })
    );
    let again: meetings::Create = serde_json::from_str(&stored).unwrap();
    assert_eq!(again, meeting);
    assert_eq!(again.request().unwrap(), meeting.request().unwrap());
}

#[test]
fn a_queue_of_one_type_holds_requests_of_several_operations() {
    #[derive(Debug, PartialEq)]
    enum Job {
        Add(Box<meetings::registrants::Add>),
        Delete(Box<meetings::Delete>),
    }
    let jobs = [
        serde_json::to_string(&meetings::registrants::add(1, "Ada", "ada@example.com")).unwrap(),
        serde_json::to_string(&meetings::delete(1)).unwrap(),
    ];
    let read = |text: &String| {
        let name = serde_json::from_str::<serde_json::Value>(text).unwrap()["operation"].clone();
        match name.as_str().unwrap() {
            "meetings::registrants::add" => Job::Add(serde_json::from_str(text).unwrap()),
            "meetings::delete" => Job::Delete(serde_json::from_str(text).unwrap()),
            other => panic!("{other}"),
        }
    };
    assert_eq!(
        jobs.iter().map(read).collect::<Vec<_>>(),
        [
            Job::Add(Box::new(meetings::registrants::add(1, "Ada", "ada@example.com"))),
            Job::Delete(Box::new(meetings::delete(1))),
        ]
    );
    // A request of another operation is no request of this one.
    let error = serde_json::from_str::<meetings::Get>(&jobs[1]).unwrap_err().to_string();
    assert!(
        error.contains(r#"a request of "meetings::delete", not of "meetings::get""#),
        "{error}"
    );
}

#[test]
fn passwords_are_stored_only_on_demand() {
    let info =
        users::create::UserInfo::new("ada@example.com", UserType::Basic).password("Hush-4711");
    let request = users::create(UserCreation::AutoCreate, info);
    let stored = serde_json::to_string(&request).unwrap();
    assert!(!stored.contains("Hush") && stored.contains("ada@example.com"), "{stored}");
    let stored = serde_json::to_string(&WithSecrets(&request)).unwrap();
    assert_eq!(serde_json::from_str::<users::Create>(&stored).unwrap(), request);
}
