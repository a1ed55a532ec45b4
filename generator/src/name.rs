//! [`Api`] → [`Names`]: the only code that knows casing, keywords and collisions.
//!
//! A name is proposed by rule, or taken from names.lock. Two things that want one name are an error that
//! shows both places and the lines to paste; nothing is ever numbered, and nothing new renames anything old.

pub(crate) mod event;
mod input;
mod keyword;
pub(crate) mod lock;
mod member;
mod operation;
mod owner;
pub(crate) mod word;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::diagnostic::{Finding, Findings, Severity};
use crate::model::{Answer, Api, EnumId, Method, Shape, TypeId, TypeKind};
use crate::place::Part;
use crate::pointer::Pointer;
use crate::settings::{Settings, file};
use lock::{Kind, Lock};

pub use input::{Input, Target, inputs};
pub(crate) use keyword::{is_camel, is_identifier, is_type_name};

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
}

/// Names everything; the lock is extended and comes back as text with the names.
pub(crate) fn name(
    api: &Api,
    settings: &Settings,
    lock_text: &str,
    findings: &mut Findings,
) -> (Names, String) {
    let mut namer = Namer {
        api,
        lock: Lock::read(lock_text, findings),
        findings,
        names: Names::default(),
        taken: BTreeMap::new(),
        strict: settings.strict,
        paths: api
            .operations
            .iter()
            .map(|one| (one.document.as_str(), one.method, one.erased_path()))
            .collect(),
    };
    for place in &api.absorbed {
        namer.lock.forget(Kind::Type, &owner::key(api, place));
    }
    namer.reserve_retired();
    namer.operations();
    namer.types();
    namer.events();
    namer.shared();
    namer.members();
    for (key, line) in namer.lock.unused_overrides() {
        let message = format!("`{key}` matches no place");
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
    (namer.names, namer.lock.write())
}

/// Namespaces of Rust, as far as they can clash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Space {
    Type,
    Function,
}

/// What leads to a type.
#[derive(Clone, Copy, Debug)]
enum Origin {
    /// The operation with this index.
    Operation(usize),
    /// An event, which the place of the type names.
    Event,
}

struct Holder {
    key: String,
    file: String,
    pointer: Pointer,
}

struct Namer<'a> {
    api: &'a Api,
    lock: Lock,
    findings: &'a mut Findings,
    names: Names,
    /// (namespace, path) → who has it.
    taken: BTreeMap<(Space, String), Holder>,
    strict: bool,
    /// Document, method and erased path of every operation.
    paths: BTreeSet<(&'a str, Method, String)>,
}

