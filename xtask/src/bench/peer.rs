//! Code generation beside oas3-gen, the fastest other generator that is a crate, from the same document.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Context;

use super::measure::{self, Measured, Ratio, Runs, measured, median};
use super::{Row, table};

/// The program that is looked up in `PATH`.
const PEER: &str = "oas3-gen";

/// The document that both can read.
const DOCUMENT: &str = "zoom-v2-classic.json";

pub fn peer(root: &Path, documents: &Path, runs: &Runs<'_>) -> anyhow::Result<()> {
    let file = documents.join(DOCUMENT);
    if !file.exists() {
        let folder = documents.display();
        runs.console.say(format!("peer: left out, for {DOCUMENT} is not in {folder}"));
        return Ok(());
    }
    if Command::new(PEER).arg("--version").output().is_err() {
        runs.console
            .say(format!("peer: left out, for {PEER} is not installed (`cargo install {PEER}`)"));
        return Ok(());
    }
    let place = root.join("target/bench-peer");
    let program = measure::target_folder(root)?.join("release/xtask");
    let (mut own, mut other): (Vec<Measured>, Vec<Measured>) = (Vec::new(), Vec::new());
    for _ in 0..runs.count {
        // Both write everything.
        let _ = fs::remove_dir_all(&place);
        fs::create_dir_all(&place).context("cannot create the folder of what is generated")?;
        let mut command = Command::new(&program);
        command
            .args(["codegen", "--name", "classic", "--spec"])
            .arg(&file)
            .arg("--out")
            .arg(place.join("own"));
        own.push(measured(command.current_dir(root))?);
        let mut command = Command::new(PEER);
        command
            .args(["generate", "client-mod", "-i"])
            .arg(&file)
            .arg("-o")
            .arg(place.join("other"));
        other.push(measured(command.current_dir(root))?);
    }
    let ratio = Ratio::of(&own, &other);
    let rows = [
        Row::new(PEER, median(other)?, "1"),
        Row::new("`cargo xtask codegen --spec`", median(own)?, ratio.to_string()),
    ];
    table(runs.console, "Code generation: the classic document, in pairs", &rows)
}
