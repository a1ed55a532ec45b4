//! Rules about the hand-written modules that the crate carries.

use super::{additive, breaking};

const LOOKS_AT: &str = "public items of templates/src";

rules! {
    RUNTIME_RULES:
    RUNTIME_ADDED = additive("runtime-added", LOOKS_AT, "the runtime has `{item}` too", "");
    RUNTIME_REMOVED = breaking(
        "runtime-removed",
        LOOKS_AT,
        "the runtime has no `{item}` any longer",
        "look at the commits of templates/ for what takes its place",
    );
    RUNTIME_CHANGED = breaking(
        "runtime-changed",
        LOOKS_AT,
        "`{item}` of the runtime is declared differently",
        "write what the new line of api-runtime.txt says",
    );
    RUNTIME_GREW = breaking(
        "runtime-grew",
        "public fields and variants of what is not `#[non_exhaustive]`, required items of traits",
        "callers that name every part of its owner lack `{item}` of the runtime",
        "add it where the owner is built, matched or implemented",
    );
}
