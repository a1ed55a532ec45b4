//! The listing of the public API: its text, and the table of the methods that macros make.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test fails by panicking, in its own functions too"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::{ImplItem, Item, ReceiverKind};
use zoom_codegen::listing::{Entry, Kind, Listing};
use zoom_codegen::request_methods::{Aspect, REQUEST_METHODS};

#[test]
fn lines_become_entries_and_lines_again() {
    for (line, kind, owner, name, signature, features) in [
        (
            "field users::User.email: Option<String>",
            Kind::Field,
            "users::User",
            "email",
            ": Option<String>",
            &[][..],
        ),
        (
            "fn users::get(id: impl Into<String>) -> users::Get",
            Kind::Fn,
            "users",
            "get",
            "(id: impl Into<String>) -> users::Get",
            &[],
        ),
        ("struct users::User: Default", Kind::Struct, "users", "User", ": Default", &[]),
        ("struct users::Get", Kind::Struct, "users", "Get", "", &[]),
        (
            "variant enums::Login::Zoom = 1 [a]",
            Kind::Variant,
            "enums::Login",
            "Zoom",
            " = 1 [a]",
            &[],
        ),
        ("variant a::B::Text(String)", Kind::Variant, "a::B", "Text", "(String)", &[]),
        (
            "event \"user.created\" = events::A",
            Kind::Event,
            "",
            "\"user.created\"",
            " = events::A",
            &[],
        ),
        ("use rt::* = other", Kind::Use, "rt", "*", " = other", &[]),
        ("required rt::Store::SIZE: usize", Kind::Required, "rt::Store", "SIZE", ": usize", &[]),
        (
            "method rt::A::b(&self) -> () async [blocking, redis]",
            Kind::Method,
            "rt::A",
            "b",
            "(&self) -> () async",
            &["blocking", "redis"],
        ),
        (
            "struct rt::A [blocking, events or inbox]",
            Kind::Struct,
            "rt",
            "A",
            "",
            &["blocking", "events or inbox"],
        ),
        ("const rt::NAMES: &'static [u8]", Kind::Const, "rt", "NAMES", ": &'static [u8]", &[]),
        (
            "impl From<Vec<T>> for rt::Open for <T> [chrono]",
            Kind::Impl,
            "rt::Open",
            "From<Vec<T>>",
            " for <T>",
            &["chrono"],
        ),
        ("union a::B of c", Kind::Other("union".to_owned()), "a", "B", " of c", &[]),
    ] {
        let entry = Entry::from(line);
        let features = features.iter().map(|name| (*name).to_owned()).collect();
        let (owner, name) = (owner.to_owned(), name.to_owned());
        let signature = signature.to_owned();
        let wanted = Entry { kind, owner, name, signature, features, cause: None };
        assert_eq!(entry, wanted, "{line}");
        assert_eq!(entry.to_string(), line);
    }
    assert_eq!(Entry::from("alone").to_string(), " alone");
}

/// The files that are in the project: what is printed is read back.
#[test]
fn the_listings_of_the_crate_are_read_back() {
    for (name, least) in [("api.txt", 10_000), ("api-runtime.txt", 1_000)] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated").join(name);
        let text = fs::read_to_string(file).expect("a listing");
        let listing = Listing::from(text.as_str());
        assert!(listing.entries().len() > least, "{name}");
        assert_eq!(listing.to_string(), text, "{name}");
        let unknown = listing.entries().iter().find(|entry| matches!(entry.kind, Kind::Other(_)));
        assert_eq!(unknown, None, "{name}");
        assert!(listing.changes(&Listing::from(text.as_str())).is_empty(), "{name}");
    }
}

/// The aspects that an operation needs, the name of a method, its receiver, whether it blocks.
type Made = (BTreeSet<Aspect>, String, String, bool);

#[test]
fn the_table_has_the_methods_that_the_macros_make() {
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates/src/runtime");
    let mut made = BTreeSet::new();
    read(&templates, &mut made);
    let receiver = |name: &str| {
        let row = made.iter().find(|row| row.1 == name);
        row.unwrap_or_else(|| panic!("no macro makes `{name}`")).2.clone()
    };
    let mut listed = BTreeSet::new();
    for method in REQUEST_METHODS {
        let needs: BTreeSet<Aspect> = method.needs.iter().copied().collect();
        if let Some(signature) = method.signature {
            let end = signature.find([',', ')']).expect("parameters");
            assert_eq!(signature[1..end], receiver(method.name), "{}", method.name);
        }
        let blocks = method.name.ends_with("_blocking");
        let names = [(Some(method.name), blocks), (method.blocking, true)];
        for (name, blocks) in names.into_iter().filter_map(|(name, blocks)| Some((name?, blocks))) {
            listed.insert((needs.clone(), name.to_owned(), receiver(name), blocks));
        }
    }
    assert_eq!(made, listed);
}

