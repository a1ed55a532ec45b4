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
use std::fs;
use std::hint::spin_loop;
use std::process::{Child, Stdio};
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

/// What a run is waited for to do before it is killed.
#[derive(Clone, Copy, Debug)]
enum Until {
    Start,
    /// Its journal stands.
    Journal,
    /// The first file has its new text.
    Replaced,
}

/// Starts the command, and waits until it has come so far, or has ended.
fn start(case: &Case, until: Until) -> Child {
    let mut child = case.command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let journal = case.journal();
    let (first, new) = case.first();
    let is_reached = || match until {
        Until::Start => true,
        Until::Journal => journal.exists(),
        Until::Replaced => fs::read(&first).is_ok_and(|bytes| bytes == new),
    };
    while !is_reached() && child.try_wait().unwrap().is_none() {
        spin_loop();
    }
    child
}

/// How long the command writes, or a bit longer.
fn writing(case: &Case) -> Duration {
    let mut child = start(case, Until::Journal);
    let begun = Instant::now();
    child.wait().unwrap();
    begun.elapsed()
}

/// Starts the command and kills it some time after it has come so far.
fn kill(case: &Case, until: Until, delay: Duration) {
    let mut child = start(case, until);
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

/// Kills the command again and again. A third of the rounds goes through its whole run in equal steps; the others begin
/// when it begins to write and when it begins to replace, because each of these takes a small part of the run. How many
/// hit depends on the machine; `steps` leaves nothing to chance.
fn killed(case: &Case, others: &[&[&str]]) {
    let mut dice = Dice(7);
    let mut cut_off = 0;
    let writing = writing(case);
    for round in 0..rounds() {
        let (until, delay) = match round % 3 {
            0 => (Until::Start, case.length.mul_f64(1.2) * round / rounds()),
            1 => (Until::Journal, dice.below(writing)),
            _ => (Until::Replaced, dice.below(writing / 8)),
        };
        let how = format!("round {round}, killed {delay:?} after {until:?}");
        case.reset();
        kill(case, until, delay);
        cut_off += u32::from(case.is_cut_off(&how));
        if round % 4 == 3 {
            // The run that would complete it is killed as well.
            kill(case, Until::Start, dice.below(case.length));
            case.is_cut_off(&format!("{how}, and again"));
        }
        let other = others.get(usize::try_from(round / 3).unwrap() % (others.len() + 1));
        match other {
            Some(other) => case.is_settled_by(other, &how),
            None => case.completes(&how),
        }
    }
    eprintln!("{cut_off} of {} rounds hit a write under way", rounds());
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
