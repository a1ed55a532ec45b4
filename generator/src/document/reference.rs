//! `$ref`: followed inside the document only.

use serde_json::Value;

use super::pointer::{Pointer, percent_decode};

/// The longest chain of references that is followed.
const HOPS: usize = 32;

/// The value, or the target of its references, with its pointer.
pub(crate) fn target<'a>(
    root: &'a Value,
    value: &'a Value,
    at: &Pointer,
) -> Result<(&'a Value, Pointer), String> {
    let mut here = (value, at.clone());
    for _ in 0..HOPS {
        let Some(reference) = here.0.get("$ref").and_then(Value::as_str) else { return Ok(here) };
        let Some(fragment) = reference.strip_prefix('#') else {
            return Err(format!("`$ref: {reference}` leads outside the document"));
        };
        let pointer = percent_decode(fragment);
        match root.pointer(&pointer) {
            Some(next) => here = (next, Pointer::parse(&pointer)),
            None => return Err(format!("`$ref: {reference}` leads to nothing")),
        }
    }
    Err("a `$ref` leads to itself".to_owned())
}

/// The name of the component schema that a value refers to.
pub(crate) fn component(value: &Value) -> Option<String> {
    let reference = value.get("$ref")?.as_str()?;
    let name = percent_decode(reference.strip_prefix("#/components/schemas/")?);
    (!name.contains('/')).then(|| name.replace("~1", "/").replace("~0", "~"))
}
