//! `generated/` and `specs/names.lock` are what the documents in `specs/` give, and the version is high enough for what
//! changed since the last tag: all that `codegen --check` checks.

use std::path::Path;

#[test]
fn generated_follows_specs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let complaint = xtask::codegen::freshness(root).expect("the inputs are usable");
    if let Some(complaint) = complaint {
        panic!("`cargo xtask codegen --check` fails\n\n{complaint}");
    }
}
