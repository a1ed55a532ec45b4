//! Runs commands that need a network in the program `xtask-fetch`.
//!
//! Compiling an HTTP client with TLS takes long, and most commands need none. So `xtask` has none: it lets cargo build
//! `xtask-fetch`, the same program with the feature `fetch`, and passes the arguments on. Cargo keeps both builds.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};

use crate::console::Console;
use crate::outcome::Outcome;

/// Runs the same command in `xtask-fetch`.
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
    match status.code().and_then(Outcome::from_code) {
        Some(outcome) => Ok(outcome),
        None => bail!(
            "the downloader could not be built or was killed ({status}); specs/ was not changed"
        ),
    }
}
