//! Where events differ from the API, from each other and from their documents.

use serde_json::json;
use zoom_client::enums::{
    ChatFileType, EventScope, MeetingType, MentionType, RoomSensor, TextFormat,
};
use zoom_client::events::{Event, apps, chatbot, meetings, rooms, team_chat};
use zoom_client::runtime::EventType;
use zoom_client::types;

use super::read;

#[test]
fn chatbots_speak_camel_case_and_need_no_time() {
    let event = read(&json!({"event": "bot_notification", "payload": {
        "accountId": "a", "cmd": "weather", "robotJid": "r@xmpp.zoom.us", "timestamp": 1_560_000_000_000_i64,
        "toJid": "t@xmpp.zoom.us", "userId": "u", "userJid": "u@xmpp.zoom.us", "userName": "Ann",
    }}));
    assert_eq!(event.event_ts(), None);
    let said = chatbot::BotNotification::from_event(event).expect("this event");
    let payload = said.payload.expect("a payload");
    assert_eq!(
        (payload.cmd.as_deref(), payload.account_id.as_deref()),
        (Some("weather"), Some("a"))
    );
    assert!(payload.extra.is_empty());
}

#[test]
fn the_time_of_a_deauthorization_is_inside_or_outside() {
    let inside = json!({"event": "app_deauthorized", "payload": {
        "user_id": "u", "account_id": "a", "event_ts": "2024-09-08 15:58:40", "user_data_retention": "false",
    }});
    let event = read(&inside);
    assert_eq!((event.event_ts(), event.account_id()), (None, Some("a")));
    let gone = apps::Deauthorized::from_event(event).expect("this event");
    let time = gone.payload.and_then(|payload| payload.event_ts).expect("a time");
    assert_eq!(time.as_str(), "2024-09-08 15:58:40");
    let outside = json!({"event": "app_deauthorized", "event_ts": 1_740_439_732_278_i64, "payload": {"user_id": "u"}});
    assert_eq!(read(&outside).event_ts(), Some(1_740_439_732_278));
}

#[test]
fn messages_tell_what_was_pressed_edited_or_chosen() {
    let event = read(&json!({"event": "interactive_message_actions", "payload": {
        "messageId": "m", "actionItem": {"text": "Yes", "value": "yes"}, "original": {"head": {"text": "Sure?"}},
    }}));
    let pressed = chatbot::InteractiveMessageActions::from_event(event).expect("this event");
    let payload = pressed.payload.expect("a payload");
    assert_eq!(payload.action_item.and_then(|item| item.value).as_deref(), Some("yes"));
    assert_eq!(payload.original, Some(json!({"head": {"text": "Sure?"}})));
    let event = read(&json!({"event": "interactive_message_fields_editable", "payload": {
        "fieldEditItem": {"currentValue": "1", "key": "count", "newValue": "2"},
    }}));
    assert!(matches!(event, Event::InteractiveMessageFieldsEditable(_)));
    let event = read(
        &json!({"event": "interactive_message_select", "payload": {"selectedItems": [{"value": "b"}]}}),
    );
    assert!(matches!(event, Event::InteractiveMessageSelect(_)));
    let event = read(
        &json!({"event": "interactive_message_editable", "payload": {"editItem": {"origin": "a", "target": "b"}}}),
    );
    assert!(matches!(event, Event::InteractiveMessageEditable(_)));
}

#[test]
fn messages_of_team_chat_have_the_types_of_the_api() {
    let event = read(
        &json!({"event": "team_chat.channel_message_posted", "event_ts": 1, "payload": {"account_id": "a", "object": {
            "message_id": "m", "channel_id": "c", "message": "@all now",
            "at_items": [{"at_type": 2, "start_position": 0, "end_position": 3}],
            "rich_text": [{"start_position": 5, "end_position": 7, "format_type": "Bold"}],
            "files": [{"file_id": "f", "file_message_type": "audio v2", "file_size": 4}],
        }}}),
    );
    let posted = team_chat::ChannelMessagePosted::from_event(event).expect("this event");
    let message = posted.payload.and_then(|payload| payload.object).expect("a message");
    let mention: &types::team_chat::Mention = message.at_items.first().expect("a mention");
    assert_eq!(mention.at_type, Some(MentionType::All));
    let format: &types::team_chat::RichText = message.rich_text.first().expect("a format");
    assert_eq!(format.format_type, Some(TextFormat::Bold));
    let file: &types::team_chat::File = message.files.first().expect("a file");
    assert_eq!(file.file_message_type, Some(ChatFileType::AudioV2));
}

