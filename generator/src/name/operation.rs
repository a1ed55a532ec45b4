//! Where an operation goes and what it is called, proposed from method and path.

use super::keyword::{Spot, safe};
use super::lock::Kind;
use super::word::{camel, same, singular, snake};
use super::{Holder, ModulePath, Namer, OperationName, Space};
use crate::model::{Answer, Method, Operation, Shape, TypeId, TypeKind};

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
    "migrate",
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
    "upgrade",
    "upload",
    "validate",
    "verify",
];

impl Namer<'_> {
    pub(super) fn operations(&mut self) {
        for operation in &self.api.operations {
            let key = operation.key();
            let path = match self.lock.take(Kind::Operation, &key) {
                Some(path) => path,
                None => self.free(&key, self.proposals(operation)),
            };
            self.lock.put(Kind::Operation, &key, &path);
            let mut parts = ModulePath::parse(&path).0;
            let function = parts.pop().unwrap_or_default();
            let module = ModulePath(parts);
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
            // One clash is said once.
            if self.claim(Space::Function, Kind::Operation, &path, as_function) {
                self.claim(Space::Type, Kind::Operation, &type_path, as_type);
            }
            self.names.operations.push(OperationName {
                module,
                function,
                request,
                inputs: Vec::new(),
            });
        }
    }

    /// The first proposal that nothing else has; the first of all, when each is taken.
    fn free(&self, key: &str, proposals: Vec<String>) -> String {
        let free = |path: &&String| !self.is_taken(Space::Function, path, key);
        proposals.iter().find(free).or(proposals.first()).cloned().unwrap_or_default()
    }

    /// `<document's module>::<resources>::<verb>`; then names that say more, should that one be taken.
    fn proposals(&self, operation: &Operation) -> Vec<String> {
        let document = self.api.document(&operation.document);
        let root = document.map(|document| document.module.as_str()).unwrap_or_default();
        if let Some(name) = operation.rust_name.as_deref().filter(|name| name.contains("::")) {
            return vec![name.to_owned()];
        }
        let others: Vec<&str> = self.api.documents.iter().map(|one| one.module.as_str()).collect();
        let mut resources = resources(&operation.path, root, &others);
        let ends_in_parameter = operation.path.trim_end_matches('/').ends_with('}');
        let last = resources.last().cloned().unwrap_or_default();
        let verbs = match &operation.rust_name {
            Some(name) => {
                // A person names the operation, so the words of an action path are spent.
                if is_action(operation, &last) {
                    resources.pop();
                }
                vec![name.clone()]
            }
            // A path that is nothing but a verb has no other word for its module.
            None if VERBS.contains(&last.as_str())
                && !ends_in_parameter
                && (resources.len() > 1 || !root.is_empty()) =>
            {
                resources.pop();
                vec![last.clone(), format!("{}_{last}", operation.method.key())]
            }
            None => {
                let verb = self.verb(operation, &last, ends_in_parameter);
                let mut verbs = vec![verb.to_owned()];
                if !last.is_empty() {
                    verbs.push(format!("{verb}_{last}"));
                }
                verbs.push(format!("{verb}_{}", words(&operation.path).join("_")));
                verbs
            }
        };
        let mut parts = ModulePath::parse(root).0;
        if parts.is_empty() && resources.is_empty() {
            // Operations stand in modules; a path without words leaves the name of its server.
            resources.push(snake(&operation.server));
        }
        for resource in resources {
            let spot = if parts.is_empty() { Spot::RootModule } else { Spot::Module };
            parts.push(safe(resource, spot));
        }
        let id = operation.operation_id.as_deref().filter(|_| operation.rust_name.is_none());
        let names = verbs.into_iter().chain(id.map(snake));
        names
            .map(|name| {
                let own = [safe(name, Spot::Function)];
                let parts: Vec<&str> = parts.iter().chain(&own).map(String::as_str).collect();
                parts.join("::")
            })
            .collect()
    }

    /// What a method means at the end of a path.
    fn verb(&self, operation: &Operation, last: &str, ends_in_parameter: bool) -> &'static str {
        // `GET /users` beside `GET /users/{id}`: the first is the list, whatever it answers.
        let item = format!("{}/{{}}", operation.erased_path());
        let has_item = self.paths.contains(&(&operation.document, operation.method, item));
        let lists = match &operation.answer {
            Answer::Json(Shape::List(_)) => true,
            Answer::Json(Shape::Type(id)) if singular(last) != last || says_list(operation) => {
                self.holds_list(*id)
            }
            _ => false,
        };
        let lists = lists || has_item || operation.paging.is_some();
        let said = said(operation);
        match operation.method {
            Method::Get => match said {
                Some(word @ ("check" | "download" | "export" | "search")) => word,
                _ if lists && !ends_in_parameter => "list",
                _ => "get",
            },
            Method::Post => said.unwrap_or("create"),
            Method::Put | Method::Patch if has_item => "update_all",
            Method::Put | Method::Patch => said.unwrap_or("update"),
            Method::Delete if has_item => "delete_all",
            Method::Delete => said.unwrap_or("delete"),
            Method::Head => "head",
            Method::Options => "options",
            Method::Trace => "trace",
        }
    }

    fn holds_list(&self, id: TypeId) -> bool {
        match &self.api.ty(id).kind {
            TypeKind::Object(object) => object.fields.iter().any(|field| {
                matches!(&field.shape, Shape::List(item) if matches!(**item, Shape::Type(_)))
            }),
            TypeKind::Union(_) => false,
        }
    }
}

fn says_list(operation: &Operation) -> bool {
    let first = operation.summary.as_deref().and_then(|summary| summary.split_whitespace().next());
    first.is_some_and(|word| word.eq_ignore_ascii_case("list"))
}

/// The verb that the summary begins with, in the word that other operations use for it.
fn said(operation: &Operation) -> Option<&'static str> {
    let first = operation.summary.as_deref()?.split_whitespace().next()?.to_ascii_lowercase();
    let word = match first.as_str() {
        "change" | "edit" | "modify" => "update",
        "adds" | "creates" | "deletes" | "removes" | "updates" => first.trim_end_matches('s'),
        other => other,
    };
    VERBS.iter().copied().find(|verb| *verb == word && !["get", "list", "batch"].contains(verb))
}

/// An RPC-like path: everything is POST, nothing is a parameter, the last word is what is done.
fn is_action(operation: &Operation, last: &str) -> bool {
    let bare = !operation.path.contains('{');
    VERBS.contains(&last) || (operation.method == Method::Post && bare)
}

/// The static words of a path.
fn words(path: &str) -> Vec<String> {
    path.split('/').filter(|part| !part.is_empty() && !part.contains('{')).map(snake).collect()
}

/// The static words of a path, without those that its document stands for: in the meetings document
/// `/users/{}/meetings` is the meetings, `/users/{}/meeting_templates` their templates.
fn resources(path: &str, root: &str, others: &[&str]) -> Vec<String> {
    let mut words = words(path);
    let own = root.rsplit("::").next().unwrap_or_default();
    if let Some(at) = words.iter().position(|word| same(word, own)) {
        words.drain(..=at);
    } else if words.len() > 1 && words.first().is_some_and(|first| others.contains(&first.as_str()))
    {
        words.remove(0);
    }
    words
}
