//! Content × disk, without a generator: written, removed, kept and rejected files.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its own functions too")]

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use xtask::disk::apply::apply;
use xtask::disk::destination::{Content, Destination, JOURNAL};
use xtask::disk::journal::{Interrupted, digest};
use xtask::disk::plan::Plan;
use xtask::file_diffs;

struct Place {
    dir: TempDir,
    destination: Destination,
}

impl Place {
    fn new() -> Place {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("specs")).unwrap();
        let destination = Destination::project(dir.path());
        Place { dir, destination }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// `(kind, label)` of every difference.
    fn differences(&self, content: &Content) -> Vec<(&'static str, String)> {
        let plan = Plan::new(&self.destination, content).unwrap();
        plan.differences().map(|d| (d.kind(), d.label.clone())).collect()
    }

    /// No temporary file and no journal is left anywhere.
    fn is_clean(&self) -> bool {
        fn clean(dir: &Path) -> bool {
            fs::read_dir(dir).unwrap().map(Result::unwrap).all(|entry| {
                let name = entry.file_name().into_string().unwrap();
                let folder = entry.file_type().unwrap().is_dir();
                !name.contains(".codegen-") && (!folder || clean(&entry.path()))
            })
        }
        clean(self.dir.path())
    }
}

fn content(files: &[(&str, &str)]) -> Content {
    Content {
        files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect(),
        owned: vec!["src/".to_owned(), "REPORT.md".to_owned()],
        commit_last: Some("GET /a: a\n".to_owned()),
    }
}

fn small() -> Content {
    content(&[("Cargo.toml", "[package]\n"), ("src/lib.rs", "pub mod a;\n"), ("src/a/b.rs", "")])
}

#[test]
fn everything_is_missing_at_first_and_fine_afterwards() {
    let place = Place::new();
    let missing = place.differences(&small());
    assert_eq!(missing.len(), 4);
    assert!(missing.iter().all(|(kind, _)| *kind == "missing"), "{missing:?}");
    assert_eq!(missing.last().unwrap().1, "specs/names.lock");
    assert!(!place.path("generated").exists(), "a comparison writes nothing");

    let applied = apply(&place.destination, &small()).unwrap();
    assert_eq!((applied.written.len(), applied.unchanged, applied.removed.len()), (4, 0, 0));
    assert_eq!(place.read("generated/src/lib.rs"), "pub mod a;\n");
    assert_eq!(place.read("specs/names.lock"), "GET /a: a\n");
    assert!(Plan::new(&place.destination, &small()).unwrap().is_empty());
    assert!(place.is_clean());
}

#[test]
fn what_does_not_change_is_not_touched() {
    let place = Place::new();
    apply(&place.destination, &small()).unwrap();
    let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
    for path in ["generated/Cargo.toml", "generated/src/lib.rs", "specs/names.lock"] {
        fs::File::open(place.path(path)).unwrap().set_modified(long_ago).unwrap();
    }
    let mut other = small();
    other.files.insert("src/lib.rs".to_owned(), "pub mod b;\n".to_owned());
    let applied = apply(&place.destination, &other).unwrap();
    assert_eq!(applied.written, ["generated/src/lib.rs"]);
    assert_eq!(applied.unchanged, 3);
    let modified = |path| fs::metadata(place.path(path)).unwrap().modified().unwrap();
    assert_eq!(modified("generated/Cargo.toml"), long_ago);
    assert_eq!(modified("specs/names.lock"), long_ago);
    assert!(modified("generated/src/lib.rs") > long_ago);
}

#[test]
fn stale_files_go_and_hand_written_ones_stay() {
    let place = Place::new();
    apply(&place.destination, &small()).unwrap();
    place.write("generated/src/old/deep/gone.rs", "");
    place.write("generated/REPORT.md", "no longer written");
    place.write("generated/tests/hand.rs", "kept");
    place.write("generated/notes.md", "kept");
    let stale = |path: &str| ("stale", format!("generated/{path}"));
    assert_eq!(place.differences(&small()), [stale("REPORT.md"), stale("src/old/deep/gone.rs")]);
    let applied = apply(&place.destination, &small()).unwrap();
    assert_eq!(applied.removed.len(), 2);
    assert!(!place.path("generated/src/old").exists(), "empty folders go too");
    assert_eq!(place.read("generated/tests/hand.rs"), "kept");
    assert_eq!(place.read("generated/notes.md"), "kept");
    assert!(place.is_clean());
}

