//! Meetings, webinars, registrants, recordings and rooms.

use crate::response;
use zoom_client::enums::{DeviceType, NumberOfEmployees, PresenceStatus, Weekday};
use zoom_client::{contacts, dashboards, meetings, recordings, webinars};

#[tokio::test]
async fn p01_the_id_of_a_meeting_is_a_number_or_a_text() {
    for text in [r#"{"id":94890226305}"#, r#"{"id":"94890226305"}"#] {
        assert_eq!(response!(meetings::get(94_890_226_305_i64), text).id.unwrap(), "94890226305");
    }
}

#[tokio::test]
async fn p04_answers_that_a_registrant_left_empty() {
    let page = response!(
        meetings::registrants::list(1),
        r#"{"registrants":[{"purchasing_time_frame":"","role_in_purchase_process":"","no_of_employees":""}]}"#
    );
    let one = &page.registrants[0];
    assert_eq!((&one.purchasing_time_frame, &one.role_in_purchase_process), (&None, &None));
    assert_eq!(one.no_of_employees, None);
}

#[tokio::test]
async fn p05_a_range_that_is_documented_otherwise() {
    let page = response!(
        meetings::registrants::list(1),
        r#"{"registrants":[{"no_of_employees":"500-1,000"},{"no_of_employees":"501-1,000"}]}"#
    );
    let numbers: Vec<_> =
        page.registrants.into_iter().map(|one| one.no_of_employees.unwrap()).collect();
    assert_eq!(numbers, [NumberOfEmployees::From500To1000, NumberOfEmployees::From501To1000]);
}

