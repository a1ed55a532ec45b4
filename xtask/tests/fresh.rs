//! `generated/` and `specs/names.lock` are what the documents in `specs/` give.

use std::path::Path;

#[test]
fn generated_follows_specs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let complaint = xtask::codegen::freshness(root).expect("the inputs are usable");
    if let Some(complaint) = complaint {
        panic!("run `cargo xtask codegen` and commit what it writes\n\n{complaint}");
    }
}
