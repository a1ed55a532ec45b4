//! An inbox in a file.

use std::time::Duration;

use rusqlite::Connection;
use tempfile::TempDir;

use crate::runtime::stores::{FileInbox, Inbox, InboxCounts, NewEvent, Put, StoreErrorKind};
use crate::runtime::testing::stores;

const LEASE: Duration = Duration::from_secs(60);

fn event(number: u32) -> NewEvent {
    let mut key = [0; 32];
    key[..4].copy_from_slice(&number.to_be_bytes());
    NewEvent::new(key, vec![b'x'; 1_000])
}

#[tokio::test]
async fn a_file_keeps_what_an_inbox_promises() {
    let folder = TempDir::new().unwrap();
    let number = std::sync::atomic::AtomicU32::new(0);
    let empty = async || {
        let number = number.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        FileInbox::open(folder.path().join(format!("{number}.db"))).unwrap()
    };
    stores::inbox(empty).await.unwrap();
}

#[tokio::test]
async fn events_survive_the_program() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("inbox.db");
    let inbox = FileInbox::open(&path).unwrap();
    for number in 1..=4 {
        inbox.put(event(number)).await.unwrap();
    }
    let taken = inbox.take(2, Duration::from_millis(1)).await.unwrap();
    inbox.done(&taken[0].receipt).await.unwrap();
    drop(inbox);
    tokio::time::sleep(Duration::from_millis(5)).await;
    let inbox = FileInbox::open(&path).unwrap();
    assert_eq!(inbox.put(event(1)).await.unwrap(), Put::Repeated);
    let taken = inbox.take(10, LEASE).await.unwrap();
    let attempts: Vec<_> = taken.iter().map(|event| event.attempts).collect();
    assert_eq!(attempts.iter().sum::<u32>(), 4, "{attempts:?}");
    assert_eq!(taken.len(), 3);
}

#[tokio::test]
async fn keys_are_forgotten_in_time() {
    let folder = TempDir::new().unwrap();
    let inbox = FileInbox::builder(folder.path().join("inbox.db")).remember(Duration::ZERO);
    let inbox = inbox.open().unwrap();
    inbox.put(event(1)).await.unwrap();
    let taken = inbox.take(1, LEASE).await.unwrap();
    inbox.done(&taken[0].receipt).await.unwrap();
    assert_eq!(inbox.put(event(1)).await.unwrap(), Put::New);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    inbox.put(event(2)).await.unwrap();
    let rows = Connection::open(inbox.path()).unwrap();
    let rows: i64 = rows.query_row("SELECT count(*) FROM handled", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 0);
}

#[tokio::test]
async fn programs_share_a_file() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("inbox.db");
    let openers = (0..8).map(|_| {
        let path = path.clone();
        std::thread::spawn(move || FileInbox::open(path).unwrap())
    });
    let openers: Vec<_> = openers.collect();
    let inboxes: Vec<_> = openers.into_iter().map(|opener| opener.join().unwrap()).collect();
    let mut tasks = tokio::task::JoinSet::new();
    for (first, inbox) in (0..).step_by(100).zip(inboxes) {
        tasks.spawn(async move {
            for number in first..first + 100 {
                inbox.put(event(number)).await.unwrap();
                // The same event comes to two of them.
                inbox.put(event(number / 2)).await.unwrap();
            }
            let mut handled = 0;
            loop {
                let taken = inbox.take(10, LEASE).await.unwrap();
                if taken.is_empty() {
                    return handled;
                }
                for event in taken {
                    assert_eq!(event.attempts, 1);
                    inbox.done(&event.receipt).await.unwrap();
                    handled += 1;
                }
            }
        });
    }
    let handled: u32 = tasks.join_all().await.into_iter().sum();
    assert_eq!(handled, 800);
    let counts = FileInbox::open(&path).unwrap().counts().await.unwrap();
    assert_eq!(counts, InboxCounts::default());
}

#[test]
fn programs_may_create_a_file_at_the_same_time() {
    let folder = TempDir::new().unwrap();
    for round in 0..40 {
        let path = folder.path().join(format!("{round}.db"));
        let begin = std::sync::Barrier::new(6);
        let open = || {
            begin.wait();
            FileInbox::open(&path).map(drop)
        };
        std::thread::scope(|scope| {
            let openers: Vec<_> = (0..6).map(|_| scope.spawn(open)).collect();
            for opener in openers {
                opener.join().unwrap().unwrap();
            }
        });
    }
}

#[tokio::test]
async fn a_full_file_is_an_error_and_takes_events_again_when_there_is_room() {
    let folder = TempDir::new().unwrap();
    let inbox = FileInbox::builder(folder.path().join("inbox.db")).size_limit(200_000);
    let inbox = inbox.open().unwrap();
    let mut stored = 0;
    let error = loop {
        match inbox.put(event(stored)).await {
            Ok(_) => stored += 1,
            Err(error) => break error,
        }
    };
    assert!((50..200).contains(&stored), "{stored} events");
    assert_eq!(error.kind, StoreErrorKind::Unwritable);
    assert!(error.reason.ends_with("inbox.db: the disk, or the limit of its size, is full"));
    let taken = inbox.take(200, LEASE).await.unwrap();
    assert_eq!(taken.len(), usize::try_from(stored).unwrap());
    for event in &taken[..20] {
        inbox.done(&event.receipt).await.unwrap();
    }
    assert_eq!(inbox.put(event(stored)).await.unwrap(), Put::New);
}

