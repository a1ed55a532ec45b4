//! Servers: their addresses and conventions.

use std::collections::{BTreeMap, BTreeSet};

use super::Compared;
use super::indexed_state::IndexedState;
use super::operations::style;
use super::pending::{Changes, PendingChange, Reason};
use super::report::Side;
use super::rules;
use crate::emit::{self, server_constant};
use crate::listing::Origin;
use crate::model::{
    Credential, ErrorRules, LimitHeaders, LimitRules, QuotaRule, Rate, ServerRules,
};
use crate::pointer::Pointer;
use crate::settings::file;

/// The constant with the server of requests that name none.
pub(super) const DEFAULT_SERVER: &str = "servers::DEFAULT";

/// Servers by key: their address and conventions, in the words of rules.yaml.
pub(super) fn compare(compared: &Compared<'_>, changes: &mut Changes) {
    let by_key = |view: &IndexedState<'_>| -> BTreeMap<String, Vec<String>> {
        let servers = view.api.servers.iter();
        servers.map(|server| (server.key.clone(), conventions(&server.rules))).collect()
    };
    let (base, head) = (by_key(&compared.base), by_key(&compared.head));
    for key in base.keys().chain(head.keys()).collect::<BTreeSet<_>>() {
        let (was, is) = (base.get(key), head.get(key));
        let rule = match (was, is) {
            (was, is) if was == is => continue,
            (None, _) => rules::SERVER_ADDED,
            (_, None) => rules::SERVER_REMOVED,
            _ => rules::SERVER_CHANGED,
        };
        // For a server in both states, only the lines that differ.
        let differing = |lines: Option<&Vec<String>>, other: Option<&Vec<String>>| {
            let differs = |line: &&String| !other.is_some_and(|other| other.contains(line));
            let lines: Vec<&str> = lines?.iter().filter(differs).map(String::as_str).collect();
            (!lines.is_empty()).then(|| lines.join("; "))
        };
        let is_url = |line: &String| line.starts_with("url ");
        let url = |lines: Option<&Vec<String>>| {
            lines.and_then(|lines| lines.iter().find(|line| is_url(line)).cloned())
        };
        let rest = |lines: Option<&Vec<String>>| -> Vec<String> {
            lines.into_iter().flatten().filter(|line| !is_url(line)).cloned().collect()
        };
        let what = match (url(was) == url(is), rest(was) == rest(is)) {
            (false, true) => "another address",
            (true, _) => "other conventions",
            _ => "another address and other conventions",
        };
        let at = Pointer::root().join("servers").join(key);
        let change =
            declared(PendingChange::new(rule, "crate", &server_path(key), key), compared, key)
                .word("key", key)
                .word("what", what)
                .lines(differing(was, is), differing(is, was));
        let [old, new] = [&compared.base, &compared.head].map(|view| rules_of(view, key));
        let places = |own: Option<&ServerRules>, other: Option<&ServerRules>| -> Vec<Pointer> {
            let keys = own.zip(other).map(|(own, other)| differing_keys(own, other));
            let keys: Vec<Pointer> =
                keys.into_iter().flatten().map(|key| at.join(key.as_str())).collect();
            if keys.is_empty() { vec![at.clone()] } else { keys }
        };
        let change = [(Side::Base, old, new), (Side::Head, new, old)].into_iter().fold(
            change,
            |change, (side, own, other)| {
                let places = own.map(|own| places(Some(own), other)).unwrap_or_default();
                places.iter().fold(change, |change, at| change.at(side, (file::RULES, at)))
            },
        );
        changes.push(change);
    }
    default_server(compared, changes);
}

/// The path of a server.
pub(super) fn server_path(key: &str) -> String {
    format!("servers::{}", server_constant(key))
}

/// Adds the constant of a server that one state has.
fn declared(change: PendingChange, compared: &Compared<'_>, key: &str) -> PendingChange {
    let index = |view: &IndexedState<'_>| {
        let index = view.api.servers.iter().position(|server| server.key == key)?;
        Some(Reason::All(Origin::Server(index)))
    };
    let (was, is) = (index(&compared.base), index(&compared.head));
    let line = match (was, is) {
        (Some(was), None) => compared.base.line(was),
        (None, Some(is)) => compared.head.line(is),
        _ => None,
    };
    change.explains(compared, was, is).with(line.into_iter().collect())
}

/// The server of requests that name none.
fn default_server(compared: &Compared<'_>, changes: &mut Changes) {
    let key = |view: &IndexedState<'_>| -> Option<String> {
        emit::default_server(view.api, &view.state.settings).map(|server| server.key.clone())
    };
    let (was, is) = (key(&compared.base), key(&compared.head));
    // A crate without servers has a constant too, of no server.
    let Some(key) = is.filter(|is| was.as_ref().is_some_and(|was| was != is)) else { return };
    let all = Some(Reason::All(Origin::DefaultServer));
    let change = PendingChange::new(rules::DEFAULT_SERVER_CHANGED, "crate", DEFAULT_SERVER, &key);
    let change = change.word("key", &key).explains(compared, all, all);
    let sides = [(Side::Base, &compared.base), (Side::Head, &compared.head)];
    changes.push(sides.into_iter().fold(change, |change, (side, view)| {
        let is_named = !view.state.settings.rules.default_server.is_empty();
        let at = Pointer::root().join("default_server");
        if is_named { change.at(side, (file::RULES, &at)) } else { change }
    }));
}

