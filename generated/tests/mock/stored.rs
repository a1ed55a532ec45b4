//! Whether a request that is stored comes back as it was.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use zoom_client::runtime::private::{ModelExt, ValueRef};
use zoom_client::{Operation, WithSecrets};

/// What a store changes.
pub(super) fn of_request<R>(request: &R) -> Vec<String>
where
    R: Operation + Serialize + DeserializeOwned + PartialEq,
{
    let has_file = |index: usize| matches!(request.view(index), ValueRef::File(_));
    if (0..request.table().fields.len()).any(has_file) {
        return match serde_json::to_value(WithSecrets(request)) {
            Ok(_) => vec!["a file was stored".to_owned()],
            Err(error) if error.to_string().contains("is a file") => Vec::new(),
            Err(error) => vec![error.to_string()],
        };
    }
    let mut faults = Vec::new();
    let stored = serde_json::to_string(&WithSecrets(request)).map_err(|error| error.to_string());
    match stored
        .and_then(|json| serde_json::from_str::<R>(&json).map_err(|error| error.to_string()))
    {
        Ok(again) if again == *request => {}
        Ok(_) => faults.push("a stored request is another one".to_owned()),
        Err(error) => faults.push(format!("a stored request is not read: {error}")),
    }
    // Without secrets it is a part of what there is with them.
    match (serde_json::to_value(request), serde_json::to_value(WithSecrets(request))) {
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
