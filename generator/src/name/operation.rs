//! Where an operation goes and what it is called, proposed from method and path.

use super::keyword::{Spot, safe};
use super::lock::Kind;
use super::word::{camel, same, snake};
use super::{Holder, ModulePath, Namer, OperationName, Space, is_identifier};
use crate::diagnostic::{Finding, Severity};
use crate::model::{Answer, Method, Operation, Shape};

/// Last path words that are verbs: the operation is called that, not its method.
const VERBS: &[&str] = &[
    "accept",
    "activate",
    "add",
    "approve",
    "archive",
    "assign",
    "attach",
    "authorize",
    "batch",
    "cancel",
    "check",
    "clear",
    "close",
    "complete",
    "confirm",
    "connect",
    "copy",
    "count",
    "create",
    "deactivate",
    "delete",
    "detach",
    "disable",
    "disconnect",
    "download",
    "edit",
    "enable",
    "end",
    "execute",
    "export",
    "fetch",
    "find",
    "get",
    "import",
    "initiate",
    "invite",
    "join",
    "leave",
    "list",
    "lock",
    "login",
    "logout",
    "mark",
    "merge",
    "move",
    "open",
    "pause",
    "permanentdelete",
    "preview",
    "publish",
    "query",
    "read",
    "recover",
    "refresh",
    "register",
    "reject",
    "release",
    "remove",
    "rename",
    "replace",
    "request",
    "reset",
    "resolve",
    "restart",
    "restore",
    "resume",
    "revoke",
    "rotate",
    "run",
    "save",
    "search",
    "send",
    "set",
    "sign",
    "start",
    "stop",
    "submit",
    "subscribe",
    "suspend",
    "switch",
    "sync",
    "test",
    "transfer",
    "trigger",
    "unassign",
    "unlock",
    "unsubscribe",
    "update",
    "upload",
    "validate",
    "verify",
];

impl Namer<'_> {
    pub(super) fn operations(&mut self) {
        for operation in &self.api.operations {
            let key = operation.key();
            let locked = self.lock.take(Kind::Operation, &key);
            let path = locked.unwrap_or_else(|| self.propose(operation));
            self.lock.put(Kind::Operation, &key, &path);
            let mut parts = ModulePath::parse(&path).0;
            let function = parts.pop().unwrap_or_default();
            let module = ModulePath(parts);
            if module.0.iter().chain([&function]).any(|part| !is_identifier(part)) {
                self.findings.push(Finding::new(
                    Severity::Error,
                    "names-lock",
                    crate::settings::file::NAMES,
                    &crate::pointer::Pointer::root(),
                    format!("`{path}` is not a Rust path"),
                    format!("correct the line of `operation {key}`"),
                ));
            }
            let request = safe(camel(&function), Spot::Type);
            let holder = || Holder {
                key: key.clone(),
                file: self
                    .api
                    .document(&operation.document)
                    .map(|d| d.file.clone())
                    .unwrap_or_default(),
                pointer: operation.pointer.clone(),
            };
            let (as_function, as_type) = (holder(), holder());
            let type_path = format!("{module}::{request}");
            self.claim(Space::Function, Kind::Operation, &path, as_function);
            self.claim(Space::Type, Kind::Operation, &type_path, as_type);
            self.names.operations.push(OperationName {
                module,
                function,
                request,
                inputs: Vec::new(),
            });
        }
    }

    /// `<document's module>::<resources>::<verb>`.
    fn propose(&self, operation: &Operation) -> String {
        let document = self.api.document(&operation.document);
        let root = document.map(|document| document.module.as_str()).unwrap_or_default();
        if let Some(name) = operation.rust_name.as_deref().filter(|name| name.contains("::")) {
            return name.to_owned();
        }
        let mut resources = resources(&operation.path, root);
        let ends_in_parameter = operation.path.trim_end_matches('/').ends_with('}');
        let last = resources.last().cloned().unwrap_or_default();
        let verb = match &operation.rust_name {
            Some(name) => {
                // A person names the operation, so the words of an action path are spent.
                if is_action(operation, &last) {
                    resources.pop();
                }
                name.clone()
            }
            None if VERBS.contains(&last.as_str()) && !ends_in_parameter => {
                resources.pop();
                last
            }
            None => verb(operation, ends_in_parameter).to_owned(),
        };
        let mut parts = ModulePath::parse(root).0;
        for resource in resources {
            let spot = if parts.is_empty() { Spot::RootModule } else { Spot::Module };
            parts.push(safe(resource, spot));
        }
        parts.push(safe(verb, Spot::Function));
        parts.join("::")
    }
}

/// An RPC-like path: everything is POST, nothing is a parameter, the last word is what is done.
fn is_action(operation: &Operation, last: &str) -> bool {
    let bare = !operation.path.contains('{');
    VERBS.contains(&last) || (operation.method == Method::Post && bare)
}

/// The static words of a path, without those that repeat the document's module.
fn resources(path: &str, root: &str) -> Vec<String> {
    let mut words: Vec<String> =
        path.split('/').filter(|part| !part.is_empty() && !part.contains('{')).map(snake).collect();
    let own = root.rsplit("::").next().unwrap_or_default();
    if words.first().is_some_and(|first| same(first, own)) {
        words.remove(0);
    }
    words
}

/// What a method means at the end of a path.
fn verb(operation: &Operation, ends_in_parameter: bool) -> &'static str {
    let lists = match &operation.answer {
        Answer::Json(Shape::List(_)) => true,
        _ => operation.paging.is_some(),
    };
    match operation.method {
        Method::Get if ends_in_parameter => "get",
        Method::Get if lists => "list",
        Method::Get => "get",
        Method::Post => "create",
        Method::Put | Method::Patch => "update",
        Method::Delete => "delete",
        Method::Head => "head",
        Method::Options => "options",
        Method::Trace => "trace",
    }
}
