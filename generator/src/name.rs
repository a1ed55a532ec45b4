//! [`Api`] → [`Names`]: the only code that knows casing, keywords and collisions.
//!
//! A name is proposed by rule, or taken from names.lock. Of two equal proposals, the later in a fixed order gets
//! its next proposal, a number at last; nothing new renames anything old. Only names that a person gave twice are an error.

pub(crate) mod alternatives;
mod choose;
mod claims;
mod collection;
mod conversion;
pub(crate) mod event;
mod identity;
mod input;
mod keyword;
pub(crate) mod lock;
mod member;
mod operation;
mod owner;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::diagnostic::{Finding, Findings, Severity};
use crate::model::{Api, EnumId, Method, TypeId};
use crate::pointer::Pointer;
use crate::schema_path::Part;
use crate::settings::{Settings, file};
use crate::word::camel;
use alternatives::Recorded;
use claims::{Claims, Holder};
use collection::Collections;
use identity::{Identities, Item};
use lock::{Kind, Lock};

pub use conversion::{Conversion, ConvertedInto};
pub use input::{Input, Target, inputs};
pub(crate) use operation::verb_of_description;
pub(crate) use owner::key as locked_identity;

/// A module path below the crate root: `users::get`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModulePath(pub Vec<String>);

impl ModulePath {
    /// Reads `a::b`; empty text is the root.
    pub fn parse(text: &str) -> ModulePath {
        ModulePath(text.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect())
    }

    /// A module below this one.
    pub fn join(&self, name: &str) -> ModulePath {
        let mut parts = self.0.clone();
        parts.push(name.to_owned());
        ModulePath(parts)
    }
}

impl fmt::Display for ModulePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("::"))
    }
}

/// The Rust path of a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypePath {
    /// Where it is defined.
    pub module: ModulePath,
    /// Its name there.
    pub ident: String,
}

impl fmt::Display for TypePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.module.0.is_empty() {
            write!(f, "{}::", self.module)?;
        }
        f.write_str(&self.ident)
    }
}

/// The names of an operation.
#[derive(Clone, Debug)]
pub struct OperationName {
    /// Where its function and request type stand.
    pub module: ModulePath,
    /// The constructor function.
    pub function: String,
    /// The request type.
    pub request: String,
    /// The fields of the request type, in the order of [`inputs`].
    pub inputs: Vec<String>,
}

impl OperationName {
    /// The module of the types that belong to the operation.
    pub fn types(&self) -> ModulePath {
        self.module.join(&self.function)
    }

    /// `users::get`.
    pub fn path(&self) -> String {
        let types = self.types();
        types.to_string()
    }

    /// `users::Get`.
    pub fn request_path(&self) -> String {
        match self.module.to_string() {
            module if module.is_empty() => self.request.clone(),
            module => format!("{module}::{}", self.request),
        }
    }
}

/// Everything that has a Rust name.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// By index in [`Api::operations`].
    pub operations: Vec<OperationName>,
    /// Variants of the enum of all events, by index in [`Api::events`].
    pub events: Vec<String>,
    /// Objects and unions that are emitted.
    pub types: BTreeMap<TypeId, TypePath>,
    /// Enumerations that are emitted.
    pub enums: BTreeMap<EnumId, TypePath>,
    /// The fields of objects, and the variants of unions.
    pub members: BTreeMap<TypeId, Vec<String>>,
    /// The variants of enumerations.
    pub variants: BTreeMap<EnumId, Vec<String>>,
    /// Types that are made from types of responses.
    pub conversions: Vec<Conversion>,
    /// The paths of operations and types that names.lock has below another module of the crate than the rules.
    pub moved: BTreeMap<String, Moved>,
}

/// A line of names.lock with another module than the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// From 1.
    pub line: usize,
    /// The module at the root of the crate that the rules give.
    pub home: String,
}

/// Names everything; the lock is extended and comes back as text with the names.
pub(crate) fn name(
    api: &Api,
    settings: &Settings,
    (lock_text, alternatives): (&str, &Recorded),
    findings: &mut Findings,
) -> (Names, String) {
    let mut lock = Lock::read(lock_text, findings);
    for schema_path in &api.absorbed {
        lock.forget(Kind::Type, &owner::key(api, schema_path));
    }
    let mut namer = Namer {
        api,
        identities: Identities::of(api),
        lock,
        findings,
        names: Names::default(),
        claims: Claims::default(),
        requires_names: settings.krate.requires_names,
        lock_label: if settings.krate.single {
            "the names.lock of the crate, or the file of `--names`"
        } else {
            "specs/names.lock"
        },
        alternatives: BTreeMap::new(),
        collections: Collections::of(api),
        paths: api
            .operations
            .iter()
            .map(|one| (one.document.as_str(), one.method, one.erased_path()))
            .collect(),
    };
    namer.reserve();
    namer.operations();
    namer.shared();
    namer.types();
    namer.events();
    namer.members();
    for (key, line) in namer.lock.unused_overrides() {
        let message = format!("`{key}` matches no schema path");
        let help = "the documents have changed: correct the entry, or remove it";
        let root = Pointer::root();
        let finding = Finding::new(
            Severity::Error,
            "names-lock-unmatched",
            file::NAMES,
            &root,
            message,
            help,
        );
        namer.findings.push(finding.at_position(line, 1));
    }
    let Namer { mut names, mut lock, claims, findings, alternatives: variants, .. } = namer;
    for (key, shape) in alternatives {
        let line = variants.get(key).map(|name| format!("{name}: {shape}"));
        lock.replace(Kind::Alternative, key, line.as_deref().unwrap_or(shape));
    }
    names.conversions = conversion::conversions(api, &names, settings, findings);
    lock.retire(|kind, key, name| claims.holder(kind, name).is_none_or(|holder| holder.key == key));
    (names, lock.write())
}

