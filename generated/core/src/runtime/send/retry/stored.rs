//! A policy as part of the options of a stored request.

use serde_json::{Value, json};

use super::Retry;
use crate::runtime::request::stored_options::{duration, read_duration};

impl Retry {
    pub(crate) fn to_value(self) -> Value {
        let Self { max_retries, exponential, all_errors, retry_non_idempotent, .. } = self;
        json!({
            "max_retries": max_retries,
            "base_delay": duration(self.base_delay),
            "exponential": exponential,
            "max_delay": duration(self.max_delay),
            "all_errors": all_errors,
            "retry_non_idempotent": retry_non_idempotent,
        })
    }

    /// What is absent is as in [`Retry::new`].
    pub(crate) fn from_value(value: &Value) -> Option<Self> {
        let mut retry = Self::new();
        for (name, value) in value.as_object()? {
            match name.as_str() {
                "max_retries" => retry.max_retries = u32::try_from(value.as_u64()?).ok()?,
                "base_delay" => retry.base_delay = read_duration(value)?,
                "exponential" => retry.exponential = value.as_bool()?,
                "max_delay" => retry.max_delay = read_duration(value)?,
                "all_errors" => retry.all_errors = value.as_bool()?,
                "retry_non_idempotent" => retry.retry_non_idempotent = value.as_bool()?,
                _ => return None,
            }
        }
        Some(retry)
    }
}
