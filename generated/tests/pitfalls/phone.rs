//! Phone calls, their parties, recordings and bills.

#![allow(deprecated, reason = "call logs have these faults")]

use crate::response;
use zoom_client::enums::{ExtensionType, NumberType};
use zoom_client::{phone, reports, video_sdk};

const PARTIES: &str = r#"{"call_logs":[{"id":"7131434343434343434",
    "forwarded_to":{"extension_type":"satellite","extension_class":"orbit","extension_number":1002,"phone_number":15550100},
    "forwarded_by":{"extension_number":"1022","phone_number":"+15550101"},
    "duration":12,"rate":"$0.0255"}]}"#;

#[tokio::test]
async fn p09_a_field_and_a_value_that_no_document_lists() {
    let page = response!(phone::users::call_logs::list("me"), PARTIES);
    let to = page.call_logs[0].forwarded_to.as_ref().unwrap();
    assert_eq!(to.extra.get("extension_class").unwrap(), "orbit");
    assert_eq!(to.extension_type, Some(ExtensionType::Other("satellite".to_owned())));
}

#[tokio::test]
async fn p29_extensions_as_numbers_and_strings_in_one_response() {
    let page = response!(phone::users::call_logs::list("me"), PARTIES);
    let call = &page.call_logs[0];
    assert_eq!(call.forwarded_to.as_ref().unwrap().extension_number.as_deref(), Some("1002"));
    assert_eq!(call.forwarded_by.as_ref().unwrap().extension_number.as_deref(), Some("1022"));
}

#[tokio::test]
async fn p30_phone_numbers_as_numbers() {
    let page = response!(phone::users::call_logs::list("me"), PARTIES);
    let call = &page.call_logs[0];
    assert_eq!(call.forwarded_to.as_ref().unwrap().phone_number.as_deref(), Some("15550100"));
    assert_eq!(call.forwarded_by.as_ref().unwrap().phone_number.as_deref(), Some("+15550101"));
}

#[tokio::test]
async fn p31_ids_of_sessions_as_numbers() {
    let page = response!(
        video_sdk::list_recordings(),
        r#"{"sessions":[{"session_id":112233445566},{"session_id":"Zm9v/bar=="}]}"#
    );
    let ids: Vec<_> = page.sessions.iter().map(|one| one.session_id.as_deref().unwrap()).collect();
    assert_eq!(ids, ["112233445566", "Zm9v/bar=="]);
}

#[tokio::test]
async fn p42_prices_with_and_without_a_sign() {
    let page = response!(phone::users::call_logs::list("me"), PARTIES);
    assert_eq!(page.call_logs[0].rate.as_deref(), Some("$0.0255"));
    let page = response!(
        reports::telephone("2026-01-01", "2026-01-02"),
        r#"{"telephony_usage":[{"rate":"0.0255"},{"rate":"0"},{"rate":"$0.0255"},{"rate":0.5}]}"#
    );
    let rates: Vec<_> = page.telephony_usage.iter().map(|one| one.rate).collect();
    assert_eq!(rates, [Some(0.0255), Some(0.0), None, Some(0.5)]);
    assert_eq!(page.telephony_usage[2].extra.get("rate").unwrap(), "$0.0255");
}

#[tokio::test]
async fn p44_numbers_of_meetings_with_spaces() {
    let page = response!(
        reports::disclaimers("2026-01-01", "2026-01-02"),
        r#"{"disclaimer_records":[{"meeting_number":"982 610 0285"},{"meeting_number":9826100285},{"meeting_number":"9826100285"}]}"#
    );
    let numbers: Vec<_> = page.disclaimer_records.iter().map(|one| one.meeting_number).collect();
    assert_eq!(numbers, [None, Some(9_826_100_285), Some(9_826_100_285)]);
    assert_eq!(page.disclaimer_records[0].extra.get("meeting_number").unwrap(), "982 610 0285");
}

#[tokio::test]
async fn p46_kinds_of_numbers_in_other_spellings() {
    let page = response!(
        phone::numbers::list(),
        r#"{"phone_numbers":[{"number_type":"toll"},{"number_type":"Toll"},{"number_type":1}]}"#
    );
    let kinds: Vec<_> =
        page.phone_numbers.into_iter().map(|one| one.number_type.unwrap()).collect();
    let other = |text: &str| NumberType::Other(text.to_owned());
    assert_eq!(kinds, [NumberType::Toll, other("Toll"), other("1")]);
}

#[tokio::test]
async fn p56_fields_that_come_and_go() {
    let page = response!(
        phone::recordings::list(),
        r#"{"recordings":[{"id":"a","call_id":"7131434343434343434","transcript_download_url":"https://zoom.us/t","waveform_url":"https://zoom.us/w"},{"id":"b"}]}"#
    );
    let (first, second) = (&page.recordings[0], &page.recordings[1]);
    assert_eq!(first.transcript_download_url.as_deref(), Some("https://zoom.us/t"));
    assert!(first.extra.get("waveform_url").is_some());
    assert_eq!((second.download_url.as_ref(), second.duration), (None, None));
    assert!(second.extra.is_empty());
}
