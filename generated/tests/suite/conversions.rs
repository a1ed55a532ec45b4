//! Inputs that are made from responses.

use serde_json::json;
use zoom_client::Operation as _;
use zoom_client::types::{Member, NewRegistrant, Registrant, RegistrantId};
use zoom_client::{Error, PreparedRequest, Value, groups, meetings, users};

fn body(request: zoom_client::Result<PreparedRequest>) -> Value {
    serde_json::from_str(&request.unwrap().body.text().unwrap()).unwrap()
}

#[test]
fn a_fetched_meeting_becomes_its_update() {
    let meeting: meetings::Meeting = serde_json::from_value(json!({
        "id": 85746065432_i64,
        "uuid": "4444AAAiAAAAAiAiAiiAii==",
        "host_id": "u1",
        "topic": "Planning",
        "type": 8,
        "status": "waiting",
        "start_url": "https://example.com/s",
        "settings": {"waiting_room": true},
        "new": 1,
    }))
    .unwrap();
    let update = meetings::Update::try_from(&meeting).unwrap().topic("Review");
    let request = update.request().unwrap();
    assert_eq!(request.url, "/meetings/85746065432");
    assert_eq!(
        body(Ok(request)),
        json!({"topic": "Review", "type": 8, "settings": {"waiting_room": true}})
    );

    // The same meeting again, of the same host.
    let again = meetings::Create::try_from(&meeting).unwrap().request().unwrap();
    assert_eq!(again.url, "/users/u1/meetings");

    match meetings::Update::try_from(&meetings::Meeting::default()) {
        Err(Error::Missing { field, of }) => assert_eq!((field, of), ("id", "meetings::Meeting")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn people_become_members_and_registrants() {
    let user: users::User =
        serde_json::from_value(json!({"id": "u1", "email": "ada@example.com", "type": 2})).unwrap();
    let add = groups::members::add("g1").members([&user, &user].map(Member::from));
    let member = json!({"id": "u1", "email": "ada@example.com"});
    assert_eq!(body(add.request()), json!({"members": [member, member]}));
    let registrant: Registrant =
        serde_json::from_value(json!({"id": "r1", "email": "ada@example.com"})).unwrap();
    let approve =
        meetings::registrants::update_status(1, zoom_client::enums::RegistrantAction::Approve)
            .registrants([RegistrantId::from(&registrant)]);
    assert_eq!(
        body(approve.request()),
        json!({"action": "approve", "registrants": [{"id": "r1", "email": "ada@example.com"}]})
    );
    assert!(matches!(
        NewRegistrant::try_from(&registrant),
        Err(Error::Missing { field: "first_name", .. })
    ));
}
