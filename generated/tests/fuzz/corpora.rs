//! What libFuzzer begins with and what it has found (fuzz/seeds), once more on stable.

use std::path::Path;

use super::judged;

/// The inputs of a target.
fn each(target: &str, property: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(target);
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        property(&std::fs::read(entry.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count > 2, "{target} has {count} inputs");
}

#[test]
fn answers() {
    each("answers", |body| judged::answer(body).unwrap());
}

#[test]
fn webhooks() {
    each("webhooks", |body| judged::signed(body).unwrap());
}

#[test]
fn texts() {
    each("texts", |text| judged::text(&String::from_utf8_lossy(text)).unwrap());
}
