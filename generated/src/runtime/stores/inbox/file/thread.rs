//! The thread that reads and writes: calls that have gathered share a transaction, and the disk is waited for once.

use rusqlite::Result as SqlResult;
use tokio::sync::{mpsc, oneshot};

use super::tables::Tables;
use crate::runtime::stores::StoreError;

/// How many calls share a transaction. A call waits for those before it, so more would only delay the first.
const GATHERED: usize = 512;

/// A call from another thread.
pub(super) trait Job: Send {
    /// Does the work, inside of a transaction. It may be done again, when the transaction has failed.
    fn run(&mut self, tables: &mut Tables) -> SqlResult<()>;

    /// Returns the result to the caller, after the transaction.
    fn reply(self: Box<Self>, outcome: Result<(), StoreError>);
}

/// A function whose result is awaited.
pub(super) struct Call<T, F> {
    work: F,
    result: Option<T>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Call<T, F> {
    pub(super) fn new(work: F, reply: oneshot::Sender<Result<T, StoreError>>) -> Self {
        Self { work, result: None, reply }
    }
}

impl<T: Send, F: FnMut(&mut Tables) -> SqlResult<T> + Send> Job for Call<T, F> {
    fn run(&mut self, tables: &mut Tables) -> SqlResult<()> {
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
pub(super) fn serve(mut tables: Tables, mut calls: mpsc::Receiver<Box<dyn Job>>) {
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

fn transact(tables: &mut Tables, jobs: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    tables.transact(|tables| {
        jobs.iter_mut().try_for_each(|job| job.run(tables))?;
        tables.forget()
    })
}
