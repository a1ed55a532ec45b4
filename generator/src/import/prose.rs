//! Facts that prose states and that no keyword has: a person has to write them down, because the prose is not imported.

use serde_json::{Map, Value};

use super::read;
use crate::diagnostic::{Finding, Findings, Severity};
use crate::document::Tree;
use crate::model::Method;
use crate::pointer::Pointer;

/// Words of names of files that are uploaded.
const FILES: [&str; 7] = ["file", "image", "picture", "photo", "audio", "video", "attachment"];

/// Lists other hosts, uploads that are plain strings, and strings that seem to contain several values.
pub(super) fn prose(tree: &Tree, findings: &mut Findings) {
    let servers = tree.root.get("servers").and_then(Value::as_array);
    let urls = servers.into_iter().flatten().filter_map(|server| server.get("url")?.as_str());
    let own: Vec<&str> = urls.filter_map(host).collect();
    let mut reader = Reader { file: &tree.file, own, findings };
    for section in read::SECTIONS {
        let at = Pointer::root().join(section);
        let items = tree.root.get(section).and_then(Value::as_object);
        for (path, item) in items.into_iter().flatten() {
            for method in Method::ALL {
                if let Some(Value::Object(operation)) = item.get(method.key()) {
                    reader.operation(operation, &at.join(path).join(method.key()));
                }
            }
        }
    }
}

struct Reader<'a> {
    file: &'a str,
    /// Hosts of the servers of the document.
    own: Vec<&'a str>,
    findings: &'a mut Findings,
}

impl Reader<'_> {
    fn operation(&mut self, operation: &Map<String, Value>, at: &Pointer) {
        let description = operation.get("description").and_then(Value::as_str).unwrap_or_default();
        if let Some(url) = code_urls(description).find(|url| {
            host(url).is_some_and(|host| !self.own.is_empty() && !self.own.contains(&host))
        }) {
            let message = format!("the description names another base URL: {url}");
            self.note("other-host", at, message, "give the operation `servers` by an overlay");
        }
        let parameters = operation.get("parameters").and_then(Value::as_array);
        for (index, one) in parameters.into_iter().flatten().enumerate() {
            let Some(schema) = one.get("schema") else { continue };
            let text = one.get("description").or_else(|| schema.get("description"));
            let name = one.get("name").and_then(Value::as_str).unwrap_or_default();
            self.values(name, schema, text, &at.join("parameters").join(index));
        }
        let body = at.join("requestBody").join("content");
        let content =
            operation.get("requestBody").and_then(|body| body.get("content")?.as_object());
        for (media_type, media) in content.into_iter().flatten() {
            let Some(schema) = media.get("schema") else { continue };
            let at = body.join(media_type).join("schema");
            if media_type.starts_with("multipart/") {
                self.uploads(schema, &at);
            }
            self.members(schema, &at, 0);
        }
    }

    /// Parts of a form that are files by their names or examples, and strings by their types.
    fn uploads(&mut self, schema: &Value, at: &Pointer) {
        let members = schema.get("properties").and_then(Value::as_object);
        for (name, member) in members.into_iter().flatten() {
            let plain = is_plain_string(member) && member.get("enum").is_none();
            let example = member.get("example").and_then(Value::as_str).unwrap_or_default();
            let name_of_file = name.to_ascii_lowercase();
            let is_file = FILES.iter().any(|word| name_of_file.ends_with(word))
                || example.to_ascii_lowercase().contains("binary");
            if plain && is_file {
                let message = format!("`{name}` seems to be a file, and is a plain string");
                let at = at.join("properties").join(name);
                let help = "give it `format: binary` by an overlay, if it is one";
                self.note("plain-upload", &at, message, help);
            }
        }
    }

    fn members(&mut self, schema: &Value, at: &Pointer, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let members = schema.get("properties").and_then(Value::as_object);
        for (name, member) in members.into_iter().flatten() {
            let at = at.join("properties").join(name);
            self.values(name, member, member.get("description"), &at);
            self.members(member, &at, depth + 1);
        }
        if let Some(items) = schema.get("items") {
            self.members(items, &at.join("items"), depth + 1);
        }
    }

    /// A string whose description is about commas between values.
    fn values(&mut self, name: &str, schema: &Value, text: Option<&Value>, at: &Pointer) {
        let text = text.and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
        let several = text.contains("comma")
            && ["separat", "seperat", "concatenat", "delimit"]
                .iter()
                .any(|word| text.contains(word));
        if several && is_plain_string(schema) && schema.get("x-joined-values").is_none() {
            let message = format!("`{name}` seems to contain several values");
            let help = "select it in `joined` of rules.yaml, if it does";
            self.note("several-values", at, message, help);
        }
    }

    fn note(&mut self, code: &'static str, at: &Pointer, message: String, help: &'static str) {
        self.findings.push(Finding::new(Severity::Gap, code, self.file, at, message, help));
    }
}

/// How deep bodies are searched: schemas may contain themselves.
const DEPTH: usize = 12;

fn is_plain_string(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("string") && schema.get("format").is_none()
}

/// URLs that are marked as code: links are not.
fn code_urls(text: &str) -> impl Iterator<Item = &str> {
    let code = text.split('`').skip(1).step_by(2);
    code.filter(|code| code.starts_with("https://") && !code.contains(' '))
}

fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    rest.split(['/', '?', ':']).next().filter(|host| host.contains('.'))
}
