//! The public API of the hand-written modules that a crate carries, one item a line, as their sources say it.
//!
//! Paths are those that a caller can write; `rt` stands for `runtime`. What is not read: automatic traits, and what a
//! macro makes whose arms do not begin with the name of a type.

mod items;
mod modules;

use std::collections::{BTreeMap, BTreeSet};

use self::items::Writer;
use self::modules::Modules;

/// Where modules stand in a crate.
const SOURCES: &str = "src/";

/// The lines of the folders `carried` among `templates` (path → text), sorted.
///
/// A file that is not Rust has no lines: the compiler says where it is wrong.
pub fn lines(templates: &BTreeMap<String, String>, carried: &[String]) -> Vec<String> {
    let files = templates.iter().filter_map(|(path, text)| {
        let module = path.strip_prefix(SOURCES)?.strip_suffix(".rs")?;
        let folder = module.split('/').next().unwrap_or_default();
        carried.iter().any(|name| name == folder).then_some((module, text.as_str()))
    });
    let modules = Modules::read(files);
    let mut writer = Writer::new(&modules);
    for name in carried {
        writer.module(std::slice::from_ref(name), &[]);
    }
    writer.implementations();
    let lines: BTreeSet<String> = writer.lines.into_iter().collect();
    lines.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, &str)]) -> Vec<String> {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        lines(&files.collect(), &["runtime".to_owned(), "vendor".to_owned()])
    }

    #[test]
    fn items_stand_where_callers_find_them() {
        let lines = of(&[
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
    fn members_say_whether_they_can_grow() {
        let lines = of(&[(
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
    fn what_is_no_rust_has_no_lines() {
        assert_eq!(of(&[("src/runtime/mod.rs", "pub struct {")]), Vec::<String>::new());
    }
}
