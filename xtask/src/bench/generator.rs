//! The generator and the commands around it: codegen, import, lint, diff.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::Context;
use zoom_codegen::Stage;

use super::measure::{self, Measured, Runs};
use super::{Row, table};
use crate::read;

/// Our own program as it is built for release, in the project at `place`.
fn program(root: &Path, place: &Path, arguments: &[&str]) -> anyhow::Result<Command> {
    let mut command = Command::new(measure::target_folder(root)?.join("release/xtask"));
    // Arguments that are added later belong to the command.
    command.arg("--root").arg(place).args(arguments).current_dir(root);
    Ok(command)
}

/// The inputs in a folder of their own, so that measuring does not change the project.
fn copy(root: &Path) -> anyhow::Result<PathBuf> {
    let place = root.join("target/bench-project");
    empty(&place)?;
    for (path, text) in read::specs(root)? {
        write(&place.join("specs").join(path), &text)?;
    }
    for (path, text) in read::project(root)?.templates {
        write(&place.join("templates").join(path), &text)?;
    }
    Ok(place)
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let folder = path.parent().context("a file without a folder")?;
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .context("cannot copy the inputs")
}

fn empty(place: &Path) -> anyhow::Result<()> {
    if place.exists() {
        fs::remove_dir_all(place).context("cannot empty the folder of an earlier run")?;
    }
    Ok(())
}

pub fn codegen(root: &Path, runs: &Runs<'_>) -> anyhow::Result<()> {
    let place = copy(root)?;
    let cold = runs.median(|| {
        empty(&place.join("generated"))?;
        program(root, &place, &["codegen"])
    })?;
    let warm = runs.median(|| program(root, &place, &["codegen", "--fresh"]))?;
    let one = runs.median(|| program(root, &place, &["codegen", "--fresh", "--threads", "1"]))?;
    let nothing = runs.median(|| program(root, &place, &["codegen"]))?;
    let beside = |other: Measured| format!("CPU {:.2} times of warm", other.cpu / warm.cpu);
    let rows = [
        Row::new("cold: every file is written", cold, beside(cold)),
        Row::new("warm: no file is written", warm, "1"),
        Row::new("warm, on one thread", one, beside(one)),
        Row::new("nothing has changed since the last run", nothing, beside(nothing)),
    ];
    table(runs.console, "Code generation: all documents", &rows)?;
    let stages = measure::stages(&read::project(root)?, runs.count)?;
    let whole: f64 = stages.iter().map(|(_, time)| time).sum();
    let row = |(stage, time): &(Stage, f64)| {
        format!("| {stage} | {time:.0} ms | {:.0} % |\n", 100.0 * time / whole)
    };
    let rows: String = stages.iter().map(row).collect();
    runs.console.result(&format!(
        "\nBy stage, in one process on one thread:\n\n| stage | median | of the whole |\n| --- | --- | --- |\n{rows}| all | {whole:.0} ms | |\n"
    ))
}

/// Sources with published documents, and what those are called.
const PUBLISHED: [(&str, &str); 3] = [
    ("classic", "zoom-v2-classic.json"),
    ("hub-users", "zoom-v2-hub-users.json"),
    ("hub-meetings", "zoom-v2-hub-meetings.json"),
];

pub fn import(root: &Path, documents: &Path, runs: &Runs<'_>) -> anyhow::Result<()> {
    let place = copy(root)?;
    let mut rows = Vec::new();
    for (source, name) in PUBLISHED {
        let file = documents.join(name);
        if !file.exists() {
            let folder = documents.display();
            runs.console.say(format!("{source}: left out, for {name} is not in {folder}"));
            continue;
        }
        // The source equals what specs/ has: nothing is written.
        let measured = runs.median(|| {
            let mut command = program(root, &place, &["specs", "import", source, "--from"])?;
            command.arg(&file);
            Ok(command)
        })?;
        let text = fs::read(&file).with_context(|| format!("cannot read {name}"))?;
        let plain = reading(&text, runs.count)?;
        let beside = format!("CPU {:.1} times of reading it with serde_json", measured.cpu / plain);
        rows.push(Row::new(format!("`specs import {source}`"), measured, beside));
    }
    let lint = runs.median(|| program(root, &place, &["specs", "lint"]))?;
    let codegen =
        runs.median(|| program(root, &place, &["codegen", "--fresh", "--threads", "1"]))?;
    let beside = format!("CPU {:.2} times of codegen", lint.cpu / codegen.cpu);
    rows.push(Row::new("`specs lint`", lint, beside));
    table(runs.console, "Import and lint", &rows)
}

/// Seconds that serde_json takes to read a document.
fn reading(text: &[u8], runs: u32) -> anyhow::Result<f64> {
    let mut times = Vec::new();
    for _ in 0..runs {
        let begun = Instant::now();
        let value: serde_json::Value = serde_json::from_slice(text).context("not JSON")?;
        times.push(begun.elapsed().as_secs_f64());
        drop(value);
    }
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().context("nothing was run")
}

pub fn diff(root: &Path, runs: &Runs<'_>) -> anyhow::Result<()> {
    let place = copy(root)?;
    let diff = runs.median(|| program(root, root, &["diff", "--base", "HEAD"]))?;
    let codegen =
        runs.median(|| program(root, &place, &["codegen", "--fresh", "--threads", "1"]))?;
    let beside = format!("CPU {:.2} times of codegen", diff.cpu / codegen.cpu);
    let name = "HEAD and the work tree, both from scratch";
    table(runs.console, "Diff of the whole API", &[Row::new(name, diff, beside)])
}
