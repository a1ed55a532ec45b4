//! docs/examples: the reports are those that the command makes. `UPDATE_EXAMPLES=1` writes them.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its own functions too")]

use std::fs;
use std::path::Path;
use std::process::Command;

const FORMS: [(&str, &str); 3] = [("markdown", "md"), ("text", "txt"), ("json", "json")];

#[test]
fn the_examples_are_what_the_command_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let update = std::env::var_os("UPDATE_EXAMPLES").is_some_and(|value| value == "1");
    let mut stale = Vec::new();
    for (format, ending) in FORMS {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["diff", "--base", "docs/examples/weekly/before"])
            .args(["--head", "docs/examples/weekly/after", "--format", format])
            .env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"))
            .env("NO_COLOR", "1")
            .env_remove("CLICOLOR_FORCE")
            .current_dir(root)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let made = String::from_utf8(output.stdout).unwrap();
        let name = format!("docs/examples/weekly/report.{ending}");
        let file = root.join(&name);
        if update {
            fs::write(&file, &made).unwrap();
        }
        if fs::read_to_string(&file).unwrap_or_default() != made {
            stale.push(name);
        }
    }
    assert_eq!(stale, [""; 0], "UPDATE_EXAMPLES=1 cargo test -p xtask --test examples");
}
