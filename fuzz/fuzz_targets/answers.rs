//! Whatever is answered: nothing of it is lost.

#![no_main]
#![allow(dead_code, reason = "the module is that of a test, which uses all of it")]

#[path = "../../generated/tests/fuzz/judged.rs"]
mod judged;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    judged::answer(bytes).expect("what has to hold");
});
