//! Where an operation goes and what it is called, proposed from method and path.

use super::keyword::{Spot, safe};
use super::lock::Kind;
use super::{Holder, ModulePath, Namer, OperationName};
use crate::model::{Answer, Method, Operation, TypeExpr, TypeId, TypeKind, summary_of_id};
use crate::word::{camel, same, singular, snake};

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
    "reboot",
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
        for (index, operation) in self.api.operations.iter().enumerate() {
            let document = self.api.document(&operation.document);
            let holder = Holder {
                key: self.identities.operations.get(index).cloned().unwrap_or_default(),
                file: document.map(|document| document.file.clone()).unwrap_or_default(),
                pointer: operation.pointer.clone(),
                line: None,
            };
            let proposals = self.proposals(operation);
            let path = match self.lock.take(Kind::Operation, &holder.key) {
                Some(locked) => {
                    let proposed = proposals.first().map(String::as_str).unwrap_or_default();
                    self.note_moved((Kind::Operation, &holder.key), &locked, proposed);
                    locked
                }
                None => {
                    let given = operation.rust_name.is_some();
                    self.proposed(Kind::Operation, &holder, &proposals, given)
                }
            };
            self.claim(Kind::Operation, &path, &holder);
            self.lock.put(Kind::Operation, &holder.key, &path);
            let mut parts = ModulePath::parse(&path).0;
            let function = parts.pop().unwrap_or_default();
            self.names.operations.push(OperationName {
                module: ModulePath(parts),
                request: safe(camel(&function), Spot::Type),
                function,
                inputs: Vec::new(),
            });
        }
    }

    /// `<document's module>::<resources>::<verb>`; then longer names, should that one be taken.
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
            None if self.is_verb(operation, &last, ends_in_parameter)
                && (resources.len() > 1 || !root.is_empty()) =>
            {
                resources.pop();
                vec![last.clone(), format!("{}_{last}", operation.method.key())]
            }
            None => {
                let verb = self.verb(operation, &last, ends_in_parameter);
                let one = resources.len() > 1 && !ends_in_parameter && singular(&last) == last;
                if one && self.collections.is_single(operation) {
                    // A module for one function about one thing is no help.
                    resources.pop();
                    let begins = last.split('_').next().unwrap_or_default();
                    // `/pets/findByStatus` says itself what is done.
                    let is_said = begins != last && VERBS.contains(&begins);
                    let named = if is_said { last.clone() } else { format!("{verb}_{last}") };
                    // A verb of the summary may be about something else: `PUT …/status`, Recover a recording.
                    let other = said(operation) == Some(verb.as_str());
                    if other && !is_said && !mentions(operation, &last) {
                        vec![verb, named]
                    } else {
                        vec![named]
                    }
                } else {
                    vec![verb]
                }
            }
        };
        let mut parts = ModulePath::parse(root).0;
        if parts.is_empty() && resources.is_empty() {
            // Operations are in modules; a path without words leaves the name of its server.
            resources.push(snake(&operation.server));
        }
        for resource in resources {
            let spot = if parts.is_empty() { Spot::RootModule } else { Spot::Module };
            parts.push(safe(resource, spot));
        }
        let more = match (&operation.rust_name, verbs.first()) {
            (None, Some(verb)) => further(operation, verb, &last),
            _ => Vec::new(),
        };
        let names = verbs.into_iter().chain(more);
        names
            .map(|name| {
                let own = [safe(name, Spot::Function)];
                let parts: Vec<&str> = parts.iter().chain(&own).map(String::as_str).collect();
                parts.join("::")
            })
            .collect()
    }

    /// Whether the last word of a path says what is done: at the end, or in front of the ID of what it is done to
    /// (`/files/download/{}`).
    fn is_verb(&self, operation: &Operation, last: &str, ends_in_parameter: bool) -> bool {
        let alone = || ends_in_parameter && self.collections.is_single(operation);
        VERBS.contains(&last) && (!ends_in_parameter || (alone() && said(operation) == Some(last)))
    }

    /// What a method means at the end of a path.
    fn verb(&self, operation: &Operation, last: &str, ends_in_parameter: bool) -> String {
        // `GET /users` beside `GET /users/{id}`: the first is the list, whatever it returns.
        let item = format!("{}/{{}}", operation.erased_path());
        let has_item = self.paths.contains(&(&operation.document, operation.method, item));
        let says = |word: &str| first_word(operation).is_some_and(|first| first == word);
        let lists = match &operation.answer {
            Answer::Json(TypeExpr::List(_)) => true,
            Answer::Json(TypeExpr::Type(id)) => {
                let many = says("list") || (singular(last) != last && !says("get"));
                many && self.holds_list(*id)
            }
            _ => false,
        };
        let lists = lists || has_item || operation.paging.is_some();
        let said = said(operation);
        let (new, gone) = match self.collections.get(operation) {
            Some(kind) => kind.verbs(),
            None => ("create", "delete"),
        };
        let verb = match operation.method {
            Method::Get => match said {
                Some(word @ ("check" | "download" | "export" | "search")) => word,
                _ if lists && !ends_in_parameter => "list",
                _ => "get",
            },
            Method::Post => said.filter(|word| !["add", "create"].contains(word)).unwrap_or(new),
            Method::Put | Method::Patch if has_item => "update_all",
            Method::Put | Method::Patch => said.unwrap_or("update"),
            Method::Delete if has_item => return format!("{gone}_all"),
            Method::Delete => {
                said.filter(|word| !["delete", "remove"].contains(word)).unwrap_or(gone)
            }
            Method::Head => "head",
            Method::Options => "options",
            Method::Trace => "trace",
            Method::Query => "query",
            Method::Other(name) => return snake(name.as_str()),
        };
        verb.to_owned()
    }

    fn holds_list(&self, id: TypeId) -> bool {
        match &self.api.ty(id).kind {
            TypeKind::Object(object) => object.fields.iter().any(|field| {
                matches!(&field.expr, TypeExpr::List(item) if matches!(**item, TypeExpr::Type(_)))
            }),
            TypeKind::Union(_) => false,
        }
    }
}