fn read(folder: &Path, made: &mut BTreeSet<Made>) {
    for entry in fs::read_dir(folder).expect("a folder of the runtime") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(&path, made);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a file of the runtime");
            for item in syn::parse_file(&text).expect("Rust").items {
                let Item::Macro(item) = item else { continue };
                let Some(name) = &item.ident else { continue };
                arms(&name.to_string(), item.mac.tokens, made);
            }
        }
    }
}

/// Macros that make something for a request type have arms that contain `=> $response:ty`.
fn arms(name: &str, tokens: TokenStream, made: &mut BTreeSet<Made>) {
    let groups = tokens.into_iter().filter_map(|tree| match tree {
        TokenTree::Group(group) => Some(group.stream()),
        _ => None,
    });
    let groups: Vec<TokenStream> = groups.collect();
    for arm in groups.chunks(2) {
        let [pattern, body] = arm else { continue };
        let pattern = pattern.to_string().replace(' ', "");
        let Some((_, rest)) = pattern.split_once("=>$response:ty") else { continue };
        let items = rest.contains(",items") || rest.contains(",windowsof");
        let aspects = [
            (Aspect::Pages, items || rest.contains(",pages")),
            (Aspect::Items, items),
            (Aspect::Windows, name == "windowed" || rest.contains(",windows")),
            (Aspect::File, name == "upload" || rest.contains(",upload")),
        ];
        let needs = aspects.into_iter().filter(|(_, holds)| *holds).map(|(aspect, _)| aspect);
        let needs: BTreeSet<Aspect> = needs.collect();
        for (method, receiver) in methods(body) {
            made.insert((needs.clone(), method, receiver, name == "waiting"));
        }
    }
}

/// The public methods in the body of an arm, with their receivers.
fn methods(body: &TokenStream) -> Vec<(String, String)> {
    let body = body.to_string().replace('$', "");
    let file = syn::parse_str::<syn::File>(&body).expect("items");
    let mut methods = Vec::new();
    for item in file.items {
        let Item::Impl(item) = item else { continue };
        for item in item.items {
            let ImplItem::Fn(method) = item else { continue };
            let Some(receiver) = method.sig.receiver() else { continue };
            if matches!(method.vis, syn::Visibility::Public(_)) {
                let by_reference = matches!(receiver.kind, ReceiverKind::Reference(..));
                let receiver = if by_reference { "&self" } else { "self" };
                methods.push((method.sig.ident.to_string(), receiver.to_owned()));
            }
        }
    }
    methods
}

/// The lines of the runtime with these files.
fn runtime(files: &[(&str, &str)]) -> Vec<String> {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let carried = ["runtime".to_owned(), "vendor".to_owned()];
    Listing::runtime(&files.collect(), &carried).lines()
}

#[test]
fn items_have_the_paths_that_callers_write() {
    let lines = runtime(&[
        (
            "src/runtime/mod.rs",
            "mod client; pub mod deep; #[cfg(test)] pub mod tests; pub use self::client::{Client as Caller, ask};",
        ),
        (
            "src/runtime/client.rs",
            "#[derive(Clone)] pub struct Client { key: u8 } pub fn ask<T: Into<String>>(what: T) -> Option<T> where T: Send { None } pub struct Hidden;",
        ),
        ("src/runtime/deep.rs", "pub use super::client::Client; pub const MOST: usize = 3;"),
        ("src/vendor/mod.rs", "#[cfg(feature = \"more\")] pub mod more;"),
        ("src/vendor/more.rs", "pub type Name = String;"),
        ("src/other/mod.rs", "pub struct Other;"),
    ]);
    assert_eq!(
        lines,
        [
            "const rt::deep::MOST: usize",
            "fn rt::ask(T) -> Option<T> for <T: Into<String>> where T: Send",
            "impl Clone for rt::Caller",
            "struct rt::Caller",
            "type vendor::more::Name = String [more]",
            "use rt::deep::Client = rt::Caller",
        ]
    );
}

