//! The entries of the generated modules: from the model and its names.

use super::{Cause, DEFAULT, Entry, Kind, Origin, Part};
use crate::emit::{Emitter, default_server, ident, required_ids, server_constant};
use crate::model::{Answer, Operation, Repr, Server, TypeExpr, TypeKind};
use crate::name::event::MODULE;
use crate::name::{ModulePath, OperationName, inputs};
use crate::request_methods::{Aspect, REQUEST_METHODS};
use crate::settings::EventValueKind;

pub(super) fn entries(emitter: &Emitter<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    let operations = emitter.api.operations.iter().zip(&emitter.names.operations);
    for (index, (operation, name)) in operations.enumerate() {
        request(emitter, index, operation, name, &mut entries);
    }
    events(emitter, &mut entries);
    types(emitter, &mut entries);
    enums(emitter, &mut entries);
    ids(emitter, &mut entries);
    servers(emitter, &mut entries);
    entries
}

impl Cause {
    fn of(origin: Origin) -> Cause {
        Cause { origin, parts: Vec::new(), types: Vec::new() }
    }

    fn part(mut self, part: Part) -> Cause {
        self.parts.push(part);
        self
    }

    /// The signature contains a type.
    fn names(mut self, expr: &TypeExpr) -> Cause {
        match expr.innermost() {
            TypeExpr::Type(id) => self.types.push(Origin::Type(*id)),
            TypeExpr::Enum(id) => self.types.push(Origin::Enum(*id)),
            _ => {}
        }
        self
    }
}

impl Entry {
    fn because(mut self, cause: Cause) -> Entry {
        self.cause = Some(cause);
        self
    }
}

/// A struct with a constructor and setters.
struct Built<'a> {
    path: &'a str,
    origin: Origin,
    arguments: Vec<String>,
    constructor: Cause,
    entries: &'a mut Vec<Entry>,
}

impl<'a> Built<'a> {
    fn new(path: &'a str, origin: Origin, entries: &'a mut Vec<Entry>) -> Built<'a> {
        let constructor = Cause::of(origin).part(Part::Arguments);
        Built { path, origin, arguments: Vec::new(), constructor, entries }
    }

    fn field(&mut self, position: usize, name: &str, expr: &TypeExpr, ty: &str) {
        let cause = Cause::of(self.origin).part(Part::Member(position)).names(expr);
        let path = format!("{}.{name}", self.path);
        self.entries.push(Entry::new(Kind::Field, &path, format!(": {ty}")).because(cause));
    }

    /// The argument of the constructor, or the setter.
    fn input(&mut self, position: usize, name: &str, expr: &TypeExpr, ty: &str, required: bool) {
        if required {
            self.arguments.push(format!("{name}: {ty}"));
            let constructor = self.constructor.clone();
            self.constructor = constructor.part(Part::Member(position)).names(expr);
            return;
        }
        let cause = Cause::of(self.origin).part(Part::Member(position)).names(expr);
        let path = format!("{}::{name}", self.path);
        let signature = format!("(self, {ty}) -> Self");
        self.entries.push(Entry::new(Kind::Method, &path, signature).because(cause));
    }

    fn constructor(self, path: &str, result: &str) {
        let signature = format!("({}){result}", self.arguments.join(", "));
        self.entries.push(Entry::new(Kind::Fn, path, signature).because(self.constructor));
    }
}

fn request(
    emitter: &Emitter<'_>,
    index: usize,
    operation: &Operation,
    name: &OperationName,
    entries: &mut Vec<Entry>,
) {
    let (root, origin) = (ModulePath::default(), Origin::Operation(index));
    let path = name.request_path();
    let inputs = inputs(emitter.api, operation);
    let required = required(inputs.iter().map(|input| input.required));
    let cause = required.fold(Cause::of(origin), Cause::part);
    let default = if cause.parts.is_empty() { DEFAULT } else { "" };
    entries.push(Entry::new(Kind::Struct, &path, default).because(cause));
    let mut built = Built::new(&path, origin, entries);
    for (position, (input, member)) in inputs.iter().zip(&name.inputs).enumerate() {
        let (ty, _) = emitter.argument(input.expr, false, ident(member), &root);
        built.input(position, member, input.expr, &ty, input.required);
        let field = emitter.field(input.expr, false, true, &root);
        built.field(position, member, input.expr, &field);
    }
    built.constructor(&name.path(), &format!(" -> {path}"));
    methods(emitter, (operation, origin), &path, entries);
}

