//! Finds the operations that cover a limited span of time per request.

use super::unmatched;
use crate::diagnostic::{Finding, Findings, Severity};
use crate::model::{Api, Location, Operation, Span, Window};
use crate::schema_path::Pattern;
use crate::settings::{Settings, WindowRule, entry_pointer, file};

pub(super) fn windows(api: &mut Api, settings: &Settings, findings: &mut Findings) {
    for (index, rule) in settings.rules.windows.iter().enumerate() {
        let at = entry_pointer(["windows"]).join(index);
        let Some(span) = span(rule) else {
            findings.push(Finding::new(
                Severity::Error,
                "settings",
                file::RULES,
                &at,
                "a window needs either `days` or `months`, and not zero",
                "state how much time one request may cover",
            ));
            continue;
        };
        for text in &rule.from {
            let pattern = Pattern::new(text);
            let mut used = false;
            for operation in &mut api.operations {
                if let Some(window) = of(operation, rule, span, &pattern) {
                    operation.window.get_or_insert(window);
                    used = true;
                }
            }
            if !used {
                unmatched(file::RULES, &at, &pattern, findings);
            }
        }
    }
}

fn span(rule: &WindowRule) -> Option<Span> {
    match (rule.days, rule.months) {
        (Some(days), None) if days > 0 => Some(Span::Days(days)),
        (None, Some(months)) if months > 0 => Some(Span::Months(months)),
        _ => None,
    }
}

fn of(operation: &Operation, rule: &WindowRule, span: Span, pattern: &Pattern) -> Option<Window> {
    let mut query = operation
        .parameters
        .iter()
        .filter(|(location, _, _)| *location == Location::Query)
        .map(|(_, _, field)| field);
    let from = query.clone().find(|field| pattern.matches(&field.schema_path))?;
    let to = query.find(|field| field.wire == rule.to)?;
    Some(Window {
        from: from.wire.clone(),
        to: to.wire.clone(),
        span,
        back_months: rule.back_months,
    })
}
