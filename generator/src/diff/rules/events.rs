//! Rules about events.

rules! {
    EVENT_RULES:
    EVENT_ADDED = Additive("event-added", "the name of an event on the wire", "`{item}` is new: `{wire}`",
        "deliveries that were `{unknown}` are `{item}(…)` now");
    EVENT_REMOVED = Breaking("event-removed", "the name of an event on the wire",
        "`{item}` is gone: `{wire}` is no longer documented",
        "remove the arm‹; where the server still sends it, it arrives as `{unknown}`›");
    EVENT_RENAMED = Breaking("event-renamed", "the variant of an event in the enum of all events",
        "`{old}` is now called `{item}`",
        "match `{item}` instead of `{old}`‹; to keep the old name write `{line}` in specs/names.lock›‹; `{taken}` is another event now›");
    EVENT_METHOD_ADDED = Additive("event-method-added", "values that all events have, in rules.yaml",
        "every event has `{item}`", "");
    EVENT_METHOD_REMOVED = Breaking("event-method-removed", "values that all events have, in rules.yaml",
        "`{item}` is gone", "read the value from the payload of each event");
    EVENT_METHOD_CHANGED = Breaking("event-method-changed", "the type of a value that all events have, in rules.yaml",
        "`{item}` returns another type", "use the new type");
}
