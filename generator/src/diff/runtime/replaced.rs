//! Items of the base that the head has in another way: in a type that their owner gives by `Deref`, or as a method that
//! takes the value.

use super::super::pending::PendingChange;
use crate::listing::{Entry, Kind, Listing};

/// The end of the name of a method that gives mutable access.
const MUT: &str = "_mut";

/// The hint about an item that is gone, if the head has something in its place.
pub(super) fn hinted(
    change: PendingChange,
    old: &Entry,
    [base, head]: [&Listing; 2],
    krate: &str,
) -> PendingChange {
    if let Some((place, part)) = behind_deref(old, [base, head]) {
        return change
            .hint("read it as before: it is `{place}` now, which `Deref` gives; a value that is built has it in `{part}`")
            .word("place", &place)
            .word("part", &part.name);
    }
    let Some(method) = setter(old, head) else { return change };
    let change = change.word("method", &method.name);
    match head.find(&Kind::Trait, &method.owner) {
        Some(owner) => change
            .hint(
                "`{method}(…)` sets the whole value; import its trait: `use {krate}::{trait} as _`",
            )
            .word("krate", krate)
            .word("trait", &owner.name),
        None => change.hint("`{method}(…)` sets the whole value"),
    }
}

/// The field of the same name and type in the type of a new field, which its owner gives by `Deref`.
fn behind_deref<'h>(old: &Entry, [base, head]: [&'h Listing; 2]) -> Option<(String, &'h Entry)> {
    let is_its = |entry: &&Entry| entry.owner == old.owner;
    let own = || head.entries().iter().filter(is_its);
    let gives = own().any(|entry| entry.kind == Kind::Impl && entry.name == "Deref");
    if old.kind != Kind::Field || !gives {
        return None;
    }
    let (module, _) = old.owner.rsplit_once("::")?;
    let place = |part: &'h Entry| {
        let ty = part.signature.rsplit([' ', ':']).next()?;
        let place = format!("{module}::{ty}.{}", old.name);
        let found = head.find(&Kind::Field, &place)?;
        (found.signature == old.signature).then_some((place, part))
    };
    let is_new = |entry: &&Entry| base.find(&Kind::Field, &entry.path()).is_none();
    let fields = own().filter(|entry| entry.kind == Kind::Field).filter(is_new);
    let mut all = fields.filter_map(place);
    all.next().filter(|_| all.next().is_none())
}

/// The method that takes the value to which the old method gave mutable access.
fn setter<'h>(old: &Entry, head: &'h Listing) -> Option<&'h Entry> {
    let name = old.name.strip_suffix(MUT).filter(|_| old.kind == Kind::Method)?;
    let ty = old.signature.strip_prefix("(&mut self) -> &mut ")?.split(' ').next()?;
    let method = head.find(&Kind::Method, &format!("{}::{name}", old.owner))?;
    method.signature.starts_with(&format!("(self, {ty}) -> Self")).then_some(method)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replacement_is_one_that_the_head_has() {
        let base = Listing::from(
            "field rt::Info.server: Server\nfield rt::Info.wait: u8\nmethod rt::Call::options_mut(&mut self) -> &mut Options required\n",
        );
        let [_, wait, options] = base.entries() else { panic!("three entries") };
        // The base has had the other part.
        let details = "field rt::Details.wait: u8\nfield rt::Info.details: &'static Details\n\
            field rt::Info.server: Server\nfield rt::Server.wait: u8\n";
        let place = |head: &str| {
            let head = Listing::from(head);
            behind_deref(wait, [&base, &head]).map(|(place, part)| (place, part.name.clone()))
        };
        let found = Some(("rt::Details.wait".to_owned(), "details".to_owned()));
        assert_eq!(place(&format!("{details}impl Deref for rt::Info\n")), found);
        assert_eq!(place(details), None);
        let other = details.replace("u8", "u16");
        assert_eq!(place(&format!("{other}impl Deref for rt::Info\n")), None);
        for (head, is_one) in [
            ("method rt::Call::options(self, Options) -> Self where Self: Sized\n", true),
            ("method rt::Call::options(self, u8) -> Self\n", false),
            ("method rt::Other::options(self, Options) -> Self\n", false),
        ] {
            assert_eq!(setter(options, &Listing::from(head)).is_some(), is_one, "{head}");
        }
    }
}
