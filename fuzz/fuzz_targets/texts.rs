//! Texts in paths, and texts that may be points in time.

#![no_main]
#![allow(dead_code, reason = "the module is that of a test, which uses all of it")]

#[path = "../../generated/tests/fuzz/judged.rs"]
mod judged;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    judged::text(&String::from_utf8_lossy(bytes)).expect("what has to hold");
});
