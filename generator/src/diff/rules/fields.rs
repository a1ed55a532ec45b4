//! Rules about inputs of operations, fields of types that callers build, and fields of types that they only read.
//!
//! A kind of change is one row of a table: its words, and the id of its rule for each family of fields.

use super::{Level, Rule};

/// The group that a field belongs to: the same change affects callers of each differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::diff) enum Family {
    /// Inputs of an operation.
    Input,
    /// Fields of a type that callers build.
    Request,
    /// Fields of a type that callers only read.
    Response,
}

/// The rules about one kind of change, by family.
pub(in crate::diff) struct FieldRules {
    input: &'static Rule,
    request: &'static Rule,
    response: &'static Rule,
}

/// The same for changes of constructor arguments, which fields of responses never are.
pub(in crate::diff) struct ArgumentRules {
    input: &'static Rule,
    request: &'static Rule,
}

impl FieldRules {
    pub fn of(&self, family: Family) -> &'static Rule {
        match family {
            Family::Input => self.input,
            Family::Request => self.request,
            Family::Response => self.response,
        }
    }
}

impl ArgumentRules {
    pub fn of(&self, family: Family) -> Option<&'static Rule> {
        match family {
            Family::Input => Some(self.input),
            Family::Request => Some(self.request),
            Family::Response => None,
        }
    }
}

macro_rules! noun {
    (input) => {
        "an input of an operation"
    };
    (request) => {
        "a field of a type that callers build"
    };
    (response) => {
        "a field of a type that callers only read"
    };
}

macro_rules! field_rules {
    ($($name:ident: $table:ident = $level:ident($before:literal _ $after:literal) { $(
        $($family:ident $id:literal)+ => $text:literal, $hint:literal;
    )+ })+) => {
        $(pub(in crate::diff) const $name: &$table = &$table {
            $($($family: &Rule {
                id: $id,
                level: Level::$level,
                looks_at: concat!($before, noun!($family), $after),
                text: $text,
                hint: $hint,
            },)+)+
        };)+
        const TABLE: &[&Rule] = &[$($($($name.$family,)+)+)+];
    };
}

field_rules! {
    ADDED: FieldRules = Additive("" _ ", new") {
        input "input-added" request "request-field-added" =>
            "`{owner}` takes `{name}`",
            "`{set}` sets it";
        response "response-field-added" =>
            "`{owner}` has a field `{name}`",
            "values that were in `{old_type}.extra` under “{wire}” are in `{item}` now";
    }
    ADDED_REQUIRED: ArgumentRules = Breaking("" _ ", new and required") {
        input "input-added-required" =>
            "`{owner}` requires `{name}`", "pass it to the constructor: `{call}`";
        request "request-field-added-required" =>
            "`{owner}` requires `{name}`", "pass it to the constructor: `{call}`";
    }
    REMOVED: FieldRules = Breaking("" _ ", removed") {
        input "input-removed" request "request-field-removed" =>
            "`{owner}` no longer takes `{name}`",
            "remove it from the call‹; `{extra}` still sends it, with `MoreInputs` in scope›";
        response "response-field-removed" =>
            "`{owner}` no longer has `{name}`",
            "where the server still sends it, it is in `{type}.extra` under “{wire}”";
    }
    RENAMED: FieldRules = Breaking("the Rust name of " _ "") {
        input "input-renamed" =>
            "input `{old}` of `{owner}` is now `{name}`",
            "write `{item}` instead of `{old_item}`‹; a field line in specs/names.lock keeps the old {free}›‹; `{taken}` is another field now›";
        request "request-field-renamed" =>
            "field `{old}` of `{owner}` is now `{name}`",
            "write `{item}` instead of `{old_item}`‹; a field line in specs/names.lock keeps the old {free}›‹; `{taken}` is another field now›";
        response "response-field-renamed" =>
            "field `{old}` of `{owner}` is now `{name}`",
            "read `{item}` instead of `{old_item}`‹; a field line in specs/names.lock keeps the old {free}›‹; `{taken}` is another field now›";
    }
    WIRE_RENAMED: FieldRules = Documentation("the wire name of " _ ", where the Rust name stays") {
        input "input-wire-renamed" request "request-field-wire-renamed" =>
            "`{name}` of `{owner}` is sent as `{wire}` instead of `{old_wire}`", "";
        response "response-field-wire-renamed" =>
            "`{name}` of `{owner}` is read from `{wire}` instead of `{old_wire}`", "";
    }
    BECAME_REQUIRED: ArgumentRules = Breaking("`required` of " _ "") {
        input "input-became-required" =>
            "`{owner}` requires `{name}`",
            "pass it to the constructor instead of setting it: `{call}`";
        request "request-field-became-required" =>
            "`{owner}` requires `{name}`",
            "pass it to the constructor instead of setting it: `{call}`";
    }
    BECAME_OPTIONAL: ArgumentRules = Breaking("`required` of " _ "") {
        input "input-became-optional" request "request-field-became-optional" =>
            "`{owner}` no longer requires `{name}`",
            "set it by `{set}` instead of passing it to the constructor: `{call}`";
    }
    TYPE_CHANGED: FieldRules = Breaking("the type of " _ "") {
        input "input-type-changed" request "request-field-type-changed" =>
            "`{name}` of `{owner}` has another type", "pass a value of the new type";
        response "response-field-type-changed" =>
            "`{name}` of `{owner}` has another type", "adapt the code that uses the value";
    }
    BECAME_LIST: FieldRules = Breaking("the type of " _ "") {
        input "input-became-list" request "request-field-became-list" =>
            "`{name}` of `{owner}` is a list", "pass a list, also for one value";
        response "response-field-became-list" =>
            "`{name}` of `{owner}` is a list",
            "go through the list; it is empty where the server sends nothing";
    }
    BECAME_SINGLE: FieldRules = Breaking("the type of " _ "") {
        input "input-became-single" request "request-field-became-single" =>
            "`{name}` of `{owner}` is one value, no list", "pass the value itself";
        response "response-field-became-single" =>
            "`{name}` of `{owner}` is one value, no list", "it is one optional value now";
    }
    BECAME_ENUM: FieldRules = Breaking("the type of " _ "") {
        input "input-became-enum" request "request-field-became-enum" =>
            "`{name}` of `{owner}` has named values",
            "pass a variant of `{enum}`; `{from}` makes one of any value";
        response "response-field-became-enum" =>
            "`{name}` of `{owner}` has named values",
            "compare with variants of `{enum}`; they keep the value on the wire";
    }
    BECAME_PLAIN: FieldRules = Breaking("the type of " _ "") {
        input "input-became-plain" request "request-field-became-plain" =>
            "`{name}` of `{owner}` has no named values any longer", "pass the value on the wire";
        response "response-field-became-plain" =>
            "`{name}` of `{owner}` has no named values any longer",
            "compare with the value on the wire";
    }
    ENCODING_CHANGED: FieldRules = Documentation("how " _ " is encoded") {
        input "input-encoding-changed"
        request "request-field-encoding-changed"
        response "response-field-encoding-changed" =>
            "`{name}` of `{owner}` is encoded in another way", "";
    }
    ORDER_CHANGED: ArgumentRules = Breaking("the order of constructor arguments, each " _ "") {
        input "input-order-changed" request "request-field-order-changed" =>
            "the constructor `{item}` takes its arguments in another order",
            "reorder the arguments; where types are alike the compiler does not notice: `{call}`";
    }
}

