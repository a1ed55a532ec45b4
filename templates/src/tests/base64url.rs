//! base64url, as Mail has it.

use proptest::prelude::*;

use crate::zoom::base64url::{decode, encode};

#[test]
fn padding_may_be_absent_and_other_alphabets_are_errors() {
    assert_eq!(decode("YSBzbWFsbA==").unwrap(), b"a small");
    assert_eq!(decode("YSBzbWFsbA").unwrap(), b"a small");
    assert_eq!(encode([0xfb, 0xff]), "-_8=");
    for text in ["+/8=", "a", "YSBz bWFs", "ä"] {
        assert_eq!(decode(text).unwrap_err().to_string(), "the string is not base64url", "{text}");
    }
}

proptest! {
    #[test]
    fn bytes_come_back(bytes: Vec<u8>) {
        prop_assert_eq!(decode(encode(&bytes)).unwrap(), bytes);
    }
}
