//! Signatures, headers, age, the question of an endpoint.

use std::collections::HashMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{SECRET, SIGNED_AT};
use crate::runtime::reqwest::header::{HeaderMap, HeaderValue};
use crate::zoom::webhooks::{
    DedupeKey, RETRY_WINDOW, SIGNATURE_HEADER, TIMESTAMP_HEADER, Verifier, WebhookError, testing,
};

/// A genuine request: the vector of the facts.
const QUESTION: &str = r#"{"payload":{"plainToken":"xys8n8PGS7mAU0m5-YJjRA"},"event_ts":1720705455858,"event":"endpoint.url_validation"}"#;
const SIGNATURE: &str = "v0=93a1a675965ceb9c5a50c5dfb31f20e50f763be37a54ef74cd2d16a1a8e5c0d6";

/// Escapes beside text that is not ASCII; signed with another program.
const ESCAPED: &str = r#"{"event":"meeting.started","event_ts":1720705500123,"payload":{"account_id":"AAAAAABBBB","object":{"id":"94890226305","uuid":"4444AAAiAAAAAiAiAiiAii==","topic":"Fire drill \ud83d\ude92 ’café’ \/ 日本","type":2}}}"#;
const ESCAPED_SIGNATURE: &str =
    "v0=15e1726c93c8e984fa9172ac86ffc2100527a6f0d9cd318621b1b11cf410fa76";

fn at(seconds: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap())
}

fn verifier() -> Verifier {
    Verifier::new(SECRET).unwrap().clock(|| at(SIGNED_AT + 10))
}

/// What becomes of the genuine question when its headers are these.
fn outcome<const N: usize>(headers: [(&str, &str); N]) -> Result<(), WebhookError> {
    verifier().authenticate(headers, QUESTION.as_bytes()).map(|_| ())
}

#[test]
fn genuine_requests_are_believed() {
    let headers = [(TIMESTAMP_HEADER, "1720705455"), (SIGNATURE_HEADER, SIGNATURE)];
    let request = verifier().authenticate(headers, QUESTION.as_bytes()).unwrap();
    assert_eq!(request.body(), QUESTION.as_bytes());
    assert_eq!(request.unix_seconds(), SIGNED_AT);
}

#[test]
fn escapes_and_text_beyond_ascii_are_believed() {
    let headers = [(TIMESTAMP_HEADER, "1720705500"), (SIGNATURE_HEADER, ESCAPED_SIGNATURE)];
    verifier().authenticate(headers, ESCAPED.as_bytes()).unwrap();
    // The same text after decoding and encoding is another body.
    let again: serde_json::Value = serde_json::from_str(ESCAPED).unwrap();
    let rejected = verifier().authenticate(headers, again.to_string().as_bytes()).map(|_| ());
    assert_eq!(rejected, Err(WebhookError::WrongSignature));
}

#[test]
fn every_changed_byte_of_the_body_is_noticed() {
    let headers = [(TIMESTAMP_HEADER, "1720705500"), (SIGNATURE_HEADER, ESCAPED_SIGNATURE)];
    for place in 0..ESCAPED.len() {
        for bit in 0..8 {
            let mut body = ESCAPED.as_bytes().to_vec();
            body[place] ^= 1 << bit;
            let outcome = verifier().authenticate(headers, &body).map(|_| ());
            assert_eq!(outcome, Err(WebhookError::WrongSignature), "byte {place}, bit {bit}");
        }
        let shorter = [&ESCAPED.as_bytes()[..place], &ESCAPED.as_bytes()[place + 1..]].concat();
        assert!(verifier().authenticate(headers, &shorter).is_err(), "without byte {place}");
    }
}

#[test]
fn every_changed_byte_of_a_header_is_noticed() {
    // The window includes every time, so that only the signature can tell.
    let verifier = verifier().window(Duration::MAX);
    let values = [b"1720705455".as_slice(), SIGNATURE.as_bytes()];
    for (header, genuine) in values.iter().enumerate() {
        for place in 0..genuine.len() {
            for other in 0..=u8::MAX {
                let mut values = values.map(<[u8]>::to_vec);
                if values[header][place] == other {
                    continue;
                }
                values[header][place] = other;
                let [time, signature] = &values;
                let headers = [(TIMESTAMP_HEADER, time), (SIGNATURE_HEADER, signature)];
                let outcome = verifier.authenticate(headers, QUESTION.as_bytes());
                assert!(outcome.is_err(), "header {header}, byte {place}: {other}");
            }
        }
    }
}

#[test]
fn headers_come_in_many_forms() {
    let names = ["x-zm-request-timestamp", "X-Zm-Request-Timestamp", "X-ZM-REQUEST-TIMESTAMP"];
    for name in names {
        assert_eq!(
            outcome([("X-Zm-Signature", SIGNATURE), ("Host", "x"), (name, "1720705455")]),
            Ok(())
        );
    }
    let mut map = HeaderMap::new();
    map.insert(TIMESTAMP_HEADER, HeaderValue::from_static("1720705455"));
    map.insert(SIGNATURE_HEADER, HeaderValue::from_static(SIGNATURE));
    verifier().authenticate(&map, QUESTION.as_bytes()).unwrap();
    let map: HashMap<String, String> =
        map.iter().map(|(n, v)| (n.to_string(), v.to_str().unwrap().to_owned())).collect();
    verifier().authenticate(&map, QUESTION.as_bytes()).unwrap();
}

