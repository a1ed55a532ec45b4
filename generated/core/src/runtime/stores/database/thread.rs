//! The thread that reads and writes: calls that have gathered share a transaction, and the disk is waited for once.

use std::path::Path;
use std::sync::Arc;

use rusqlite::Result as SqlResult;
use tokio::sync::{mpsc, oneshot};

use super::file::Database;
use crate::runtime::stores::{BoxFuture, StoreError, StoreErrorKind};

/// How many calls may wait for the thread; further ones wait for room.
const CALLS: usize = 4_096;

/// How many calls share a transaction. A call waits for those before it, so more would only delay the first.
const GATHERED: usize = 512;

/// The tables of a file, and what is done with them.
pub(in crate::runtime::stores) trait Tables: Send + 'static {
    fn database(&self) -> &Database;

    /// Deletes what is no longer needed; a part of each transaction.
    fn forget(&mut self) -> SqlResult<()>;
}

/// The thread of a file. It ends when all clones have gone.
pub(in crate::runtime::stores) struct Thread<D> {
    name: &'static str,
    path: Arc<Path>,
    jobs: mpsc::Sender<Box<dyn Job<D>>>,
}

impl<D> Clone for Thread<D> {
    fn clone(&self) -> Self {
        Self { name: self.name, path: Arc::clone(&self.path), jobs: self.jobs.clone() }
    }
}

impl<D: Tables> Thread<D> {
    pub(in crate::runtime::stores) fn start(tables: D) -> Result<Self, StoreError> {
        let (name, path) = (tables.database().layout().name, Arc::from(tables.database().path()));
        let (jobs, calls) = mpsc::channel(CALLS);
        let thread = Self { name, path, jobs };
        let builder = std::thread::Builder::new().name(name.to_owned());
        let started = builder.spawn(move || serve(tables, calls));
        started.map_err(|error| thread.failed(&format!("has no thread ({error})")))?;
        Ok(thread)
    }

    pub(in crate::runtime::stores) fn path(&self) -> &Path {
        &self.path
    }

    fn failed(&self, problem: &str) -> StoreError {
        let reason = format!("the {} {} {problem}", self.name, self.path.display());
        StoreError::new(StoreErrorKind::Other, reason)
    }

    /// Does something on the thread, inside of a transaction; again if the transaction has failed.
    pub(in crate::runtime::stores) fn call<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut D) -> SqlResult<T> + Send + 'static,
    ) -> BoxFuture<'_, Result<T, StoreError>> {
        Box::pin(async move {
            let ended = || self.failed("is no longer open: its thread has ended");
            let (reply, outcome) = oneshot::channel();
            let sent = self.jobs.send(Box::new(Call { work, result: None, reply })).await;
            sent.map_err(|_| ended())?;
            outcome.await.map_err(|_| ended())?
        })
    }
}

/// A call from another thread.
trait Job<D>: Send {
    /// Does the work, inside of a transaction. It may be done again, when the transaction has failed.
    fn run(&mut self, tables: &mut D) -> SqlResult<()>;

    /// Returns the result to the caller, after the transaction.
    fn reply(self: Box<Self>, outcome: Result<(), StoreError>);
}

/// A function whose result is awaited.
struct Call<T, F> {
    work: F,
    result: Option<T>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<D, T: Send, F: FnMut(&mut D) -> SqlResult<T> + Send> Job<D> for Call<T, F> {
    fn run(&mut self, tables: &mut D) -> SqlResult<()> {
        self.result = Some((self.work)(tables)?);
        Ok(())
    }

    fn reply(self: Box<Self>, outcome: Result<(), StoreError>) {
        let result = match (outcome, self.result) {
            (Ok(()), Some(result)) => Ok(result),
            (Err(error), _) => Err(error),
            // It has run, or the transaction would have failed. The caller gets the error of a reply that is missing.
            (Ok(()), None) => return,
        };
        // A caller that has gone does not need it.
        let _ = self.reply.send(result);
    }
}

/// Serves calls until all callers have gone.
fn serve<D: Tables>(mut tables: D, mut calls: mpsc::Receiver<Box<dyn Job<D>>>) {
    while let Some(first) = calls.blocking_recv() {
        let mut jobs = vec![first];
        while jobs.len() < GATHERED
            && let Ok(job) = calls.try_recv()
        {
            jobs.push(job);
        }
        let Err(error) = transact(&mut tables, &mut jobs) else {
            jobs.into_iter().for_each(|job| job.reply(Ok(())));
            continue;
        };
        if jobs.len() == 1 {
            jobs.into_iter().for_each(|job| job.reply(Err(error.clone())));
            continue;
        }
        // One at a time, so that a call that fails, for lack of space for example, fails alone.
        for mut job in jobs {
            let outcome = transact(&mut tables, std::slice::from_mut(&mut job));
            job.reply(outcome);
        }
    }
}

/// Does all jobs, or none.
fn transact<D: Tables>(tables: &mut D, jobs: &mut [Box<dyn Job<D>>]) -> Result<(), StoreError> {
    let ended = tables.database().begin().and_then(|()| {
        let outcome = jobs.iter_mut().try_for_each(|job| job.run(tables));
        let outcome = outcome.and_then(|()| tables.forget());
        tables.database().end(outcome)
    });
    ended.map_err(|error| tables.database().error(error))
}