#[test]
fn a_file_becomes_a_folder_and_back() {
    let place = Place::new();
    let file = content(&[("src/a", "file")]);
    let folder = content(&[("src/a/b.rs", "inside")]);
    apply(&place.destination, &file).unwrap();
    apply(&place.destination, &folder).unwrap();
    assert_eq!(place.read("generated/src/a/b.rs"), "inside");
    apply(&place.destination, &file).unwrap();
    assert_eq!(place.read("generated/src/a"), "file");
    assert!(Plan::new(&place.destination, &file).unwrap().is_empty());
}

#[test]
fn a_folder_that_is_not_the_generators_is_not_removed_for_a_file() {
    let place = Place::new();
    place.write("generated/Cargo.toml/mine.txt", "mine");
    let problem = apply(&place.destination, &small()).unwrap_err();
    assert!(problem.to_string().contains("generated/Cargo.toml is not a file"), "{problem}");
    assert_eq!(place.read("generated/Cargo.toml/mine.txt"), "mine");
    assert!(!place.path("generated/src").exists(), "nothing was written");
    assert!(place.is_clean());
}

#[test]
fn paths_that_escape_are_rejected_before_anything_is_written() {
    for path in ["../evil.rs", "/tmp/evil.rs", "src/../../evil.rs", "C:\\evil.rs", "src/.."] {
        let place = Place::new();
        let mut content = small();
        content.files.insert(path.to_owned(), "evil".to_owned());
        let problem = apply(&place.destination, &content).unwrap_err();
        assert!(problem.to_string().contains("generated path"), "{problem}");
        assert!(!place.path("generated").exists(), "{path}");
        assert!(!place.path("evil.rs").exists(), "{path}");
    }
}

#[test]
fn a_journal_is_seen_and_the_run_completed() {
    let place = Place::new();
    apply(&place.destination, &small()).unwrap();
    let mut other = small();
    other.files.insert("src/lib.rs".to_owned(), "pub mod new;\n".to_owned());
    other.files.insert("src/new.rs".to_owned(), "new".to_owned());
    // What a run leaves that was killed after the first of three steps.
    let journal = format!(
        "write {} ? src/lib.rs\nwrite {} - src/new.rs\nremove - ? src/a/b.rs\nwrite x ? ../../outside\n",
        digest(b"pub mod new;\n"),
        digest(b"new")
    );
    place.write(&format!("generated/{JOURNAL}"), journal);
    place.write("generated/src/lib.rs", "pub mod new;\n");
    place.write("generated/src/.new.rs.codegen-tmp", "ne");

    let interrupted = Interrupted { done: 1, of: 3 };
    assert_eq!(Plan::new(&place.destination, &other).unwrap().interrupted, Some(interrupted));
    let applied = apply(&place.destination, &other).unwrap();
    assert_eq!(applied.completed, Some(interrupted));
    assert_eq!(applied.written, ["generated/src/new.rs"]);
    assert_eq!(applied.removed, [""; 0], "temporary files are not the user's business");
    assert!(place.is_clean());
    assert!(Plan::new(&place.destination, &other).unwrap().is_empty());
}

#[test]
fn a_journal_alone_is_a_difference_and_goes() {
    let place = Place::new();
    apply(&place.destination, &small()).unwrap();
    place.write(&format!("generated/{JOURNAL}"), b"\xff nonsense\n");
    let content = small();
    let plan = Plan::new(&place.destination, &content).unwrap();
    assert!(!plan.is_empty());
    let report = file_diffs::report(&plan, "do this");
    assert!(report.contains("interrupted") && report.contains("do this"), "{report}");
    let applied = apply(&place.destination, &small()).unwrap();
    assert!(applied.completed.is_some() && applied.written.is_empty());
    assert!(place.is_clean());
}

#[test]
fn a_write_that_cannot_be_prepared_changes_nothing() {
    let place = Place::new();
    apply(&place.destination, &small()).unwrap();
    let mut other = content(&[("Cargo.toml", "[new]\n"), ("blocked/a.rs", "new")]);
    other.commit_last = Some("new".to_owned());
    // A file is where a folder has to be, and it is not the generator's to remove.
    place.write("generated/blocked", "mine");
    place.write("generated/src/stale.rs", "");
    let problem = format!("{:#}", apply(&place.destination, &other).unwrap_err());
    assert!(problem.contains("generated/blocked/a.rs"), "{problem}");
    assert_eq!(place.read("generated/Cargo.toml"), "[package]\n");
    assert_eq!(place.read("generated/src/lib.rs"), "pub mod a;\n");
    assert_eq!(place.read("specs/names.lock"), "GET /a: a\n");
    assert!(place.path("generated/src/stale.rs").exists());
    assert!(place.is_clean());
}

