//! Zoom Rooms, workspaces and contacts of Zoom Phone.

use serde_json::json;
use zoom_client::Operation as _;
use zoom_client::enums::RoomControl;
use zoom_client::{phone, rooms, workspaces};

use crate::assert_sent;

#[test]
fn a_room_joins_a_meeting() {
    let params = rooms::control::Params::new().meeting_number("9876543210").force_accept(true);
    let request = rooms::control("r-1", RoomControl::JoinMeeting).params(params).request();
    let body = json!({"method": "zoomroom.meeting_join", "params": {"meeting_number": "9876543210", "force_accept": true}});
    assert_sent(request, "PATCH /rooms/r-1/events", &[], body);
}

#[test]
fn a_room_is_muted_without_parameters() {
    let request = rooms::control("r-1", RoomControl::Mute).request();
    assert_sent(request, "PATCH /rooms/r-1/events", &[], json!({"method": "zoomroom.mute"}));
}

#[test]
fn a_workspace_is_reserved_and_the_user_checked_in() {
    let reservation = workspaces::reservations::create::Body::new(
        "2026-03-02T08:00:00Z",
        "2026-03-02T09:00:00Z",
        "Focus",
    );
    let request = workspaces::reservations::create("w-1", reservation).check_in(true).request();
    let body = json!({"start_time": "2026-03-02T08:00:00Z", "end_time": "2026-03-02T09:00:00Z", "topic": "Focus"});
    assert_sent(request, "POST /workspaces/w-1/reservations", &[("check_in", "true")], body);
}

#[test]
fn a_contact_needs_phone_numbers_or_an_extension_number() {
    let error = phone::external_contacts::create("Ada").request().unwrap_err();
    let text = "one of `phone_numbers`, `extension_number` is required";
    assert!(error.to_string().contains(text), "{error}");
    let request = phone::external_contacts::create("Ada").extension_number("101").request();
    let body = json!({"name": "Ada", "extension_number": "101"});
    assert_sent(request, "POST /phone/external_contacts", &[], body);
}
