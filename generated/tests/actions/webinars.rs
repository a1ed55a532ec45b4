//! Webinars, their registrants and participants.

use serde_json::json;
use zoom_client::Operation as _;
use zoom_client::enums::{
    NumberOfEmployees, PurchasingTimeFrame, RegistrantLanguage, RegistrantStatus,
    RoleInPurchaseProcess, WebinarListType,
};
use zoom_client::types::CustomAnswer;
use zoom_client::webinars::{self, past, registrants};

use crate::assert_sent;

const WEBINAR: i64 = 95_204_914_252;

#[test]
fn add_webinar_registrant() {
    let question = CustomAnswer::new("Shoe size", "43");
    let request = registrants::add(WEBINAR, "Jo", "jo@example.com")
        .last_name("Doe")
        .address("1 Main Street")
        .city("Springfield")
        .state("IL")
        .zip("12345")
        .country("US")
        .phone("5550100")
        .comments("Looking forward to it.")
        .custom_questions([question])
        .industry("Food")
        .job_title("Cook")
        .no_of_employees(NumberOfEmployees::Over10000)
        .org("Example")
        .purchasing_time_frame(PurchasingTimeFrame::WithinMonth)
        .role_in_purchase_process(RoleInPurchaseProcess::DecisionMaker)
        .language(RegistrantLanguage::English)
        .source_id("s-1")
        .occurrence_ids(["1648194360000", "1648538280000"]);
    let body = json!({
        "first_name": "Jo",
        "last_name": "Doe",
        "email": "jo@example.com",
        "address": "1 Main Street",
        "city": "Springfield",
        "state": "IL",
        "zip": "12345",
        "country": "US",
        "phone": "5550100",
        "comments": "Looking forward to it.",
        "custom_questions": [{"title": "Shoe size", "value": "43"}],
        "industry": "Food",
        "job_title": "Cook",
        "no_of_employees": "More than 10,000",
        "org": "Example",
        "purchasing_time_frame": "Within a month",
        "role_in_purchase_process": "Decision Maker",
        "language": "en-US",
        "source_id": "s-1",
    });
    assert_sent(
        request.request(),
        "POST /webinars/95204914252/registrants",
        &[("occurrence_ids", "1648194360000,1648538280000")],
        body,
    );
}

#[test]
fn get_webinar() {
    let request = webinars::get(WEBINAR.to_string())
        .occurrence_id("1648194360000")
        .show_previous_occurrences(true);
    let query = [("occurrence_id", "1648194360000"), ("show_previous_occurrences", "true")];
    assert_sent(request.request(), "GET /webinars/95204914252", &query, None);
}

#[test]
fn list_webinar_participants() {
    let request = past::list_participants(WEBINAR.to_string()).request();
    assert_sent(request, "GET /past_webinars/95204914252/participants", &[], None);
    let request = past::list_participants("/ajXp112QmuoKj4854875==").request();
    let line = "GET /past_webinars/%252FajXp112QmuoKj4854875%253D%253D/participants";
    assert_sent(request, line, &[], None);
}

#[test]
fn list_webinar_registrants() {
    let request = registrants::list(WEBINAR)
        .occurrence_id("1648194360000")
        .status(RegistrantStatus::Denied)
        .tracking_source_id("5516482804110");
    let query = [
        ("occurrence_id", "1648194360000"),
        ("status", "denied"),
        ("tracking_source_id", "5516482804110"),
    ];
    assert_sent(request.request(), "GET /webinars/95204914252/registrants", &query, None);
}

#[test]
fn list_webinars() {
    let request = webinars::list("me").type_(WebinarListType::Upcoming).request();
    assert_sent(request, "GET /users/me/webinars", &[("type", "upcoming")], None);
}
