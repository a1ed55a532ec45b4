//! Files of tokens behind symbolic links: one file and one lock, whatever path leads to them.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::time::Duration;

use secrecy::ExposeSecret;

use super::folder::Folder;
use crate::runtime::auth::{FileStore, StoreErrorKind, Token, TokenStore};

fn token(access: &str) -> Token {
    Token::new(access, Duration::from_secs(3_600)).with_refresh(Some("refresh-1".into()))
}

fn store(path: impl AsRef<Path>) -> FileStore {
    FileStore::new(path.as_ref()).lock_timeout(Duration::from_millis(50))
}

fn is_link(path: impl AsRef<Path>) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink())
}

/// A folder with a file in `real/`, and links of all kinds to it; they work before the file is there.
fn linked() -> (Folder, Vec<std::path::PathBuf>) {
    let folder = Folder::new();
    fs::create_dir(folder.join("real")).unwrap();
    fs::create_dir(folder.join("links")).unwrap();
    symlink(folder.join("real/token.json"), folder.join("absolute")).unwrap();
    symlink("../real/token.json", folder.join("links/relative")).unwrap();
    symlink("links/relative", folder.join("link-to-link")).unwrap();
    symlink("real", folder.join("other-folder")).unwrap();
    let names = [
        "real/token.json",
        "absolute",
        "links/relative",
        "link-to-link",
        "other-folder/token.json",
        "links/../real/token.json",
    ];
    let paths = names.map(|name| folder.join(name)).to_vec();
    (folder, paths)
}

#[tokio::test]
async fn all_paths_to_a_file_share_its_lock() {
    let (folder, paths) = linked();
    for exists in [false, true] {
        if exists {
            store(&paths[0]).save(&token("access-1")).await.unwrap();
        }
        for held in &paths {
            let lock = store(held).lock().await.unwrap();
            for other in &paths {
                let error = store(other).lock().await.unwrap_err();
                assert_eq!(error.kind, StoreErrorKind::Locked, "{held:?} {other:?}");
            }
            drop(lock);
        }
    }
    assert!(folder.join("real/token.json.lock").exists());
    let names = folder.names();
    assert!(!names.iter().any(|name| name.ends_with(".lock")), "{names:?}");
    // Another file has another lock.
    let _lock = store(&paths[1]).lock().await.unwrap();
    drop(store(folder.join("real/other.json")).lock().await.unwrap());
}

#[tokio::test]
async fn all_paths_to_a_file_share_what_is_kept() {
    let (folder, paths) = linked();
    let real = folder.join("real/token.json");
    for (number, writing) in paths.iter().enumerate() {
        // The first links lead to nothing: the file is made where they point.
        let _ = fs::remove_file(&real);
        store(writing).save(&token(&format!("access-{number}"))).await.unwrap();
        for reading in &paths {
            let kept = store(reading).load().await.unwrap().unwrap();
            assert_eq!(kept.access.expose_secret(), format!("access-{number}"));
        }
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // A file that others could read is replaced by one that they cannot.
    fs::set_permissions(&real, fs::Permissions::from_mode(0o644)).unwrap();
    store(&paths[3]).save(&token("access-9")).await.unwrap();
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
    for link in ["absolute", "links/relative", "link-to-link", "other-folder"] {
        assert!(is_link(folder.join(link)), "{link}");
    }
    assert_eq!(fs::read_dir(folder.join("links")).unwrap().count(), 1, "nothing beside the link");
}

#[tokio::test]
async fn nothing_is_left_after_a_token_is_cleared_through_a_link() {
    let (folder, paths) = linked();
    for clearing in &paths {
        store(&paths[0]).save(&token("access-1")).await.unwrap();
        store(clearing).clear().await.unwrap();
        assert!(!folder.join("real/token.json").exists(), "{clearing:?}");
        assert_eq!(fs::read_dir(folder.join("real")).unwrap().count(), 0);
        for reading in &paths {
            assert!(store(reading).load().await.unwrap().is_none());
        }
        store(clearing).clear().await.unwrap();
    }
}

#[tokio::test]
async fn links_that_lead_nowhere_are_errors_that_say_so() {
    let folder = Folder::new();
    symlink(folder.join("b"), folder.join("a")).unwrap();
    symlink(folder.join("a"), folder.join("b")).unwrap();
    let circle = store(folder.join("a"));
    let errors = [
        circle.load().await.unwrap_err(),
        circle.save(&token("access-1")).await.unwrap_err(),
        circle.clear().await.unwrap_err(),
        circle.lock().await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind, StoreErrorKind::Unreadable);
        assert!(error.to_string().contains("circle"), "{error}");
    }
    // A folder that is not there is not made.
    symlink(folder.join("none/token.json"), folder.join("c")).unwrap();
    assert!(store(folder.join("c")).load().await.unwrap().is_none());
    let error = store(folder.join("c")).save(&token("access-1")).await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Unwritable);
    assert!(is_link(folder.join("c")) && error.to_string().contains("none/token.json"), "{error}");
    // A path without a folder is one in the current folder.
    assert!(FileStore::new("no-such-token.json").load().await.unwrap().is_none());
}

#[tokio::test]
async fn clearing_leaves_nothing_of_a_process_that_was_killed() {
    let folder = Folder::new();
    let store = store(folder.join("token.json"));
    store.save(&token("access-1")).await.unwrap();
    let others =
        ["other.json.12-3.tmp", "token.json.12-.tmp", "token.json.12.tmp", "token.json.a-1.tmp"];
    for name in others.into_iter().chain(["token.json.12-3.tmp", "token.json.4711-0.tmp"]) {
        fs::write(folder.join(name), "{}").unwrap();
    }
    store.clear().await.unwrap();
    assert_eq!(folder.names(), others);
    store.clear().await.unwrap();
}

#[tokio::test]
async fn a_path_without_a_file_name_is_an_error() {
    for path in ["", "/", ".."] {
        let error = store(path).lock().await.unwrap_err();
        assert!(error.to_string().contains("has no file name"), "{path}: {error}");
        assert!(store(path).load().await.is_err(), "{path}");
    }
}
