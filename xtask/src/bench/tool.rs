//! The tool itself, as a maintainer meets it: built from nothing, and run again.

use std::path::Path;

use super::measure::{self, Measured, Runs, measured};
use super::{Row, cargo, table};

pub fn xtask(root: &Path, runs: &Runs<'_>) -> anyhow::Result<()> {
    // Below the target folder, so that it is on the same disk and never committed.
    let place = measure::target_folder(root)?.join("bench-cold");
    let _ = std::fs::remove_dir_all(&place);
    let build = |arguments: &[&str]| -> anyhow::Result<Measured> {
        runs.console.say(format!("cargo build {}", arguments.join(" ")));
        let mut command = cargo(root);
        command.args(["build", "-q"]).args(arguments).env("CARGO_TARGET_DIR", &place);
        measured(&mut command)
    };
    let cold = build(&["-p", "xtask"]);
    let fetch = build(&["-p", "xtask", "--features", "fetch", "--bin", "xtask-fetch"]);
    let _ = std::fs::remove_dir_all(&place);
    let (cold, fetch) = (cold?, fetch?);
    let second = |profile: &'static str| {
        runs.median(move || {
            let mut command = cargo(root);
            let run = ["run", "-q", "-p", "xtask", "--bin", "xtask", "--profile", profile];
            command.args(run).args(["--", "codegen"]);
            Ok(command)
        })
    };
    let (dev, release) = (second("dev")?, second("release")?);
    let rows = [
        Row::new("`cargo build -p xtask`, nothing built before", cold, "-"),
        Row::new(
            "`xtask-fetch`, on top of it",
            fetch,
            format!("CPU {:.2} times of the line above", fetch.cpu / cold.cpu),
        ),
        Row::new(
            "`cargo xtask codegen`, second run",
            dev,
            format!("CPU {:.1} times of the release profile", dev.cpu / release.cpu),
        ),
    ];
    table(runs.console, "The tool itself", &rows)
}
