//! What changes when a field of the model changes.

use zoom_codegen::model::*;

use Effect::{Reason, Rule};

/// What the comparison says about a field.
pub enum Effect {
    /// The rule that reports it; what has to be there before, and the change.
    Rule(&'static str, fn(&mut Api), fn(&mut Api)),
    /// Why a change by itself is no change for callers.
    Reason(&'static str),
}

fn list(api: &mut Api) -> &mut Operation {
    let found =
        api.operations.iter_mut().find(|one| one.operation_id.as_deref() == Some("listRooms"));
    found.expect("the operation")
}

fn create(api: &mut Api) -> &mut Operation {
    let found =
        api.operations.iter_mut().find(|one| one.operation_id.as_deref() == Some("createRoom"));
    found.expect("the operation")
}

fn body(api: &mut Api) -> &mut Body {
    create(api).body.as_mut().expect("a body")
}

fn encoding() -> Encoding {
    Encoding { name: "name".into(), style: Style::Json, media_type: String::new() }
}

fn error() -> KnownError {
    KnownError { status: 400, code: Some(1), meaning: "Full.".into() }
}

fn window() -> Window {
    Window { from: "since".into(), to: "until".into(), span: Span::Days(30), back_months: None }
}

fn paging() -> Paging {
    let token = TokenPaging { request: "a".into(), response: "b".into(), sync: None };
    let number = NumberPaging { request: "c".into(), response: None, count: None };
    let offset = OffsetPaging { request: "d".into(), first: 0, total: None, items: "rooms".into() };
    Paging {
        token: Some(token),
        number: Some(number),
        offset: Some(offset),
        link: false,
        items: Some(("rooms".into(), TypeExpr::Text)),
    }
}

fn paged(api: &mut Api) -> &mut Paging {
    list(api).paging.as_mut().expect("paging")
}

fn quota() -> QuotaRule {
    let rate = Rate { most: 1, seconds: 1 };
    QuotaRule { api: String::new(), labels: vec![], rates: [("pro".into(), rate)].into() }
}

fn room(api: &mut Api) -> &mut Type {
    let is_room = |ty: &&mut Type| ty.schema_path.to_string().contains("schema Room");
    api.types.iter_mut().find(is_room).expect("the type")
}

fn object(api: &mut Api) -> &mut Object {
    match &mut room(api).kind {
        TypeKind::Object(object) => object,
        TypeKind::Union(_) => panic!("an object"),
    }
}

fn field(api: &mut Api) -> &mut Field {
    &mut object(api).fields[0]
}

fn sized(api: &mut Api) -> &mut Field {
    &mut object(api).fields[1]
}

fn one_of(api: &mut Api) -> &mut Union {
    let mut unions = api.types.iter_mut().filter_map(|ty| match &mut ty.kind {
        TypeKind::Union(union) => Some(union),
        TypeKind::Object(_) => None,
    });
    unions.next_back().expect("a union")
}

#[rustfmt::skip]
pub const MUTATIONS: &[(&str, Effect)] = &[
    ("Api.documents", Reason("see Document")),
    ("Api.operations", Reason("added and removed operations have cases of their own")),
    ("Api.events", Reason("as operations")),
    ("Api.types", Reason("see Type")),
    ("Api.enums", Reason("see Enumeration")),
    ("Api.absorbed", Reason("only keeps names from being given")),
    ("Api.servers", Rule("server-added", |_| {}, |api| { let server = Server { key: "other".into(), rules: ServerRules::default() }; api.servers.push(server) })),
    ("Api.ids", Rule("id-type-removed", |_| {}, |api| drop(api.ids.pop()))),
    ("Document.id", Reason("part of the identity of what is in it")),
    ("Document.file", Reason("where it is in specs/")),
    ("Document.module", Reason("Rust paths have it")),
    ("Document.feature", Rule("operation-feature-changed", |_| {}, |api| api.documents[0].feature = "rooms".into())),
    ("Document.title", Reason("the product in the report")),
    ("Document.url", Reason("a link of the documentation")),
    ("Document.server", Reason("see Operation.server")),
    ("Operation.document", Reason("see Document")),
    ("Operation.server", Rule("operation-server-changed", |api| list(api).base = Some("a".into()), |api| { let one = list(api); one.server = "b".into(); one.base = Some("b".into()) })),
    ("Operation.base", Rule("operation-server-changed", |_| {}, |api| list(api).base = Some("other".into()))),
    ("Operation.method", Rule("operation-method-changed", |_| {}, |api| list(api).method = Method::Delete)),
    ("Operation.path", Rule("operation-path-changed", |_| {}, |api| list(api).identity = "/halls".into())),
    ("Operation.identity", Reason("see path")),
    ("Operation.pointer", Reason("where it is in specs/")),
    ("Operation.operation_id", Rule("operation-id-changed", |_| {}, |api| list(api).operation_id = Some("other".into()))),
    ("Operation.source", Reason("where it was imported from")),
    ("Operation.rust_name", Reason("names have it")),
    ("Operation.tag", Reason("names have it")),
    ("Operation.summary", Rule("text-changed", |_| {}, |api| list(api).summary = Some("Other".into()))),
    ("Operation.description", Rule("text-changed", |_| {}, |api| list(api).description = Some("Other".into()))),
    ("Operation.deprecated", Rule("operation-deprecated", |_| {}, |api| list(api).deprecated = true)),
    ("Operation.deprecated_since", Rule("replacement-changed", |api| list(api).deprecated = true, |api| list(api).deprecated_since = Some("2024-01-01".into()))),
    ("Operation.replaced_by", Rule("replacement-changed", |api| list(api).deprecated = true, |api| list(api).replaced_by = Some("POST /rooms".into()))),
    ("Operation.rate_limit", Rule("rate-limit-changed", |_| {}, |api| list(api).rate_limit = Some("heavy".into()))),
    ("Operation.scopes", Rule("scopes-changed", |_| {}, |api| list(api).scopes.push("a".into()))),
    ("Operation.granular_scopes", Rule("scopes-changed", |_| {}, |api| list(api).granular_scopes.push("a".into()))),
    ("Operation.sub_account", Rule("sub-account-changed", |_| {}, |api| list(api).sub_account = true)),
    ("Operation.sub_account_scopes", Rule("sub-account-changed", |api| list(api).sub_account = true, |api| list(api).sub_account_scopes.push("a".into()))),
    ("Operation.plan", Rule("plan-changed", |_| {}, |api| list(api).plan = Some("Pro".into()))),
    ("Operation.one_of_required", Rule("one-of-changed", |_| {}, |api| list(api).one_of_required = vec![vec!["floor".into()], vec!["since".into()]])),
    ("Operation.parameters", Rule("input-removed", |_| {}, |api| drop(list(api).parameters.pop()))),
    ("Operation.body", Rule("body-removed", |_| {}, |api| create(api).body = None)),
    ("Operation.answer", Rule("answer-type-changed", |_| {}, |api| list(api).answer = Answer::Text)),
    ("Operation.accept", Rule("accept-changed", |_| {}, |api| list(api).accept = Some("application/a+json".into()))),
    ("Operation.errors", Rule("error-added", |_| {}, |api| list(api).errors.push(error()))),
    ("Operation.paging", Rule("paging-gained", |_| {}, |api| list(api).paging = Some(Paging::default()))),
    ("Operation.window", Rule("window-gained", |_| {}, |api| list(api).window = Some(window()))),
    ("Operation.security", Rule("credentials-changed", |_| {}, |api| list(api).security = Some(vec![Credential::Basic]))),
    ("Operation.alternatives", Rule("credentials-changed", |api| list(api).security = Some(vec![Credential::Basic]), |api| list(api).alternatives = vec![vec![]])),
    ("Body.kind", Rule("body-encoding-changed", |_| {}, |api| body(api).kind = BodyKind::Form)),
    ("Body.required", Rule("body-required-changed", |_| {}, |api| body(api).required = false)),
    ("Body.expr", Reason("see Type and Field: the members of a flat body are inputs")),
    ("Body.flat", Rule("body-became-type", |_| {}, |api| body(api).flat = false)),
    ("Body.encoding", Rule("part-encoding-changed", |_| {}, |api| body(api).encoding.push(encoding()))),
    ("Body.schema_path", Reason("where it is in specs/")),
    ("Body.pointer", Reason("where it is in specs/")),
    ("Encoding.name", Rule("part-encoding-changed", |api| body(api).encoding.push(encoding()), |api| body(api).encoding[0].name = "site".into())),
    ("Encoding.style", Rule("part-encoding-changed", |api| body(api).encoding.push(encoding()), |api| body(api).encoding[0].style = Style::Comma)),
    ("Encoding.media_type", Rule("part-encoding-changed", |api| body(api).encoding.push(encoding()), |api| body(api).encoding[0].media_type = "text/plain".into())),
    ("KnownError.status", Rule("error-removed", |api| list(api).errors.push(error()), |api| list(api).errors[0].status = 404)),
    ("KnownError.code", Rule("error-removed", |api| list(api).errors.push(error()), |api| list(api).errors[0].code = Some(2))),
    ("KnownError.meaning", Rule("error-meaning-changed", |api| list(api).errors.push(error()), |api| list(api).errors[0].meaning = "Other.".into())),
    ("Paging.token", Rule("paging-changed", |api| list(api).paging = Some(paging()), |api| paged(api).token = None)),
    ("Paging.number", Rule("paging-changed", |api| list(api).paging = Some(paging()), |api| paged(api).number = None)),
    ("Paging.offset", Rule("paging-changed", |api| list(api).paging = Some(paging()), |api| paged(api).offset = None)),
    ("Paging.link", Rule("paging-changed", |api| list(api).paging = Some(paging()), |api| paged(api).link = true)),
    ("Paging.items", Rule("paging-items-changed", |api| list(api).paging = Some(paging()), |api| paged(api).items = Some(("rooms".into(), TypeExpr::Integer)))),
    ("TokenPaging.request", Rule("paging-changed", |api| list(api).paging = Some(paging()), |api| paged(api).token.as_mut().expect("paging").request = "x".into())),
    ("TokenPaging.response", Rule("paging-changed", |api| list(api).paging = Some(paging()), |api| paged(api).token.as_mut().expect("paging").response = "x".into())),
    ("TokenPaging.sync", Rule("paging-changed", |api| list(api).paging = Some(paging()), |api| paged(api).token.as_mut().expect("paging").sync = Some("x".into()))),
    ("NumberPaging.request", Rule("paging-changed", |api| list(api).paging = Some(paging()), |api| paged(api).number.as_mut().expect("paging").request = "x".into())),
    ("NumberPaging.response", Rule("paging-changed", |api| list(api).paging = Some(paging()), |api| paged(api).number.as_mut().expect("paging").response = Some("x".into()))),
    ("NumberPaging.count", Rule("paging-changed", |api| list(api).paging = Some(paging()), |api| paged(api).number.as_mut().expect("paging").count = Some("x".into()))),
    ("OffsetPaging.request", Rule("paging-changed", |api| list(api).paging = Some(paging()), |api| paged(api).offset.as_mut().expect("paging").request = "x".into())),
    ("OffsetPaging.items", Rule("paging-changed", |api| list(api).paging = Some(paging()), |api| paged(api).offset.as_mut().expect("paging").items = "x".into())),
    ("OffsetPaging.first", Rule("paging-changed", |api| list(api).paging = Some(paging()), |api| paged(api).offset.as_mut().expect("paging").first = 5)),
    ("OffsetPaging.total", Rule("paging-changed", |api| list(api).paging = Some(paging()), |api| paged(api).offset.as_mut().expect("paging").total = Some("x".into()))),
    ("Window.from", Rule("window-changed", |api| list(api).window = Some(window()), |api| list(api).window.as_mut().expect("a window").from = "x".into())),
    ("Window.to", Rule("window-changed", |api| list(api).window = Some(window()), |api| list(api).window.as_mut().expect("a window").to = "x".into())),
    ("Window.span", Rule("window-changed", |api| list(api).window = Some(window()), |api| list(api).window.as_mut().expect("a window").span = Span::Months(2))),
    ("Window.back_months", Rule("window-changed", |api| list(api).window = Some(window()), |api| list(api).window.as_mut().expect("a window").back_months = Some(3))),
    ("Type.schema_path", Reason("where it is in specs/, and what names it")),
    ("Type.home", Reason("where it is in specs/, and what names it")),
    ("Type.file", Reason("where it is in specs/, and what names it")),
    ("Type.pointer", Reason("where it is in specs/, and what names it")),
    ("Type.title", Reason("names have it")),
    ("Type.kind", Reason("see Object and Union")),
    ("Type.facts", Reason("see Facts; of a type only the text")),
    ("Type.usage", Reason("see Usage")),
    ("Usage.request", Rule("type-became-buildable", |_| {}, |api| room(api).usage.request = true)),
    ("Usage.response", Reason("decides about methods that read, which names and lines have")),
    ("Object.fields", Rule("response-field-removed", |_| {}, |api| drop(object(api).fields.pop()))),
    ("Field.wire", Rule("response-field-wire-renamed", |_| {}, |api| field(api).wire = "other".into())),
    ("Field.schema_path", Reason("where it is in specs/")),
    ("Field.pointer", Reason("where it is in specs/")),
    ("Field.expr", Rule("response-field-type-changed", |_| {}, |api| field(api).expr = TypeExpr::Boolean)),
    (
        "Field.quoted",
        Rule(
            "response-field-encoding-changed",
            |api| field(api).expr = TypeExpr::Integer,
            |api| field(api).quoted = true,
        ),
    ),
    ("Field.number", Rule("response-field-encoding-changed", |_| {}, |api| field(api).number = true)),
    ("Field.joined", Rule("response-field-encoding-changed", |_| {}, |api| field(api).joined = Some(Separator::Semicolon))),
    ("Field.required", Rule("response-field-presence-changed", |_| {}, |api| field(api).required = true)),
    ("Field.nullable", Rule("null-accepted", |_| {}, |api| field(api).nullable = true)),
    ("Field.secret", Rule("secret-changed", |_| {}, |api| field(api).secret = true)),
    ("Field.boxed", Rule("response-field-type-changed", |_| {}, |api| field(api).boxed = true)),
    ("Field.facts", Reason("see Facts")),
    ("Field.labels", Reason("enumerations have them")),
    ("Union.alternatives", Rule("union-alternative-removed", |_| {}, |api| drop(one_of(api).alternatives.pop()))),
    ("Union.tag", Rule("union-tag-changed", |_| {}, |api| one_of(api).tag = Some("kind".into()))),
    ("Alternative.schema_path", Reason("where it is in specs/")),
    ("Alternative.pointer", Reason("where it is in specs/")),
    ("Alternative.name", Reason("names have it")),
    ("Alternative.schema", Reason("decides about tags")),
    ("Alternative.expr", Rule("union-alternative-changed", |_| {}, |api| one_of(api).alternatives[0].expr = TypeExpr::Boolean)),
    ("Alternative.tags", Rule("union-tag-changed", |api| one_of(api).tag = Some("kind".into()), |api| one_of(api).alternatives[0].tags = vec!["a".into()])),
    ("Facts.line", Rule("text-changed", |_| {}, |api| field(api).facts.line = Some("x".into()))),
    ("Facts.text", Rule("text-changed", |_| {}, |api| field(api).facts.text = Some("x".into()))),
    ("Facts.default", Rule("default-changed", |_| {}, |api| field(api).facts.default = Some(1.into()))),
    ("Facts.format", Rule("limit-changed", |_| {}, |api| field(api).facts.format = Some("x".into()))),
    ("Facts.unit", Rule("limit-changed", |_| {}, |api| field(api).facts.unit = Some("x".into()))),
    ("Facts.min_length", Rule("limit-changed", |_| {}, |api| field(api).facts.min_length = Some(3))),
    ("Facts.max_length", Rule("limit-changed", |_| {}, |api| field(api).facts.max_length = Some(3))),
    ("Facts.longest", Rule("limit-changed", |_| {}, |api| field(api).facts.longest = Some(3))),
    ("Facts.minimum", Rule("limit-changed", |_| {}, |api| field(api).facts.minimum = Some("3".into()))),
    ("Facts.maximum", Rule("limit-changed", |_| {}, |api| field(api).facts.maximum = Some("3".into()))),
    ("Facts.above", Rule("limit-changed", |api| field(api).facts.minimum = Some("3".into()), |api| field(api).facts.above = true)),
    ("Facts.below", Rule("limit-changed", |api| field(api).facts.maximum = Some("3".into()), |api| field(api).facts.below = true)),
    ("Facts.pattern", Rule("limit-changed", |_| {}, |api| field(api).facts.pattern = Some("x".into()))),
    ("Facts.items", Rule("limit-changed", |_| {}, |api| field(api).facts.items = Some(Box::new(Facts { max_length: Some(3), ..Facts::default() })))),
    ("Facts.values", Rule("documented-values-changed", |api| api.enums[0].shared = Some("Size".into()), |api| sized(api).facts.values = vec![Wire::Text("s".into())])),
    ("Facts.deprecated", Rule("member-deprecated", |_| {}, |api| field(api).facts.deprecated = true)),
    ("Facts.read_only", Rule("member-access-changed", |_| {}, |api| field(api).facts.read_only = true)),
    ("Facts.write_only", Rule("member-access-changed", |_| {}, |api| field(api).facts.write_only = true)),
    ("Enumeration.schema_path", Reason("where it is in specs/, and what names it")),
    ("Enumeration.home", Reason("where it is in specs/, and what names it")),
    ("Enumeration.file", Reason("where it is in specs/, and what names it")),
    ("Enumeration.pointer", Reason("where it is in specs/, and what names it")),
    ("Enumeration.shared", Reason("where it is in specs/, and what names it")),
    ("Enumeration.doc", Rule("text-changed", |_| {}, |api| api.enums[0].doc = Some("x".into()))),
    ("Enumeration.repr", Rule("enum-repr-changed", |_| {}, |api| api.enums[0].repr = Repr::Integer)),
    ("Enumeration.variants", Rule("enum-value-removed", |_| {}, |api| drop(api.enums[0].variants.pop()))),
    ("Variant.wire", Rule("enum-value-changed", |_| {}, |api| api.enums[0].variants[0].wire = Wire::Text("x".into()))),
    ("Variant.name", Rule("enum-value-relabelled", |_| {}, |api| api.enums[0].variants[0].name = Some("x".into()))),
    ("Variant.label", Rule("enum-value-relabelled", |_| {}, |api| api.enums[0].variants[0].label = Some("x".into()))),
    ("Variant.aliases", Rule("enum-value-relabelled", |_| {}, |api| api.enums[0].variants[0].aliases.push("x".into()))),
    ("Variant.deprecated", Rule("enum-value-deprecated", |_| {}, |api| api.enums[0].variants[0].deprecated = true)),
    ("Type.sources", Reason("what shared types consist of: shared-schema-added has a case of its own")),
    ("Field.sources", Reason("where the facts of shared fields are documented")),
    ("Source.schema_path", Reason("where it is in specs/")),
    ("Source.pointer", Reason("where it is in specs/")),
    ("Source.facts", Reason("see Facts; a shared field has those that all of its schemas have in common")),
    ("Source.required", Reason("see Field; a shared field has what its schemas have in common")),
    ("Source.nullable", Reason("see Field; a shared field has what its schemas have in common")),
    ("Source.shapes", Reason("see Field.expr; they select the place of a type that differs")),
    ("Enumeration.aliases", Reason("where documents have the aliases of its values")),
    ("Enumeration.deprecations", Reason("where documents deprecate its values")),
    ("Enumeration.sources", Reason("where the values of shared types are documented")),
    ("EnumSource.schema_path", Reason("where it is in specs/")),
    ("EnumSource.file", Reason("where it is in specs/")),
    ("EnumSource.pointer", Reason("where it is in specs/")),
    ("EnumSource.variants", Reason("see Variant; the enumeration has those of all its schemas")),
    ("AliasPlace.wire", Reason("where documents have the aliases of a value")),
    ("AliasPlace.alias", Reason("where documents have the aliases of a value")),
    ("AliasPlace.file", Reason("where documents have the aliases of a value")),
    ("AliasPlace.pointer", Reason("where documents have the aliases of a value")),
    ("Label.value", Reason("enumerations have it")),
    ("Label.text", Reason("enumerations have it")),
    ("Label.deprecated", Reason("enumerations have it")),
    ("Event.document", Reason("see Document")),
    ("Event.name", Rule("event-removed", |_| {}, |api| api.events[0].name = "room.closed".into())),
    ("Event.pointer", Reason("where it is in specs/")),
    ("Event.summary", Rule("text-changed", |_| {}, |api| api.events[0].summary = Some("x".into()))),
    ("Event.description", Rule("text-changed", |_| {}, |api| api.events[0].description = Some("x".into()))),
    ("Event.deprecated", Rule("member-deprecated", |_| {}, |api| api.events[0].deprecated = true)),
    ("Event.scopes", Rule("scopes-changed", |_| {}, |api| api.events[0].scopes.push("x".into()))),
    ("Event.granular_scopes", Rule("scopes-changed", |_| {}, |api| api.events[0].granular_scopes.push("x".into()))),
    ("Event.plan", Rule("plan-changed", |_| {}, |api| api.events[0].plan = Some("x".into()))),
    ("Event.ty", Reason("every event has a type of its own, whose fields are compared")),
    ("IdType.name", Rule("id-type-removed", |_| {}, |api| api.ids[0].name = "HallId".into())),
    ("IdType.doc", Rule("text-changed", |_| {}, |api| api.ids[0].doc = "x".into())),
    ("IdType.numeric", Rule("id-conversion-added", |_| {}, |api| api.ids[0].numeric = true)),
    ("IdType.from", Rule("id-conversion-added", |_| {}, |api| api.ids[0].from.push("HallId".into()))),
    ("Server.key", Rule("server-removed", |_| {}, |api| api.servers[0].key = "x".into())),
    ("Server.rules", Reason("see ServerRules")),
    ("ServerRules.url", Rule("server-changed", |_| {}, |api| api.servers[0].rules.url = "x".into())),
    ("ServerRules.errors", Reason("see ErrorRules")),
    ("ServerRules.tracking_header", Rule("server-changed", |_| {}, |api| api.servers[0].rules.tracking_header = Some("x".into()))),
    ("ServerRules.hosts", Rule("server-changed", |_| {}, |api| api.servers[0].rules.hosts = vec!["x".into()])),
    ("ServerRules.account_path", Rule("server-changed", |_| {}, |api| api.servers[0].rules.account_path = Some("x".into()))),
    ("ServerRules.security", Rule("server-changed", |_| {}, |api| api.servers[0].rules.security = vec![Credential::Basic])),
    ("ServerRules.alternatives", Rule("server-changed", |_| {}, |api| api.servers[0].rules.alternatives = vec![vec![]])),
    ("ServerRules.limits", Reason("see LimitRules")),
    ("ServerRules.paging", Rule("server-changed", |_| {}, |api| api.servers[0].rules.paging = Some(Paging::default()))),
    ("ErrorRules.envelope", Rule("server-changed", |_| {}, |api| api.servers[0].rules.errors.envelope = vec!["x".into()])),
    ("ErrorRules.code", Rule("server-changed", |_| {}, |api| api.servers[0].rules.errors.code = vec!["x".into()])),
    ("ErrorRules.kind", Rule("server-changed", |_| {}, |api| api.servers[0].rules.errors.kind = vec!["x".into()])),
    ("ErrorRules.message", Rule("server-changed", |_| {}, |api| api.servers[0].rules.errors.message = vec!["x".into()])),
    ("ErrorRules.list", Rule("server-changed", |_| {}, |api| api.servers[0].rules.errors.list = vec!["x".into()])),
    ("ErrorRules.field", Rule("server-changed", |_| {}, |api| api.servers[0].rules.errors.field = vec!["x".into()])),
    ("ErrorRules.detail", Rule("server-changed", |_| {}, |api| api.servers[0].rules.errors.detail = vec!["x".into()])),
    ("ErrorRules.page_expired", Rule("server-changed", |_| {}, |api| api.servers[0].rules.errors.page_expired = vec!["x".into()])),
    ("ErrorRules.in_success", Rule("server-changed", |_| {}, |api| api.servers[0].rules.errors.in_success = true)),
    ("ErrorRules.expired", Rule("server-changed", |_| {}, |api| api.servers[0].rules.errors.expired = vec![7])),
    ("ErrorRules.not_found", Rule("server-changed", |_| {}, |api| api.servers[0].rules.errors.not_found = vec![7])),
    ("ErrorRules.forbidden", Rule("server-changed", |_| {}, |api| api.servers[0].rules.errors.forbidden = vec![7])),
    ("ErrorRules.scopes", Rule("server-changed", |_| {}, |api| api.servers[0].rules.errors.scopes = Some("x".into()))),
    ("LimitRules.headers", Reason("see LimitHeaders")),
    ("LimitRules.short", Rule("server-changed", |_| {}, |api| api.servers[0].rules.limits.short = vec!["x".into()])),
    ("LimitRules.daily", Rule("server-changed", |_| {}, |api| api.servers[0].rules.limits.daily = vec!["x".into()])),
    ("LimitRules.slow", Rule("server-changed", |_| {}, |api| api.servers[0].rules.limits.slow = vec!["x".into()])),
    ("LimitRules.apis", Rule("server-changed", |_| {}, |api| drop(api.servers[0].rules.limits.apis.insert("x".into(), vec![])))),
    ("LimitRules.quotas", Rule("server-changed", |_| {}, |api| api.servers[0].rules.limits.quotas.push(quota()))),
    ("LimitHeaders.category", Rule("server-changed", |_| {}, |api| api.servers[0].rules.limits.headers.category = Some("x".into()))),
    ("LimitHeaders.period", Rule("server-changed", |_| {}, |api| api.servers[0].rules.limits.headers.period = Some("x".into()))),
    ("LimitHeaders.limit", Rule("server-changed", |_| {}, |api| api.servers[0].rules.limits.headers.limit = Some("x".into()))),
    ("LimitHeaders.remaining", Rule("server-changed", |_| {}, |api| api.servers[0].rules.limits.headers.remaining = Some("x".into()))),
    ("LimitHeaders.reset", Rule("server-changed", |_| {}, |api| api.servers[0].rules.limits.headers.reset = Some("x".into()))),
    ("QuotaRule.api", Rule("server-changed", |api| api.servers[0].rules.limits.quotas.push(quota()), |api| api.servers[0].rules.limits.quotas[0].api = "x".into())),
    ("QuotaRule.labels", Rule("server-changed", |api| api.servers[0].rules.limits.quotas.push(quota()), |api| api.servers[0].rules.limits.quotas[0].labels.push("x".into()))),
    ("QuotaRule.rates", Reason("see Rate")),
    ("Rate.most", Rule("server-changed", |api| api.servers[0].rules.limits.quotas.push(quota()), |api| api.servers[0].rules.limits.quotas[0].rates[0].most = 9)),
    ("Rate.seconds", Rule("server-changed", |api| api.servers[0].rules.limits.quotas.push(quota()), |api| api.servers[0].rules.limits.quotas[0].rates[0].seconds = 9)),
];
