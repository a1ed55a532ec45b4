//! Whether a file is a document that can be imported.

use serde_json::Value;

use crate::diagnostic::{Finding, Findings, Severity};
use crate::document::{self, Tree};
use crate::load::load;
use crate::model::Method;
use crate::pointer::Pointer;
use crate::source::Sources;

/// The keys of a document under which operations are: paths, and requests that the server sends.
pub(super) const SECTIONS: [&str; 2] = ["paths", "webhooks"];

/// The section of an operation with this path, and its key there: events have the path `webhook:NAME`.
pub(super) fn section(path: &str) -> (&'static str, &str) {
    match path.strip_prefix(EVENT) {
        Some(name) => ("webhooks", name),
        None => ("paths", path),
    }
}

/// The path of an operation in a section under this key.
pub(super) fn path(section: &str, key: &str) -> String {
    if section == "webhooks" { format!("{EVENT}{key}") } else { key.to_owned() }
}

/// No path of an API begins like this: paths begin with a slash.
const EVENT: &str = "webhook:";

/// Reads a source: OpenAPI 3 or Swagger 2.0, as JSON or YAML. The result is OpenAPI 3.0 with well-known faults repaired.
pub(super) fn read(
    file: &str,
    text: &str,
    positions: &mut Sources<'_>,
    findings: &mut Findings,
) -> Option<Tree> {
    if let Some((message, help)) = no_document(text) {
        findings.push(error(file, &Pointer::root(), message, help));
        return None;
    }
    let root = load(file, text, findings)?;
    if findings.has_errors() {
        return None;
    }
    if let Err((pointer, message, help)) = version(&root) {
        findings.push(error(file, &pointer, message, help));
        return None;
    }
    let (id, file) = (String::new(), file.to_owned());
    let mut tree = Tree { id, file, root: document::upgrade(root) };
    let moves = document::repair(&mut tree, findings);
    positions.moved(&tree.file, &moves);
    if count(&tree.root) == 0 {
        let message = "the document has no operations".to_owned();
        let help = "is it the right one? Nothing was imported";
        findings.push(error(&tree.file, &Pointer::root().join("paths"), message, help));
        return None;
    }
    Some(tree)
}

fn error(file: &str, at: &Pointer, message: String, help: &str) -> Finding {
    Finding::new(Severity::Error, "not-a-document", file, at, message, help)
}

/// Texts that are often saved under the name of a document.
fn no_document(text: &str) -> Option<(String, &'static str)> {
    let start = text.trim_start();
    if start.is_empty() {
        return Some(("the document is empty".to_owned(), "was the download cut off?"));
    }
    if text.contains('\0') {
        let help = "OpenAPI documents are JSON or YAML text; unpack it first if it is an archive";
        return Some(("the document is binary".to_owned(), help));
    }
    if start.starts_with('<') {
        let message = "the document is a web page or XML".to_owned();
        return Some((message, "download the JSON or YAML file behind the page"));
    }
    None
}

type Fault = (Pointer, String, &'static str);

fn version(root: &Value) -> Result<(), Fault> {
    let at = Pointer::root();
    let Some(members) = root.as_object() else {
        let message = "the document is not an object".to_owned();
        return Err((at, message, "an OpenAPI document is an object with `openapi` and `paths`"));
    };
    // YAML reads an unquoted `2.0` as a number.
    let text = |key: &str| members.get(key).map(|value| value.to_string().replace('"', ""));
    match (text("openapi"), text("swagger")) {
        (Some(version), _) if version.starts_with("3.") => {}
        (None, Some(version)) if version == "2.0" || version == "2" => {}
        (Some(version), _) | (None, Some(version)) => {
            let message = format!("version {version} of OpenAPI cannot be imported");
            return Err((at, message, "Swagger 2.0 and OpenAPI 3 are supported"));
        }
        (None, None) => {
            let keys: Vec<&str> = members.keys().take(5).map(String::as_str).collect();
            let message = format!(
                "neither OpenAPI nor Swagger: the document begins with {}",
                keys.join(", ")
            );
            return Err((at, message, "an OpenAPI document has a key `openapi` or `swagger`"));
        }
    }
    if !SECTIONS.iter().any(|key| members.get(*key).is_some_and(Value::is_object)) {
        let message = "the document has no `paths` and no `webhooks`".to_owned();
        return Err((at, message, "was it cut off? Nothing was imported"));
    }
    Ok(())
}

fn count(root: &Value) -> usize {
    let section = |key: &&str| root.get(*key).and_then(Value::as_object);
    let items = SECTIONS.iter().filter_map(section).flat_map(|items| items.values());
    let operations =
        |item: &Value| Method::ALL.iter().filter(|method| item.get(method.key()).is_some()).count();
    items.map(operations).sum()
}
