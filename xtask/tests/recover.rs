//! Recovery of an interrupted run.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;
use xtask::disk::apply::apply;
use xtask::disk::destination::{Content, Destination, temporary};
use xtask::disk::journal::{self, Interrupted};
use xtask::disk::plan::Plan;
use xtask::disk::recover::{Recovery, recover};

/// Documents as an import writes them: nothing is removed, sources.toml goes last.
fn documents(generation: &str) -> Content {
    let paths = ["a.yaml", "v2/b.yaml"];
    let text = |path: &&str| (path.to_string(), format!("{path} {generation}\n"));
    let mut files: BTreeMap<String, String> = paths.iter().map(text).collect();
    if generation == "new" {
        files.insert("v3/c.yaml".to_owned(), "c\n".to_owned());
    }
    Content { files, owned: Vec::new(), commit_last: Some(format!("sources {generation}\n")) }
}

struct Place {
    dir: TempDir,
    destination: Destination,
}

impl Place {
    fn new() -> Place {
        let dir = tempfile::tempdir().unwrap();
        let destination = Destination::specs(dir.path(), "cargo xtask specs import a --from b");
        apply(&destination, &documents("old")).unwrap();
        Place { dir, destination }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.destination.dir.join(path)
    }

    /// What a run leaves that ends after it has put `done` files in their places.
    fn cut_off(done: usize) -> Place {
        let place = Place::new();
        let new = documents("new");
        let plan = Plan::new(&place.destination, &new).unwrap();
        fs::write(place.destination.journal(), journal::text(&place.destination, &plan)).unwrap();
        for (number, change) in plan.differences().enumerate() {
            fs::create_dir_all(change.path.parent().unwrap()).unwrap();
            let to =
                if number < done { change.path.clone() } else { temporary(&change.path).unwrap() };
            fs::write(to, change.wanted.unwrap()).unwrap();
        }
        place
    }

    /// Everything there is, by path.
    fn all(&self) -> Vec<(PathBuf, Option<String>)> {
        let (mut all, mut folders) = (Vec::new(), vec![self.dir.path().to_owned()]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if entry.is_dir() {
                    folders.push(entry.clone());
                }
                let path = entry.strip_prefix(self.dir.path()).unwrap().to_owned();
                all.push((path, fs::read_to_string(entry).ok()));
            }
        }
        all.sort();
        all
    }

    fn applied(generation: &str) -> Vec<(PathBuf, Option<String>)> {
        let place = Place::new();
        apply(&place.destination, &documents(generation)).unwrap();
        place.all()
    }
}

#[test]
fn a_run_that_has_changed_nothing_is_undone() {
    let place = Place::cut_off(0);
    assert_eq!(recover(&place.destination).unwrap(), Recovery::Undone);
    assert_eq!(place.all(), Place::applied("old"), "the folder made for a new file goes too");
    assert_eq!(recover(&place.destination).unwrap(), Recovery::Nothing);
}

#[test]
fn a_run_that_ended_among_its_temporary_files_is_undone() {
    let place = Place::cut_off(0);
    fs::remove_file(temporary(&place.path("v3/c.yaml")).unwrap()).unwrap();
    fs::write(temporary(&place.path("v2/b.yaml")).unwrap(), "v2").unwrap();
    assert_eq!(recover(&place.destination).unwrap(), Recovery::Undone);
    assert_eq!(place.all(), Place::applied("old"));
}

#[test]
fn a_run_that_ended_at_its_journal_is_undone() {
    let place = Place::new();
    fs::write(temporary(&place.destination.journal()).unwrap(), "# `car").unwrap();
    let interrupted = journal::interrupted(&place.destination).unwrap();
    assert_eq!(interrupted, Some(Interrupted { done: 0, of: 0 }));
    assert_eq!(recover(&place.destination).unwrap(), Recovery::Undone);
    assert_eq!(place.all(), Place::applied("old"));
}

#[test]
fn a_run_that_has_begun_is_completed_from_the_disk_alone() {
    for done in 1..=4 {
        let place = Place::cut_off(done);
        let interrupted = Interrupted { done, of: 4 };
        assert_eq!(recover(&place.destination).unwrap(), Recovery::Completed(interrupted));
        assert_eq!(place.all(), Place::applied("new"), "after {done}");
    }
}

#[test]
fn what_somebody_changed_since_is_not_touched() {
    let place = Place::cut_off(1);
    fs::write(place.path("sources.toml"), "by hand\n").unwrap();
    let before = place.all();
    let Recovery::Stuck(why) = recover(&place.destination).unwrap() else { panic!("it goes on") };
    assert_eq!(why, "specs/sources.toml was changed since");
    assert_eq!(place.all(), before);
}

#[test]
fn what_was_restored_by_hand_stays_restored() {
    // As by `git checkout specs`, which leaves what it does not know.
    let place = Place::cut_off(2);
    fs::write(place.path("a.yaml"), "a.yaml old\n").unwrap();
    fs::write(place.path("v2/b.yaml"), "v2/b.yaml old\n").unwrap();
    assert_eq!(recover(&place.destination).unwrap(), Recovery::Undone);
    assert_eq!(place.all(), Place::applied("old"));
}

#[test]
fn a_text_that_is_gone_or_cut_is_not_put_in_place() {
    for text in [None, Some("sources n")] {
        let place = Place::cut_off(2);
        let beside = temporary(&place.path("sources.toml")).unwrap();
        match text {
            None => fs::remove_file(beside).unwrap(),
            Some(text) => fs::write(beside, text).unwrap(),
        }
        let before = place.all();
        let Recovery::Stuck(why) = recover(&place.destination).unwrap() else {
            panic!("it goes on")
        };
        assert_eq!(why, "the temporary file of specs/sources.toml is missing or incomplete");
        assert_eq!(place.all(), before);
    }
}

#[test]
fn a_journal_that_makes_no_sense_moves_nothing() {
    for text in ["", "write 00 v2/b.yaml\n", "write 00 00 ../outside\n", "\u{fffd}\n"] {
        let place = Place::new();
        fs::write(place.destination.journal(), text).unwrap();
        let before = place.all();
        assert!(matches!(recover(&place.destination).unwrap(), Recovery::Stuck(_)), "{text:?}");
        assert_eq!(place.all(), before);
    }
}
