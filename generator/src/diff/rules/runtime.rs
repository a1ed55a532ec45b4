//! Rules about the hand-written modules that the crate contains.

const LOOKS_AT: &str = "public items of templates/src";

rules! {
    RUNTIME_RULES:
    RUNTIME_ADDED = Additive("runtime-added", LOOKS_AT, "the runtime has `{item}` too", "");
    RUNTIME_REMOVED = Breaking("runtime-removed", LOOKS_AT,
        "the runtime has no `{item}` any longer", "look at the commits of templates/ for its replacement");
    RUNTIME_CHANGED = Breaking("runtime-changed", LOOKS_AT,
        "`{item}` of the runtime is declared differently", "write the new form, which is in api-runtime.txt");
    RUNTIME_GREW = Breaking("runtime-grew",
        "public fields and variants of types that are not `#[non_exhaustive]`, required items of traits",
        "callers that write every part of its owner miss `{item}` of the runtime",
        "add it where the owner is built, matched or implemented");
}
