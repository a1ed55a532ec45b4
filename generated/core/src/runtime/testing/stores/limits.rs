//! Checks of shared counts.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{Flaw, expect};
use crate::runtime::stores::{Lease, LeaseRequest, LimitReport, LimitStore, SharedQuota};

/// Checks a store of counts: that no period has more than a quota, that days run out, and that reports of the server
/// count.
///
/// # Errors
/// What it does wrong.
pub async fn limits<S: LimitStore>(open: impl Fn() -> S) -> Result<(), String> {
    check(open).await.map_err(|Flaw(flaw)| flaw)
}

async fn check<S: LimitStore>(open: impl Fn() -> S) -> Result<(), Flaw> {
    let (one, two) = (open(), open());
    periods(&one, &two).await?;
    spare(&one).await?;
    days(&one, &two).await?;
    reports(&one, &two).await?;
    large(&one).await
}

fn request(process: &str, quota: &SharedQuota, needed: u32) -> LeaseRequest {
    LeaseRequest::new(process, vec![quota.clone()], needed)
}

/// How many requests may be sent at once, and how many later.
fn sum(lease: &Lease) -> (u32, u32) {
    let count = |is_later: bool| {
        let grants = lease.grants.iter().filter(|grant| grant.start.is_zero() != is_later);
        grants.fold(0_u32, |sum, grant| sum.saturating_add(grant.count))
    };
    (count(false), count(true))
}

async fn periods(one: &impl LimitStore, two: &impl LimitStore) -> Result<(), Flaw> {
    let quota = SharedQuota::new("periods", 10, 1);
    let begun = Instant::now();
    let lease = one.lease(&request("one", &quota, 4)).await?;
    expect(sum(&lease) == (4, 0), format!("4 of 10 requests have no room: {lease:?}"))?;
    expect(lease.left == [6], format!("4 of 10 requests leave 6: {lease:?}"))?;
    expect(lease.processes == 1, format!("one process has leased: {lease:?}"))?;
    let lease = two.lease(&request("two", &quota, 8)).await?;
    // On a slow machine, the period of the first four may be over.
    if begun.elapsed() < Duration::from_millis(900) {
        expect(sum(&lease) == (6, 2), format!("6 of 8 requests have room: {lease:?}"))?;
        expect(lease.processes == 2, format!("two processes have leased: {lease:?}"))?;
        let least = Duration::from_secs(1).saturating_sub(begun.elapsed());
        let soonest = lease.grants.iter().map(|grant| grant.start).find(|start| !start.is_zero());
        let is_late = soonest.is_some_and(|start| start >= least && start < LONG);
        expect(is_late, format!("the next request starts when a period is over: {lease:?}"))?;
    }
    // Everything but the two that are late is over then.
    sleep(Duration::from_millis(1_100).saturating_sub(begun.elapsed())).await;
    let lease = one.lease(&request("one", &quota, 8)).await?;
    let (now, _) = sum(&lease);
    expect((6..=8).contains(&now), format!("a new period has room: {lease:?}"))
}

async fn spare(store: &impl LimitStore) -> Result<(), Flaw> {
    let quota = SharedQuota::new("spare", 40, 1);
    let mut ask = request("one", &quota, 1);
    (ask.spare, ask.spare_hold) = (100, Duration::from_millis(300));
    let lease = store.lease(&ask).await?;
    let (now, later) = sum(&lease);
    expect(later == 0 && now == 20, format!("half of the quota may be spare: {lease:?}"))?;
    let lease = store.lease(&ask).await?;
    expect(sum(&lease) == (1, 0), format!("beyond half, nothing is spare: {lease:?}"))
}

async fn days(one: &impl LimitStore, two: &impl LimitStore) -> Result<(), Flaw> {
    let mut quota = SharedQuota::new("days", 5, 86_400);
    let lease = one.lease(&request("one", &quota, 3)).await?;
    expect(sum(&lease) == (3, 0) && lease.left == [2], format!("3 of 5 have room: {lease:?}"))?;
    let lease = two.lease(&request("two", &quota, 3)).await?;
    expect(sum(&lease) == (2, 0), format!("2 are left: {lease:?}"))?;
    let lease = two.lease(&request("two", &quota, 1)).await?;
    let end = lease.used_up.unwrap_or_default();
    let is_over = lease.grants.is_empty() && end > Duration::ZERO && end <= DAY;
    expect(is_over, format!("the day is used up until its end: {lease:?}"))?;
    quota.unused = 2;
    let lease = two.lease(&request("two", &quota, 3)).await?;
    expect(sum(&lease) == (2, 0), format!("what was not sent can be leased again: {lease:?}"))?;
    // Sent while the store was away: nothing is left, and nothing is below zero.
    quota.unused = -7;
    let lease = one.lease(&request("one", &quota, 1)).await?;
    expect(lease.grants.is_empty() && lease.left == [0], format!("nothing is left: {lease:?}"))
}

async fn reports(one: &impl LimitStore, two: &impl LimitStore) -> Result<(), Flaw> {
    let quota = SharedQuota::new("reports", 10, 1);
    let mut report = LimitReport::new(quota.clone());
    report.used = Some(7);
    one.report(&report).await?;
    let lease = two.lease(&request("two", &quota, 3)).await?;
    expect(sum(&lease) == (3, 0) && lease.left == [0], format!("3 are left: {lease:?}"))?;
    let quota = SharedQuota::new("blocked", 10, 1);
    let mut report = LimitReport::new(quota.clone());
    report.blocked = Some(LONG);
    one.report(&report).await?;
    let lease = two.lease(&request("two", &quota, 1)).await?;
    let start = lease.grants.first().map(|grant| grant.start).unwrap_or_default();
    let is_late = start > Duration::from_secs(10) && start <= LONG;
    expect(is_late, format!("nothing starts while the server rejects: {lease:?}"))?;
    let quota = SharedQuota::new("blocked for a day", 10, 86_400);
    let mut report = LimitReport::new(quota.clone());
    report.blocked = Some(LONG);
    one.report(&report).await?;
    let lease = two.lease(&request("two", &quota, 1)).await?;
    let is_over = lease.grants.is_empty() && lease.used_up.is_some_and(|end| end <= LONG);
    expect(is_over, format!("the day is used up as long as the server says: {lease:?}"))
}

/// A quota of which a store need not count each request by itself.
async fn large(store: &impl LimitStore) -> Result<(), Flaw> {
    let quota = SharedQuota::new("large", 1_000_000, 1);
    let mut ask = request("one", &quota, 1);
    (ask.spare, ask.spare_hold) = (100_000, Duration::from_millis(300));
    let begun = Instant::now();
    let mut whole = 0_u32;
    while begun.elapsed() < Duration::from_millis(500) {
        let (now, _) = sum(&store.lease(&ask).await?);
        whole = whole.saturating_add(now);
        if now <= 10_000 {
            break;
        }
    }
    let is_right = (100_000..=1_000_000).contains(&whole);
    expect(is_right, format!("{whole} of 1,000,000 requests were leased in half a second"))
}

const LONG: Duration = Duration::from_secs(20);

const DAY: Duration = Duration::from_secs(86_400);
