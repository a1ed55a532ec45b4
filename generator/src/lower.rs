//! Documents → [`Api`]: wire facts only, references closed.
//!
//! Every operation is read on its own, so what cannot be expressed costs only that operation: it becomes a
//! rejection with a place. Operations in = operations lowered + rejections.

mod body;
mod encoding;
mod enumeration;
mod event;
mod facts;
mod lowered_schema;
mod media;
mod operation;
mod parameter;
mod paths;
mod properties;
mod reference;
mod response;
mod schema;
mod security;
mod server;
mod union;

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::diagnostic::{Finding, Findings, Severity};
use crate::document::Tree;
use crate::model::{Api, Document, EnumId, TypeExpr, TypeId};
use crate::pointer::Pointer;
use crate::schema_path::SchemaPath;
use crate::settings::{DocumentEntry, Settings};

/// The operations and events of a document, whether or not they can be expressed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    pub operations: usize,
    pub events: usize,
}

/// Lowers one document into `api`; how much it holds.
pub(crate) fn lower(
    tree: &Tree,
    entry: &DocumentEntry,
    settings: &Settings,
    api: &mut Api,
    findings: &mut Findings,
) -> Count {
    // Events are received: a document that has nothing else has no server.
    let only_events = tree.root.get("webhooks").is_some() && tree.root.get("paths").is_none();
    let (server, fault) = match only_events {
        true => (String::new(), None),
        false => server::server(tree, entry, settings, api, findings),
    };
    api.documents.push(Document {
        id: entry.id.clone(),
        file: entry.file.clone(),
        module: entry.module.clone(),
        feature: entry.feature.clone(),
        title: entry.title.clone(),
        url: entry.url.clone(),
        server: server.clone(),
    });
    let mut lowerer = Lowerer {
        tree,
        server,
        fault,
        api,
        findings,
        known: BTreeMap::new(),
        read: BTreeMap::new(),
        open: Vec::new(),
        followed: 0,
        begun: 0,
        later: Vec::new(),
    };
    let operations = if only_events { 0 } else { lowerer.paths() };
    let events = lowerer.webhooks();
    api.servers.sort_by(|a, b| a.key.cmp(&b.key));
    Count { operations, events }
}

/// From how many references or fields within each other on objects with a name are read later.
const DEEP: usize = 16;

/// How deep fields may be nested without a named type between them: deeper than readers of JSON accept, so only
/// parts that contain themselves reach it.
const DEEPEST_FIELD: usize = 72;

/// How deep references may be nested where none can be postponed.
const DEEPEST: usize = 96;

/// How many references to schemas one operation or event may lead through, and all of a document: parts and alternatives
/// are copied into what they belong to, so that a short document could require more memory than there is.
const FOLLOWED: usize = 1 << 16;
const FOLLOWED_IN_ALL: usize = 1 << 20;

/// How many objects and unions the crate may have: several times those of the largest documents that are published.
const TYPES: usize = 1 << 16;

/// Why an operation cannot be expressed.
#[derive(Clone, Debug)]
struct Rejection {
    code: &'static str,
    pointer: Pointer,
    message: String,
    help: &'static str,
}

impl Rejection {
    fn new(
        code: &'static str,
        pointer: &Pointer,
        message: impl Into<String>,
        help: &'static str,
    ) -> Rejection {
        Rejection { code, pointer: pointer.clone(), message: message.into(), help }
    }
}

type Lowered<T> = Result<T, Rejection>;

/// The position of the walk: the schema path, and the location in the document.
#[derive(Clone, Debug)]
struct At {
    schema_path: SchemaPath,
    pointer: Pointer,
    /// Inside a multipart body, where binary text is a file.
    multipart: bool,
    /// Inside a list or map, where a cycle of references is data.
    held: bool,
    /// How many fields are above.
    depth: usize,
}

impl At {
    fn step(&self, token: impl std::fmt::Display) -> At {
        At { pointer: self.pointer.join(token), ..self.clone() }
    }

    fn member(&self, name: &str) -> At {
        At {
            schema_path: self.schema_path.member(name),
            pointer: self.pointer.join("properties").join(name),
            depth: self.depth + 1,
            // The parts of a multipart body are its members; what is inside of a part is JSON.
            multipart: self.multipart && self.depth == 0,
            ..self.clone()
        }
    }
}

/// The target of a reference, once it has a name of its own.
#[derive(Clone, Debug)]
enum Known {
    Type(TypeId),
    Enum {
        id: EnumId,
        quoted: bool,
    },
    /// A list or map of one of these.
    Container(Rc<lowered_schema::LoweredSchema>),
}

impl Known {
    /// Whether it was there before these counts of types and enumerations.
    fn is_before(&self, (types, enums): (usize, usize)) -> bool {
        match self {
            Known::Type(id) => id.0 < types,
            Known::Enum { id, .. } => id.0 < enums,
            Known::Container(held) => match held.expr.innermost() {
                TypeExpr::Type(id) => id.0 < types,
                TypeExpr::Enum(id) => id.0 < enums,
                _ => true,
            },
        }
    }
}

struct Lowerer<'a> {
    tree: &'a Tree,
    server: String,
    /// Why the credentials that the document requires cannot be sent.
    fault: Option<Rejection>,
    api: &'a mut Api,
    findings: &'a mut Findings,
    /// Types and enumerations that references lead to, by pointer.
    known: BTreeMap<String, Known>,
    /// Schemas already read, by pointer.
    read: BTreeMap<String, Rc<openapiv3::Schema>>,
    /// References being followed, to notice cycles.
    open: Vec<String>,
    /// How many references to schemas were followed, and how many before the present operation.
    followed: usize,
    begun: usize,
    /// Objects whose fields are still to be read.
    later: Vec<(TypeId, Rc<openapiv3::Schema>, At)>,
}

impl Lowerer<'_> {
    /// Begins an operation or event; returns the state to restore when it is rejected.
    fn begin(&mut self) -> (usize, usize) {
        self.begun = self.followed;
        (self.api.types.len(), self.api.enums.len())
    }

    fn refuse(&mut self, what: &str, rejection: Rejection, mark: (usize, usize)) {
        // Types that only the rejected operation uses are removed with it.
        self.api.types.truncate(mark.0);
        self.api.enums.truncate(mark.1);
        self.known.retain(|_, known| known.is_before(mark));
        self.open.clear();
        self.later.clear();
        self.refused(format!("{what}: {}", rejection.message), &rejection);
    }

    fn note(
        &mut self,
        code: &'static str,
        at: &Pointer,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let file = &self.tree.file;
        self.findings.push(Finding::new(Severity::Note, code, file, at, message, help));
    }

    fn refused(&mut self, message: String, rejection: &Rejection) {
        self.findings.push(Finding::new(
            Severity::Refused,
            rejection.code,
            &self.tree.file,
            &rejection.pointer,
            message,
            rejection.help,
        ));
    }
}