#[test]
fn sensors_of_rooms_have_the_type_of_the_api() {
    let event = read(
        &json!({"event": "zoomroom.sensor_data", "event_ts": 1, "payload": {"account_id": "a", "object": {
            "id": "r", "room_name": "Library", "device_id": "d",
            "sensor_data": [{"date_time": "2026-03-02T08:00:00Z", "sensor_type": "CO2", "sensor_value": "412"}],
        }}}),
    );
    let measured = rooms::SensorData::from_event(event).expect("this event");
    let object = measured.payload.and_then(|payload| payload.object).expect("a room");
    let reading: &types::rooms::SensorReading = object.sensor_data.first().expect("a reading");
    assert_eq!(reading.sensor_type, Some(RoomSensor::Co2));
    assert_eq!(reading.sensor_value.as_deref(), Some("412"));
}

#[test]
fn an_update_has_only_what_changed() {
    let event = read(&json!({"event": "meeting.updated", "event_ts": 1, "payload": {
        "account_id": "a", "operator": "ann@example.com", "scope": "all", "time_stamp": 1_627_906_944_000_i64,
        "object": {"id": 94_890_226_305_i64, "topic": "New", "settings": {"mute_upon_entry": true}},
        "old_object": {"id": 94_890_226_305_i64, "topic": "Old", "settings": {"mute_upon_entry": false}},
    }}));
    let updated = meetings::Updated::from_event(event).expect("this event");
    let payload = updated.payload.expect("a payload");
    assert_eq!(
        (payload.scope, payload.time_stamp),
        (Some(EventScope::All), Some(1_627_906_944_000))
    );
    let (new, old) = (payload.object.expect("new"), payload.old_object.expect("old"));
    assert_eq!((new.topic.as_deref(), old.topic.as_deref()), (Some("New"), Some("Old")));
    assert_eq!((new.duration, new.type_), (None, None));
    assert_eq!(new.settings.and_then(|settings| settings.mute_upon_entry), Some(true));
}

#[test]
fn participants_have_other_names_than_in_the_api() {
    let event = read(
        &json!({"event": "meeting.participant_left", "payload": {"object": {"participant": {
            "user_id": "16778240", "user_name": "Guest", "email": "", "id": "", "leave_time": "2021-07-13T21:44:51Z",
        }}}}),
    );
    let left = meetings::ParticipantLeft::from_event(event).expect("this event");
    let object = left.payload.and_then(|payload| payload.object).expect("an object");
    let participant = object.participant.expect("a participant");
    // The number is valid in the meeting alone; guests have no ID in the account.
    assert_eq!(participant.user_id.as_deref(), Some("16778240"));
    assert_eq!(participant.id.as_deref(), Some(""));
    assert!(participant.join_time.is_none() && participant.leave_time.is_some());
}

#[test]
fn numbers_of_meetings_come_as_numbers_and_as_text() {
    for id in [json!(94_890_226_305_i64), json!("94890226305")] {
        let body = json!({"event": "meeting.started", "payload": {"object": {"id": id, "type": 4, "uuid": "u=="}}});
        let event = Event::from_slice(body.to_string().as_bytes()).expect("an event");
        let started = meetings::Started::from_event(event).expect("this event");
        let object = started.payload.and_then(|payload| payload.object).expect("an object");
        // A personal meeting has the number of the room; only the UUID tells one meeting in it from another.
        assert_eq!(object.require_id().unwrap(), "94890226305");
        assert_eq!(object.type_, Some(MeetingType::Pmi));
        assert_eq!(object.uuid.as_deref(), Some("u=="));
    }
}
