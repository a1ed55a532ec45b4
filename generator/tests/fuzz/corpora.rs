//! What libFuzzer begins with and what it has found (fuzz/seeds), once more on stable.

use std::path::Path;

use super::{cases, judged};

/// The inputs of a target.
fn each(target: &str, property: impl Fn(&str)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(target);
    let files = cases::entries(&folder);
    assert!(files.len() > 2, "{target} has {} inputs", files.len());
    for file in files {
        let bytes = std::fs::read(&file).expect("a file");
        property(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn load() {
    each("load", |text| judged::text(text).expect("what has to hold"));
}

#[test]
fn pipeline() {
    each("pipeline", |text| {
        let document = serde_json::from_str(text).expect("JSON");
        judged::document(&document).expect("what has to hold");
    });
}
