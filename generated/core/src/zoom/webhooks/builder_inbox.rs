//! Options of a receiver with an inbox.

use std::sync::Arc;
use std::time::Duration;

use super::ReceiverBuilder;
use super::order::object_id;
use super::retries::Retries;
use super::worker::Settings;
use crate::events::Event;
use crate::runtime::stores::{DeadEvent, Inbox, StoreError};

/// How long an event stays taken by a process that has ended, unless set otherwise.
pub const LEASE: Duration = Duration::from_secs(60);

/// The inbox of a receiver that is being made, and how it is used.
pub(super) struct InboxOptions {
    pub(super) inbox: Option<Arc<dyn Inbox>>,
    pub(super) settings: Settings,
}

impl Default for InboxOptions {
    fn default() -> Self {
        let (first, longest) = (Duration::from_secs(1), Duration::from_secs(10 * 60));
        let retries = Retries { attempts: 10, first, longest };
        let settings =
            Settings { lease: LEASE, retries, order: None, handles: true, removes: false };
        Self { inbox: None, settings }
    }
}

/// Options that have an effect only with an inbox.
impl<H> ReceiverBuilder<H> {
    /// Stores each event in an inbox before it is answered with 200, and handles it from there: **at least once**,
    /// whatever happens to this process. Requests have to be passed to [`Receiver::receive`](super::Receiver::receive),
    /// as the services of this crate do.
    ///
    /// An event whose handlers have all succeeded is removed. After a failure all its handlers are called again later
    /// ([`retries`](Self::retries)), so they have to tolerate an event that they have seen: also a process that is
    /// killed after the last handler and before the removal causes that. While the inbox cannot store events, they are
    /// rejected with status 503, and Zoom sends them again. The limits of [`queue`](Self::queue) and
    /// [`dedupe`](Self::dedupe) become that of events that are being stored at the same time, and that of the inbox.
    ///
    /// Events begin to be taken when the receiver is made, inside of a Tokio runtime, or else with the first request.
    pub fn inbox(mut self, inbox: impl Inbox + 'static) -> Self {
        self.inbox.inbox = Some(Arc::new(inbox));
        self
    }

    /// Handles events with the same order one after the other, in the order in which they were accepted, also when
    /// several processes share the inbox. `None` for events that may be handled at any time, which all may unless set.
    ///
    /// An event whose handler has failed keeps the next of its order waiting until it was handled or is dead. Zoom
    /// itself does not deliver events in the order in which they happened; see `event_ts`.
    ///
    /// ```text
    /// .in_order(|event| event.account_id().map(str::to_owned))
    /// ```
    pub fn in_order(
        mut self,
        order: impl Fn(&Event) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.inbox.settings.order = Some(Box::new(move |event, _| order(event)));
        self
    }

    /// Handles events of the same object one after the other, as [`in_order`](Self::in_order) does: those with the same
    /// `id`, `uuid`, `session_id`, `call_id`, `engagement_id` or `account_id` in `payload.object`, whichever is there
    /// first, and else those of the same account.
    pub fn in_order_of_objects(mut self) -> Self {
        self.inbox.settings.order = Some(Box::new(|_, body| object_id(body)));
        self
    }

    /// Sets how long an event stays taken by a process that has ended, before another process takes it; a minute
    /// unless set, and at least 100 milliseconds. While a process handles an event, it begins the lease again and again.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.inbox.settings.lease = lease.max(Duration::from_millis(100));
        self
    }

    /// Sets how often an event is handled whose handlers fail, and the first and longest wait after a failure, which
    /// doubles each time: 10 attempts, and 1 second to 10 minutes, unless set. An event whose last attempt has failed is
    /// dead: it stays in the inbox, where [`Inbox::dead`] lists it and [`Inbox::revive`] makes it wait again.
    pub fn retries(mut self, attempts: u32, first: Duration, longest: Duration) -> Self {
        self.inbox.settings.retries = Retries { attempts: attempts.max(1), first, longest };
        self
    }

    /// Removes events from the inbox for which this receiver has no handler, which another process has stored. Unless this
    /// is set they are left to others, which may be of another version: for as long as all [`retries`](Self::retries)
    /// take, and at least for a [`lease`](Self::lease). After that they are dead.
    pub fn remove_unhandled(mut self) -> Self {
        self.inbox.settings.removes = true;
        self
    }

    /// Stores all events and handles none: other processes that share the inbox do. Those should have
    /// [`remove_unhandled`](Self::remove_unhandled) unless they have handlers for all events.
    pub fn store_only(mut self) -> Self {
        self.inbox.settings.handles = false;
        self
    }

    /// Calls a function when an event is dead. A panic in it is ignored.
    pub fn on_dead(mut self, report: impl Fn(&DeadEvent) + Send + Sync + 'static) -> Self {
        self.reports.dead = Some(Box::new(report));
        self
    }

    /// Calls a function when the inbox has failed, for a log for example. A panic in it is ignored.
    pub fn on_inbox_error(mut self, report: impl Fn(&StoreError) + Send + Sync + 'static) -> Self {
        self.reports.inbox = Some(Box::new(report));
        self
    }
}
