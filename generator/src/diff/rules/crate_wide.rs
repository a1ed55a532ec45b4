//! Rules about the crate as a whole.

rules! {
    CRATE_RULES:
    FEATURE_ADDED = Additive("feature-added", "cargo features", "there is a cargo feature `{item}`", "");
    FEATURE_REMOVED = Breaking("feature-removed", "cargo features",
        "there is no cargo feature `{item}` any longer", "remove it from the features of the dependency");
    DEFAULT_FEATURE_ADDED = Additive("default-feature-added", "default cargo features",
        "`{item}` is on by default", "it costs compile time; a dependency without default features does not have it");
    DEFAULT_FEATURE_REMOVED = Breaking("default-feature-removed", "default cargo features",
        "`{item}` is no longer on by default", "add `{item}` to the features of the dependency");
    SERVER_ADDED = Additive("server-added", "servers of rules.yaml", "there is a server `{key}`", "");
    SERVER_REMOVED = Breaking("server-removed", "servers of rules.yaml",
        "there is no server `{key}` any longer", "remove the code that uses it");
    SERVER_CHANGED = Documentation("server-changed", "address and conventions of a server",
        "server `{key}` has {what}", "");
    DEFAULT_SERVER_CHANGED = Documentation("default-server-changed", "the server of requests that name none",
        "`Raw` and `Download` use the server `{key}` where the caller names none", "");
    GENERATOR_REMOVED = Breaking("generator-removed", "lines of api.txt that no rule explains",
        "the generator emits `{item}` differently, or no longer",
        "a change of the generator, not of the documents: look at its commits");
    GENERATOR_ADDED = Additive("generator-added", "lines of api.txt that no rule explains",
        "the generator emits `{item}` too", "a change of the generator, not of the documents");
}
