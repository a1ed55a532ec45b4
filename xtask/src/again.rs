//! Commands that need a network, run by the program that has one.
//!
//! Compiling an HTTP client with its TLS takes long, and most commands need none. So `xtask` has none either:
//! it lets cargo build `xtask-fetch`, which is the same program with the feature `fetch`, and passes on what
//! was typed. Cargo keeps both builds beside each other.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};

use crate::codegen::Outcome;
use crate::console::Console;

/// Runs what was typed once more, by `xtask-fetch`.
pub fn with_network(console: &Console) -> anyhow::Result<Outcome> {
    console.say("building the downloader, if it is not there yet…");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let here = env::var_os("CARGO_MANIFEST_DIR");
    let here = here.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--features", "fetch", "--bin", "xtask-fetch"]);
    command.arg("--manifest-path").arg(Path::new(&here).join("Cargo.toml"));
    command.arg("--").args(env::args_os().skip(1));
    let status = command.status().context("cannot start cargo to build the downloader")?;
    match status.code() {
        Some(0) => Ok(Outcome::Fine),
        Some(1) => Ok(Outcome::Different),
        Some(2) => Ok(Outcome::Unusable),
        _ => {
            bail!("the downloader could not be built or was ended ({status}); specs/ is as it was")
        }
    }
}