/// Longer names than the verb: the `operationId`, then the parts of the path that distinguish it from similar ones.
fn further(operation: &Operation, verb: &str, last: &str) -> Vec<String> {
    let mut names: Vec<String> = operation.operation_id.as_deref().map(snake).into_iter().collect();
    let parameters: Vec<String> = parameters(&operation.path).map(snake).collect();
    if !parameters.is_empty() {
        names.push(format!("{verb}_by_{}", parameters.join("_and_")));
    }
    let words = words(&operation.path).join("_");
    names.extend(
        [last, &words].iter().filter(|word| !word.is_empty()).map(|word| format!("{verb}_{word}")),
    );
    names
}

/// The names of the parameters in a path.
fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0))
}

/// The summary, unless the importer has made it from the operationId: that is no other source of a verb.
fn summary(operation: &Operation) -> Option<&str> {
    let made = operation.operation_id.as_deref().map(summary_of_id);
    operation.summary.as_deref().filter(|summary| made.as_deref() != Some(*summary))
}

/// Whether the summary has the words of a name. Where the description has the verb, the importer makes a summary of it and
/// of the words of the operationId.
fn mentions(operation: &Operation, name: &str) -> bool {
    let verb = || verb_of_description(operation.description.as_deref()?);
    let made = || verb().and(operation.operation_id.as_deref());
    let words = summary(operation).or_else(made).map(snake).unwrap_or_default();
    format!("_{words}_").contains(&format!("_{name}_"))
}

/// The first word of the summary.
fn first_word(operation: &Operation) -> Option<String> {
    summary(operation)?.split_whitespace().next().map(str::to_ascii_lowercase)
}

/// The first word of a description, if it is a verb and cannot be a noun: only then it names the action.
pub(crate) fn verb_of_description(text: &str) -> Option<String> {
    let plain = text.trim_start().strip_prefix("<p>").unwrap_or(text);
    let word = plain.split_whitespace().next()?.to_ascii_lowercase();
    CHANGES.iter().any(|verb| word.starts_with(verb)).then_some(word)
}

/// The verb that the summary begins with, or without one the description, in the word that other operations use for it.
pub(super) fn said(operation: &Operation) -> Option<&'static str> {
    let first = |text: &str| text.split_whitespace().next().map(str::to_ascii_lowercase);
    let word = match (summary(operation), &operation.description) {
        (Some(summary), _) => first(summary)?,
        (None, Some(text)) => verb_of_description(text)?,
        (None, None) => return None,
    };
    let word = match word.as_str() {
        "change" | "changes" | "edit" | "edits" | "modify" | "modifies" => "update",
        other => other,
    };
    let stems = [Some(word), word.strip_suffix('s'), word.strip_suffix("es")];
    let known = |stem: &str| VERBS.iter().copied().find(|verb| *verb == stem);
    stems
        .into_iter()
        .flatten()
        .find_map(known)
        .filter(|verb| !["get", "list", "batch"].contains(verb))
}

/// Verbs that a description may begin with, in the imperative or the third person.
const CHANGES: [&str; 20] = [
    "activate",
    "add",
    "approve",
    "archive",
    "assign",
    "cancel",
    "change",
    "create",
    "deactivate",
    "delete",
    "disable",
    "edit",
    "enable",
    "modif",
    "reject",
    "remove",
    "replace",
    "restore",
    "revoke",
    "update",
];

/// An RPC-like path: everything is POST, nothing is a parameter, the last word is what is done.
fn is_action(operation: &Operation, last: &str) -> bool {
    let bare = !operation.path.contains('{');
    VERBS.contains(&last) || (operation.method == Method::Post && bare)
}

/// The static words of a path.
fn words(path: &str) -> Vec<String> {
    path.split('/').filter_map(word).filter(|part| !part.is_empty()).map(snake).collect()
}

/// The static part of a segment: `distance` of `distance.{format}`, `cancel` of `{name}:cancel`.
fn word(segment: &str) -> Option<&str> {
    let Some((before, _)) = segment.split_once('{') else { return Some(segment) };
    // Inputs in the query that a key of `paths` has.
    if let Some((before, _)) = before.split_once('?') {
        return Some(before);
    }
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphabetic).count();
    let after = segment.rsplit_once('}').and_then(|(_, after)| after.strip_prefix(':'));
    // A letter or two is a prefix of the value: `/v{version}`.
    after.or(Some(before)).filter(|text| letters(text) > 2)
}

/// The static words of a path, without those that the document's own name implies: in the meetings document
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
