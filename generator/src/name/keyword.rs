//! Words that generated code must not use as they are.

use crate::word::reserved::{KEYWORDS, PRELUDE};

/// Members that every request has already.
const REQUEST_MEMBERS: &[&str] = &[
    "extra",
    "items",
    "new",
    "options",
    "pages",
    "request",
    "send",
    "send_blocking",
    "send_with_response",
    "send_with_response_blocking",
    "items_blocking",
    "items_in_windows",
    "pages_blocking",
    "pages_in_windows",
    "windows",
    "null",
    "send_with",
    "clone",
    "eq",
    "fmt",
];

/// Members that every model has already.
const MODEL_MEMBERS: &[&str] = &["extra", "new", "null", "clone", "eq", "fmt"];

/// Modules at the root of the generated crate.
const ROOT_MODULES: &[&str] = &[
    "auth", "blocking", "enums", "events", "lib", "main", "rt", "runtime", "servers", "std",
    "core", "types", "webhooks", "zoom",
];

/// Where a word is going to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spot {
    /// A field and setter of a request.
    RequestMember,
    /// A field and setter of a model.
    ModelMember,
    /// A type.
    Type,
    /// A variant of an enum.
    Variant,
    /// A function.
    Function,
    /// A module at the crate root.
    RootModule,
    /// A module below.
    Module,
}

/// The word, with an underscore behind it where it is taken.
pub(crate) fn safe(word: String, spot: Spot) -> String {
    let own: &[&str] = match spot {
        Spot::RequestMember => REQUEST_MEMBERS,
        Spot::ModelMember => MODEL_MEMBERS,
        Spot::Type => PRELUDE,
        Spot::RootModule => ROOT_MODULES,
        Spot::Module => &["rt", "std", "core"],
        Spot::Variant | Spot::Function => &[],
    };
    let is_file = matches!(spot, Spot::RootModule | Spot::Module);
    if KEYWORDS.contains(&word.as_str())
        || own.contains(&word.as_str())
        || (is_file && is_device(&word))
    {
        format!("{word}_")
    } else {
        word
    }
}

/// Names of files that Windows keeps for devices.
fn is_device(word: &str) -> bool {
    let numbered = |prefix: &str| {
        word.strip_prefix(prefix).is_some_and(|rest| rest.len() == 1 && rest != "0")
            && word.ends_with(|c: char| c.is_ascii_digit())
    };
    ["con", "prn", "aux", "nul"].contains(&word) || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_syn_rejects_is_escaped() {
        for keyword in KEYWORDS {
            let word = safe((*keyword).to_owned(), Spot::Variant);
            assert!(syn::parse_str::<syn::Ident>(&word).is_ok(), "{word}");
        }
    }

    #[test]
    fn taken_words_get_an_underscore() {
        for (word, spot, expected) in [
            ("type", Spot::ModelMember, "type_"),
            ("send", Spot::RequestMember, "send_"),
            ("send", Spot::ModelMember, "send"),
            ("Option", Spot::Type, "Option_"),
            ("Option", Spot::Variant, "Option"),
            ("enums", Spot::RootModule, "enums_"),
            ("enums", Spot::Module, "enums"),
            ("name", Spot::RequestMember, "name"),
            ("lib", Spot::RootModule, "lib_"),
            ("aux", Spot::Module, "aux_"),
            ("com1", Spot::Module, "com1_"),
            ("come", Spot::Module, "come"),
            ("aux", Spot::ModelMember, "aux"),
        ] {
            assert_eq!(safe(word.to_owned(), spot), expected, "{word} {spot:?}");
        }
    }
}
