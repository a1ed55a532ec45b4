//! servers.rs: how many requests a server takes.

use super::servers::{list, text};
use crate::settings::LimitRules;

/// The field of a server; nothing when nothing is known.
pub(super) fn limits(rules: &LimitRules) -> String {
    if *rules == LimitRules::default() {
        return String::new();
    }
    let headers = &rules.headers;
    let mut lines = Vec::new();
    for (name, header) in [
        ("category", &headers.category),
        ("period", &headers.period),
        ("limit", &headers.limit),
        ("remaining", &headers.remaining),
        ("reset", &headers.reset),
    ] {
        if let Some(header) = header {
            lines.push(format!("{name}: Some({})", text(header)));
        }
    }
    for (name, words) in [("short", &rules.short), ("daily", &rules.daily), ("slow", &rules.slow)] {
        if !words.is_empty() {
            lines.push(format!("{name}: {}", list(words)));
        }
    }
    let apis: Vec<String> = rules
        .apis
        .iter()
        .map(|(name, paths)| format!("({}, {})", text(name), list(paths)))
        .collect();
    if !apis.is_empty() {
        lines.push(format!("apis: &[{}]", apis.join(", ")));
    }
    let quotas: String = quotas(rules).iter().map(|one| format!("            {one},\n")).collect();
    if !quotas.is_empty() {
        lines.push(format!("quotas: &[\n{quotas}        ]"));
    }
    let lines: String = lines.iter().map(|line| format!("        {line},\n")).collect();
    format!("    limits: rt::Limits {{\n{lines}        ..rt::Limits::DEFAULT\n    }},\n")
}

fn quotas(rules: &LimitRules) -> Vec<String> {
    let mut quotas = Vec::new();
    for rule in &rules.quotas {
        for (plan, rate) in &rule.rates {
            quotas.push(format!(
                "rt::Quota {{ plan: {}, api: {}, labels: {}, most: {}, seconds: {} }}",
                text(plan),
                text(&rule.api),
                list(&rule.labels),
                rate.most,
                rate.seconds,
            ));
        }
    }
    quotas
}
