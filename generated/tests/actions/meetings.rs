//! Meetings and their registrants.

use serde_json::json;
use zoom_client::enums::{
    ApprovalType, AudioType, AutoRecording, MeetingListType, MeetingType, MonthlyWeek,
    NumberOfEmployees, PurchasingTimeFrame, RecurrenceType, RegistrantLanguage, RegistrantStatus,
    RegistrationType, RoleInPurchaseProcess, Weekday,
};
use zoom_client::meetings::{self, Settings, registrants};
use zoom_client::types::{CustomAnswer, Recurrence, TrackingField};

use crate::assert_sent;
use crate::meeting_inputs::{monthly, settings, weekly};

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
        .occurrence_ids("1648194360000,1648538280000");
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
    let recurrence =
        Recurrence::new(RecurrenceType::Weekly).repeat_interval(1).weekly_days("1,3").end_times(10);
    let further = Settings::new()
        .host_video(true)
        .participant_video(true)
        .join_before_host(true)
        .mute_upon_entry(true)
        .watermark(true)
        .use_pmi(false)
        .approval_type(ApprovalType::Automatic)
        .registration_type(RegistrationType::EachOccurrence)
        .registrants_email_notification(true)
        .audio(AudioType::Voip)
        .auto_recording(AutoRecording::Cloud)
        .global_dial_in_countries(["DE", "US"])
        .extra("jbh_time", 5)
        .extra("room_color", "blue")
        .extra("stage", json!({"curtain": true}));
    let request = meetings::create("jo@example.com")
        .topic("Weekly review")
        .type_(MeetingType::RecurringFixed)
        .start_time("2030-01-06T12:00:00Z")
        .duration(45)
        .timezone("Europe/Berlin")
        .password("fake-pass")
        .agenda("What we did")
        .recurrence(recurrence)
        .settings(further)
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
        "recurrence": weekly(),
        "settings": settings(),
        "default_password": true,
        "pre_schedule": true,
        "schedule_for": "host@example.com",
        "template_id": "t-1",
        "tracking_fields": [{"field": "Department", "value": "Kitchen"}],
    });
    assert_sent(request.request(), "POST /users/jo%40example.com/meetings", &[], body);

    let recurrence = Recurrence::new(RecurrenceType::Monthly)
        .repeat_interval(2)
        .monthly_day(5)
        .monthly_week(MonthlyWeek::Last)
        .monthly_week_day(Weekday::Saturday)
        .end_date_time("2030-06-30T12:00:00Z");
    let request = meetings::create("me").recurrence(recurrence).request();
    assert_sent(request, "POST /users/me/meetings", &[], json!({"recurrence": monthly()}));
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
    let recurrence =
        Recurrence::new(RecurrenceType::Weekly).repeat_interval(1).weekly_days("1,3").end_times(10);
    let further = Settings::new()
        .host_video(true)
        .participant_video(true)
        .join_before_host(true)
        .mute_upon_entry(true)
        .watermark(true)
        .use_pmi(false)
        .approval_type(ApprovalType::Automatic)
        .registration_type(RegistrationType::EachOccurrence)
        .registrants_email_notification(true)
        .audio(AudioType::Voip)
        .auto_recording(AutoRecording::Cloud)
        .global_dial_in_countries(["DE", "US"])
        .extra("jbh_time", 5)
        .extra("room_color", "blue")
        .extra("stage", json!({"curtain": true}));
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
        .recurrence(recurrence)
        .settings(further)
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
        "recurrence": weekly(),
        "settings": settings(),
        "tracking_fields": [{"field": "Department", "value": "Kitchen"}],
    });
    let query = [("occurrence_id", "1648194360000")];
    assert_sent(request.request(), "PATCH /meetings/97763643886", &query, body);

    let recurrence = Recurrence::new(RecurrenceType::Monthly)
        .repeat_interval(2)
        .monthly_day(5)
        .monthly_week(MonthlyWeek::Last)
        .monthly_week_day(Weekday::Saturday)
        .end_date_time("2030-06-30T12:00:00Z");
    let request = meetings::update(MEETING).recurrence(recurrence).request();
    let body = json!({"recurrence": monthly()});
    assert_sent(request, "PATCH /meetings/97763643886", &[], body);
}
