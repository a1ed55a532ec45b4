//! Every field of the model, changed in one of two states: the comparison reports it, or there is a reason why not.
//!
//! The lists of fields are patterns without `..`: a new field of the model does not compile until it is here.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its own functions too"
)]

mod cases;
#[path = "mutations/table.rs"]
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use table::{Effect, MUTATIONS};
use zoom_codegen::diff::{State, compare};
use zoom_codegen::model::*;

/// The names of all fields of a struct.
macro_rules! fields {
    ($($ty:ident { $($field:ident),* $(,)? })*) => {{
        $({
            fn complete(value: &$ty) {
                let $ty { $($field: _),* } = value;
            }
            let _ = complete;
        })*
        vec![$($(concat!(stringify!($ty), ".", stringify!($field)),)*)*]
    }};
}

fn all() -> Vec<&'static str> {
    fields! {
        Api { documents, servers, operations, events, types, enums, ids, absorbed }
        Document { id, file, module, feature, title, url, server }
        Operation {
            document, server, base, method, path, identity, pointer, operation_id, source, rust_name, tag,
            summary, description, deprecated, deprecated_since, replaced_by, rate_limit, scopes, granular_scopes,
            sub_account, sub_account_scopes, plan, one_of_required, parameters, body, answer, accept, errors,
            paging, window, security, alternatives,
        }
        Body { kind, required, expr, flat, encoding, schema_path, pointer }
        Encoding { name, style, media_type }
        KnownError { status, code, meaning }
        Paging { token, number, offset, link, items }
        TokenPaging { request, response, sync }
        NumberPaging { request, response, count }
        OffsetPaging { request, first, total, items }
        Window { from, to, span, back_months }
        Type { schema_path, home, file, pointer, title, facts, usage, kind, sources }
        Source { schema_path, pointer, facts, required, nullable, shapes }
        Usage { request, response }
        Object { fields }
        Field {
            wire, schema_path, pointer, expr, quoted, number, joined, required, nullable, secret, boxed, facts,
            labels, sources,
        }
        Union { alternatives, tag }
        Alternative { schema_path, pointer, name, expr, tags, schema }
        Facts {
            line, text, default, format, unit, min_length, max_length, longest, minimum, maximum, above, below, pattern,
            items, values, deprecated, read_only, write_only,
        }
        Enumeration { schema_path, home, file, pointer, shared, doc, repr, variants, aliases, deprecations, sources }
        EnumSource { schema_path, file, pointer, variants }
        AliasPlace { wire, alias, file, pointer }
        Variant { wire, name, label, aliases, deprecated }
        Label { value, text, deprecated }
        Event {
            document, name, pointer, summary, description, deprecated, scopes, granular_scopes, plan, ty,
        }
        IdType { name, doc, numeric, from }
        Server { key, rules }
        ServerRules {
            url, errors, tracking_header, hosts, account_path, security, alternatives, limits, paging,
        }
        ErrorRules {
            envelope, code, kind, message, list, field, detail, in_success, expired, not_found, forbidden, scopes,
            page_expired,
        }
        LimitRules { headers, short, daily, slow, apis, quotas }
        LimitHeaders { category, period, limit, remaining, reset }
        QuotaRule { api, labels, rates }
        Rate { most, seconds }
    }
}

fn state() -> State {
    let text =
        |name: &str| fs::read_to_string(cases::folder("mutations").join(name)).expect("a text");
    let sources = "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\n\n\
        [[document]]\nid = \"doc\"\nfile = \"doc.yaml\"\ntitle = \"Rooms\"\n";
    let rules = "ids:\n  RoomId: {doc: ID of a room., places: [room_id]}\n";
    let specs = BTreeMap::from([
        ("sources.toml".to_owned(), sources.to_owned()),
        ("rules.yaml".to_owned(), rules.to_owned()),
        ("doc.yaml".to_owned(), text("doc.yaml")),
    ]);
    State::read("sample", specs, &|_| {}).expect("a state")
}

#[test]
fn every_field_has_its_change_or_a_reason() {
    let fields: BTreeSet<&str> = all().into_iter().collect();
    let listed: BTreeSet<&str> = MUTATIONS.iter().map(|(field, _)| *field).collect();
    assert_eq!(fields, listed);
}

#[test]
fn every_change_of_the_model_is_reported() {
    let mut wrong = Vec::new();
    for (field, effect) in MUTATIONS {
        let (setup, change, rule) = match effect {
            Effect::Reason(reason) => {
                assert!(!reason.is_empty(), "{field}");
                continue;
            }
            Effect::Rule(rule, setup, change) => (setup, change, rule),
        };
        let (mut base, mut head) = (state(), state());
        setup(&mut base.api);
        setup(&mut head.api);
        let equal = compare(&base, &head, None);
        assert!(equal.changes.is_empty(), "{field}: {:#?}", equal.changes);
        change(&mut head.api);
        let report = compare(&base, &head, None);
        if report.changes.iter().all(|change| change.rule != *rule) {
            let found: Vec<&str> = report.changes.iter().map(|change| change.rule).collect();
            wrong.push(format!("{field}: no {rule}, but {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
