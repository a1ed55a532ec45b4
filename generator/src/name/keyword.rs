//! Words that generated code must not use as they are.

/// Keywords of every edition, strict and reserved.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub",
    "ref", "return", "self", "Self", "static", "struct", "super", "trait", "true", "type",
    "unsafe", "use", "where", "while", "abstract", "become", "box", "do", "final", "gen", "macro",
    "override", "priv", "try", "typeof", "unsized", "virtual", "yield", "_",
];

/// Type names that generated code uses unqualified.
const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

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

/// Whether a word can stand in generated code as an identifier.
pub(crate) fn is_identifier(word: &str) -> bool {
    // syn takes raw identifiers too.
    !word.contains('#') && !KEYWORDS.contains(&word) && syn::parse_str::<syn::Ident>(word).is_ok()
}

/// Whether a word can be the name of a variant.
pub(crate) fn is_camel(word: &str) -> bool {
    is_identifier(word) && word.starts_with(|c: char| c.is_ascii_uppercase()) && !word.contains('_')
}

/// Whether a word can be the name of a type beside those that generated code uses.
pub(crate) fn is_type_name(word: &str) -> bool {
    is_camel(word) && !PRELUDE.contains(&word)
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
        for (candidate, expected) in [
            ("gen", false),
            ("try", false),
            ("dyn", false),
            ("r#type", false),
            ("a b", false),
            ("", false),
            ("union", true),
            ("auto", true),
            ("raw", true),
            ("safe", true),
        ] {
            assert_eq!(is_identifier(candidate), expected, "{candidate}");
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
