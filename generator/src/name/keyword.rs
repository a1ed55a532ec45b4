//! Words that generated code must not use unchanged.

use crate::request_methods::is_request_method;
use crate::word::reserved::{KEYWORDS, PRELUDE};

/// Members that every request has, besides the methods in [`request_methods`](crate::request_methods).
// Some are methods of the traits `Operation` and `MoreInputs`.
const REQUEST_MEMBERS: &[&str] =
    &["new", "clone", "eq", "fmt", "options", "request", "extra", "null", "send_with_response"];

/// Members that every model has.
const MODEL_MEMBERS: &[&str] = &["extra", "new", "null", "clone", "eq", "fmt"];

/// Modules at the root of the generated crate.
const ROOT_MODULES: &[&str] = &[
    "auth", "blocking", "enums", "events", "ids", "lib", "main", "rt", "runtime", "servers", "std",
    "core", "types", "webhooks", "zoom",
];

/// The position of a word in generated code.
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

/// The word, with an underscore at its end if it is reserved.
pub(crate) fn safe(word: String, spot: Spot) -> String {
    let own: &[&str] = match spot {
        Spot::RequestMember => REQUEST_MEMBERS,
        Spot::ModelMember => MODEL_MEMBERS,
        Spot::Type => PRELUDE,
        Spot::RootModule => ROOT_MODULES,
        Spot::Module => &["rt", "std", "core"],
        Spot::Variant | Spot::Function => &[],
    };
    let is_method = spot == Spot::RequestMember && is_request_method(&word);
    let is_file = matches!(spot, Spot::RootModule | Spot::Module);
    if KEYWORDS.contains(&word.as_str())
        || own.contains(&word.as_str())
        || is_method
        || (is_file && is_device(&word))
    {
        format!("{word}_")
    } else {
        word
    }
}

/// Names that Windows reserves for devices, so that no file can have them.
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
    fn words_that_syn_rejects_are_escaped() {
        for keyword in KEYWORDS {
            let word = safe((*keyword).to_owned(), Spot::Variant);
            assert!(syn::parse_str::<syn::Ident>(&word).is_ok(), "{word}");
        }
    }

    #[test]
    fn reserved_words_get_an_underscore() {
        for (word, spot, expected) in [
            ("type", Spot::ModelMember, "type_"),
            ("send", Spot::RequestMember, "send_"),
            ("send", Spot::ModelMember, "send"),
            ("send_with_blocking", Spot::RequestMember, "send_with_blocking_"),
            ("pages_in_windows_blocking", Spot::RequestMember, "pages_in_windows_blocking_"),
            ("items_in_windows_blocking", Spot::RequestMember, "items_in_windows_blocking_"),
            ("clone", Spot::RequestMember, "clone_"),
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
