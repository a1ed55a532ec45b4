//! The handlers, by event.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;

use super::{HandlerResult, IntoHandlerResult};
use crate::events::{Event, UnknownEvent};
use crate::runtime::EventType;
use crate::runtime::auth::BoxFuture;

/// A function that starts to handle an event.
pub(super) type Handler = Arc<dyn Fn(Event) -> BoxFuture<'static, HandlerResult> + Send + Sync>;

/// The handlers of a receiver.
#[derive(Default)]
pub(super) struct Handlers {
    named: BTreeMap<&'static str, Vec<Handler>>,
    any: Vec<Handler>,
    unknown: Vec<Handler>,
}

impl Handlers {
    pub(super) fn on<E, F>(&mut self, handler: impl Fn(E) -> F + Send + Sync + 'static)
    where
        E: EventType<Event = Event>,
        F: Future<Output: IntoHandlerResult> + Send + 'static,
    {
        let handler: Handler = Arc::new(move |event| match E::from_event(event) {
            Ok(event) => started(handler(event)),
            // The table has only events of this name here.
            Err(_) => started(std::future::ready(())),
        });
        self.named.entry(E::NAME).or_default().push(handler);
    }

    pub(super) fn on_any<F>(&mut self, handler: impl Fn(Event) -> F + Send + Sync + 'static)
    where
        F: Future<Output: IntoHandlerResult> + Send + 'static,
    {
        self.any.push(Arc::new(move |event| started(handler(event))));
    }

    pub(super) fn on_unknown<F>(
        &mut self,
        handler: impl Fn(UnknownEvent) -> F + Send + Sync + 'static,
    ) where
        F: Future<Output: IntoHandlerResult> + Send + 'static,
    {
        self.unknown.push(Arc::new(move |event| match event {
            Event::Unknown(event) => started(handler(event)),
            _ => started(std::future::ready(())),
        }));
    }

    /// The handlers of an event, those of its type first.
    pub(super) fn of(&self, event: &Event) -> Vec<Handler> {
        let own = match event {
            Event::Unknown(_) => Some(&self.unknown),
            known => self.named.get(known.name()),
        };
        own.into_iter().flatten().chain(&self.any).cloned().collect()
    }
}

/// The work of a handler, with one type of result for all of them.
fn started<F>(work: F) -> BoxFuture<'static, HandlerResult>
where
    F: Future<Output: IntoHandlerResult> + Send + 'static,
{
    Box::pin(async move { work.await.into_handler_result() })
}