#[test]
fn headers_that_cannot_be_used_are_named() {
    let time = (TIMESTAMP_HEADER, "1720705455");
    let signature = (SIGNATURE_HEADER, SIGNATURE);
    assert_eq!(outcome([]), Err(WebhookError::MissingHeader(TIMESTAMP_HEADER)));
    assert_eq!(outcome([time]), Err(WebhookError::MissingHeader(SIGNATURE_HEADER)));
    assert_eq!(outcome([signature]), Err(WebhookError::MissingHeader(TIMESTAMP_HEADER)));
    assert_eq!(
        outcome([time, signature, ("X-Zm-Signature", SIGNATURE)]),
        Err(WebhookError::DuplicateHeader(SIGNATURE_HEADER))
    );
    assert_eq!(
        outcome([time, time, signature]),
        Err(WebhookError::DuplicateHeader(TIMESTAMP_HEADER))
    );
    let huge = "1".repeat(1 << 20);
    assert_eq!(
        outcome([(TIMESTAMP_HEADER, &huge), signature]),
        Err(WebhookError::LongHeader { name: TIMESTAMP_HEADER, length: 1 << 20 })
    );
    assert_eq!(
        outcome([time, (SIGNATURE_HEADER, &huge)]),
        Err(WebhookError::LongHeader { name: SIGNATURE_HEADER, length: 1 << 20 })
    );
}

#[test]
fn values_that_are_not_understood_are_named() {
    let signature = (SIGNATURE_HEADER, SIGNATURE);
    for time in ["", " 1720705455", "+1720705455", "-1", "1720705455.0", "9999999999999999999"] {
        let outcome = outcome([(TIMESTAMP_HEADER, time), signature]);
        assert_eq!(outcome, Err(WebhookError::MalformedTimestamp), "{time}");
    }
    let upper = format!("v0={}", SIGNATURE[3..].to_uppercase());
    let short = &SIGNATURE[..SIGNATURE.len() - 1];
    for text in ["", "v0=", short, &upper, &SIGNATURE.replace("v0", "v1"), &format!("{SIGNATURE} ")]
    {
        let outcome = outcome([(TIMESTAMP_HEADER, "1720705455"), (SIGNATURE_HEADER, text)]);
        assert_eq!(outcome, Err(WebhookError::MalformedSignature), "{text}");
    }
}

#[test]
fn requests_of_another_time_are_rejected() {
    let at_distance = |distance: i64, window: Option<Duration>| {
        let mut verifier = Verifier::new(SECRET).unwrap().clock(move || at(SIGNED_AT + distance));
        if let Some(window) = window {
            verifier = verifier.window(window);
        }
        let headers = testing::headers_at(SECRET, SIGNED_AT, b"{}");
        verifier.authenticate(headers, b"{}").map(|_| ())
    };
    assert_eq!(at_distance(300, None), Ok(()));
    let age = Duration::from_secs(301);
    assert_eq!(at_distance(301, None), Err(WebhookError::Stale { age }));
    assert_eq!(at_distance(-300, None), Ok(()));
    assert_eq!(at_distance(-301, None), Err(WebhookError::Premature { ahead: age }));
    // A last repetition, should it carry its first signature.
    assert!(at_distance(85 * 60, None).is_err());
    assert_eq!(at_distance(85 * 60, Some(RETRY_WINDOW)), Ok(()));
    assert_eq!(at_distance(1, Some(Duration::ZERO)).map_err(|error| error.status()), Err(401));
}

#[test]
fn a_secret_can_be_replaced() {
    let both = verifier().or("new-secret").unwrap();
    for secret in [SECRET, "new-secret"] {
        let headers = testing::headers_at(secret, SIGNED_AT, QUESTION.as_bytes());
        let request = both.authenticate(headers, QUESTION.as_bytes()).unwrap();
        let own = Verifier::new(secret).unwrap().clock(|| at(SIGNED_AT));
        let headers = testing::headers_at(secret, SIGNED_AT, QUESTION.as_bytes());
        let alone = own.authenticate(headers, QUESTION.as_bytes()).unwrap();
        // The response is made with the secret that the question was signed with.
        assert_eq!(request.challenge(), alone.challenge());
    }
    let headers = testing::headers_at("third-secret", SIGNED_AT, QUESTION.as_bytes());
    let rejected = both.authenticate(headers, QUESTION.as_bytes()).map(|_| ());
    assert_eq!(rejected, Err(WebhookError::WrongSignature));
}

#[test]
fn an_empty_secret_is_rejected() {
    let error = Verifier::new("").unwrap_err();
    assert!(error.to_string().contains("is empty"), "{error}");
    assert!(verifier().or("").is_err());
}

