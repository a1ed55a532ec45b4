//! Whatever is signed: an event that loses nothing, or refused.

#![no_main]
#![allow(dead_code, reason = "the module is that of a test, which uses all of it")]

#[path = "../../generated/tests/fuzz/judged.rs"]
mod judged;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    judged::signed(bytes).expect("what has to hold");
});
