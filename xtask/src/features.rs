//! `cargo xtask check-features`: each feature of the generated crate alone, checked by rustc without a warning.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, bail};
use clap::Args;
use serde_json::Value;

use crate::console::{BOLD, Console, RED};
use crate::outcome::Outcome;

/// Features that only name others.
const GROUPS: [&str; 2] = ["default", "full"];

/// How `check-features` is run.
#[derive(Args, Clone, Debug)]
#[command(
    long_about = "Check each feature of the generated crate alone, with warnings denied.\n\n\
        Runs `cargo check` for the library with no feature, then with each product and each part of the runtime by \
        itself, in a target folder of its own (target/check-features). `native-tls` is left out where the headers of \
        OpenSSL are missing.",
    after_help = "Exit codes:\n  0  success\n  1  a feature does not compile without warnings\n  2  cargo cannot be run"
)]
pub struct Options {
    /// The features to check; default: all.
    features: Vec<String>,
}

/// Runs the command.
pub fn run(root: &Path, options: &Options, console: &Console) -> anyhow::Result<Outcome> {
    let all = features(root)?;
    if let Some(unknown) = options.features.iter().find(|name| !all.contains(name)) {
        bail!("there is no feature `{unknown}`");
    }
    let mut wanted = options.features.clone();
    if wanted.is_empty() {
        // The first is no feature at all.
        wanted = [String::new()].into_iter().chain(all).collect();
        if cfg!(target_os = "linux") && !has_openssl() {
            console.say("`native-tls` is left out: the headers of OpenSSL are missing");
            wanted.retain(|feature| feature != "native-tls");
        }
    }
    let mut bad = Vec::new();
    for feature in &wanted {
        let shown = if feature.is_empty() { "no feature" } else { feature };
        let begun = Instant::now();
        match check(root, feature)? {
            None => console.say(format!("{shown}: {:.1} s", begun.elapsed().as_secs_f64())),
            Some(errors) => {
                let style = RED.bold();
                console.say(format!("{style}{shown}{style:#}\n{errors}"));
                bad.push(shown);
            }
        }
    }
    let count = wanted.len();
    if bad.is_empty() {
        console.result(&format!("{BOLD}{count} sets of features{BOLD:#}, no warning\n"))?;
        return Ok(Outcome::Fine);
    }
    let bad = bad.join(", ");
    console.result(&format!("{BOLD}{count} sets of features{BOLD:#}, with warnings: {bad}\n"))?;
    Ok(Outcome::Different)
}

/// All features of the crate that have code of their own, in the order of their names.
fn features(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut command = cargo(root);
    command.args(["metadata", "--no-deps", "--format-version", "1", "--offline"]);
    let output = command.stderr(Stdio::inherit()).output().context("cannot run cargo")?;
    if !output.status.success() {
        bail!("`cargo metadata` failed");
    }
    let read: Value = serde_json::from_slice(&output.stdout).context("cannot read the metadata")?;
    let packages = read.get("packages").and_then(Value::as_array);
    let is_ours = |package: &&Value| package.get("name").is_some_and(|name| name == "zoom-client");
    let package = packages.and_then(|packages| packages.iter().find(is_ours));
    let features = package.and_then(|package| package.get("features")).and_then(Value::as_object);
    let mut names: Vec<String> =
        features.context("zoom-client has no features")?.keys().cloned().collect();
    names.retain(|name| !GROUPS.contains(&name.as_str()));
    names.sort();
    Ok(names)
}

/// The messages of the compiler, if it has any.
fn check(root: &Path, feature: &str) -> anyhow::Result<Option<String>> {
    let mut command = cargo(root);
    command.args([
        "check",
        "-q",
        "-p",
        "zoom-client",
        "--lib",
        "--no-default-features",
        "--features",
        feature,
    ]);
    // Crates of the registry are not affected: cargo caps their lints.
    command.env("RUSTFLAGS", "-D warnings").env("CARGO_INCREMENTAL", "0");
    command.env("CARGO_TARGET_DIR", root.join("target/check-features"));
    let output = command.stdin(Stdio::null()).output().context("cannot run cargo")?;
    Ok((!output.status.success()).then(|| String::from_utf8_lossy(&output.stderr).into_owned()))
}

fn has_openssl() -> bool {
    Command::new("pkg-config")
        .args(["--exists", "openssl"])
        .status()
        .is_ok_and(|status| status.success())
}

fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}
