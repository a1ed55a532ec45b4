//! Any bytes that somebody calls a document.

#![no_main]
#![allow(dead_code, reason = "the modules are those of tests, which use all of them")]

#[path = "../../generator/tests/cases/mod.rs"]
mod cases;
#[path = "../../generator/tests/fuzz/judged.rs"]
mod judged;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    judged::text(&String::from_utf8_lossy(bytes)).expect("what has to hold");
});