#[test]
fn the_check_gets_its_response() {
    let headers = [(TIMESTAMP_HEADER, "1720705455"), (SIGNATURE_HEADER, SIGNATURE)];
    let verifier = verifier();
    let request = verifier.authenticate(headers, QUESTION.as_bytes()).unwrap();
    let response: serde_json::Value =
        serde_json::from_str(&request.challenge().unwrap().unwrap().to_json()).unwrap();
    let expected = serde_json::json!({
        "plainToken": "xys8n8PGS7mAU0m5-YJjRA",
        "encryptedToken": "2fffc6a967dde4f68024025a5bd991c5ae1e5313b4e6365be4883e3e81d479b3",
    });
    assert_eq!(response, expected);
}

#[test]
fn a_question_that_could_be_a_signed_body_is_rejected() {
    let forged = format!("v0:{SIGNED_AT}:{ESCAPED}");
    let long = "a".repeat(257);
    let tokens = ["", ":", "a:b", "v0:1:{}", "a b", "é", "{}", "a\n", &forged, &long];
    let challenge = |token: &str| {
        let body = serde_json::json!({"event": "endpoint.url_validation", "payload": {"plainToken": token}});
        let body = body.to_string();
        let headers = testing::headers_at(SECRET, SIGNED_AT, body.as_bytes());
        verifier().authenticate(headers, body.as_bytes()).unwrap().challenge()
    };
    for token in tokens {
        assert_eq!(challenge(token).unwrap_err().status(), 400, "{token}");
    }
    for token in ["xys8n8PGS7mAU0m5-YJjRA", "a", "aZ09-._~+/=", &long[1..]] {
        assert_eq!(challenge(token).unwrap().unwrap().plain_token, token);
    }
}

#[test]
fn times_at_the_end_of_numbers_are_only_too_far_away() {
    for (seconds, now) in [(i64::MAX, 0), (0, i64::MAX), (i64::MAX, SIGNED_AT), (0, 0)] {
        // A clock of some systems ends earlier.
        let Some(now) = UNIX_EPOCH.checked_add(Duration::from_secs(now.unsigned_abs())) else {
            continue;
        };
        let headers = || testing::headers_at(SECRET, seconds, b"{}");
        for window in [Duration::ZERO, Duration::MAX] {
            let verifier = Verifier::new(SECRET).unwrap().clock(move || now).window(window);
            let outcome = verifier.check_headers(headers());
            let fits = window == Duration::MAX || (seconds == 0 && now == UNIX_EPOCH);
            assert_eq!(outcome.is_ok(), fits, "{seconds} at {now:?}: {outcome:?}");
        }
    }
    let before = Verifier::new(SECRET).unwrap().clock(|| UNIX_EPOCH - Duration::from_secs(1));
    assert!(before.check_headers(testing::headers_at(SECRET, i64::MAX, b"")).is_err());
    assert!(before.check_headers(testing::headers_at(SECRET, i64::MIN, b"")).is_err());
}

#[test]
fn other_bodies_are_no_question() {
    let challenge = |body: &str| {
        let headers = testing::headers_at(SECRET, SIGNED_AT, body.as_bytes());
        verifier().authenticate(headers, body.as_bytes()).unwrap().challenge()
    };
    assert_eq!(challenge(ESCAPED), Ok(None));
    assert_eq!(challenge("[]"), Ok(None));
    for body in ["", "{", r#"{"event":"endpoint.url_validation","payload":{"plainToken":1}}"#] {
        let error = challenge(body).unwrap_err();
        assert_eq!(error.status(), 400, "{error}");
    }
}

#[test]
fn repeated_deliveries_have_one_key() {
    let key = |at: i64, body: &str| {
        let headers = testing::headers_at(SECRET, at, body.as_bytes());
        verifier().authenticate(headers, body.as_bytes()).unwrap().dedupe_key()
    };
    assert_eq!(key(SIGNED_AT, QUESTION), key(SIGNED_AT + 60, QUESTION));
    assert_ne!(key(SIGNED_AT, QUESTION), key(SIGNED_AT, ESCAPED));
    let digest = "26943246c0be4c0b17506e398c1cb71f2c666eced3e6ac07aed0685e969cce2e";
    assert_eq!(DedupeKey::of(QUESTION.as_bytes()).to_string(), digest);
}

#[test]
fn no_secret_is_printed() {
    let headers = testing::headers_at("hush-hush", SIGNED_AT, b"{\"token\":\"hush\"}");
    let verifier = Verifier::new("hush-hush").unwrap().clock(|| at(SIGNED_AT));
    let request = verifier.authenticate(headers, b"{\"token\":\"hush\"}").unwrap();
    let text = format!("{verifier:?} {verifier:#?} {request:?}");
    assert!(!text.contains("hush"), "{text}");
    let error = Verifier::new("hush").unwrap().authenticate([("hush", "hush")], b"hush");
    assert!(!format!("{error:?}").contains("hush"));
}