#[tokio::test]
async fn a_call_that_fails_fails_alone() {
    let folder = TempDir::new().unwrap();
    let inbox = FileInbox::builder(folder.path().join("inbox.db")).size_limit(200_000);
    let inbox = inbox.open().unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..200 {
        let inbox = inbox.clone();
        let large = NewEvent::new(event(number).key, vec![b'x'; 300_000]);
        let event = if number % 10 == 0 { large } else { NewEvent::new(large.key, "small") };
        tasks.spawn(async move { (number % 10 == 0, inbox.put(event).await.is_ok()) });
    }
    let ended = tasks.join_all().await;
    let small = ended.iter().filter(|(large, stored)| !large && *stored).count();
    let large = ended.iter().filter(|(large, stored)| *large && *stored).count();
    assert_eq!((small, large), (180, 0));
}

#[tokio::test]
async fn a_file_that_is_locked_for_too_long_is_named() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("inbox.db");
    let builder = FileInbox::builder(&path).lock_timeout(Duration::from_millis(50));
    let inbox = builder.clone().open().unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    for error in [inbox.put(event(1)).await.unwrap_err(), builder.open().unwrap_err()] {
        assert_eq!(error.kind, StoreErrorKind::Locked);
        assert!(error.is_temporary());
        assert!(error.reason.contains("inbox.db: another process writes"), "{}", error.reason);
    }
    other.execute_batch("COMMIT").unwrap();
    inbox.put(event(1)).await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_was_removed_takes_no_more_events() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("inbox.db");
    let inbox = FileInbox::open(&path).unwrap();
    inbox.put(event(1)).await.unwrap();
    std::fs::remove_file(&path).unwrap();
    let rejected = async || {
        let error = inbox.put(event(2)).await.unwrap_err();
        assert_eq!(error.kind, StoreErrorKind::Unwritable);
        assert!(error.reason.contains("removed or replaced while it was open"), "{error}");
    };
    rejected().await;
    // What is in it is still handled.
    let taken = inbox.take(9, LEASE).await.unwrap();
    inbox.done(&taken[0].receipt).await.unwrap();
    assert_eq!(inbox.counts().await.unwrap(), InboxCounts::default());
    std::fs::write(&path, "").unwrap();
    rejected().await;
}

#[test]
fn files_that_are_no_inbox_are_named() {
    let folder = TempDir::new().unwrap();
    let other = folder.path().join("other.db");
    std::fs::write(&other, "no database, and long enough to be looked at as one ".repeat(20))
        .unwrap();
    let later = folder.path().join("later.db");
    drop(FileInbox::open(&later).unwrap());
    Connection::open(&later).unwrap().pragma_update(None, "user_version", 2).unwrap();
    let missing = folder.path().join("missing").join("inbox.db");
    for (path, kind) in [
        (&other, StoreErrorKind::Damaged),
        (&later, StoreErrorKind::Damaged),
        (&missing, StoreErrorKind::Unwritable),
        (&folder.path().to_owned(), StoreErrorKind::Unwritable),
    ] {
        let error = FileInbox::open(path).unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
        assert!(error.reason.contains(&path.display().to_string()), "{error}");
    }
    assert!(std::fs::read_to_string(&other).unwrap().starts_with("no database"));
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;

    let folder = TempDir::new().unwrap();
    let inbox = FileInbox::open(folder.path().join("inbox.db")).unwrap();
    inbox.put(event(1)).await.unwrap();
    let mut names = Vec::new();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
        names.push(file.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["inbox.db", "inbox.db-shm", "inbox.db-wal"]);
}

/// `mount -t tmpfs -o size=16m tmpfs /mnt`, and `ZOOM_SMALL_FOLDER=/mnt`.
#[tokio::test]
#[ignore = "needs a file system of a few megabytes"]
async fn a_full_disk_is_an_error_and_events_are_stored_again_when_there_is_room() {
    let folder = TempDir::new_in(std::env::var("ZOOM_SMALL_FOLDER").unwrap()).unwrap();
    let inbox = FileInbox::open(folder.path().join("inbox.db")).unwrap();
    let mut stored = 0;
    for _ in 0..3 {
        let filler = folder.path().join("filler");
        let mut file = std::fs::File::create(&filler).unwrap();
        while std::io::Write::write_all(&mut file, &[0; 4_096]).is_ok() {}
        let error = loop {
            match inbox.put(event(stored)).await {
                Ok(_) => stored += 1,
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind, StoreErrorKind::Unwritable, "{error:?}");
        drop(file);
        std::fs::remove_file(filler).unwrap();
        for _ in 0..1_000 {
            inbox.put(event(stored)).await.unwrap();
            stored += 1;
        }
    }
    assert_eq!(inbox.counts().await.unwrap().waiting, u64::from(stored));
    let mut handled = 0;
    loop {
        let taken = inbox.take(100, LEASE).await.unwrap();
        if taken.is_empty() {
            break;
        }
        for event in taken {
            inbox.done(&event.receipt).await.unwrap();
            handled += 1;
        }
    }
    assert_eq!(handled, stored);
}
