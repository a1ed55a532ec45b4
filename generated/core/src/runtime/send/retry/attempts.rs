//! The attempts of one call.

use super::{Retry, RetryBudget};
use crate::runtime::error::{Error, Result};
use crate::runtime::request::operation_info::Method;
use crate::runtime::send::trace::Trace;

/// Counts the attempts of one call, and waits between them.
pub(crate) struct Attempts<'a> {
    retry: Retry,
    budget: &'a RetryBudget,
    trace: &'a Trace<'a>,
    /// How many repetitions there were.
    made: u32,
    /// How many tokens the last one took.
    taken: u32,
}

impl<'a> Attempts<'a> {
    pub(crate) fn new(retry: Retry, budget: &'a RetryBudget, trace: &'a Trace<'a>) -> Self {
        Self { retry, budget, trace, made: 0, taken: 0 }
    }

    /// How many repetitions there were.
    pub(crate) fn made(&self) -> u32 {
        self.made
    }

    /// Waits until the next attempt is due; the error itself when there is none.
    ///
    /// `sent` is false when the failure came before the request was on its way.
    pub(crate) async fn failed(&mut self, error: Error, method: Method, sent: bool) -> Result<()> {
        let Some(wait) = self.retry.wait(self.made, method, sent, &error) else {
            return Err(self.given_up(error));
        };
        let Some(taken) = self.budget.take(&error) else {
            self.trace.out_of_budget();
            return Err(self.given_up(error));
        };
        self.taken = taken;
        self.trace.waiting(&error, wait);
        tokio::time::sleep(wait).await;
        self.made = self.made.saturating_add(1);
        Ok(())
    }

    /// The error of a call that is not repeated.
    pub(crate) fn given_up(&self, error: Error) -> Error {
        self.trace.failed(&error);
        error
    }

    /// The call has succeeded.
    pub(crate) fn succeeded(&self) {
        self.budget.give_back(self.taken);
    }
}