impl Namer<'_> {
    /// A name that was given once is not given to something else.
    fn reserve_retired(&mut self) {
        let gone: Vec<(Kind, String, String)> = self
            .lock
            .retired()
            .map(|(kind, key, name)| (kind, key.to_owned(), name.to_owned()))
            .collect();
        for (kind, key, name) in gone {
            let space = match kind {
                Kind::Operation => Space::Function,
                Kind::Type => Space::Type,
                Kind::Event => {
                    let holder = Holder { key, file: file::NAMES.into(), pointer: Pointer::root() };
                    let path = format!("{}::Event::{name}", event::MODULE);
                    self.taken.insert((Space::Type, path), holder);
                    continue;
                }
                Kind::Field | Kind::Variant => continue,
            };
            // What comes back takes its name again, so only other identities are kept away from it.
            let holder = Holder { key, file: file::NAMES.into(), pointer: Pointer::root() };
            self.taken.insert((space, name), holder);
        }
    }

    /// Claims a path; a clash is an error with the line to paste.
    fn claim(&mut self, space: Space, kind: Kind, path: &str, holder: Holder) -> bool {
        // What is two things in the document must not be one name, even if nothing tells their places apart: paths that
        // differ in the names of parameters alone, properties without a name or with full stops in it.
        let written = |holder: &Holder| (holder.file.clone(), holder.pointer.clone());
        if let Some(other) = self.taken.get(&(space, path.to_owned()))
            && (other.key != holder.key
                || (other.file != file::NAMES && written(other) != written(&holder)))
        {
            let word = kind.word();
            let name =
                if kind == Kind::Event { path.rsplit("::").next().unwrap_or(path) } else { path };
            let line = self.lock.line(kind, &holder.key);
            let mut finding = Finding::new(
                Severity::Error,
                "name-collision",
                &holder.file,
                &holder.pointer,
                format!(
                    "`{}` and `{}` both want the name `{path}` (the other: {} at {})",
                    holder.key, other.key, other.file, other.pointer
                ),
                match other.key == holder.key {
                    true => "rename one of the two in the document, or by an overlay".to_owned(),
                    false => format!(
                        "choose another name in specs/names.lock: `{word} {} = {name}_…`",
                        holder.key
                    ),
                },
            );
            if line > 0 {
                finding.file = file::NAMES.into();
                finding = finding.at_position(line, 1);
            }
            self.findings.push(finding);
            return false;
        }
        self.taken.insert((space, path.to_owned()), holder);
        true
    }

    fn is_taken(&self, space: Space, path: &str, key: &str) -> bool {
        self.taken.get(&(space, path.to_owned())).is_some_and(|other| other.key != key)
    }

    /// Every type and enumeration that something emitted refers to, in the order it is met.
    fn types(&mut self) {
        for index in 0..self.api.operations.len() {
            let Some(operation) = self.api.operations.get(index) else { continue };
            for input in inputs(self.api, operation) {
                self.reach(input.shape, Origin::Operation(index));
            }
            if let Answer::Json(shape) = &operation.answer {
                self.reach(shape, Origin::Operation(index));
            }
        }
    }

    /// Shared enumerations compile without any feature and are useful by themselves.
    fn shared(&mut self) {
        for (index, enumeration) in self.api.enums.iter().enumerate() {
            if enumeration.shared.is_some() {
                self.name_enum(EnumId(index), None);
            }
        }
    }

    /// Depth first, on a stack of its own: a document can chain any number of types.
    fn reach(&mut self, shape: &Shape, origin: Origin) {
        let mut open = vec![shape.innermost().clone()];
        while let Some(shape) = open.pop() {
            match shape {
                Shape::Enum(id) => self.name_enum(id, Some(origin)),
                Shape::Type(id) if !self.names.types.contains_key(&id) => {
                    self.name_type(id, origin);
                    let below: Vec<&Shape> = match &self.api.ty(id).kind {
                        TypeKind::Object(object) => {
                            object.fields.iter().map(|field| &field.shape).collect()
                        }
                        TypeKind::Union(union) => {
                            union.alternatives.iter().map(|one| &one.shape).collect()
                        }
                    };
                    open.extend(below.into_iter().rev().map(|shape| shape.innermost().clone()));
                }
                _ => {}
            }
        }
    }

    fn name_type(&mut self, id: TypeId, origin: Origin) {
        let ty = self.api.ty(id);
        let place = ty.identity();
        let key = owner::key(self.api, place);
        let holder =
            Holder { key: key.clone(), file: ty.file.clone(), pointer: ty.pointer.clone() };
        let kind = owner::Kind::Type { title: ty.title.as_deref() };
        let path = match owner::given(place) {
            Some(path) => path,
            None => self.type_path(&key, place, origin, kind),
        };
        self.claim(Space::Type, Kind::Type, &path.to_string(), holder);
        self.names.types.insert(id, path);
    }

    fn name_enum(&mut self, id: EnumId, origin: Option<Origin>) {
        if self.names.enums.contains_key(&id) {
            return;
        }
        let enumeration = self.api.enumeration(id);
        if let Some(name) = &enumeration.shared {
            let path = TypePath { module: ModulePath::parse("enums"), ident: name.clone() };
            self.names.enums.insert(id, path);
            return;
        }
        let Some(origin) = origin else { return };
        let place = enumeration.identity();
        let key = owner::key(self.api, place);
        let (file, pointer) = (enumeration.file.clone(), enumeration.pointer.clone());
        let holder = Holder { key: key.clone(), file, pointer };
        let path = self.type_path(&key, place, origin, owner::Kind::Enum);
        self.claim(Space::Type, Kind::Type, &path.to_string(), holder);
        self.names.enums.insert(id, path);
    }

    /// The locked path, or the first proposal that is free.
    fn type_path(
        &mut self,
        key: &str,
        place: &crate::place::Place,
        origin: Origin,
        kind: owner::Kind<'_>,
    ) -> TypePath {
        if let Some(text) = self.lock.take(Kind::Type, key) {
            return type_path(&text);
        }
        let proposals = owner::proposals(self.api, &self.names, place, origin, kind);
        let free = |path: &TypePath| !self.is_taken(Space::Type, &path.to_string(), key);
        let found = proposals.iter().find(|path| free(path)).or(proposals.first());
        let mut path = found.cloned().unwrap_or_else(|| type_path("Unnamed"));
        // A foreign document has no names.lock to paste into.
        while !self.strict && !free(&path) {
            path.ident.push('_');
        }
        self.lock.put(Kind::Type, key, &path.to_string());
        path
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

/// Whether a place belongs to what an operation answers.
fn is_response(part: &Part) -> bool {
    matches!(part, Part::Response(_))
}
