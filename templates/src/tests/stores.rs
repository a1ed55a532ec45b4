//! Stores in memory, and the arithmetic of shared counts.

use std::time::Duration;

use proptest::prelude::*;

use crate::runtime::auth::{FileStore, MemoryStore};
use crate::runtime::stores::{LeaseRequest, Ledger, MemoryKeys, MemoryLimits, SharedQuota};
use crate::runtime::testing::stores as checks;
use crate::tests::folder::Folder;

#[tokio::test]
async fn stores_in_memory_and_in_files_conform() {
    let tokens = MemoryStore::new();
    checks::tokens(|| tokens.clone()).await.unwrap();
    let folder = Folder::new();
    checks::tokens(|| FileStore::new(folder.join("token"))).await.unwrap();
    let keys = MemoryKeys::new(1_000);
    checks::keys(|| keys.clone()).await.unwrap();
    let limits = MemoryLimits::new();
    checks::limits(|| limits.clone()).await.unwrap();
}

#[tokio::test]
async fn a_store_that_shares_nothing_is_found_out() {
    assert!(checks::tokens(MemoryStore::new).await.is_err());
    assert!(checks::keys(|| MemoryKeys::new(1_000)).await.is_err());
    assert!(checks::limits(MemoryLimits::new).await.is_err());
    // Locks in memory do not expire.
    let tokens = MemoryStore::new();
    let within = Duration::from_millis(100);
    assert!(checks::expiring_lock(|| tokens.clone(), within).await.is_err());
}

#[tokio::test]
async fn the_oldest_key_makes_room() {
    use crate::runtime::stores::KeySet;
    let keys = MemoryKeys::new(2);
    let insert = async |key: &str| keys.insert(key.as_bytes(), Duration::from_secs(9)).await;
    for key in ["a", "b", "c"] {
        assert!(insert(key).await.unwrap());
    }
    assert!(!insert("c").await.unwrap() && !insert("b").await.unwrap());
    assert!(insert("a").await.unwrap());
    // Those that were removed need no room.
    assert!(insert("d").await.unwrap());
    for _ in 0..5 {
        keys.remove(b"d").await.unwrap();
        assert!(insert("d").await.unwrap());
    }
    assert!(!insert("a").await.unwrap());
    let ever = MemoryKeys::new(2);
    assert!(ever.insert(b"ever", Duration::MAX).await.unwrap());
    assert!(!ever.insert(b"ever", Duration::MAX).await.unwrap());
}

/// One lease: how long after the last one it is, and what is asked for.
type Step = (u64, u32, u32, u64, u64);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (0_u64..400_000, 0_u32..5, 0_u32..6, 1_u64..200_000, 1_u64..900_000);
    prop::collection::vec(step, 1..80)
}

proptest! {
    #[test]
    fn no_period_has_more_than_the_quota(
        steps in steps(),
        most in 1_u64..30,
        within in prop::collection::vec(0.0_f64..1.0, 600),
    ) {
        let quota = SharedQuota::new("q", most, 1);
        let mut ledger = Ledger::default();
        let mut now = 1_700_000_000_000_000_u64;
        let mut sent = Vec::new();
        let mut within = within.iter().cycle();
        for (pause, needed, spare, hold, spare_hold) in steps {
            now += pause;
            let mut request = LeaseRequest::new("p", vec![quota.clone()], needed);
            request.spare = spare;
            request.hold = Duration::from_micros(hold);
            request.spare_hold = Duration::from_micros(spare_hold);
            let lease = ledger.lease(&request, now);
            let needed_grants = lease.grants.iter().filter(|grant| grant.count == 1).count();
            prop_assert!(needed_grants >= usize::try_from(needed).unwrap());
            for grant in &lease.grants {
                for _ in 0..grant.count {
                    // Each is sent at any time of its lease.
                    let late = grant.hold.mul_f64(*within.next().unwrap());
                    sent.push(now + u64::try_from((grant.start + late).as_micros()).unwrap());
                }
            }
            let read = Ledger::from_json(&ledger.to_json()).unwrap();
            prop_assert_eq!(&read, &ledger);
        }
        sent.sort_unstable();
        for (at, from) in sent.iter().enumerate() {
            let count = sent[at..].iter().take_while(|time| **time < from + 1_000_000).count();
            prop_assert!(count <= usize::try_from(most).unwrap(), "{count} of {most}");
        }
    }
}

#[test]
fn a_damaged_ledger_is_an_error() {
    assert_eq!(Ledger::from_json(" ").unwrap(), Ledger::default());
    for text in ["{}", "[]", "{", r#"{"counts":{"a":{"ends":[]}},"processes":{}}"#] {
        assert!(Ledger::from_json(text).is_err(), "{text}");
    }
}

#[test]
fn a_clock_that_is_set_back_across_midnight_does_not_begin_the_day_again() {
    let midnight = 20_000 * 86_400_000_000_u64;
    let mut ledger = Ledger::default();
    let mut left = |now, needed| {
        let quota = SharedQuota::new("q", 100, 86_400);
        ledger.lease(&LeaseRequest::new("p", vec![quota], needed), now).left[0]
    };
    assert_eq!(left(midnight - 50_000, 30), 70);
    assert_eq!(left(midnight + 10_000, 40), 60);
    assert_eq!(left(midnight - 10_000, 5), 55);
    assert_eq!(left(midnight + 20_000, 5), 50);
    // Long before, the clock was wrong; the next day is another.
    assert_eq!(left(midnight - 3 * 86_400_000_000, 1), 99);
    assert_eq!(left(midnight - 2 * 86_400_000_000, 1), 99);
}
