//! Keys in a file.

use std::process::{Command, Stdio};
use std::time::Duration;

use rusqlite::Connection;

use crate::runtime::stores::{FileInbox, FileKeys, KeySet, StoreErrorKind};
use crate::runtime::testing::stores as checks;
use crate::tests::folder::Folder;

const LONG: Duration = Duration::from_secs(60);

/// The file, for a child.
const FILE: &str = "ZOOM_TEST_KEYS";

#[tokio::test]
async fn keys_in_a_file_conform() {
    let folder = Folder::new();
    checks::keys(|| FileKeys::open(folder.join("keys.db")).unwrap()).await.unwrap();
}

#[tokio::test]
async fn processes_share_keys() {
    let folder = Folder::new();
    let start = |_| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let test = "tests::file_keys::child";
        command.args(["--exact", test, "--ignored", "--nocapture", "--test-threads", "1"]);
        command.env(FILE, folder.join("keys.db")).stdout(Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<_> = (0..4).map(start).collect();
    let mut first = Vec::new();
    for child in children {
        let output = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
        let numbers = output.lines().filter_map(|line| line.strip_prefix("first "));
        first.extend(numbers.map(|number| number.parse::<u32>().unwrap()));
    }
    first.sort_unstable();
    assert_eq!(first, (0..400).collect::<Vec<_>>());
}

#[tokio::test]
#[ignore = "a process of another test"]
async fn child() {
    let Ok(path) = std::env::var(FILE) else { return };
    let keys = FileKeys::open(path).unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..400_u32 {
        let keys = keys.clone();
        tasks.spawn(async move { (number, keys.insert(&number.to_be_bytes(), LONG).await) });
    }
    for (number, is_first) in tasks.join_all().await {
        if is_first.unwrap() {
            println!("\nfirst {number}");
        }
    }
}

#[tokio::test]
async fn keys_survive_the_program_and_are_forgotten_in_time() {
    let folder = Folder::new();
    let path = folder.join("keys.db");
    let keys = FileKeys::open(&path).unwrap();
    assert_eq!(format!("{keys:?}"), format!("FileKeys {{ path: {path:?}, .. }}"));
    assert!(keys.insert(b"long", LONG).await.unwrap());
    for number in 0..10_u8 {
        assert!(keys.insert(&[number], Duration::ZERO).await.unwrap());
    }
    drop(keys);
    let keys = FileKeys::builder(&path).synced(false).open().unwrap();
    assert!(!keys.insert(b"long", LONG).await.unwrap());
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    keys.remove(b"never").await.unwrap();
    let rows = Connection::open(&path).unwrap();
    let rows: u32 = rows.query_row("SELECT count(*) FROM seen", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 1);
    // A time that no clock has.
    assert!(keys.insert(b"ever", Duration::MAX).await.unwrap());
    assert!(!keys.insert(b"ever", Duration::MAX).await.unwrap());
}

#[tokio::test]
async fn a_file_that_is_locked_for_too_long_is_named() {
    let folder = Folder::new();
    let path = folder.join("keys.db");
    let keys = FileKeys::builder(&path).lock_timeout(Duration::from_millis(50)).open().unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = keys.insert(b"a", LONG).await.unwrap_err();
    assert_eq!(error.kind, StoreErrorKind::Locked);
    let path = path.display();
    assert_eq!(
        error.to_string(),
        format!("the set of keys {path}: another process writes to it for too long")
    );
    other.execute_batch("COMMIT").unwrap();
    assert!(keys.insert(b"a", LONG).await.unwrap());
}

#[test]
fn other_databases_stay_as_they_are() {
    let folder = Folder::new();
    let (keys, inbox, other) = (folder.join("keys"), folder.join("inbox"), folder.join("other"));
    drop(FileKeys::open(&keys).unwrap());
    drop(FileInbox::open(&inbox).unwrap());
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE mine (number)").unwrap();
    let before = std::fs::read(&other).unwrap();
    let errors = [
        FileKeys::open(&inbox).unwrap_err(),
        FileKeys::open(&other).unwrap_err(),
        FileInbox::open(&keys).unwrap_err(),
        FileInbox::open(&other).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind, StoreErrorKind::Damaged);
        assert!(error.reason.ends_with("it is another database"), "{error}");
    }
    assert_eq!(std::fs::read(&other).unwrap(), before);
}