rules! {
    OTHER:
    INPUT_LOCATION_CHANGED = Documentation("input-location-changed", "the part of the request that contains an input",
        "`{name}` of `{owner}` is sent in another part of the request", "");
    RESPONSE_FIELD_PRESENCE_CHANGED = Documentation("response-field-presence-changed",
        "`required` of a field of a type that callers only read",
        "`{name}` of `{owner}` is documented as {presence} present", "its type is the same either way");
    DEFAULT_CHANGED = Documentation("default-changed", "the default of an input or field",
        "`{item}` has {a} default{any}", "a request that does not set it may behave differently");
    LIMIT_CHANGED = Documentation("limit-changed", "limits, unit and format of an input or field",
        "the {limits} of `{item}` {differ}", "‹the server checks {checked}, and the crate does not›");
    NULL_ACCEPTED = Documentation("null-accepted", "whether `null` is a documented value",
        "`{item}` may be `null`", "`{null}` sends it, with `MoreInputs` in scope");
    NULL_REFUSED = Documentation("null-refused", "whether `null` is a documented value",
        "`null` is no longer a documented value of `{item}`", "the server may refuse `{null}`");
    MEMBER_ACCESS_CHANGED = Documentation("member-access-changed", "`readOnly` and `writeOnly`",
        "`{item}` is documented as {access}", "");
    DOCUMENTED_VALUES_CHANGED = Documentation("documented-values-changed",
        "the values that one place of a shared enumeration documents",
        "`{item}` documents {other}values of its enumeration{any}", "");
    SECRET_CHANGED = Documentation("secret-changed", "whether a value is printed",
        "`{item}` is {printed} by `Debug`", "");
    MEMBER_DEPRECATED = Documentation("member-deprecated", "`deprecated` of an input, field or event",
        "`{item}` is deprecated", "");
    MEMBER_UNDEPRECATED = Documentation("member-undeprecated", "`deprecated` of an input, field or event",
        "`{item}` is no longer deprecated", "");
    TEXT_CHANGED = Documentation("text-changed", "descriptions of operations, events, types, fields and enumerations",
        "`{item}` has {a} description{any}", "");
}

pub(super) const FIELD_RULES: [&[&Rule]; 2] = [TABLE, OTHER];
