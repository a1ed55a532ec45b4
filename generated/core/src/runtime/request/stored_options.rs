//! The options of a stored request.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::options::Options;
use crate::runtime::secret::{is_secret_header, is_secret_parameter};
use crate::runtime::send::retry::Retry;
use crate::runtime::value::encode::Destination;

/// The options as an object; `None` where none is set.
pub(super) fn written(options: &Options, to: Destination) -> Option<Value> {
    let Options { timeout, total_timeout, headers, query, account, retry, skip_limiter, debug } =
        options;
    let all = to == Destination::Store { secrets: true };
    let pairs = |pairs: &[(String, String)], is_secret: fn(&str) -> bool| {
        let kept = pairs.iter().filter(|(name, _)| all || !is_secret(name));
        let kept: Vec<Value> = kept.map(|(name, value)| json!([name, value])).collect();
        (!kept.is_empty()).then_some(Value::Array(kept))
    };
    let entries = [
        ("timeout", timeout.map(duration)),
        ("total_timeout", total_timeout.map(duration)),
        ("headers", pairs(headers, is_secret_header)),
        ("query", pairs(query, is_secret_parameter)),
        ("account", account.clone().map(Value::String)),
        ("retry", retry.map(Retry::to_value)),
        ("skip_limiter", skip_limiter.then_some(Value::Bool(true))),
        ("debug", debug.map(Value::Bool)),
    ];
    let set: Map<String, Value> =
        entries.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    (!set.is_empty()).then_some(Value::Object(set))
}

/// Reads the options; an unknown one is an error, because the request would be sent in another way.
///
/// # Errors
/// The option that is not understood.
pub(super) fn read(stored: Map<String, Value>) -> Result<Options, String> {
    let mut options = Options::new();
    for (name, value) in stored {
        let faulty = || format!("the option `{name}` is not understood");
        match name.as_str() {
            "timeout" => options.timeout = Some(read_duration(&value).ok_or_else(faulty)?),
            "total_timeout" => {
                options.total_timeout = Some(read_duration(&value).ok_or_else(faulty)?);
            }
            "headers" => options.headers = read_pairs(value).ok_or_else(faulty)?,
            "query" => options.query = read_pairs(value).ok_or_else(faulty)?,
            "account" => options.account = Some(value.as_str().ok_or_else(faulty)?.to_owned()),
            "retry" => options.retry = Some(Retry::from_value(&value).ok_or_else(faulty)?),
            "skip_limiter" => options.skip_limiter = value.as_bool().ok_or_else(faulty)?,
            "debug" => options.debug = Some(value.as_bool().ok_or_else(faulty)?),
            _ => return Err(faulty()),
        }
    }
    Ok(options)
}

fn read_pairs(value: Value) -> Option<Vec<(String, String)>> {
    serde_json::from_value(value).ok()
}

/// Seconds and nanoseconds, as serde's own form of a duration has them.
pub(crate) fn duration(duration: Duration) -> Value {
    json!({"secs": duration.as_secs(), "nanos": duration.subsec_nanos()})
}

pub(crate) fn read_duration(value: &Value) -> Option<Duration> {
    let seconds = value.get("secs")?.as_u64()?;
    let nanos = u32::try_from(value.get("nanos")?.as_u64()?).ok().filter(|n| *n < 1_000_000_000)?;
    Some(Duration::new(seconds, nanos))
}
