//! Lines about the hand-written modules: methods that macros give to requests, fields that became methods, and features.

use std::collections::BTreeMap;

use zoom_codegen::diff::{Change, Level, Report, State, compare};

const SPECS: [(&str, &str); 2] = [
    (
        "sources.toml",
        "[crate]\nname = \"sample\"\nversion = \"0.1.0\"\ntemplates = [\"runtime\"]\n\n\
         [[document]]\nid = \"doc\"\nfile = \"doc.yaml\"\ntitle = \"Rooms\"\n",
    ),
    (
        "doc.yaml",
        "openapi: 3.0.1\ninfo: {title: Rooms, version: 1.0.0}\npaths:\n  /rooms:\n    get: {operationId: list, \
         tags: [Rooms], summary: List rooms, responses: {'204': {description: Done.}}}\n",
    ),
];

fn state(module: &str, manifest: Option<&str>) -> State {
    let specs = SPECS.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let state = State::read("state", BTreeMap::from(specs), &|_| {}).expect("a state");
    let module = ("src/runtime/mod.rs".to_owned(), module.to_owned());
    let manifest = manifest.map(|text| ("Cargo.toml".to_owned(), text.to_owned()));
    state.with_runtime(&std::iter::once(module).chain(manifest).collect())
}

fn found<'r>(report: &'r Report, text: &str) -> &'r Change {
    let change = report.changes.iter().find(|change| change.text == text);
    change.unwrap_or_else(|| panic!("{text}: {:#?}", report.changes))
}

fn lines(report: &Report) -> Vec<(&str, &str)> {
    report.changes.iter().map(|change| (change.rule, change.text.as_str())).collect()
}

#[test]
fn another_signature_of_a_method_of_requests_is_reported() {
    let base = state(
        "macro_rules! operation {\n    () => {\n        pub fn extra(\n            mut self,\n            \
         name: impl ::core::convert::Into<::std::string::String>,\n        ) -> Self {\n            self\n        }\n        \
         pub fn null(mut self, name: &str) -> Self { self }\n        \
         pub fn send(self, client: &$crate::runtime::Client) -> $crate::runtime::SendFuture<$response> {}\n    };\n}\n",
        None,
    );
    let head = |send: &str| {
        let text = format!(
            "pub trait MoreInputs: Sized {{\n    fn extra(self, name: &str) -> Self where Self: Sized {{ self }}\n    \
             fn null(self, name: &str) -> Self {{ self }}\n}}\n\
             macro_rules! operation {{\n    () => {{\n        pub fn send(self, client: {send}) -> $crate::rt::SendFuture<$response> {{}}\n    }};\n}}\n"
        );
        state(&text, None)
    };
    // The same types by other paths, and `null` as before.
    let report = compare(&base, &head("&$crate::rt::Client"), None);
    let moved = "`extra` and `null` of requests, and of the objects in them, are methods of the trait `rt::MoreInputs` now";
    let extra = "`extra` of requests is declared differently";
    assert_eq!(lines(&report), [("runtime-changed", extra), ("runtime-changed", moved)]);
    let extra = found(&report, extra);
    assert_eq!(extra.level, Level::Breaking);
    assert_eq!(extra.before.as_deref(), Some("extra(self, impl Into<String>) -> Self"));
    assert_eq!(extra.after.as_deref(), Some("extra(self, &str) -> Self"));
    let report = compare(&base, &head("impl Into<$crate::rt::Client>"), None);
    assert_eq!(
        found(&report, "`send` of requests is declared differently").rule,
        "runtime-changed"
    );
    // A method that takes more than before breaks nobody.
    let plain = "macro_rules! operation {\n    () => { pub fn named(self, name: &str) -> Self { self } };\n}\n";
    let wide = plain.replace("&str", "impl ::core::convert::Into<String>");
    let report = compare(&state(plain, None), &state(&wide, None), None);
    assert_eq!(lines(&report), [("runtime-added", "`named` of requests takes more types")]);
}

