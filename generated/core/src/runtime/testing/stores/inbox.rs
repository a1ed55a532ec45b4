//! What every inbox has to do.

use std::time::Duration;

use tokio::time::sleep;

use crate::runtime::stores::{
    EventKey, Inbox, InboxCounts, NewEvent, Put, Receipt, StoreError, TakenEvent,
};

/// A lease that does not end.
const FOR_EVER: Duration = Duration::MAX;

/// A lease that does not end during the checks.
const LONG: Duration = Duration::from_secs(60);

/// A lease, or a wait, that ends soon, and a time after which it has ended.
const SOON: Duration = Duration::from_millis(100);
const LATER: Duration = Duration::from_millis(250);

/// Checks that an inbox does what [`Inbox`] promises; takes about four seconds. `empty` makes an inbox without events,
/// which shares nothing with those before it.
///
/// ```text
/// testing::stores::inbox(async || MyInbox::connect(&address, &new_name()).await.unwrap()).await.unwrap();
/// ```
///
/// # Errors
/// The first promise that is not kept, or the error of the inbox.
pub async fn inbox<I: Inbox>(empty: impl AsyncFn() -> I) -> Result<(), String> {
    let step = |name: &'static str| move |problem: Broken| format!("{name}: {}", problem.0);
    repetitions(&empty().await).await.map_err(step("repetitions"))?;
    contents(&empty().await).await.map_err(step("contents"))?;
    leases(&empty().await).await.map_err(step("leases"))?;
    late_receipts(&empty().await).await.map_err(step("receipts of a lease that is over"))?;
    giving_back(&empty().await).await.map_err(step("giving back"))?;
    dead_events(&empty().await).await.map_err(step("dead events"))?;
    orders(&empty().await).await.map_err(step("orders"))?;
    orders_after_failures(&empty().await).await.map_err(step("orders after failures"))?;
    an_empty_order(&empty().await).await.map_err(step("an order that is empty"))?;
    counts(&empty().await).await.map_err(step("counts"))?;
    concurrency(&empty().await).await.map_err(step("calls at the same time"))
}

/// A promise that is not kept.
struct Broken(String);

impl From<StoreError> for Broken {
    fn from(error: StoreError) -> Self {
        Self(format!("the inbox has failed: {error}"))
    }
}

type Check = Result<(), Broken>;

fn same<T: PartialEq + std::fmt::Debug>(found: T, expected: T, what: &str) -> Check {
    if found == expected {
        return Ok(());
    }
    Err(Broken(format!("{what}: {found:?} instead of {expected:?}")))
}

fn key(number: u8) -> EventKey {
    [number; 32]
}

fn event(number: u8) -> NewEvent {
    NewEvent::new(key(number), vec![number; 3])
}

/// Takes all that is due; the numbers of the events, in the order in which they came.
async fn take(inbox: &impl Inbox, lease: Duration) -> Result<(Vec<u8>, Vec<TakenEvent>), Broken> {
    let taken = inbox.take(100, lease).await?;
    let number = |event: &TakenEvent| event.receipt.key.first().copied().unwrap_or_default();
    Ok((taken.iter().map(number).collect(), taken))
}

/// Takes the only event that is due.
async fn one(inbox: &impl Inbox, lease: Duration, number: u8) -> Result<TakenEvent, Broken> {
    let (numbers, mut taken) = take(inbox, lease).await?;
    same(numbers, vec![number], "the events that are due")?;
    taken.pop().ok_or_else(|| Broken("no event".to_owned()))
}

async fn nothing(inbox: &impl Inbox, when: &str) -> Check {
    same(take(inbox, LONG).await?.0, vec![], when)
}

async fn repetitions(inbox: &impl Inbox) -> Check {
    same(inbox.put(event(1)).await?, Put::New, "the first put")?;
    same(inbox.put(event(1)).await?, Put::Repeated, "the same event while it waits")?;
    let taken = one(inbox, LONG, 1).await?;
    same(inbox.put(event(1)).await?, Put::Repeated, "the same event while it is taken")?;
    inbox.done(&taken.receipt).await?;
    same(inbox.put(event(1)).await?, Put::Repeated, "the same event after it was handled")?;
    inbox.done(&taken.receipt).await?;
    inbox.done(&Receipt::new(key(9), "")).await?;
    nothing(inbox, "after the event was handled").await?;
    same(inbox.counts().await?, InboxCounts::default(), "the counts of an empty inbox")
}

async fn contents(inbox: &impl Inbox) -> Check {
    let odd: Vec<u8> = (0..=255).collect();
    let bodies = [Vec::new(), odd, vec![b'x'; 1 << 20]];
    for (number, body) in (1_u8..).zip(&bodies) {
        let event = NewEvent::new(key(number), body.clone());
        inbox.put(event.in_order(format!("{number}\0:{{}} \u{1f4a1}'\"*"))).await?;
    }
    same(inbox.take(0, LONG).await?.len(), 0, "taking none")?;
    let first = inbox.take(1, LONG).await?;
    let rest = inbox.take(5, LONG).await?;
    let taken: Vec<_> = first.iter().chain(&rest).map(|event| event.body.to_vec()).collect();
    same(first.len(), 1, "the events taken of at most one")?;
    same(taken == bodies, true, "bodies come back as they were, the oldest first")?;
    same(first.iter().all(|event| event.attempts == 1), true, "the first attempt is number 1")?;
    let ages = first.iter().map(|event| event.put_at.elapsed().unwrap_or_default());
    same(ages.max() < Some(LONG), true, "the time of the put is that of the put")
}

