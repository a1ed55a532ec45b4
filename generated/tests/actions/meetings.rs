//! Meetings and their registrants.

use serde_json::json;
use zoom_client::Operation as _;
use zoom_client::enums::{
    MeetingListType, MeetingType, NumberOfEmployees, PurchasingTimeFrame, RegistrantLanguage,
    RegistrantStatus, RoleInPurchaseProcess,
};
use zoom_client::meetings::{self, registrants};
use zoom_client::types::{CustomAnswer, TrackingField};

use crate::assert_sent;
use crate::meeting_inputs::{monthly, monthly_body, settings, settings_body, weekly, weekly_body};

const MEETING: i64 = 97_763_643_886;

#[test]
fn add_meeting_registrant() {
    let question = CustomAnswer::new("Shoe size", "43");
    let request = registrants::add(MEETING, "Jo", "jo@example.com")
        .last_name("Doe")
        .address("1 Main Street")
        .city("Springfield")
        .country("US")
        .zip("12345")
        .state("IL")
        .phone("5550100")
        .industry("Food")
        .org("Example")
        .job_title("Cook")
        .purchasing_time_frame(PurchasingTimeFrame::OneToThreeMonths)
        .role_in_purchase_process(RoleInPurchaseProcess::Influencer)
        .no_of_employees(NumberOfEmployees::From1To20)
        .custom_questions([question])
        .language(RegistrantLanguage::French)
        .auto_approve(true)
        .comments("Looking forward to it.")
        .occurrence_ids(["1648194360000", "1648538280000"]);
    let body = json!({
        "first_name": "Jo",
        "last_name": "Doe",
        "email": "jo@example.com",
        "address": "1 Main Street",
        "city": "Springfield",
        "country": "US",
        "zip": "12345",
        "state": "IL",
        "phone": "5550100",
        "industry": "Food",
        "org": "Example",
        "job_title": "Cook",
        "purchasing_time_frame": "1-3 months",
        "role_in_purchase_process": "Influencer",
        "no_of_employees": "1-20",
        "custom_questions": [{"title": "Shoe size", "value": "43"}],
        "language": "fr-FR",
        "auto_approve": true,
        "comments": "Looking forward to it.",
    });
    assert_sent(
        request.request(),
        "POST /meetings/97763643886/registrants",
        &[("occurrence_ids", "1648194360000,1648538280000")],
        body,
    );
}

#[test]
fn create_meeting() {
    let request = meetings::create("jo@example.com")
        .topic("Weekly review")
        .type_(MeetingType::RecurringFixed)
        .start_time("2030-01-06T12:00:00Z")
        .duration(45)
        .timezone("Europe/Berlin")
        .password("fake-pass")
        .agenda("What we did")
        .recurrence(weekly())
        .settings(settings())
        .default_password(true)
        .pre_schedule(true)
        .schedule_for("host@example.com")
        .template_id("t-1")
        .tracking_fields([TrackingField::new("Department").value("Kitchen")]);
    let body = json!({
        "topic": "Weekly review",
        "type": 8,
        "start_time": "2030-01-06T12:00:00Z",
        "duration": 45,
        "timezone": "Europe/Berlin",
        "password": "fake-pass",
        "agenda": "What we did",
        "recurrence": weekly_body(),
        "settings": settings_body(),
        "default_password": true,
        "pre_schedule": true,
        "schedule_for": "host@example.com",
        "template_id": "t-1",
        "tracking_fields": [{"field": "Department", "value": "Kitchen"}],
    });
    assert_sent(request.request(), "POST /users/jo%40example.com/meetings", &[], body);

    let request = meetings::create("me").recurrence(monthly()).request();
    assert_sent(request, "POST /users/me/meetings", &[], json!({"recurrence": monthly_body()}));
}

#[test]
fn get_meeting() {
    let request =
        meetings::get(MEETING).occurrence_id("1648194360000").show_previous_occurrences(true);
    let query = [("occurrence_id", "1648194360000"), ("show_previous_occurrences", "true")];
    assert_sent(request.request(), "GET /meetings/97763643886", &query, None);
}

#[test]
fn get_meeting_invitation() {
    let request = meetings::get_invitation(MEETING).request();
    assert_sent(request, "GET /meetings/97763643886/invitation", &[], None);
}

#[test]
fn list_meeting_registrants() {
    let request = registrants::list(MEETING)
        .occurrence_id("1648194360000")
        .status(RegistrantStatus::Approved);
    let query = [("occurrence_id", "1648194360000"), ("status", "approved")];
    assert_sent(request.request(), "GET /meetings/97763643886/registrants", &query, None);
}

#[test]
fn list_meetings() {
    let request = meetings::list("me")
        .type_(MeetingListType::PreviousMeetings)
        .from("2030-01-01")
        .to("2030-01-31")
        .timezone("Europe/Berlin");
    let query = [
        ("type", "previous_meetings"),
        ("from", "2030-01-01"),
        ("to", "2030-01-31"),
        ("timezone", "Europe/Berlin"),
    ];
    assert_sent(request.request(), "GET /users/me/meetings", &query, None);
}

#[test]
fn update_meeting() {
    let request = meetings::update(MEETING)
        .occurrence_id("1648194360000")
        .topic("Weekly review")
        .type_(MeetingType::RecurringFixed)
        .start_time("2030-01-06T12:00:00")
        .duration(45)
        .timezone("Europe/Berlin")
        .password("fake-pass")
        .pre_schedule(false)
        .schedule_for("host@example.com")
        .template_id("t-1")
        .agenda("What we did")
        .recurrence(weekly())
        .settings(settings())
        .tracking_fields([TrackingField::new("Department").value("Kitchen")]);
    let body = json!({
        "topic": "Weekly review",
        "type": 8,
        "start_time": "2030-01-06T12:00:00",
        "duration": 45,
        "timezone": "Europe/Berlin",
        "password": "fake-pass",
        "pre_schedule": false,
        "schedule_for": "host@example.com",
        "template_id": "t-1",
        "agenda": "What we did",
        "recurrence": weekly_body(),
        "settings": settings_body(),
        "tracking_fields": [{"field": "Department", "value": "Kitchen"}],
    });
    let query = [("occurrence_id", "1648194360000")];
    assert_sent(request.request(), "PATCH /meetings/97763643886", &query, body);

    let request = meetings::update(MEETING).recurrence(monthly()).request();
    let body = json!({"recurrence": monthly_body()});
    assert_sent(request, "PATCH /meetings/97763643886", &[], body);
}
