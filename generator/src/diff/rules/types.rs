//! Rules about types and enumerations.

rules! {
    TYPE_RULES:
    TYPE_ADDED = Additive("type-added", "types", "`{item}` is new", "");
    TYPE_REMOVED = Breaking("type-removed", "types",
        "`{item}` is gone", "no request or response contains it any longer: see the changes of the fields that had this type");
    TYPE_RENAMED = Breaking("type-renamed", "the name of a type, which its uses identify",
        "`{old}` is now called `{item}`",
        "write `{item}` instead of `{old}`; its line in specs/names.lock keeps the old name");
    TYPE_MOVED = Breaking("type-moved", "the module of a type, which its uses identify",
        "`{old}` is now `{item}`",
        "write `{item}` instead of `{old}`; its line in specs/names.lock keeps the old path");
    TYPE_SHARED = Breaking("type-shared", "types that became one",
        "`{old}` is now `{item}`, one type for several schemas", "write `{item}` instead of `{old}`");
    TYPE_UNSHARED = Breaking("type-unshared", "a type that became several",
        "`{item}` is a type of its own, where `{old}` was used before",
        "write `{item}` where the API has it now");
    TYPE_KIND_CHANGED = Breaking("type-kind-changed", "whether a type is an object, a union or an enumeration",
        "`{item}` was {was} and is {is}", "rewrite the code that builds or reads it");
    TYPE_BECAME_INPUT = Breaking("type-became-input", "whether callers build a type",
        "`{item}` is part of requests now{lists}{default}", "‹build it by `{new}`; ›‹read lists through their `{option}`›");
    TYPE_BECAME_BUILDABLE = Additive("type-became-buildable", "whether callers build a type",
        "`{item}` is part of requests now", "`{new}` builds it");
    TYPE_BECAME_ANSWER = Breaking("type-became-answer", "whether callers build a type",
        "`{item}` is only read now: lists in it are plain, and it has no `new` and no setters",
        "build it by `{item}::default()` and set its fields");
    UNION_ALTERNATIVE_ADDED = Additive("union-alternative-added", "the alternatives of a union",
        "`{item}` may be a `{name}`", "values that were `{item}::Other(…)` may be `{item}::{name}(…)` now");
    UNION_ALTERNATIVE_REMOVED = Breaking("union-alternative-removed", "the alternatives of a union",
        "`{item}` is never a `{name}`",
        "remove the arm; such a value is another alternative now, or `{item}::Other(…)`");
    UNION_ALTERNATIVE_CHANGED = Breaking("union-alternative-changed", "the alternatives of a union",
        "`{name}` of `{item}` contains another type", "adapt the code that uses the value");
    ENUM_VALUE_ADDED = Additive("enum-value-added", "the values of an enumeration",
        "`{owner}` has a value `{name}`", "values that were matched as `{unknown}` are `{owner}::{name}` now");
    ENUM_VALUE_REMOVED = Breaking("enum-value-removed", "the values of an enumeration",
        "`{owner}` no longer has `{name}`",
        "write `{unknown}` instead of `{owner}::{name}`: it is sent and read as before");
    ENUM_VALUE_RENAMED = Breaking("enum-value-renamed", "the Rust name of a value",
        "`{owner}::{old}` is now `{owner}::{name}`",
        "write `{owner}::{name}` instead of `{owner}::{old}`; a name in specs/enums.yaml, or a variant line in specs/names.lock, keeps the old one");
    ENUM_VALUE_CHANGED = Documentation("enum-value-changed", "the value of a variant on the wire",
        "`{item}` is `{wire}` on the wire instead of `{old_wire}`", "");
    ENUM_VALUE_RELABELLED = Documentation("enum-value-relabelled", "the description of a value",
        "`{item}` has another description", "");
    ENUM_VALUE_DEPRECATED = Documentation("enum-value-deprecated", "`deprecated` of a value",
        "`{item}` is deprecated", "");
    ENUM_VALUE_UNDEPRECATED = Documentation("enum-value-undeprecated", "`deprecated` of a value",
        "`{item}` is no longer deprecated", "");
    ENUM_REPR_CHANGED = Breaking("enum-repr-changed", "whether the values are integers or strings",
        "`{item}` has values of another kind",
        "values without a variant are `{unknown}`; `{get}` is the value on the wire");
}