async fn leases(inbox: &impl Inbox) -> Check {
    inbox.put(event(2)).await?;
    let taken = one(inbox, FOR_EVER, 2).await?;
    nothing(inbox, "while an event is taken for ever").await?;
    inbox.renew(std::slice::from_ref(&taken.receipt), FOR_EVER).await?;
    nothing(inbox, "after the lease was made to last for ever").await?;
    inbox.done(&taken.receipt).await?;
    inbox.put(event(1)).await?;
    let first = one(inbox, SOON, 1).await?;
    sleep(LATER).await;
    let second = one(inbox, SOON, 1).await?;
    same(second.attempts, 2, "attempts after a lease that is over")?;
    same(first.receipt != second.receipt, true, "each take has a receipt of its own")?;
    same(second.put_at, first.put_at, "the time of the put")?;
    inbox.renew(&[second.receipt.clone(), Receipt::new(key(9), "x")], LONG).await?;
    sleep(LATER).await;
    nothing(inbox, "after the lease was renewed").await
}

async fn late_receipts(inbox: &impl Inbox) -> Check {
    inbox.put(event(1)).await?;
    let late = one(inbox, SOON, 1).await?.receipt;
    sleep(LATER).await;
    let current = one(inbox, LONG, 1).await?.receipt;
    inbox.give_back(&late, 0, Duration::ZERO).await?;
    nothing(inbox, "after a late receipt has given the event back").await?;
    inbox.bury(&late, "late").await?;
    same(inbox.dead(10).await?.len(), 0, "dead events after a late receipt has buried one")?;
    inbox.renew(std::slice::from_ref(&late), Duration::ZERO).await?;
    nothing(inbox, "after a late receipt has renewed the lease for no time").await?;
    inbox.done(&late).await?;
    inbox.give_back(&current, 0, Duration::ZERO).await?;
    nothing(inbox, "after the event was handled, with a late receipt").await
}

async fn giving_back(inbox: &impl Inbox) -> Check {
    inbox.put(event(1)).await?;
    let taken = one(inbox, LONG, 1).await?;
    inbox.give_back(&taken.receipt, 0, Duration::ZERO).await?;
    let taken = one(inbox, LONG, 1).await?;
    same(taken.attempts, 1, "attempts after the event was given back with none")?;
    let wait = Duration::from_secs(1);
    inbox.give_back(&taken.receipt, 7, wait).await?;
    nothing(inbox, "while an event that was given back is not due").await?;
    same(inbox.put(event(1)).await?, Put::Repeated, "the same event while it is not due")?;
    sleep(wait.saturating_add(SOON)).await;
    same(one(inbox, LONG, 1).await?.attempts, 8, "attempts after the event was given back with 7")
}

async fn dead_events(inbox: &impl Inbox) -> Check {
    for number in 1..=3 {
        inbox.put(event(number)).await?;
    }
    for (number, taken) in (1..).zip(take(inbox, LONG).await?.1) {
        inbox.bury(&taken.receipt, &format!("reason {number}")).await?;
    }
    nothing(inbox, "when all events are dead").await?;
    let dead = inbox.dead(2).await?;
    let found: Vec<_> = dead.iter().map(|dead| (dead.key, &*dead.reason, dead.attempts)).collect();
    same(found, vec![(key(1), "reason 1", 1), (key(2), "reason 2", 1)], "the first dead events")?;
    same(
        dead.first().map(|dead| dead.body.to_vec()),
        Some(vec![1; 3]),
        "the body of a dead event",
    )?;
    same(inbox.put(event(1)).await?, Put::Repeated, "the same event when it is dead")?;
    same(inbox.revive(&[key(2), key(9)]).await?, 1, "how many were revived")?;
    let taken = one(inbox, LONG, 2).await?;
    same(taken.attempts, 1, "attempts of an event that was revived")?;
    same(inbox.revive(&[key(2)]).await?, 0, "how many were revived of one that is not dead")?;
    same(inbox.remove_dead(&[key(1), key(2)]).await?, 1, "how many dead events were removed")?;
    let left: Vec<_> = inbox.dead(10).await?.iter().map(|dead| dead.key).collect();
    same(left, vec![key(3)], "the dead events that are left")?;
    same(inbox.counts().await?.dead, 1, "the count of dead events")
}

/// The events 1, 2 and 3 in an order, 4 in another, and 5 in none.
async fn put_in_orders(inbox: &impl Inbox) -> Check {
    for (number, order) in
        [(1, Some("a")), (2, Some("a")), (3, Some("a")), (4, Some("b")), (5, None)]
    {
        let mut event = event(number);
        event.order = order.map(str::to_owned);
        inbox.put(event).await?;
    }
    Ok(())
}

