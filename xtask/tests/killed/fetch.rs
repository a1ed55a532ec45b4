//! `specs fetch`, ended in the same ways, and while it downloads.

use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::fixture::Case;
#[cfg(unix)]
use crate::full;
use crate::server::Reply;
use crate::{killed, steps, turns};

#[test]
fn a_fetch_that_is_killed() {
    // The other command completes it without the server, from what was left.
    killed(&Case::fetch().1, &[&["codegen"]]);
}

#[test]
fn a_fetch_that_ends_at_any_step() {
    steps::every_step(&Case::fetch().1);
}

/// The server has sent half of the document, and sends no more.
#[test]
fn a_fetch_that_is_killed_while_it_downloads() {
    let (server, case) = Case::fetch();
    let whole = server.reply("/zoo.json");
    server.at("/zoo.json", whole.clone().half().then_silent());
    server.forget();
    for round in 0..6 {
        let how = format!("round {round}");
        let begun = Instant::now();
        let mut command = case.command();
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while server.requests().len() <= round && begun.elapsed() < Duration::from_secs(20) {
            sleep(Duration::from_millis(1));
        }
        sleep(Duration::from_millis(5 * u64::try_from(round).unwrap()));
        assert!(child.try_wait().unwrap().is_none(), "{how}: it ended by itself");
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!case.is_cut_off(&how), "{how}: nothing was written yet");
        assert_eq!(case.now(), case.before, "{how}");
    }
    server.at("/zoo.json", Reply::status("503 Busy"));
    case.run().code(2).err("try again later");
    assert_eq!(case.now(), case.before);
    server.at("/zoo.json", whole);
    case.completes("at last");
}

#[cfg(unix)]
#[test]
fn a_full_disk_and_a_read_only_folder() {
    let (_server, case) = Case::fetch();
    full::at_every_length(&case);
    full::in_every_room(&case);
    case.reset();
    full::read_only(&case, "specs");
}

#[test]
fn fetches_take_turns() {
    let (_server, case) = Case::fetch();
    turns::one_waits(&case, true);
    turns::at_once(&case, &[&["codegen"], &["specs", "list"]]);
}
