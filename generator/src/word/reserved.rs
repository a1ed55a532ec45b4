//! Words that Rust reserves, and whether a word can be an identifier.

/// Keywords of every edition, strict and reserved.
pub(crate) const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub",
    "ref", "return", "self", "Self", "static", "struct", "super", "trait", "true", "type",
    "unsafe", "use", "where", "while", "abstract", "become", "box", "do", "final", "gen", "macro",
    "override", "priv", "try", "typeof", "unsized", "virtual", "yield", "_",
];

/// Type names that generated code uses unqualified.
pub(crate) const PRELUDE: &[&str] = &[
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

/// Whether a word can be an identifier in generated code.
pub(crate) fn is_identifier(word: &str) -> bool {
    // syn accepts raw identifiers too.
    !word.contains('#') && !KEYWORDS.contains(&word) && syn::parse_str::<syn::Ident>(word).is_ok()
}

/// Whether a word can be the name of a variant.
pub(crate) fn is_camel(word: &str) -> bool {
    is_identifier(word) && word.starts_with(|c: char| c.is_ascii_uppercase()) && !word.contains('_')
}

/// Whether a word can be the name of a type without hiding one that generated code uses.
pub(crate) fn is_type_name(word: &str) -> bool {
    is_camel(word) && !PRELUDE.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::is_identifier;

    #[test]
    fn identifiers() {
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
}
