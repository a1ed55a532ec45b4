//! Whether a request that is stored comes back as it was.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Result, Value};
use zoom_client::runtime::private::{ModelExt, ValueRef};
use zoom_client::{Operation, WithSecrets};

/// What a store changes.
pub(super) fn of_request<R>(request: &R) -> Vec<String>
where
    R: Operation + Serialize + DeserializeOwned + PartialEq,
{
    let (plain, stored) =
        (serde_json::to_value(request), serde_json::to_string(&WithSecrets(request)));
    judged(request, plain, stored, &|json| {
        serde_json::from_str::<R>(json).map(|again| again == *request)
    })
}

/// Compiled once, not for each operation.
fn judged(
    request: &dyn Operation,
    plain: Result<Value>,
    stored: Result<String>,
    is_same: &dyn Fn(&str) -> Result<bool>,
) -> Vec<String> {
    let has_file = |index: usize| matches!(request.view(index), ValueRef::File(_));
    let has_file = (0..request.table().fields.len()).any(has_file);
    let stored = match stored {
        Ok(_) if has_file => return vec!["a file was stored".to_owned()],
        Ok(stored) => stored,
        Err(error) if has_file && error.to_string().contains("is a file") => return Vec::new(),
        Err(error) => return vec![error.to_string()],
    };
    let mut faults = Vec::new();
    match is_same(&stored) {
        Ok(true) => {}
        Ok(false) => faults.push("a stored request is another one".to_owned()),
        Err(error) => faults.push(format!("a stored request is not read: {error}")),
    }
    // Without secrets it is a part of what there is with them.
    match (plain, serde_json::from_str(&stored)) {
        (Ok(part), Ok(whole)) if is_part(&part, &whole) => {}
        _ => faults.push("without secrets another request is stored".to_owned()),
    }
    faults
}

fn is_part(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => part
            .iter()
            .all(|(key, value)| whole.get(key).is_some_and(|other| is_part(value, other))),
        (Value::Array(part), Value::Array(whole)) => {
            part.len() == whole.len()
                && part.iter().zip(whole).all(|(part, whole)| is_part(part, whole))
        }
        (part, whole) => part == whole,
    }
}
