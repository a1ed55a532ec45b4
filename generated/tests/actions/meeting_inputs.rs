//! The inputs that creating and updating a meeting share, and what they become.

use serde_json::json;
use zoom_client::MoreInputs as _;
use zoom_client::Value;
use zoom_client::enums::{
    ApprovalType, AudioType, AutoRecording, MonthlyWeek, RecurrenceType, RegistrationType, Weekday,
};
use zoom_client::meetings::Settings;
use zoom_client::types::Recurrence;

/// Settings of a meeting: those that connectors list, and further fields.
pub fn settings() -> Settings {
    Settings::new()
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
        .extra("stage", json!({"curtain": true}))
}

/// What the settings of a meeting become, with further fields beside those that connectors list.
pub fn settings_body() -> Value {
    json!({
        "host_video": true,
        "participant_video": true,
        "join_before_host": true,
        "mute_upon_entry": true,
        "watermark": true,
        "use_pmi": false,
        "approval_type": 0,
        "registration_type": 2,
        "registrants_email_notification": true,
        "audio": "voip",
        "auto_recording": "cloud",
        "global_dial_in_countries": ["DE", "US"],
        // Further fields: one that the crate has a setter for, and two that it does not know.
        "jbh_time": 5,
        "room_color": "blue",
        "stage": {"curtain": true},
    })
}

/// A weekly recurrence that has an end by number.
pub fn weekly() -> Recurrence {
    Recurrence::new(RecurrenceType::Weekly)
        .repeat_interval(1)
        .weekly_days([Weekday::Sunday, Weekday::Tuesday])
        .end_times(10)
}

/// What a weekly recurrence becomes that has an end by number.
pub fn weekly_body() -> Value {
    json!({"type": 2, "repeat_interval": 1, "weekly_days": "1,3", "end_times": 10})
}

/// A monthly recurrence that has a last day.
pub fn monthly() -> Recurrence {
    Recurrence::new(RecurrenceType::Monthly)
        .repeat_interval(2)
        .monthly_day(5)
        .monthly_week(MonthlyWeek::Last)
        .monthly_week_day(Weekday::Saturday)
        .end_date_time("2030-06-30T12:00:00Z")
}

/// What a monthly recurrence becomes that has a last day.
pub fn monthly_body() -> Value {
    json!({
        "type": 3,
        "repeat_interval": 2,
        "monthly_day": 5,
        "monthly_week": -1,
        "monthly_week_day": 7,
        "end_date_time": "2030-06-30T12:00:00Z",
    })
}
