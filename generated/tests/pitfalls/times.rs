//! Points in time, durations, and numbers in strings.

use crate::response;
use zoom_client::{chatbot, dashboards, meetings, reports, users, video_sdk, webinars};

#[tokio::test]
async fn p32_durations_in_their_own_units() {
    assert_eq!(response!(meetings::get(1), r#"{"duration":60}"#).duration, Some(60));
    let page =
        response!(webinars::past::list_participants("1"), r#"{"participants":[{"duration":259}]}"#);
    assert_eq!(page.participants[0].duration, Some(259));
    for text in ["00:56", "05:27", "30:00", "00:03:19", "19:37"] {
        let text = format!(r#"{{"duration":"{text}"}}"#);
        assert_eq!(
            response!(dashboards::meetings::get("1"), &text).duration.unwrap(),
            text[13..text.len() - 2]
        );
        assert_eq!(
            response!(video_sdk::sessions::get("1"), &text).duration.unwrap(),
            text[13..text.len() - 2]
        );
        // Never taken for a number of minutes.
        let meeting = response!(meetings::get(1), &text);
        assert_eq!((meeting.duration, meeting.extra.len()), (None, 1));
    }
}

#[tokio::test]
async fn p33_times_of_waiting() {
    let page = response!(
        reports::remote_support("2026-01-01", "2026-01-02"),
        r#"{"remote_support_logs":[{"wait_time":"01:28"},{"wait_time":"00:02:59.250"}]}"#
    );
    let text = serde_json::to_string(&page).unwrap();
    assert!(text.contains("01:28") && text.contains("00:02:59.250"), "{text}");
}

#[tokio::test]
async fn p34_times_as_people_write_them() {
    let page = response!(
        reports::user_meetings("me", "2026-01-01", "2026-01-02"),
        r#"{"meetings":[{"schedule_time":"12/22/2021 16:20","join_time":"12/22/2021 16:20","start_time":"2021-12-22T16:20:00Z"}]}"#
    );
    assert_eq!(
        page.meetings[0].schedule_time.as_ref().map(|time| time.as_str()),
        Some("12/22/2021 16:20")
    );
}

#[tokio::test]
async fn p35_a_colon_before_the_milliseconds() {
    let activity = zoom_client::enums::MeetingActivity::from("All Activities");
    let page = response!(
        reports::meeting_activities(activity, "2026-01-01", "2026-01-02"),
        r#"{"meeting_activity_logs":[{"activity_time":"2024-03-21 07:09:03:216"}]}"#
    );
    assert_eq!(
        page.meeting_activity_logs[0].activity_time.as_ref().map(|time| time.as_str()),
        Some("2024-03-21 07:09:03:216")
    );
}

#[tokio::test]
async fn p36_times_of_messages_of_a_bot() {
    for text in
        [r#"{"sent_time":"2019-10-17 01:40:24 +0000"}"#, r#"{"sent_time":"2019-10-17 01:40:24"}"#]
    {
        response!(chatbot::messages::delete("m", "a", "r"), text);
        let time = response!(users::get("me"), &text.replace("sent_time", "created_at"))
            .created_at
            .unwrap();
        // Without an offset it is anybody's time.
        assert_eq!(time.unix_seconds().is_some(), text.contains("+0000"), "{text}");
    }
}

#[tokio::test]
async fn p37_times_in_every_form_are_kept() {
    for (text, seconds) in [
        ("2019-01-01T12:00:12.66Z", Some(1_546_344_012)),
        ("2022-03-01T10:15:14.0000000+00:00", Some(1_646_129_714)),
        ("2022-03-01T02:15:14-08:00", Some(1_646_129_714)),
        ("2021-03-18 T05:30:36Z", Some(1_616_045_436)),
        ("2025-10-01T00:00:00", None),
        ("2022-10-25T12:10:234Z", None),
        ("2022-04-1", None),
        ("soon", None),
    ] {
        let user = response!(users::get("me"), &format!(r#"{{"created_at":"{text}"}}"#));
        let time = user.created_at.unwrap();
        assert_eq!((time.as_str(), time.unix_seconds()), (text, seconds));
    }
}

#[tokio::test]
async fn p38_times_as_milliseconds() {
    let user = response!(
        users::get("me"),
        r#"{"created_at":1646129714000,"last_login_time":"290112312321"}"#
    );
    assert_eq!(user.created_at.unwrap().unix_seconds(), Some(1_646_129_714));
    assert_eq!(user.last_login_time.unwrap().unix_seconds(), Some(290_112_312));
}

#[tokio::test]
async fn p39_ranges_of_days_and_of_points_in_time() {
    for text in ["2026-01-01", "2026-01-01T00:00:00Z"] {
        let json = format!(r#"{{"from":"{text}","to":"{text}"}}"#);
        let page = response!(reports::hosts("2026-01-01", "2026-01-02"), &json);
        assert_eq!(page.from.unwrap().as_str(), text);
    }
}

#[tokio::test]
async fn p41_counts_as_strings() {
    let page = response!(
        users::list(),
        r#"{"page_size":"20","total_records":"200","page_count":"10","users":[]}"#
    );
    assert_eq!(
        (page.page_size, page.total_records, page.page_count),
        (Some(20), Some(200), Some(10))
    );
    let page = response!(users::list(), r#"{"page_size":"20 or so"}"#);
    assert_eq!((page.page_size, page.extra.len()), (None, 1));
}