#[test]
fn a_field_that_became_another_type_is_read_by_its_method() {
    let base = state("pub struct Info { pub errors: &'static [u8], pub name: u8 }\n", None);
    let fields = "pub struct Info { pub errors: &'static str, pub name: u16 }\n";
    let with = |method: &str| {
        let report =
            compare(&base, &state(&format!("{fields}impl Info {{ {method} }}\n"), None), None);
        let hint = |item: &str| {
            let changed = format!("`rt::Info.{item}` of the runtime is declared differently");
            found(&report, &changed).hint.clone()
        };
        [hint("errors"), hint("name")]
    };
    let form = "write the new form, which is in api-runtime.txt";
    let method = with("pub fn errors(&self) -> impl Iterator<Item = u8> { std::iter::empty() }");
    assert_eq!(method, ["call the method `errors()`", form]);
    assert_eq!(with("pub fn errors(&self, all: bool) {}")[0], "call the method `errors(…)`");
    assert_eq!(with("pub fn others(&self) {}")[0], form);
}

#[test]
fn a_feature_of_the_runtime_is_a_feature_of_the_crate() {
    let module = "pub fn now() -> u8 { 1 }\n";
    let with = |features: &str| state(module, Some(&format!("[features]\n{features}")));
    let base = with("default = []\ntls = []\nold = []\n");
    let head = with("default = [\"tls\"]\n# Encrypted.\ntls = []\nnew = []\n");
    let report = compare(&base, &head, None);
    assert_eq!(
        lines(&report),
        [
            ("feature-removed", "there is no cargo feature `old` any longer"),
            ("feature-added", "there is a cargo feature `new`"),
            ("default-feature-added", "`tls` is on by default"),
        ]
    );
    let tls = found(&report, "`tls` is on by default");
    assert_eq!(tls.after.as_deref(), Some("tls: Encrypted."));
    let hint = "where default features are off, add it to the features of the dependency: `tls`";
    assert_eq!(tls.hint, hint);
    // Without the manifest of one side nothing is known.
    assert_eq!(lines(&compare(&base, &state(module, None), None)), []);
}

#[test]
fn a_request_written_as_a_whole_has_the_same_replacements() {
    let old = "pub struct Raw;\nimpl Raw {\n    pub fn send_json(self) {}\n    pub fn send_json_with_response(self) {}\n}\n";
    let new = "pub struct Raw;\nimpl Raw {\n    pub fn send_json(self) -> SendFuture {}\n}\npub struct SendFuture;\n\
               impl SendFuture {\n    pub fn with_response(self) {}\n}\n";
    let report = compare(&state(old, None), &state(new, None), None);
    let gone = found(&report, "the runtime has no `rt::Raw::send_json_with_response` any longer");
    assert_eq!(gone.hint, "write `send_json(&client).with_response()`");
}

