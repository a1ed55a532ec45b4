//! Rules about the crate as a whole.

use super::{Rule, additive, breaking, documentation};

pub(super) const RULES: &[Rule] = &[
    additive("feature-added", "cargo features", "there is a cargo feature `{item}`", ""),
    breaking(
        "feature-removed",
        "cargo features",
        "there is no cargo feature `{item}` any longer",
        "remove it from the features of the dependency",
    ),
    additive(
        "default-feature-added",
        "default cargo features",
        "`{item}` is on by default",
        "it costs compile time; `default-features = false` turns it off",
    ),
    breaking(
        "default-feature-removed",
        "default cargo features",
        "`{item}` is no longer on by default",
        "add `{item}` to the features of the dependency",
    ),
    additive("server-added", "servers of rules.yaml", "there is a server `{key}`", ""),
    breaking(
        "server-removed",
        "servers of rules.yaml",
        "there is no server `{key}` any longer",
        "remove what names `{item}`",
    ),
    documentation(
        "server-changed",
        "address and conventions of a server",
        "server `{key}` has another address or other conventions",
        "",
    ),
    breaking(
        "generator-removed",
        "lines of api.txt that no rule explains",
        "the generator emits `{item}` differently, or no longer",
        "a change of the generator, not of the documents: look at its commits",
    ),
    additive(
        "generator-added",
        "lines of api.txt that no rule explains",
        "the generator emits `{item}` too",
        "a change of the generator, not of the documents",
    ),
];