/// The required members, which decide whether the struct has a `Default`.
fn required(list: impl Iterator<Item = bool>) -> impl Iterator<Item = Part> {
    list.enumerate().filter_map(|(position, required)| required.then_some(Part::Member(position)))
}

/// The methods that macros make.
fn methods(
    emitter: &Emitter<'_>,
    (operation, origin): (&Operation, Origin),
    request: &str,
    entries: &mut Vec<Entry>,
) {
    let root = ModulePath::default();
    let (response, response_expr) = match &operation.answer {
        Answer::Empty => ("()".to_owned(), None),
        Answer::Text => ("String".to_owned(), None),
        Answer::Bytes => ("rt::Bytes".to_owned(), None),
        Answer::Json(expr) => (emitter.value(expr, &root), Some(expr)),
    };
    let items = operation.paging.as_ref().and_then(|paging| paging.items.as_ref());
    let item_expr = items.map(|(_, item)| item);
    let item = item_expr.map(|item| emitter.value(item, &root)).unwrap_or_default();
    let inputs = inputs(emitter.api, operation);
    let has = |aspect: &Aspect| aspect.is_of(operation, inputs.iter().map(|input| input.expr));
    for method in REQUEST_METHODS.iter().filter(|method| method.needs.iter().all(has)) {
        let Some(signature) = method.signature else { continue };
        let mut cause = Cause::of(origin);
        cause.parts.extend(method.needs.iter().copied().map(Part::Aspect));
        if signature.contains("{response}") {
            cause = cause.part(Part::Aspect(Aspect::Response));
            cause = response_expr.into_iter().fold(cause, Cause::names);
        }
        if signature.contains("{item}") {
            cause = item_expr.into_iter().fold(cause, Cause::names);
        }
        let signature = signature
            .replace("{request}", request)
            .replace("{response}", &response)
            .replace("{item}", &item);
        let path = format!("{request}::{}", method.name);
        entries.push(Entry::new(Kind::Method, &path, signature).because(cause));
    }
}

fn events(emitter: &Emitter<'_>, entries: &mut Vec<Entry>) {
    let event_enum = format!("{MODULE}::Event");
    let events = emitter.api.events.iter().zip(&emitter.names.events);
    for (index, (event, variant)) in events.enumerate() {
        let Some(path) = emitter.names.types.get(&event.ty) else { continue };
        let cause = Cause::of(Origin::Event(index)).names(&TypeExpr::Type(event.ty));
        let name = format!("{:?}", event.name);
        let entry = Entry::new(Kind::Event, &name, format!(" = {path}"));
        entries.push(entry.because(cause.clone()));
        let path_of_variant = format!("{event_enum}::{variant}");
        let entry = Entry::new(Kind::Variant, &path_of_variant, format!("(Box<{path}>)"));
        entries.push(entry.because(cause));
    }
    if emitter.api.events.is_empty() {
        return;
    }
    let cause = Cause::of(Origin::Events);
    entries.push(Entry::new(Kind::Enum, &event_enum, "").because(cause.clone()));
    for generic in emitter.items.generic_types(emitter) {
        let path = format!("{MODULE}::{}", generic.name);
        let signature = format!("{DEFAULT} for {}", generic.parameter);
        let mut push = |entry: Entry| entries.push(entry.because(cause.clone()));
        push(Entry::new(Kind::Struct, &path, signature));
        for (name, ty) in &generic.fields {
            push(Entry::new(Kind::Field, &format!("{path}.{name}"), format!(": {ty}")));
        }
        for (name, id) in &generic.ids {
            let path = format!("{path}::require_{name}");
            push(Entry::new(Kind::Method, &path, format!("(&self) -> rt::Result<&{id}>")));
        }
    }
    let values = emitter.settings.rules.events.values.iter();
    for (position, (method, value)) in values.enumerate() {
        let ty = match value.kind {
            EventValueKind::Integer => "i64",
            EventValueKind::Text => "&str",
        };
        let path = format!("{event_enum}::{method}");
        let entry = Entry::new(Kind::Method, &path, format!("(&self) -> Option<{ty}>"));
        entries.push(entry.because(cause.clone().part(Part::Member(position))));
    }
}