#[test]
fn members_show_whether_they_can_grow() {
    let lines = runtime(&[(
        "src/runtime/mod.rs",
        "pub struct Open { pub name: String, pub(crate) own: u8 }
         pub struct Closed { pub name: String }
         #[non_exhaustive] pub enum Kind { Plain, Held(u8), Named { text: String } }
         pub enum Whole { One }
         pub trait Store: Send { const SIZE: usize; type Error; fn load(&self, key: &str) -> u8; fn save(&mut self) {} #[doc(hidden)] fn inner(&self) {} }
         impl Open { pub fn new(name: impl Into<String>) -> crate::runtime::Open { Open { name: name.into(), own: 0 } } fn own(&self) {} #[cfg(feature = \"late\")] pub async fn late(self: Box<Self>, ) {} }
         impl<T> From<Vec<T>> for Open { fn from(from: Vec<T>) -> Self { Open::new(from.len().to_string()) } }
         macro_rules! also { ($name:ident, $more:expr) => { impl $name { pub fn also(&self) -> u8 { $more } } }; }
         also!(Closed, 1);",
    )]);
    assert_eq!(
        lines,
        [
            "enum rt::Kind",
            "enum rt::Whole: exhaustive",
            "field rt::Closed.name: String",
            "field rt::Open.name: String",
            "fn rt::Open::new(impl Into<String>) -> Open",
            "impl From<Vec<T>> for rt::Open for <T>",
            "method rt::Closed::also(&self) -> u8",
            "method rt::Open::late(self: Box<Self>) -> () async [late]",
            "method rt::Store::load(&self, &str) -> u8 required",
            "method rt::Store::save(&mut self) -> ()",
            "required rt::Store::Error: type",
            "required rt::Store::SIZE: usize",
            "struct rt::Closed: exhaustive",
            "struct rt::Open",
            "trait rt::Store: Send",
            "variant rt::Kind::Held(u8)",
            "variant rt::Kind::Named { text: String }",
            "variant rt::Kind::Plain",
            "variant rt::Whole::One",
        ]
    );
}

#[test]
fn files_that_are_not_rust_have_no_lines() {
    assert_eq!(runtime(&[("src/runtime/mod.rs", "pub struct {")]), Vec::<String>::new());
}

/// The features of a part are those of its owner and its own.
#[test]
fn every_part_has_the_features_of_its_own() {
    let lines = runtime(&[(
        "src/runtime/mod.rs",
        "#[cfg(feature = \"a\")] pub struct Open { #[cfg(feature = \"b\")] pub name: String, key: u8 }
         impl Open { #[cfg(feature = \"b\")] pub const MOST: usize = 1; }
         pub trait Store { #[cfg(feature = \"b\")] const SIZE: usize; #[cfg(feature = \"b\")] type Error: Clone + Send;
             #[cfg(feature = \"b\")] fn load(&self); }",
    )]);
    assert_eq!(
        lines,
        [
            "const rt::Open::MOST: usize [a, b]",
            "field rt::Open.name: String [a, b]",
            "method rt::Store::load(&self) -> () required [b]",
            "required rt::Store::Error: type Clone + Send [b]",
            "required rt::Store::SIZE: usize [b]",
            "struct rt::Open [a]",
            "trait rt::Store",
        ]
    );
}

/// A type is there with the features of its path, and what an `impl` gives to it with those of the module around too.
#[test]
fn implementations_need_the_features_of_their_module() {
    let lines = runtime(&[
        (
            "src/runtime/mod.rs",
            "#[cfg(feature = \"wait\")] mod waiting; #[cfg(feature = \"files\")] mod file;
             #[cfg(feature = \"files\")] pub use self::file::File; pub struct Other; #[cfg(test)] mod tests;
             #[cfg(test)] pub use self::file::File as Tested;",
        ),
        ("src/runtime/file.rs", "pub struct File { key: u8 } impl File { pub fn open(&self) {} }"),
        ("src/runtime/waiting/mod.rs", "#[cfg(any(test, feature = \"files\"))] mod file;"),
        (
            "src/runtime/waiting/file.rs",
            "use crate::runtime::{File, Other}; impl File { pub fn wait(&self) {} } impl Read for File {}
             mod below { use super::*; impl Write for File {} }
             impl Other { #[cfg(feature = \"late\")] pub fn late(&self) {} }",
        ),
        ("src/runtime/tests.rs", "use super::Other; impl Drop for Other { fn drop(&mut self) {} }"),
    ]);
    assert_eq!(
        lines,
        [
            "impl Read for rt::File [files, wait]",
            "impl Write for rt::File [files, wait]",
            "method rt::File::open(&self) -> () [files]",
            "method rt::File::wait(&self) -> () [files, wait]",
            "method rt::Other::late(&self) -> () [files, late, wait]",
            "struct rt::File [files]",
            "struct rt::Other: exhaustive",
        ]
    );
}

/// One of several features is another condition than all of them, and follows from one of them.
#[test]
fn one_of_several_features_is_not_all_of_them() {
    let any = "#[cfg(any(test, feature = \"events\", feature = \"redis\"))]";
    let lines = runtime(&[
        (
            "src/runtime/mod.rs",
            &format!(
                "{any} mod inbox; {any} pub use self::inbox::Put; #[cfg(feature = \"redis\")] pub use self::inbox::Stored;
                 #[cfg(all(feature = \"events\", feature = \"redis\"))] pub struct Both;"
            ),
        ),
        (
            "src/runtime/inbox.rs",
            "#[derive(Debug)] pub struct Put; #[cfg(feature = \"redis\")] pub struct Stored;
             #[cfg(feature = \"redis\")] impl Stored { pub fn get(&self) {} }
             impl Put { #[cfg(feature = \"late\")] pub fn late(&self) {} }",
        ),
    ]);
    assert_eq!(
        lines,
        [
            "impl Debug for rt::Put [events or redis]",
            "method rt::Put::late(&self) -> () [events or redis, late]",
            "method rt::Stored::get(&self) -> () [redis]",
            "struct rt::Both: exhaustive [events, redis]",
            "struct rt::Put: exhaustive [events or redis]",
            "struct rt::Stored: exhaustive [redis]",
        ]
    );
}
