//! Recordings of meetings and of phone calls.

use zoom_client::Operation as _;
use zoom_client::enums::RecordingIncludeField;
use zoom_client::{phone, recordings};

use crate::assert_sent;

#[test]
fn get_meeting_recordings() {
    let request = recordings::get("97763643886")
        .include_fields([RecordingIncludeField::DownloadAccessToken])
        .ttl(604_800);
    let query = [("include_fields", "download_access_token"), ("ttl", "604800")];
    assert_sent(request.request(), "GET /meetings/97763643886/recordings", &query, None);
}

#[test]
fn get_phone_recordings() {
    let request = phone::users::list_recordings("u-1").from("2030-01-01").to("2030-01-31");
    let query = [("from", "2030-01-01"), ("to", "2030-01-31")];
    assert_sent(request.request(), "GET /phone/users/u-1/recordings", &query, None);
    // Without a range, the last 30 days are listed.
    let request = phone::users::list_recordings("u-1").request();
    assert_sent(request, "GET /phone/users/u-1/recordings", &[], None);
}
