//! The push of the first version of the API.

use crate::zoom::webhooks::WebhookError;
use crate::zoom::webhooks::v1::{Push, PushVerifier};

const BODY: &[u8] = b"id=123456789&uuid=abc%2Fd%3D%3D&status=STARTED&host_id=h-1&new=%F0%9F%9A%92";

fn outcome(headers: &[(&str, &str)]) -> Result<Push, WebhookError> {
    PushVerifier::new("zoom", "hush").unwrap().verify(headers.iter().copied(), BODY)
}

#[test]
fn a_push_with_the_right_password_is_read() {
    // The base64 of `zoom:hush`.
    let push = outcome(&[("Authorization", "Basic em9vbTpodXNo")]).unwrap();
    assert_eq!(push.id, Some(123_456_789));
    assert_eq!(push.uuid.as_deref(), Some("abc/d=="));
    assert_eq!(push.status.as_deref(), Some("STARTED"));
    assert_eq!(push.host_id.as_deref(), Some("h-1"));
    assert_eq!(push.extra.get("new").unwrap(), "\u{1f692}");
    assert_eq!(push.extra.len(), 1);
}

#[test]
fn others_are_rejected() {
    assert_eq!(outcome(&[]), Err(WebhookError::MissingHeader("authorization")));
    let right = ("authorization", "Basic em9vbTpodXNo");
    assert_eq!(outcome(&[right, right]), Err(WebhookError::DuplicateHeader("authorization")));
    for wrong in ["", "Basic em9vbTpodXNp", "basic em9vbTpodXNo", "Bearer em9vbTpodXNo"] {
        assert_eq!(
            outcome(&[("authorization", wrong)]),
            Err(WebhookError::WrongPassword),
            "{wrong}"
        );
    }
    assert!(PushVerifier::new("zoom", "").is_none());
    assert!(!format!("{:?}", PushVerifier::new("zoom", "hush")).contains("hush"));
}

#[test]
fn what_is_odd_is_kept() {
    let push = Push::read(b"id=abc&status=&id=").unwrap();
    assert_eq!((push.id, push.status), (None, None));
    assert_eq!(push.extra.get("id").unwrap(), "");
    assert_eq!(Push::read(b"").unwrap(), Push::default());
    assert_eq!(Push::read(b"\xff").unwrap_err().status(), 400);
}
