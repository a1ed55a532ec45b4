//! A write that is killed at any moment leaves whole files, says so, and is completed by the next.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its own functions too")]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use xtask::disk::apply::apply;
use xtask::disk::destination::{Content, Destination};
use xtask::disk::plan::Plan;

const PLACE: &str = "XTASK_TEST_CRASH_PLACE";
const BEGUN: &str = "begun";
const PATIENCE: Duration = Duration::from_secs(30);

/// Two generations of a tree: files in common, files of their own, long enough to be seen truncated.
fn generation(number: usize) -> Content {
    let text = |file: usize| format!("// generation {number}, file {file}\n").repeat(50);
    let mut files: BTreeMap<String, String> =
        (0..60).map(|file| (format!("src/part{}/f{file}.rs", file % 4), text(file))).collect();
    files.insert(format!("src/only_in_{number}.rs"), text(60));
    let owned = vec!["src/".to_owned()];
    Content { files, owned, commit_last: Some(format!("names of {number}\n")) }
}

/// Not a test by itself: what [`killed_at_any_moment`] starts and kills.
#[test]
fn writer() {
    let Some(place) = env::var_os(PLACE) else { return };
    let destination = Destination::project(Path::new(&place));
    fs::write(Path::new(&place).join(BEGUN), "").unwrap();
    let begun = Instant::now();
    // Ends by itself should nobody be left to kill it.
    for number in (1..3).cycle().take_while(|_| begun.elapsed() < PATIENCE) {
        apply(&destination, &generation(number)).unwrap();
    }
}

#[test]
fn killed_at_any_moment() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("specs")).unwrap();
    let destination = Destination::project(dir.path());
    let generations = [generation(1), generation(2)];
    apply(&destination, &generations[0]).unwrap();
    let mut seen_cut_off = 0;
    for round in 0..30 {
        let _ = fs::remove_file(dir.path().join(BEGUN));
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "writer", "--test-threads", "1"])
            .env(PLACE, dir.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let started = Instant::now();
        while !dir.path().join(BEGUN).exists() && started.elapsed() < PATIENCE {
            sleep(Duration::from_millis(1));
        }
        sleep(Duration::from_millis(3 * (round % 13)));
        child.kill().unwrap();
        child.wait().unwrap();

        let [first, second] = generations.each_ref().map(|g| Plan::new(&destination, g).unwrap());
        for (path, text) in &generations[0].files {
            let Ok(found) = fs::read_to_string(destination.dir.join(path)) else { continue };
            let other = generations[1].files.get(path);
            assert!(found == *text || Some(&found) == other, "{path} is truncated or mixed");
        }
        if first.interrupted.is_some() {
            seen_cut_off += 1;
        } else {
            assert!(first.is_empty() || second.is_empty(), "a mixture without a journal");
        }
        let wanted = &generations[usize::try_from(round % 2).unwrap()];
        apply(&destination, wanted).unwrap();
        assert!(Plan::new(&destination, wanted).unwrap().is_empty());
        let left = fs::read_dir(&destination.dir).unwrap().count();
        assert_eq!(left, 1, "only src/ is left in the output folder");
    }
    assert!(seen_cut_off > 0, "no round hit a write under way");
}