#[tokio::test]
async fn p07_devices_that_no_document_lists() {
    let known = [
        ("Windows", DeviceType::Windows),
        ("Web", DeviceType::Web),
        ("Zoom Rooms", DeviceType::ZoomRooms),
    ];
    for (text, device) in known {
        assert_eq!(devices(&format!(r#""{text}""#)).await, Some(device));
    }
    let unknown =
        ["win 11", "win 10", "win 10+ 17763", "Web Browser Chrome 129", "Windows + Phone"];
    for text in unknown {
        assert_eq!(
            devices(&format!(r#""{text}""#)).await,
            Some(DeviceType::Other(text.to_owned()))
        );
    }
    assert_eq!(devices(r#""""#).await, None);
}

async fn devices(device: &str) -> Option<DeviceType> {
    let text = format!(r#"{{"participants":[{{"device":{device}}}]}}"#);
    let page = response!(dashboards::meetings::participants::list("1"), &text);
    page.participants.into_iter().next().unwrap().device
}

#[tokio::test]
async fn p08_faults_of_rooms_that_no_document_lists() {
    let page = response!(
        dashboards::rooms::list(),
        r#"{"zoom_rooms":[{"issues":["No camera","No microphone","High CPU usage is detected"]}]}"#
    );
    assert_eq!(page.zoom_rooms[0].issues[..2], ["No camera", "No microphone"]);
}

#[tokio::test]
async fn p12_presence_under_old_and_new_names() {
    for (text, status) in [
        ("In_A_Calendar_Event", PresenceStatus::InACalendarEvent),
        ("In_A_Meeting", PresenceStatus::InAMeeting),
        ("In_A_Call", PresenceStatus::InACall),
        ("In_A_Zoom_Meeting", PresenceStatus::InAZoomMeeting),
        ("In_Calendar_Event", PresenceStatus::Other("In_Calendar_Event".to_owned())),
        ("On_A_Call", PresenceStatus::Other("On_A_Call".to_owned())),
    ] {
        let text = format!(r#"{{"contacts":[{{"presence_status":"{text}"}}]}}"#);
        let page = response!(contacts::search("ann"), &text);
        assert_eq!(page.contacts[0].presence_status, Some(status), "{text}");
    }
}

#[tokio::test]
async fn p14_ids_of_recordings_are_strings() {
    let recording = response!(
        recordings::get("1"),
        r#"{"recording_files":[{"id":"72576a1f-4e66-4a77-87c4-f13f9808bd76","meeting_id":"L0AGOEPVR9m5WSOOs/d+FQ==",
            "recording_start":"2026-01-02T03:04:05Z"},{"id":7,"status":"processing"}]}"#
    );
    let files = &recording.recording_files;
    assert_eq!(files[0].meeting_id.as_deref(), Some("L0AGOEPVR9m5WSOOs/d+FQ=="));
    assert!(files[0].recording_end.is_none());
    assert_eq!(files[1].id.as_deref(), Some("7"));
}

#[tokio::test]
async fn p15_a_recording_that_has_not_ended() {
    let recording =
        response!(recordings::get("1"), r#"{"recording_files":[{"id":"a","recording_end":null}]}"#);
    assert!(recording.recording_files[0].recording_end.is_none());
    assert!(recording.recording_files[0].extra.is_empty());
}

#[tokio::test]
async fn p16_an_authentication_option_is_an_id() {
    for text in [r#""signIn_D8cJuqWVQ623CI4Q8yQK0Q""#, "true"] {
        let text = format!(r#"{{"settings":{{"authentication_option":{text}}}}}"#);
        let webinar = response!(webinars::get("1"), &text);
        assert!(webinar.settings.unwrap().authentication_option.is_some(), "{text}");
    }
}

#[tokio::test]
async fn p18_faults_as_a_text_or_a_list() {
    let page =
        response!(dashboards::rooms::list(), r#"{"zoom_rooms":[{"issues":"No camera","id":"r"}]}"#);
    let room = &page.zoom_rooms[0];
    assert!(room.issues.is_empty());
    assert_eq!(
        (room.id.as_deref(), room.extra.get("issues").unwrap().as_str()),
        (Some("r"), Some("No camera"))
    );
}

#[tokio::test]
async fn p19_the_time_of_registration_under_two_names() {
    let page = response!(
        meetings::registrants::list(1),
        r#"{"registrants":[{"create_time":"2026-01-02T03:04:05Z"},{"created_time":"2026-01-02T03:04:05Z"}]}"#
    );
    assert!(page.registrants[0].create_time.is_some());
    let other = &page.registrants[1];
    assert!(other.extra.get("created_time").is_some() || other.create_time.is_some());
}

#[tokio::test]
async fn p23_one_idea_under_four_names() {
    let meeting = response!(
        meetings::get(1),
        r#"{"tracking_fields":[{"field":"Cost","value":"7","visible":true}]}"#
    );
    let field = &meeting.tracking_fields[0];
    assert_eq!((field.field.as_deref(), field.value.as_deref()), (Some("Cost"), Some("7")));
    let page = response!(
        meetings::registrants::list(1),
        r#"{"registrants":[{"custom_questions":[{"title":"Why","value":"so"},{"title":"Why","answer":"so"},{"id":"1","name":"n"}]}]}"#
    );
    let questions = &page.registrants[0].custom_questions;
    assert_eq!(
        (questions[0].title.as_deref(), questions[0].value.as_deref()),
        (Some("Why"), Some("so"))
    );
    assert_eq!(questions[1].extra.get("answer").unwrap(), "so");
    assert_eq!(questions[2].extra.get("name").unwrap(), "n");
}

#[tokio::test]
async fn p28_a_personal_meeting_id_is_a_number_or_a_text() {
    for (text, pmi) in [
        ("5512345678", Some("5512345678")),
        (r#""5512345678""#, Some("5512345678")),
        ("0", Some("0")),
    ] {
        let text = format!(r#"{{"pmi":{text}}}"#);
        assert_eq!(response!(zoom_client::users::get("me"), &text).pmi.as_deref(), pmi);
    }
    let odd = response!(zoom_client::users::get("me"), r#"{"pmi":"ABc$DE@F234"}"#);
    assert_eq!((odd.pmi.as_deref(), odd.extra.len()), (Some("ABc$DE@F234"), 0));
    for text in [r#"{"pmi":"5512345678"}"#, r#"{"pmi":5512345678}"#] {
        assert_eq!(response!(meetings::get(1), text).pmi.as_deref(), Some("5512345678"));
    }
}

#[tokio::test]
async fn p40_days_of_the_week_as_a_text_or_a_list() {
    let meeting = response!(meetings::get(1), r#"{"recurrence":{"type":2,"weekly_days":"1,3"}}"#);
    assert_eq!(
        meeting.recurrence.unwrap().weekly_days,
        Some(vec![Weekday::Sunday, Weekday::Tuesday])
    );
    let meeting = response!(meetings::get(1), r#"{"recurrence":{"type":2,"weekly_days":[1,2]}}"#);
    let recurrence = meeting.recurrence.unwrap();
    assert_eq!(recurrence.weekly_days, Some(vec![Weekday::Sunday, Weekday::Monday]));
    assert_eq!(recurrence.extra.len(), 0);
}

#[tokio::test]
async fn p50_passcodes_under_many_names_are_never_printed() {
    let text = r#"{"password":"s3cret1","encrypted_password":"s3cret2","h323_password":"s3cret3","pstn_password":"s3cret4",
        "h323_passcode":"s3cret5","encrypted_passcode":"s3cret6","start_url":"https://zoom.us/s/1?zak=s3cret7",
        "settings":{"recording_play_passcode":"s3cret8"}}"#;
    let meeting = response!(meetings::get(1), text);
    let printed = format!("{meeting:?} {meeting:#?}");
    assert!(!printed.contains("s3cret"), "{printed}");
    assert_eq!(meeting.h323_password.as_deref(), Some("s3cret3"));
    // The same name is a boolean in one place and a string in another.
    response!(
        zoom_client::users::settings::get("me"),
        r#"{"schedule_meeting":{"pmi_password":"s3cret"},"meeting_security":{"pmi_password":true}}"#
    );
}

#[tokio::test]
async fn p68_a_message_of_a_chatbot_has_an_id() {
    use zoom_client::chatbot::messages;
    let content = serde_json::json!({"head": {"text": "hi"}});
    let body = messages::send::Body::new("r", "t", "a", content, "u");
    let sent = response!(
        messages::send(body),
        r#"{"message_id":"20260101abc","robot_jid":"v1x@xmpp.example.com","sent_time":"2026-01-01 01:40:24 +0000","to_jid":"t@xmpp.example.com","user_jid":null}"#
    );
    assert_eq!(sent.message_id.as_deref(), Some("20260101abc"));
    assert_eq!(sent.to_jid.as_deref(), Some("t@xmpp.example.com"));
    assert_eq!(sent.sent_time.unwrap().as_str(), "2026-01-01 01:40:24 +0000");
    assert!(sent.extra.is_empty());
}

#[tokio::test]
async fn p69_a_recording_has_its_link_and_its_time_zone() {
    let one =
        r#"{"id":88000000001,"share_url":"https://us06web.zoom.us/rec/share/x","timezone":"UTC"}"#;
    let recording = response!(recordings::get("1"), one);
    assert_eq!(recording.share_url.as_deref(), Some("https://us06web.zoom.us/rec/share/x"));
    assert_eq!(recording.timezone.as_deref(), Some("UTC"));
    let page = response!(recordings::list("me"), &format!(r#"{{"meetings":[{one}]}}"#));
    assert!(page.meetings[0].extra.is_empty());
}
