//! What the workflows run besides cargo, with a `gh` of the test.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its own functions too")]

mod project;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use project::Ran;
use xtask::reports::MARKER;

/// Lists the comments in the file `comments`, and notes every other call in `calls`.
const GH: &str = r#"#!/bin/sh
folder=$(dirname "$0")
case "$*" in
*--paginate*) cat "$folder/comments" ;;
*) echo "$*" >>"$folder/calls" ;;
esac
"#;

/// The result of `.ci/comment`, and the calls that change something.
fn comment(comments: &str, report: &str) -> (Ran, String) {
    let dir = tempfile::tempdir().unwrap();
    let gh = dir.path().join("gh");
    fs::write(&gh, GH).unwrap();
    fs::set_permissions(&gh, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(dir.path().join("comments"), comments).unwrap();
    fs::write(dir.path().join("report.md"), report).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.ci/comment");
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("bash")
        .arg(script)
        .args(["owner/name", "7", "report.md"])
        .current_dir(dir.path())
        .env("PATH", format!("{}:{path}", dir.path().display()))
        .env_remove("COMMENT_AUTHOR")
        .output()
        .unwrap();
    let calls = fs::read_to_string(dir.path().join("calls")).unwrap_or_default();
    (Ran::from(output), calls)
}

#[test]
fn a_comment_replaces_its_own_predecessor_only() {
    let report = format!("{MARKER}\n## What changes\n");
    let new =
        "api --silent --method POST repos/owner/name/issues/7/comments --field body=@report.md\n";
    let others = format!("1\tsomebody\t{MARKER}\n2\tgithub-actions[bot]\tCoverage\n");
    for comments in ["", others.as_str()] {
        let (ran, calls) = comment(comments, &report);
        ran.code(0);
        assert_eq!(calls, new);
    }
    let own = format!("{others}3\tgithub-actions[bot]\t{MARKER}\n4\tsomebody\tThanks\n");
    let (ran, calls) = comment(&own, &report);
    ran.code(0);
    let edited =
        "api --silent --method PATCH repos/owner/name/issues/comments/3 --field body=@report.md\n";
    assert_eq!(calls, edited);
}

#[test]
fn what_is_no_report_is_not_written() {
    for report in ["", "## No marker\n", &format!("{MARKER}\n{}", "x".repeat(65_536))] {
        let (ran, calls) = comment("", report);
        ran.code(2);
        assert_eq!(calls, "");
    }
}