fn types(emitter: &Emitter<'_>, entries: &mut Vec<Entry>) {
    let root = ModulePath::default();
    for (id, path) in &emitter.names.types {
        let (ty, origin, path) = (emitter.api.ty(*id), Origin::Type(*id), path.to_string());
        let members = emitter.names.members.get(id).map(Vec::as_slice).unwrap_or_default();
        let cause = Cause::of(origin);
        let object = match &ty.kind {
            TypeKind::Object(object) => object,
            TypeKind::Union(union) => {
                entries.push(Entry::new(Kind::Enum, &path, "").because(cause.clone()));
                let alternatives = union.alternatives.iter().zip(members).enumerate();
                for (position, (alternative, member)) in alternatives {
                    let ty = emitter.value(&alternative.expr, &root);
                    let path = format!("{path}::{member}");
                    let entry = Entry::new(Kind::Variant, &path, format!("({ty})"));
                    let cause = cause.clone().part(Part::Member(position));
                    entries.push(entry.because(cause.names(&alternative.expr)));
                }
                continue;
            }
        };
        let request = ty.usage.request;
        let required = required(object.fields.iter().map(|field| field.required));
        let cause = required.filter(|_| request).fold(cause, Cause::part);
        let default = if object.has_default(ty.usage) { DEFAULT } else { "" };
        entries.push(Entry::new(Kind::Struct, &path, default).because(cause));
        let mut built = Built::new(&path, origin, entries);
        for (position, (field, member)) in object.fields.iter().zip(members).enumerate() {
            let ty = emitter.field(&field.expr, field.boxed, request, &root);
            built.field(position, member, &field.expr, &ty);
            if request {
                let (ty, _) = emitter.argument(&field.expr, field.boxed, ident(member), &root);
                built.input(position, member, &field.expr, &ty, field.required);
            }
        }
        if request {
            built.constructor(&format!("{path}::new"), "");
        }
        if ty.usage.response {
            for (position, field, member) in required_ids(object, members) {
                let id = emitter.value(&field.expr, &root);
                let signature = format!("(&self) -> rt::Result<&{id}>");
                let path = format!("{path}::require_{member}");
                let cause = Cause::of(origin).part(Part::Member(position));
                entries.push(Entry::new(Kind::Method, &path, signature).because(cause));
            }
        }
    }
}

fn enums(emitter: &Emitter<'_>, entries: &mut Vec<Entry>) {
    for (id, path) in &emitter.names.enums {
        let enumeration = emitter.api.enumeration(*id);
        let members = emitter.names.variants.get(id).map(Vec::as_slice).unwrap_or_default();
        let repr = match enumeration.repr {
            Repr::Integer => ": i64",
            Repr::Text => ": text",
        };
        let cause = Cause::of(Origin::Enum(*id));
        entries.push(Entry::new(Kind::Enum, &path.to_string(), repr).because(cause.clone()));
        for (position, (variant, member)) in enumeration.variants.iter().zip(members).enumerate() {
            let path = format!("{path}::{member}");
            let entry = Entry::new(Kind::Variant, &path, format!(" = {}", variant.wire));
            entries.push(entry.because(cause.clone().part(Part::Member(position))));
        }
    }
}

/// Types of IDs, and the types that they are made from.
fn ids(emitter: &Emitter<'_>, entries: &mut Vec<Entry>) {
    for (index, id) in emitter.api.ids.iter().enumerate() {
        let path = format!("ids::{}", id.name);
        let cause = Cause::of(Origin::Id(index));
        entries.push(Entry::new(Kind::Struct, &path, "").because(cause.clone()));
        let integers: &[&str] = if id.numeric { &["i64", "u64", "i32", "u32"] } else { &[] };
        let sources = ["&str", "String", "&String"].iter().chain(integers);
        let others = id.from.iter().map(|other| format!("ids::{other}"));
        for source in sources.map(ToString::to_string).chain(others) {
            let mut entry = Entry::new(Kind::Impl, "", "");
            (entry.owner, entry.name) = (path.clone(), format!("From<{source}>"));
            entries.push(entry.because(cause.clone()));
        }
    }
}

/// The constants of servers. Their addresses and conventions are in rules.yaml; `SECRETS`, in the same file, is for the
/// runtime alone.
fn servers(emitter: &Emitter<'_>, entries: &mut Vec<Entry>) {
    const TYPE: &str = ": &rt::Server";
    let path = |server: &Server| format!("servers::{}", server_constant(&server.key));
    for (index, server) in emitter.api.servers.iter().enumerate() {
        let cause = Cause::of(Origin::Server(index));
        entries.push(Entry::new(Kind::Const, &path(server), TYPE).because(cause));
    }
    let default = default_server(emitter.api, emitter.settings).map(path);
    let value = default.map(|path| format!(" = {path}")).unwrap_or_default();
    let entry = Entry::new(Kind::Const, "servers::DEFAULT", format!("{TYPE}{value}"));
    entries.push(entry.because(Cause::of(Origin::DefaultServer)));
}
