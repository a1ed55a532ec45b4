//! Rules about the crate as a whole.

use super::{additive, breaking, documentation};

rules! {
    CRATE_RULES:
    FEATURE_ADDED = additive("feature-added", "cargo features", "there is a cargo feature `{item}`", "");
    FEATURE_REMOVED = breaking(
        "feature-removed",
        "cargo features",
        "there is no cargo feature `{item}` any longer",
        "remove it from the features of the dependency",
    );
    DEFAULT_FEATURE_ADDED = additive(
        "default-feature-added",
        "default cargo features",
        "`{item}` is on by default",
        "it costs compile time; `default-features = false` turns it off",
    );
    DEFAULT_FEATURE_REMOVED = breaking(
        "default-feature-removed",
        "default cargo features",
        "`{item}` is no longer on by default",
        "add `{item}` to the features of the dependency",
    );
    SERVER_ADDED = additive("server-added", "servers of rules.yaml", "there is a server `{key}`", "");
    SERVER_REMOVED = breaking(
        "server-removed",
        "servers of rules.yaml",
        "there is no server `{key}` any longer",
        "remove what names `{item}`",
    );
    SERVER_CHANGED = documentation(
        "server-changed",
        "address and conventions of a server",
        "server `{key}` has another address or other conventions",
        "",
    );
    GENERATOR_REMOVED = breaking(
        "generator-removed",
        "lines of api.txt that no rule explains",
        "the generator emits `{item}` differently, or no longer",
        "a change of the generator, not of the documents: look at its commits",
    );
    GENERATOR_ADDED = additive(
        "generator-added",
        "lines of api.txt that no rule explains",
        "the generator emits `{item}` too",
        "a change of the generator, not of the documents",
    );
}
