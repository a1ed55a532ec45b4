//! Channels and chat messages of a user.

use zoom_client::Operation as _;
use zoom_client::enums::AudioDownloadFormat;
use zoom_client::ids::{ChatMemberId, UserId};
use zoom_client::team_chat::messages::list::SearchType;
use zoom_client::team_chat::{channels, messages, spaces};

use crate::assert_sent;

#[test]
fn list_users_channels() {
    assert_sent(channels::list("u-1").request(), "GET /chat/users/u-1/channels", &[], None);
}

#[test]
fn list_users_chat_messages() {
    let request = messages::list("u-1")
        .to_contact("friend@example.com")
        .to_channel("ch-1")
        .date("2030-01-06")
        .from("2030-01-06T00:00:00Z")
        .to("2030-01-07T00:00:00Z")
        .include_deleted_and_edited_message(true)
        .search_type(SearchType::File)
        .search_key("menu & prices")
        .exclude_child_message(true)
        .download_file_formats(AudioDownloadFormat::Mp4);
    let query = [
        ("to_contact", "friend@example.com"),
        ("to_channel", "ch-1"),
        ("date", "2030-01-06"),
        ("from", "2030-01-06T00:00:00Z"),
        ("to", "2030-01-07T00:00:00Z"),
        ("include_deleted_and_edited_message", "true"),
        ("search_type", "file"),
        ("search_key", "menu & prices"),
        ("exclude_child_message", "true"),
        ("download_file_formats", "audio/mp4"),
    ];
    assert_sent(request.request(), "GET /chat/users/u-1/messages", &query, None);
}

#[test]
fn a_message_needs_a_channel_or_a_contact() {
    let error = messages::delete("me", "m-1").request().unwrap_err();
    assert!(error.to_string().contains("one of `to_channel`, `to_contact` is required"), "{error}");
    let request = messages::delete("me", "m-1").to_contact("friend@example.com").request();
    let query = [("to_contact", "friend@example.com")];
    assert_sent(request, "DELETE /chat/users/me/messages/m-1", &query, None);
}

#[test]
fn members_are_named_by_the_id_of_a_user_or_of_a_member() {
    let ids: [ChatMemberId; 2] = [UserId::from("u-1").into(), "m-2".into()];
    let request = spaces::members::remove("s-1", ids).request();
    assert_sent(request, "DELETE /chat/spaces/s-1/members", &[("identifiers", "u-1,m-2")], None);
}
