//! Texts that become parts of a URL, and texts that may be points in time.

use proptest::prelude::*;
use zoom_client::{Timestamp, meetings, users};

use super::explore;

/// The last part of a path, as it is sent.
fn last(url: &str) -> &str {
    let path = url.split('?').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

fn decoded(part: &str) -> String {
    percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned()
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[/%.+ ?#&=a-z]{1,12}"]
}

#[test]
fn whatever_stands_in_a_path_arrives_as_it_was() {
    explore("path", text(), |text| {
        let Ok(request) = users::get(&text).request() else {
            // What would be another path is refused: nothing, and what means the folder above.
            prop_assert!(
                text.is_empty() || text.chars().all(|c| c == '.'),
                "{:?} was refused",
                text
            );
            return Ok(());
        };
        let ascii = request.url.bytes().all(|byte| byte.is_ascii_graphic());
        prop_assert!(ascii, "{}", request.url);
        prop_assert_eq!(request.url.matches('/').count(), 2, "{}", request.url);
        prop_assert_eq!(decoded(last(&request.url)), text);
        Ok(())
    });
}

#[test]
fn ids_are_encoded_twice_exactly_when_they_must() {
    explore("double", text(), |text| {
        let Ok(request) = meetings::get(&text).request() else { return Ok(()) };
        let once = decoded(last(&request.url));
        // Zoom's rule: what begins with a slash, or has two in a row.
        let twice = text.starts_with('/') || text.contains("//");
        prop_assert_eq!(if twice { decoded(&once) } else { once }, text, "{}", request.url);
        Ok(())
    });
}

#[test]
fn any_text_may_stand_for_a_point_in_time() {
    let dates =
        "[0-9]{1,5}[-/:T ][0-9]{1,3}[-/:T ][0-9]{1,3}[T ]?[0-9:.]{0,12}(Z|[+-][0-9:]{1,6})?";
    explore("time", prop_oneof![any::<String>(), dates], |text| {
        let time = Timestamp::new(text.as_str());
        prop_assert_eq!(time.as_str(), &text);
        if let Some(seconds) = time.unix_seconds()
            && (-62_135_596_800..253_402_300_800).contains(&seconds)
        {
            prop_assert_eq!(Timestamp::from_unix_seconds(seconds).unix_seconds(), Some(seconds));
        }
        Ok(())
    });
}