/// The operation, event or type that refers to a type.
#[derive(Clone, Copy, Debug)]
enum Origin {
    /// The operation with this index.
    Operation(usize),
    /// An event, which the place of the type names.
    Event,
}

struct Namer<'a> {
    api: &'a Api,
    identities: Identities,
    lock: Lock,
    findings: &'a mut Findings,
    names: Names,
    claims: Claims,
    /// Members of one type with the same name are an error: a person names one of them.
    requires_names: bool,
    /// The name of the file with the names, for messages.
    lock_label: &'static str,
    /// The variants of alternatives, by identity.
    alternatives: BTreeMap<String, String>,
    /// What the paths of the operations hold.
    collections: Collections<'a>,
    /// Document, method and erased path of every operation.
    paths: BTreeSet<(&'a str, Method, String)>,
}

impl Namer<'_> {
    /// Enumerations of enums.yaml have the names that they have there. One that no operation or event uses has no name,
    /// and is not emitted.
    fn shared(&mut self) {
        for id in &self.identities.shared {
            if let Some(name) = &self.api.enumeration(*id).shared {
                let path = TypePath { module: ModulePath::parse("enums"), ident: name.clone() };
                self.names.enums.insert(*id, path);
            }
        }
    }

    /// Every type and enumeration that something emitted refers to, in the order it is met.
    fn types(&mut self) {
        for (item, origin) in std::mem::take(&mut self.identities.order) {
            match item {
                Item::Type(id) => self.name_type(id, origin),
                Item::Enum(id) => self.name_enum(id, origin),
            }
        }
    }

    fn name_type(&mut self, id: TypeId, origin: Origin) {
        let ty = self.api.ty(id);
        let key = self.identities.types.get(&id).cloned().unwrap_or_default();
        let holder = Holder { key, file: ty.file.clone(), pointer: ty.pointer.clone(), line: None };
        let schema_path = ty.identity();
        let path = match owner::given(schema_path) {
            Some(path) => {
                self.claim(Kind::Type, &path.to_string(), &holder);
                path
            }
            None => {
                let kind = owner::Kind::Type { title: ty.title.as_deref() };
                let proposals = owner::proposals(self.api, &self.names, schema_path, origin, kind);
                self.type_path(holder, proposals)
            }
        };
        self.names.types.insert(id, path);
    }

    fn name_enum(&mut self, id: EnumId, origin: Origin) {
        let enumeration = self.api.enumeration(id);
        let key = self.identities.enums.get(&id).cloned().unwrap_or_default();
        let (file, pointer) = (enumeration.file.clone(), enumeration.pointer.clone());
        let holder = Holder { key, file, pointer, line: None };
        let (schema_path, kind) = (enumeration.identity(), owner::Kind::Enum);
        let proposals = owner::proposals(self.api, &self.names, schema_path, origin, kind);
        let path = self.type_path(holder, proposals);
        self.names.enums.insert(id, path);
    }

    /// The locked path, the first proposal that is free, or the first proposal with a number.
    fn type_path(&mut self, holder: Holder, proposals: Vec<TypePath>) -> TypePath {
        let locked = self.lock.take(Kind::Type, &holder.key);
        if let (Some(locked), Some(proposed)) = (&locked, proposals.first()) {
            self.note_moved((Kind::Type, &holder.key), locked, &proposed.to_string());
        }
        let path = locked.unwrap_or_else(|| {
            let paths: Vec<String> = proposals.iter().map(TypePath::to_string).collect();
            self.proposed(Kind::Type, &holder, &paths, false)
        });
        self.claim(Kind::Type, &path, &holder);
        self.lock.put(Kind::Type, &holder.key, &path);
        type_path(&path)
    }

    /// Notes a path of names.lock below another module of the crate than the proposed one.
    fn note_moved(&mut self, (kind, key): (Kind, &str), locked: &str, proposed: &str) {
        let top = |path: &str| path.split_once("::").map(|(top, _)| top.to_owned());
        if let Some(home) = top(proposed).filter(|home| top(locked).as_ref() != Some(home)) {
            let moved = Moved { line: self.lock.line(kind, key), home };
            self.names.moved.insert(locked.to_owned(), moved);
        }
    }

    fn members(&mut self) {
        let ids: Vec<TypeId> = self.names.types.keys().copied().collect();
        for id in ids {
            let members = self.member_names(id);
            self.names.members.insert(id, members);
        }
        let ids: Vec<EnumId> = self.names.enums.keys().copied().collect();
        for id in ids {
            let variants = self.variant_names(id);
            self.names.variants.insert(id, variants);
        }
        for index in 0..self.api.operations.len() {
            let inputs = self.input_names(index);
            if let Some(operation) = self.names.operations.get_mut(index) {
                operation.inputs = inputs;
            }
        }
    }
}

fn type_path(text: &str) -> TypePath {
    let mut parts = ModulePath::parse(text).0;
    let ident = parts.pop().unwrap_or_default();
    TypePath { module: ModulePath(parts), ident }
}

/// Whether a schema path belongs to the response of an operation.
fn is_response(part: &Part) -> bool {
    matches!(part, Part::Response(_))
}