async fn orders(inbox: &impl Inbox) -> Check {
    put_in_orders(inbox).await?;
    let (numbers, taken) = take(inbox, LONG).await?;
    same(numbers, vec![1, 4, 5], "the first of each order")?;
    nothing(inbox, "while the first of an order is taken").await?;
    for event in &taken {
        inbox.done(&event.receipt).await?;
    }
    let second = one(inbox, LONG, 2).await?;
    inbox.done(&second.receipt).await?;
    let third = one(inbox, SOON, 3).await?;
    sleep(LATER).await;
    same(one(inbox, LONG, 3).await?.attempts, 2, "attempts of an event in an order")?;
    inbox.done(&third.receipt).await?;
    inbox.put(event(6).in_order("a")).await?;
    one(inbox, LONG, 6).await.map(drop)
}

async fn orders_after_failures(inbox: &impl Inbox) -> Check {
    put_in_orders(inbox).await?;
    let taken = take(inbox, LONG).await?.1;
    let Some(first) = taken.first() else { return Err(Broken("no event".to_owned())) };
    inbox.give_back(&first.receipt, 1, SOON).await?;
    nothing(inbox, "while the first of an order is not due").await?;
    sleep(LATER).await;
    let first = one(inbox, LONG, 1).await?;
    inbox.bury(&first.receipt, "dead").await?;
    let second = one(inbox, LONG, 2).await?;
    inbox.revive(&[key(1)]).await?;
    nothing(inbox, "while another of the order of a revived event is taken").await?;
    inbox.done(&second.receipt).await?;
    let revived = one(inbox, LONG, 1).await?;
    inbox.done(&revived.receipt).await?;
    let third = one(inbox, LONG, 3).await?;
    inbox.bury(&third.receipt, "dead").await?;
    inbox.revive(&[key(3)]).await?;
    one(inbox, LONG, 3).await.map(drop)
}

async fn an_empty_order(inbox: &impl Inbox) -> Check {
    inbox.put(event(1).in_order("")).await?;
    inbox.put(event(2).in_order("")).await?;
    let taken = one(inbox, LONG, 1).await?;
    nothing(inbox, "while the first of the order is taken").await?;
    inbox.done(&taken.receipt).await?;
    one(inbox, LONG, 2).await.map(drop)
}

async fn counts(inbox: &impl Inbox) -> Check {
    put_in_orders(inbox).await?;
    sleep(SOON).await;
    let taken = inbox.take(1, LONG).await?;
    let counts = inbox.counts().await?;
    let numbers = (counts.waiting, counts.taken, counts.dead);
    same(numbers, (4, 1, 0), "waiting, taken and dead events")?;
    let old = counts.oldest.is_some_and(|age| age >= SOON.mul_f32(0.9) && age < LONG);
    same(old, true, "the age of the oldest event")?;
    for event in &taken {
        inbox.bury(&event.receipt, "dead").await?;
    }
    let expired = inbox.take(1, SOON).await?;
    same(expired.len(), 1, "events taken of at most one")?;
    sleep(LATER).await;
    let counts = inbox.counts().await?;
    let numbers = (counts.waiting, counts.taken, counts.dead);
    same(numbers, (4, 0, 1), "waiting, taken and dead events when a lease is over")
}

async fn concurrency(inbox: &impl Inbox) -> Check {
    let same_event = (0..8).map(|_| inbox.put(event(1)));
    let new = all(same_event).await?.into_iter().filter(|put| *put == Put::New).count();
    same(new, 1, "puts of one event that found it new")?;
    all((2..=200).map(|number| inbox.put(event(number)))).await?;
    let takes = all((0..40).map(|_| inbox.take(5, LONG))).await?;
    let mut keys: Vec<_> = takes.iter().flatten().map(|event| event.receipt.key).collect();
    let taken = keys.len();
    keys.sort_unstable();
    keys.dedup();
    same((taken, keys.len()), (200, 200), "events taken, and different ones of them")?;
    let receipts: Vec<_> = takes.into_iter().flatten().map(|event| event.receipt).collect();
    all(receipts.iter().map(|receipt| inbox.done(receipt))).await?;
    same(inbox.counts().await?, InboxCounts::default(), "the counts when all was handled")
}

/// Waits for all of some calls at the same time.
async fn all<T, F>(calls: impl Iterator<Item = F>) -> Result<Vec<T>, StoreError>
where
    F: Future<Output = Result<T, StoreError>> + Unpin,
{
    let mut calls: Vec<_> = calls.map(|call| (call, None)).collect();
    std::future::poll_fn(|cx| {
        let mut pending = false;
        for (call, result) in calls.iter_mut().filter(|(_, result)| result.is_none()) {
            match std::pin::Pin::new(call).poll(cx) {
                std::task::Poll::Ready(ended) => *result = Some(ended),
                std::task::Poll::Pending => pending = true,
            }
        }
        if pending { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
    })
    .await;
    calls.into_iter().filter_map(|(_, result)| result).collect()
}