fn rules_of<'a>(view: &IndexedState<'a>, key: &str) -> Option<&'a ServerRules> {
    let server = view.api.servers.iter().find(|server| server.key == key);
    server.map(|server| &server.rules)
}

/// The keys of rules.yaml that one server has, and the other lacks or has with another value.
fn differing_keys(own: &ServerRules, other: &ServerRules) -> Vec<String> {
    let keys = |rules: &ServerRules| match serde_json::to_value(rules) {
        Ok(serde_json::Value::Object(map)) => map,
        _ => serde_json::Map::new(),
    };
    let (own, other) = (keys(own), keys(other));
    // Documents and the rules of all servers give these.
    let is_key = |key: &str| !["alternatives", "paging"].contains(&key);
    let differing = own.into_iter().filter(|(key, value)| other.get(key) != Some(value));
    differing.map(|(key, _)| key).filter(|key| is_key(key)).collect()
}

fn conventions(rules: &ServerRules) -> Vec<String> {
    let ServerRules {
        url,
        errors,
        tracking_header,
        hosts,
        account_path,
        security,
        alternatives,
        limits,
        paging,
    } = rules;
    let mut lines = vec![format!("url {url}")];
    let words = |list: &[Credential]| {
        list.iter().map(ToString::to_string).collect::<Vec<String>>().join(", ")
    };
    lines.push(format!("credentials {}", words(security)));
    lines.extend(alternatives.iter().map(|list| format!("or credentials {}", words(list))));
    lines.extend(account_path.as_ref().map(|path| format!("sub-accounts {path}")));
    lines.extend(tracking_header.as_ref().map(|name| format!("tracking header {name}")));
    lines.extend(hosts.iter().map(|host| format!("credentials also for {host}")));
    lines.extend(limits_of(limits));
    lines.extend(paging.as_ref().map(|paging| format!("pages {}", style(paging))));
    lines.extend(errors_of(errors));
    lines
}

fn errors_of(errors: &ErrorRules) -> Vec<String> {
    let ErrorRules {
        envelope,
        code,
        kind,
        message,
        list,
        field,
        detail,
        in_success,
        expired,
        not_found,
        forbidden,
        scopes,
        page_expired,
    } = errors;
    let keys = [
        ("errors inside", envelope),
        ("error codes in", code),
        ("kinds of errors in", kind),
        ("error messages in", message),
        ("field errors in", list),
        ("names of faulty fields in", field),
        ("descriptions of faulty fields in", detail),
        ("expired pages after", page_expired),
    ];
    let keys = keys.into_iter().filter(|(_, keys)| !keys.is_empty());
    let mut lines: Vec<String> =
        keys.map(|(about, keys)| format!("{about} {}", keys.join(", "))).collect();
    lines.push(format!("errors in successes: {in_success}"));
    for (about, codes) in [
        ("expired tokens", expired),
        ("missing things", not_found),
        ("missing permissions", forbidden),
    ] {
        let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
        lines.extend((!codes.is_empty()).then(|| format!("codes of {about} {}", codes.join(", "))));
    }
    lines.extend(scopes.as_ref().map(|text| format!("missing scopes after {text}")));
    lines
}

/// Rate limits: headers, and the numbers of requests.
fn limits_of(limits: &LimitRules) -> Vec<String> {
    let LimitRules { headers, short, daily, slow, apis, quotas } = limits;
    let LimitHeaders { category, period, limit, remaining, reset } = headers;
    let headers = [
        ("kinds of limits", category),
        ("periods of limits", period),
        ("limits", limit),
        ("requests left", remaining),
        ("ends of limits", reset),
    ];
    let headers = headers
        .into_iter()
        .filter_map(|(about, header)| Some(format!("{about} in the header {}", header.as_ref()?)));
    let words = [
        ("short limits are called", short),
        ("daily limits are called", daily),
        ("one request per minute below", slow),
    ];
    let words = words.into_iter().filter(|(_, words)| !words.is_empty());
    let mut lines: Vec<String> = headers
        .chain(words.map(|(about, words)| format!("{about} {}", words.join(", "))))
        .collect();
    lines.extend(
        apis.iter().map(|(api, paths)| format!("own limits of {api} for {}", paths.join(", "))),
    );
    for QuotaRule { api, labels, rates } in quotas {
        let of = if api.is_empty() { String::new() } else { format!(" of {api}") };
        let rates: Vec<String> = rates.iter().map(|(plan, rate)| rate_of(plan, *rate)).collect();
        lines.push(format!("limits{of} for {}: {}", labels.join(", "), rates.join(", ")));
    }
    lines
}

fn rate_of(plan: &str, rate: Rate) -> String {
    let Rate { most, seconds } = rate;
    match seconds {
        1 => format!("{plan} {most}/s"),
        60 => format!("{plan} {most}/min"),
        86_400 => format!("{plan} {most}/d"),
        seconds => format!("{plan} {most} in {seconds} s"),
    }
}