#[test]
fn reports_are_short() {
    let place = Place::new();
    let long = |word: &str| (0..500).map(|n| format!("{word} {n}\n")).collect::<String>();
    let paths: Vec<String> = (0..6).map(|n| format!("src/{n}.rs")).collect();
    let tree =
        |text: &str| content(&paths.iter().map(|path| (path.as_str(), text)).collect::<Vec<_>>());
    apply(&place.destination, &tree(&long("old"))).unwrap();
    let new = tree(&long("new"));
    let report = file_diffs::report(&Plan::new(&place.destination, &new).unwrap(), "fix");
    let of_the_diff = report.lines().filter(|l| l.contains("old ") || l.contains("new ")).count();
    assert!((90..=100).contains(&of_the_diff), "{of_the_diff}");
    for path in &paths {
        assert!(report.contains(path.as_str()), "every file is named: {path}");
    }
    assert!(report.contains("6 files differ"), "{report}");
}

#[test]
fn line_endings_and_control_characters_are_explained() {
    let place = Place::new();
    apply(&place.destination, &small()).unwrap();
    place.write("generated/src/lib.rs", "pub mod a;\r\n");
    let report = file_diffs::report(&Plan::new(&place.destination, &small()).unwrap(), "fix");
    assert!(report.contains("line endings"), "{report}");
    place.write("generated/src/lib.rs", "\u{1b}[31mred\n");
    let report = file_diffs::report(&Plan::new(&place.destination, &small()).unwrap(), "fix");
    assert!(!report.contains("\u{1b}[31mred"), "{report:?}");
    place.write("generated/src/lib.rs", b"\xff\xfe");
    let report = file_diffs::report(&Plan::new(&place.destination, &small()).unwrap(), "fix");
    assert!(report.contains("not UTF-8"), "{report}");
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_stale_link_goes_and_what_it_leads_to_stays() {
        let place = Place::new();
        apply(&place.destination, &small()).unwrap();
        place.write("outside/precious.rs", "precious");
        symlink(place.path("outside"), place.path("generated/src/folder")).unwrap();
        symlink(place.path("outside/precious.rs"), place.path("generated/src/file.rs")).unwrap();
        symlink("nowhere", place.path("generated/src/dangling.rs")).unwrap();
        assert_eq!(place.differences(&small()).len(), 3);
        let applied = apply(&place.destination, &small()).unwrap();
        assert_eq!(applied.removed.len(), 3);
        assert_eq!(place.read("outside/precious.rs"), "precious");
        assert!(!place.path("generated/src/folder").exists());
    }

    #[test]
    fn a_link_in_place_of_a_file_is_replaced_not_followed() {
        let place = Place::new();
        apply(&place.destination, &small()).unwrap();
        place.write("outside.rs", "pub mod a;\n");
        fs::remove_file(place.path("generated/src/lib.rs")).unwrap();
        symlink(place.path("outside.rs"), place.path("generated/src/lib.rs")).unwrap();
        let changed = ("changed", "generated/src/lib.rs".to_owned());
        assert_eq!(place.differences(&small()), [changed]);
        apply(&place.destination, &small()).unwrap();
        assert!(!place.path("generated/src/lib.rs").is_symlink());
        assert_eq!(place.read("outside.rs"), "pub mod a;\n");
    }

    #[test]
    fn nothing_is_written_through_a_linked_folder() {
        for linked in ["generated/src", "generated/src/a"] {
            let place = Place::new();
            fs::create_dir_all(place.path("outside")).unwrap();
            fs::create_dir_all(place.path(linked).parent().unwrap()).unwrap();
            symlink(place.path("outside"), place.path(linked)).unwrap();
            let problem = apply(&place.destination, &small()).unwrap_err();
            assert!(problem.to_string().contains("symbolic link"), "{problem}");
            assert_eq!(fs::read_dir(place.path("outside")).unwrap().count(), 0);
        }
    }

    #[test]
    fn a_link_at_the_temporary_name_is_not_followed() {
        let place = Place::new();
        place.write("outside.rs", "precious");
        fs::create_dir_all(place.path("generated")).unwrap();
        let temporary = place.path("generated/.Cargo.toml.codegen-tmp");
        symlink(place.path("outside.rs"), temporary).unwrap();
        apply(&place.destination, &small()).unwrap();
        assert_eq!(place.read("outside.rs"), "precious");
        assert_eq!(place.read("generated/Cargo.toml"), "[package]\n");
    }
}
