//! Rules about operations.

rules! {
    OPERATION_RULES:
    OPERATION_ADDED = Additive("operation-added", "method and path", "`{item}` is new: {wire}", "");
    OPERATION_REMOVED = Breaking("operation-removed", "method and path",
        "`{item}` is gone: {wire} is no longer documented",
        "remove the call‹, or call `{replacement}` instead›‹; an overlay of `{document}` keeps an operation that still works›‹; to keep it, keep the document `{gone}` in specs/sources.toml›");
    OPERATION_RENAMED = Breaking("operation-renamed", "the Rust path of an operation",
        "`{old}` is now called `{item}`",
        "call `{call}` instead of `{old}`‹; to keep the old name write `{line}` in specs/names.lock›‹; `{taken}` is another {kind} now›");
    OPERATION_MOVED = Breaking("operation-moved",
        "method, path and Rust path of an operation that its operation id or summary identifies",
        "`{old}` ({old_wire}) is now `{item}` ({wire})",
        "call `{call}` instead of `{old}`‹; to keep the old name write `{line}` in specs/names.lock›‹; `{taken}` is another {kind} now›");
    OPERATION_PATH_CHANGED = Documentation("operation-path-changed", "the path, where the Rust path stays",
        "`{item}` is sent to another path",
        "nothing to write; servers that tests imitate have to listen at the new path");
    OPERATION_METHOD_CHANGED = Documentation("operation-method-changed", "the method, where the Rust path stays",
        "`{item}` is sent with another method",
        "nothing to write; servers that tests imitate have to accept the new method");
    OPERATION_ID_CHANGED = Documentation("operation-id-changed", "`operationId`",
        "the document calls `{item}` by another operation id; the Rust name stays", "");
    OPERATION_DEPRECATED = Additive("operation-deprecated", "`deprecated` of an operation",
        "`{item}` is deprecated", "callers get a warning‹; call `{replacement}` instead›");
    OPERATION_UNDEPRECATED = Documentation("operation-undeprecated", "`deprecated` of an operation",
        "`{item}` is no longer deprecated", "an `#[allow(deprecated)]` at the call can go");
    OPERATION_FEATURE_CHANGED = Breaking("operation-feature-changed", "the cargo features of the operation's module",
        "`{item}` is behind another cargo feature", "add `{feature}` to the features of the dependency");
    OPERATION_FEATURE_DROPPED = Additive("operation-feature-dropped", "the cargo features of the operation's module",
        "`{item}` exists with more cargo features, or without any", "");
    BODY_ENCODING_CHANGED = Documentation("body-encoding-changed", "the content type of the request body",
        "`{item}` {sends}", "");
    BODY_BECAME_TYPE = Breaking("body-became-type", "whether the fields of the body are inputs of the operation",
        "`{item}` takes its body as one value{why}",
        "‹build a value of `{type}` and ›‹pass it: `{required}`›‹set it: `{set}`›");
    BODY_REMOVED = Breaking("body-removed", "whether an operation has a body",
        "`{item}` no longer has a body", "remove what set the body: `{call}`");
    BODY_BECAME_INPUTS = Breaking("body-became-inputs", "whether the fields of the body are inputs of the operation",
        "`{item}` takes the fields of its body as inputs",
        "pass required inputs to the constructor, set the others with methods: `{call}`");
    ANSWER_TYPE_CHANGED = Breaking("answer-type-changed", "the type of the success response",
        "the response of `{item}` has another type", "adapt the code that uses the response");
    PAGING_GAINED = Additive("paging-gained", "paging", "`{item}` has pages", "`{pages}` fetches all of them");
    PAGING_LOST = Breaking("paging-lost", "paging",
        "`{item}` no longer has pages", "`{send}` gives the response");
    PAGING_CHANGED = Documentation("paging-changed", "how further pages are requested",
        "`{item}` requests further pages in another way", "nothing to write where `{pages}` fetches them");
    PAGING_ITEMS_GAINED = Additive("paging-items-gained", "the list inside a page",
        "`{item}` can list the items of its pages", "`{items}` fetches all of them");
    PAGING_ITEMS_LOST = Breaking("paging-items-lost", "the list inside a page",
        "`{item}` no longer has a known list inside its pages",
        "call `{pages}`, and take the items out of each page");
    PAGING_ITEMS_CHANGED = Breaking("paging-items-changed", "the type of the items of a page",
        "`{item}` has items of another type", "adapt the code that uses the items");
    WINDOW_GAINED = Additive("window-gained", "how long a range may be",
        "`{item}` splits a range that is too long", "`{windows}` splits it");
    WINDOW_LOST = Breaking("window-lost", "how long a range may be",
        "`{item}` no longer splits ranges: their length has no known limit",
        "set a range that the server accepts‹: `{pages}` fetches all of it›");
    WINDOW_CHANGED = Documentation("window-changed", "how long a range may be",
        "`{item}` accepts ranges of another length", "nothing to write where `{windows}` splits them");
    RATE_LIMIT_CHANGED = Documentation("rate-limit-changed", "the rate-limit label",
        "`{item}` has {a} rate-limit label{any}", "");
    SCOPES_CHANGED = Documentation("scopes-changed", "scopes, granular ones included",
        "`{item}` has {other}scopes{any}", "check that the app has one of them");
    SUB_ACCOUNT_CHANGED = Documentation("sub-account-changed",
        "whether the operation can be called on behalf of a sub-account, and the scopes for that",
        "`{item}` {can}", "‹such a call is {refused}›");
    PLAN_CHANGED = Documentation("plan-changed", "the plan or add-on that is needed",
        "`{item}` has {a} documented plan{any}", "");
    ONE_OF_CHANGED = Documentation("one-of-changed", "inputs of which one is needed",
        "`{item}` {needs}", "a request without any of them is an error before it is sent");
    CREDENTIALS_CHANGED = Documentation("credentials-changed",
        "the credentials of an operation, if they differ from those of the server",
        "`{item}` needs other credentials", "");
    ERROR_ADDED = Documentation("error-added", "documented errors", "`{item}` has a new error {error}", "");
    ERROR_REMOVED = Documentation("error-removed", "documented errors",
        "error {error} of `{item}` is no longer documented", "");
    ERROR_MEANING_CHANGED = Documentation("error-meaning-changed", "the meaning of a documented error",
        "error {error} of `{item}` has {a} description{any}", "");
    OPERATION_SERVER_CHANGED = Documentation("operation-server-changed", "the server of an operation",
        "`{item}` is sent to another server",
        "nothing to write; servers that tests imitate have to be those of the new address");
    ACCEPT_CHANGED = Documentation("accept-changed", "the media type of a JSON response, if it is not the usual one",
        "`{item}` asks for another media type", "");
    PART_ENCODING_CHANGED = Documentation("part-encoding-changed", "how members of a form or multipart body are written",
        "`{item}` writes members of its body in another way", "");
    BODY_REQUIRED_CHANGED = Documentation("body-required-changed", "whether a body has to be sent",
        "`{item}` is documented with a body that {must}", "");
    REPLACEMENT_CHANGED = Documentation("replacement-changed", "the replacement of a deprecated operation, and its date",
        "`{item}` has {a} documented replacement{any}", "call `{replacement}` instead");
}
