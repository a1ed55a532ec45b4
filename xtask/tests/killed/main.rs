//! Commands that write, ended at any moment and in any way: every file is whole, a check says that a run was cut
//! off, and the next run completes it or undoes it.
//!
//! `ZOOM_CRASH_ROUNDS` says how often each command is killed; a failure names its round.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

#[cfg(feature = "fetch")]
mod fetch;
mod fixture;
#[cfg(unix)]
mod full;
#[path = "../project/mod.rs"]
mod project;
#[allow(dead_code, reason = "without the feature `fetch` nothing is asked of it")]
#[path = "../server/mod.rs"]
mod server;
mod steps;
mod turns;

use std::env;
use std::hint::spin_loop;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use fixture::Case;

/// How often a command is killed.
fn rounds() -> u32 {
    let wanted = env::var("ZOOM_CRASH_ROUNDS").ok();
    wanted.map_or(40, |number| number.parse().unwrap())
}

/// The same numbers in every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: Duration) -> Duration {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bound.mul_f64((mixed >> 11) as f64 / (1_u64 << 53) as f64)
    }
}

/// Starts the command and kills it: at a time after its start or, if `seen`, after its journal was seen.
fn kill(case: &Case, seen: bool, delay: Duration) {
    let mut child = case.command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let journal = case.journal();
    while seen && !journal.exists() && child.try_wait().unwrap().is_none() {
        spin_loop();
    }
    let begun = Instant::now();
    if delay > Duration::from_millis(5) {
        sleep(delay);
    }
    while begun.elapsed() < delay {
        spin_loop();
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Kills the command again and again. Half of the rounds go through its whole run in equal steps, half begin when it
/// begins to write, because that takes a small part of the run.
fn killed(case: &Case, others: &[&[&str]]) {
    let mut dice = Dice(7);
    let mut cut_off = 0;
    for round in 0..rounds() {
        let seen = round % 2 == 1;
        let delay = match seen {
            true => dice.below(case.length / 4),
            false => case.length.mul_f64(1.2) * round / rounds(),
        };
        let how = format!("round {round}, killed after {delay:?}, seen: {seen}");
        case.reset();
        kill(case, seen, delay);
        cut_off += u32::from(case.is_cut_off(&how));
        let other = others.get(usize::try_from(round / 2).unwrap() % (others.len() + 1));
        if let Some(other) = other {
            case.is_settled_by(other, &how);
            continue;
        }
        case.completes(&how);
    }
    eprintln!("{cut_off} of {} rounds hit a write under way", rounds());
    assert!(cut_off > 0, "no round hit a write under way");
}

#[test]
fn a_codegen_that_is_killed() {
    killed(&Case::codegen(), &[]);
}

#[test]
fn an_import_that_is_killed() {
    killed(&Case::import(), &[&["codegen"]]);
}

#[test]
fn a_changelog_that_is_killed() {
    killed(&Case::changelog(), &[&["codegen"]]);
}

#[test]
fn a_codegen_that_ends_at_any_step() {
    steps::every_step(&Case::codegen());
}

#[test]
fn an_import_that_ends_at_any_step() {
    steps::every_step(&Case::import());
}

#[test]
fn a_changelog_that_ends_at_any_step() {
    steps::every_step(&Case::changelog());
}

#[cfg(unix)]
#[test]
fn a_full_disk() {
    for case in [Case::codegen(), Case::import(), Case::changelog()] {
        full::at_every_length(&case);
        full::in_every_room(&case);
    }
}

#[cfg(unix)]
#[test]
fn a_read_only_folder() {
    let codegen = Case::codegen();
    for folder in ["generated", "generated/src", "specs"] {
        full::read_only(&codegen, folder);
    }
    let import = Case::import();
    for folder in ["specs", "specs/v2"] {
        full::read_only(&import, folder);
    }
    full::read_only(&Case::changelog(), "generated");
}

#[test]
fn runs_take_turns() {
    let codegen = Case::codegen();
    turns::one_waits(&codegen, true);
    turns::at_once(&codegen, &[&["codegen", "--check"], &["specs", "list"]]);
    let import = Case::import();
    turns::one_waits(&import, true);
    turns::at_once(&import, &[&["codegen"], &["specs", "lint"], &["codegen", "--check"]]);
    let changelog = Case::changelog();
    turns::one_waits(&changelog, false);
    turns::at_once(&changelog, &[&["codegen"], &["diff"]]);
}
