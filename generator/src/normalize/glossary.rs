//! Gives every value its line of the glossary; a line that describes nothing is an error.

use std::collections::BTreeSet;

use crate::diagnostic::{Finding, Findings, Severity};
use crate::model::{Answer, Api, EnumId, Facts, TypeExpr, TypeKind};
use crate::pointer::Pointer;
use crate::schema_path::SchemaPath;
use crate::settings::{Glossary, LineId, Settings};

/// Runs after the types of shared.yaml are merged: each has one text, by its path in shared.yaml.
pub(super) fn glossary(api: &mut Api, settings: &Settings, findings: &mut Findings) {
    let glossary = &settings.glossary;
    if glossary.files.is_empty() {
        return;
    }
    let mut used = Used { glossary, lines: BTreeSet::new() };
    for operation in &mut api.operations {
        for (_, _, field) in &mut operation.parameters {
            used.describe(&field.schema_path, &mut field.facts);
        }
    }
    let absorbed: BTreeSet<&SchemaPath> = api.absorbed.iter().collect();
    for ty in &mut api.types {
        let home = ty.home.clone();
        if home.is_none() && absorbed.contains(&ty.schema_path) {
            continue;
        }
        used.describe(home.as_ref().unwrap_or(&ty.schema_path), &mut ty.facts);
        match &mut ty.kind {
            TypeKind::Object(object) => {
                for field in &mut object.fields {
                    let shared = home.as_ref().map(|home| home.member(&field.wire));
                    let schema_path = shared.as_ref().unwrap_or(&field.schema_path);
                    used.describe(schema_path, &mut field.facts);
                }
            }
            TypeKind::Union(union) => {
                for one in &union.alternatives {
                    used.line(&one.schema_path);
                }
            }
        }
    }
    for id in used_enums(api) {
        let Some(one) = api.enums.get_mut(id.0) else { continue };
        let line = used.line(one.identity()).map(str::to_owned);
        one.doc = one.doc.take().filter(|doc| !doc.trim().is_empty()).or(line);
    }
    used.check(findings);
}

/// The lines that describe something.
struct Used<'a> {
    glossary: &'a Glossary,
    lines: BTreeSet<LineId<'a>>,
}

impl<'a> Used<'a> {
    fn describe(&mut self, schema_path: &SchemaPath, facts: &mut Facts) {
        facts.line = self.line(schema_path).map(str::to_owned);
    }

    fn line(&mut self, schema_path: &SchemaPath) -> Option<&'a str> {
        let (id, line) = self.glossary.line(schema_path)?;
        self.lines.insert(id);
        Some(&line.text)
    }

    fn check(&self, findings: &mut Findings) {
        for (index, file) in self.glossary.files.iter().enumerate() {
            for (name, lines) in &file.entries {
                let used =
                    |line: &usize| self.lines.contains(&LineId { file: index, name, index: *line });
                let root = Pointer::root().join(name);
                if !(0..lines.len()).any(|line| used(&line)) {
                    let message = if self.glossary.is_common(index) {
                        format!("unused: the lines of the products describe every `{name}` already")
                    } else {
                        format!("unused: no document has a value named `{name}`")
                    };
                    unused(&file.path, &root, message, findings);
                    continue;
                }
                for (index, line) in lines.iter().enumerate().filter(|(line, _)| !used(line)) {
                    let message = match &line.at {
                        Some(at) => format!(
                            "unused: `{}` matches no `{name}`, or only those of an earlier line",
                            at.as_str()
                        ),
                        None => format!("unused: earlier lines match every `{name}`"),
                    };
                    unused(&file.path, &root.join(index), message, findings);
                }
            }
        }
    }
}

fn unused(file: &str, at: &Pointer, message: String, findings: &mut Findings) {
    findings.push(Finding::new(
        Severity::Error,
        "unmatched-entry",
        file,
        at,
        message,
        "the documents have changed: correct the line, or remove it",
    ));
}

/// Enumerations that a value has; where an entry of enums.yaml applies, the document's own is not used any more.
pub(crate) fn used_enums(api: &Api) -> BTreeSet<EnumId> {
    let id = |expr: &TypeExpr| match expr.innermost() {
        TypeExpr::Enum(id) => Some(*id),
        _ => None,
    };
    let parameters = api.operations.iter().flat_map(|operation| &operation.parameters);
    let parameters = parameters.map(|(_, _, field)| &field.expr);
    let members = api.types.iter().flat_map(|ty| ty.shapes());
    let bodies = api.operations.iter().filter_map(|operation| operation.body.as_ref());
    let responses = api.operations.iter().filter_map(|operation| match &operation.answer {
        Answer::Json(expr) => Some(expr),
        _ => None,
    });
    let all = parameters.chain(members).chain(bodies.map(|body| &body.expr)).chain(responses);
    all.filter_map(id).collect()
}
