//! `$ref`: followed inside the document only.

use serde_json::Value;

use super::pointer::{Pointer, percent_decode};

/// The longest chain of references that is followed.
const HOPS: usize = 64;

/// A reference that leads nowhere.
#[derive(Clone, Debug)]
pub(crate) struct Broken {
    pub code: &'static str,
    /// Where the reference is.
    pub at: Pointer,
    pub message: String,
    pub help: &'static str,
}

/// The value that a reference names, with its pointer.
pub(crate) fn follow<'a>(
    root: &'a Value,
    reference: &str,
    at: &Pointer,
) -> Result<(&'a Value, Pointer), Broken> {
    let broken = |code, end: &str, help| {
        let message = format!("`$ref: {reference}` leads {end}");
        Broken { code, at: at.clone(), message, help }
    };
    let Some(fragment) = reference.strip_prefix('#') else {
        let help = "copy the target into the document";
        return Err(broken("external-ref", "outside the document", help));
    };
    let pointer = percent_decode(fragment);
    match root.pointer(&pointer) {
        Some(value) => Ok((value, Pointer::parse(&pointer))),
        None => {
            let help = "add what it names, or correct the reference";
            Err(broken("dangling-ref", "to nothing", help))
        }
    }
}

/// The value, or the target of its references, with its pointer.
pub(crate) fn target<'a>(
    root: &'a Value,
    value: &'a Value,
    at: &Pointer,
) -> Result<(&'a Value, Pointer), Broken> {
    let mut here = (value, at.clone());
    for _ in 0..HOPS {
        match here.0.get("$ref").and_then(Value::as_str) {
            Some(reference) => here = follow(root, reference, &here.1)?,
            None => return Ok(here),
        }
    }
    Err(cycle(&here.1))
}

/// References that lead to each other.
pub(crate) fn cycle(at: &Pointer) -> Broken {
    Broken {
        code: "ref-cycle",
        at: at.clone(),
        message: "a chain of `$ref` ends at its own beginning".to_owned(),
        help: "a reference must lead to a schema in the end",
    }
}

/// The name of the component schema that a value refers to.
pub(crate) fn component(value: &Value) -> Option<String> {
    let reference = value.get("$ref")?.as_str()?;
    let name = percent_decode(reference.strip_prefix("#/components/schemas/")?);
    (!name.contains('/')).then(|| name.replace("~1", "/").replace("~0", "~"))
}