#[test]
fn a_method_sets_what_an_argument_was() {
    let old = "pub struct Raw;\npub struct Server;\nimpl Raw {\n    pub fn get(server: &'static Server, path: u8) -> Self {}\n}\n";
    let new = |method: &str| {
        let text = format!(
            "pub struct Raw;\npub struct Server;\nimpl Raw {{\n    pub fn get(path: u8) -> Self {{}}\n    {method}\n}}\n"
        );
        let report = compare(&state(old, None), &state(&text, None), None);
        found(&report, "`rt::Raw::get` of the runtime is declared differently").hint.clone()
    };
    let form = "write the new form, which is in api-runtime.txt";
    assert_eq!(new(""), form);
    assert_eq!(
        new("pub fn server(self, server: &'static Server) -> Self {}"),
        format!("{form}; `server(…)` sets what the argument was")
    );
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

/// An item of any kind with other features is one change, and neither gone nor new.
#[test]
fn every_kind_of_item_is_the_same_with_other_features() {
    let module = |gate: &str| {
        let text = format!(
            "{gate} mod file; {gate} pub use self::file::{{A, B, MOST, Name, Store, one}}; {gate} pub mod two {{ pub use super::file::A; }}\n\
             mod file {{ #[derive(Debug)] pub struct A {{ pub field: u8, key: u8 }} pub enum B {{ One }} pub const MOST: u8 = 1;\n\
             pub type Name = String; pub trait Store {{ type Error; fn load(&self); }} pub fn one() {{}}\n\
             impl A {{ pub fn method(&self) {{}} }} impl From<u8> for A {{ fn from(_: u8) -> A {{}} }}\n\
             impl<T: Clone> From<Vec<T>> for A {{ fn from(_: Vec<T>) -> A {{}} }} }}\n"
        );
        state(&text, None)
    };
    let items = [
        "impl Debug for rt::A",
        "impl From<Vec<T>> for rt::A for <T: Clone>",
        "impl From<u8> for rt::A",
        "rt::A",
        "rt::A.field",
        "rt::A::method",
        "rt::B",
        "rt::B::One",
        "rt::MOST",
        "rt::Name",
        "rt::Store",
        "rt::Store::Error",
        "rt::Store::load",
        "rt::one",
        "rt::two::A",
    ];
    let (none, files) = (module(""), module("#[cfg(feature = \"files\")]"));
    let report = compare(&none, &files, None);
    let found = |report: &Report, rule: &str, level: Level| -> Vec<String> {
        let is_one = |one: &Change| one.rule == rule && one.level == level;
        assert!(report.changes.iter().all(is_one), "{:#?}", report.changes);
        sorted(report.changes.iter().map(|one| one.text.clone()).collect())
    };
    let text = "15 items of the runtime need a cargo feature now: `files`";
    assert_eq!(found(&report, "runtime-changed", Level::Breaking), [text]);
    assert_eq!(sorted(report.changes[0].with.clone()), items);
    let both = module("#[cfg(any(feature = \"files\", feature = \"saved\"))]");
    let report = compare(&none, &both, None);
    let text = "15 items of the runtime need a cargo feature now: `files` or `saved`";
    assert_eq!(found(&report, "runtime-changed", Level::Breaking), [text]);
    let without =
        |end: &str| sorted(items.map(|item| format!("`{item}` of the runtime {end}")).to_vec());
    let less = |base, head| found(&compare(base, head, None), "runtime-added", Level::Additive);
    assert_eq!(less(&files, &none), without("needs fewer bounds or features"));
    assert_eq!(less(&files, &both), without("is there with more cargo features"));
}

/// A part that was there with a feature alone, and that everybody has to write now.
#[test]
fn a_part_that_needs_no_feature_any_more_breaks_those_who_write_all_parts() {
    let module = |gate: &str| {
        let text = format!(
            "pub struct A {{ pub a: u8, {gate} pub b: u8 }} #[non_exhaustive] pub struct B {{ {gate} pub b: u8 }}
             pub trait C {{ {gate} fn c(&self); {gate} fn d(&self) {{}} }} pub enum D {{ {gate} E }}"
        );
        state(&text, None)
    };
    let report = compare(&module("#[cfg(feature = \"more\")]"), &module(""), None);
    let grew =
        |item| format!("callers that write every part of its owner miss `{item}` of the runtime");
    let less = |item| format!("`{item}` of the runtime needs fewer bounds or features");
    let mut wanted = [
        ("runtime-grew", grew("rt::A.b")),
        ("runtime-grew", grew("rt::C::c")),
        ("runtime-grew", grew("rt::D::E")),
        ("runtime-added", less("rt::B.b")),
        ("runtime-added", less("rt::C::d")),
    ];
    wanted.sort();
    let mut lines = lines(&report);
    lines.sort_unstable();
    assert_eq!(lines, wanted.each_ref().map(|(rule, text)| (*rule, text.as_str())));
}
