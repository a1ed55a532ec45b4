//! Rules about types and enumerations.

rules! {
    TYPE_RULES:
    TYPE_ADDED = Additive("type-added", "types", "`{item}` is new", "");
    TYPE_REMOVED = Breaking("type-removed", "types",
        "`{item}` is gone", "no request or response contains it any longer: see the changes of the fields that had this type");
    TYPE_RENAMED = Breaking("type-renamed", "the name of a type, which its uses identify",
        "`{old}` is now called `{item}`",
        "write `{item}` instead of `{old}`‹; to keep the old name change {locked}›‹; `{taken}` is another type now›");
    TYPE_MOVED = Breaking("type-moved", "the module of a type, which its uses identify",
        "`{old}` is now `{item}`",
        "write `{item}` instead of `{old}`‹; to keep the old path change {locked}›‹; `{taken}` is another type now›");
    MODULE_MOVED = Breaking("module-moved", "the module of several operations and types, whose names stay",
        "{count} items of `{old}` are now in `{item}`", "write `{item}` instead of `{old}` in their paths");
    TYPE_SHARED = Breaking("type-shared", "types that became one",
        "`{old}` is now `{item}`{where}, one type for several schemas", "write `{item}` instead of `{old}`");
    SHARED_FIELD_ADDED = Additive("shared-field-added",
        "the fields of a shared type that only schemas have which were types of their own, or did not exist",
        "`{owner}` has a field `{name}` of another schema that is the same type now{lacked}", "");
    SHARED_SCHEMA_ADDED = Additive("shared-schema-added", "new schemas that patterns with `*` in specs/shared select",
        "`{item}` is the type of new schemas too, because patterns with `*` select them",
        "check that they are the same thing; narrow the pattern of specs/{file} where they are not");
    TYPE_UNSHARED = Breaking("type-unshared", "a type that became several",
        "`{item}` is a type of its own, where `{old}` was used before",
        "write `{item}` where the API has it now");
    TYPE_KIND_CHANGED = Breaking("type-kind-changed", "whether a type is an object, a union or an enumeration",
        "`{item}` was {was} and is {is}", "rewrite the code that builds or reads it");
    TYPE_BECAME_INPUT = Breaking("type-became-input", "whether callers build a type",
        "`{item}` is part of requests now{lists}{default}", "‹build it by `{new}`›‹{and}›‹read lists through their `{option}`›");
    TYPE_BECAME_BUILDABLE = Additive("type-became-buildable", "whether callers build a type",
        "`{item}` is part of requests now", "`{new}` builds it");
    TYPE_BECAME_ANSWER = Breaking("type-became-answer", "whether callers build a type",
        "`{item}` is only read now: lists in it are plain, and it has no `new` and no setters",
        "build it by `{item}::default()` and set its fields");
    UNION_ALTERNATIVE_ADDED = Additive("union-alternative-added", "the alternatives of a union",
        "`{item}` may be a `{name}`", "values that were `{old_item}::{was}(…)` may be `{item}::{name}(…)` now");
    UNION_ALTERNATIVE_RENAMED = Breaking("union-alternative-renamed", "the Rust name of an alternative, whose type stays",
        "`{old_item}::{old}` is now `{item}::{name}`",
        "write `{item}::{name}` instead of `{old_item}::{old}`‹; to keep the old {free} change its line in specs/names.lock›‹; `{taken}` is another alternative now›");
    UNION_ALTERNATIVE_REMOVED = Breaking("union-alternative-removed", "the alternatives of a union",
        "`{item}` is never a `{name}`",
        "remove the arm; such a value is another alternative now, or `{item}::Other(…)`");
    UNION_ALTERNATIVE_CHANGED = Breaking("union-alternative-changed", "the alternatives of a union",
        "`{name}` of `{item}` contains another type", "adapt the code that uses the value");
    UNION_TAG_CHANGED = Documentation("union-tag-changed", "the values that select an alternative of a union",
        "the alternatives of `{item}` are recognised by other values", "");
    CONVERSION_ADDED = Additive("conversion-added", "conversions between types with the same fields",
        "there is a conversion `{item}`", "");
    CONVERSION_REMOVED = Breaking("conversion-removed", "conversions between types with the same fields",
        "there is no conversion `{item}` any longer", "set the fields one by one");
    ID_TYPE_ADDED = Additive("id-type-added", "types of IDs in rules.yaml", "`{item}` is new", "");
    ID_TYPE_REMOVED = Breaking("id-type-removed", "types of IDs in rules.yaml",
        "`{item}` is gone", "see the changes of the inputs and fields that had this type");
    ID_CONVERSION_ADDED = Additive("id-conversion-added", "the values that a type of IDs is made from",
        "`{item}` is also made from {sources}", "");
    ID_CONVERSION_REMOVED = Breaking("id-conversion-removed", "the values that a type of IDs is made from",
        "`{item}` is no longer made from {sources}", "make a string of the value: `{from}`");
    ENUM_VALUE_ADDED = Additive("enum-value-added", "the values of an enumeration",
        "`{owner}` has a value `{name}`", "values that were matched as `{old_unknown}` are `{owner}::{name}` now");
    ENUM_VALUE_REMOVED = Breaking("enum-value-removed", "the values of an enumeration",
        "`{owner}` no longer has `{name}`",
        "write `{unknown}` instead of `{old_owner}::{name}`: it is sent and read as before");
    ENUM_VALUE_RENAMED = Breaking("enum-value-renamed", "the Rust name of a value",
        "`{old_owner}::{old}` is now `{owner}::{name}`",
        "write `{owner}::{name}` instead of `{old_owner}::{old}`‹; a name in specs/{entry}, or a variant line in specs/names.lock, keeps the old one›‹; a variant line in specs/names.lock keeps the old {free}›‹; `{taken}` is another value now›");
    ENUM_VALUE_CHANGED = Documentation("enum-value-changed", "the value of a variant on the wire",
        "`{item}` is `{wire}` on the wire instead of `{old_wire}`", "");
    ENUM_VALUE_RELABELLED = Documentation("enum-value-relabelled", "the description of a value",
        "`{item}` has {a} description{any}", "");
    ENUM_VALUE_DEPRECATED = Documentation("enum-value-deprecated", "`deprecated` of a value",
        "`{item}` is documented as deprecated", "");
    ENUM_VALUE_UNDEPRECATED = Documentation("enum-value-undeprecated", "`deprecated` of a value",
        "`{item}` is no longer documented as deprecated", "");
    ENUM_REPR_CHANGED = Breaking("enum-repr-changed", "whether the values are integers or strings",
        "`{item}` has values of another kind",
        "values without a variant are `{unknown}`; `{get}` is the value on the wire");
}
