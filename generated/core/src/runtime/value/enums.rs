//! Parts that all enums share: they are open, and their wire form depends on the field that contains them.

use std::fmt;

use crate::runtime::secret::{LONGEST_NAME, shortened};

/// A string that is neither a number nor the name of a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    type_name: &'static str,
    text: String,
}

impl UnknownName {
    /// The text that names no variant of the type.
    #[must_use]
    pub fn new(type_name: &'static str, text: &str) -> Self {
        Self { type_name, text: text.to_owned() }
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = shortened(&self.text, LONGEST_NAME);
        write!(f, "{text:?} is neither a number nor the name of a {}", self.type_name)
    }
}

impl std::error::Error for UnknownName {}

/// The variants of an integer enum, for the functions that all of them share.
#[derive(Debug)]
pub struct IntegerEnum {
    /// The Rust name of the type.
    pub name: &'static str,
    /// The values with the names of their variants.
    pub variants: &'static [(i64, &'static str)],
}

impl IntegerEnum {
    /// The name of the variant with this value.
    #[must_use]
    pub fn name_of(&self, value: i64) -> Option<&'static str> {
        self.variants.iter().find(|(known, _)| *known == value).map(|(_, name)| *name)
    }

    /// Reads a number, or the name of a variant in any case.
    ///
    /// # Errors
    /// When the text is neither.
    pub fn parse(&self, text: &str) -> Result<i64, UnknownName> {
        let text = text.trim();
        if let Ok(value) = text.parse::<i64>() {
            return Ok(value);
        }
        let mut variants = self.variants.iter();
        let found = variants.find(|(_, name)| name.eq_ignore_ascii_case(text));
        found.map(|(value, _)| *value).ok_or_else(|| UnknownName::new(self.name, text))
    }

    /// Prints `Name (8)`, and `Unknown(8)` for a value without a variant.
    ///
    /// # Errors
    /// When the formatter fails.
    pub fn debug(&self, value: i64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name_of(value) {
            Some(name) => write!(f, "{name} ({value})"),
            None => write!(f, "Unknown({value})"),
        }
    }
}

/// The value of a string enum that is written like this.
#[must_use]
pub fn known<T: Clone>(values: &[T], as_str: fn(&T) -> &str, text: &str) -> Option<T> {
    for value in values {
        if as_str(value) == text {
            return Some(value.clone());
        }
    }
    None
}

/// Implements an open enum over integers; the enum has a variant `Unknown(i64)`.
#[doc(hidden)]
#[macro_export]
macro_rules! integer_enum {
    ($name:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        impl $name {
            /// The values that this version knows.
            pub const VALUES: &'static [Self] = &[$(Self::$variant),*];

            const TABLE: &'static $crate::rt::IntegerEnum =
                &$crate::rt::IntegerEnum {
                    name: ::core::stringify!($name),
                    variants: &[$(($value, ::core::stringify!($variant))),*],
                };

            /// The number on the wire.
            #[must_use]
            #[inline]
            pub const fn as_i64(self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value,
                }
            }

            /// The name of the variant; `None` for a value that this version does not know.
            #[must_use]
            #[inline]
            pub fn name(self) -> ::core::option::Option<&'static str> {
                Self::TABLE.name_of(self.as_i64())
            }
        }

        impl ::core::convert::From<i64> for $name {
            #[inline]
            fn from(value: i64) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::Unknown(value),
                }
            }
        }

        impl $crate::rt::FromInteger for $name {}

        impl ::core::convert::From<$name> for i64 {
            #[inline]
            fn from(value: $name) -> Self {
                value.as_i64()
            }
        }

        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_i64() == other.as_i64()
            }
        }

        impl ::core::cmp::Eq for $name {}

        impl ::core::cmp::Ord for $name {
            #[inline]
            fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                self.as_i64().cmp(&other.as_i64())
            }
        }

        impl ::core::cmp::PartialOrd for $name {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                ::core::option::Option::Some(self.cmp(other))
            }
        }

        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(&self.as_i64(), state);
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                Self::TABLE.debug(self.as_i64(), f)
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::rt::UnknownName;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, $crate::rt::UnknownName> {
                Self::TABLE.parse(text).map(Self::from)
            }
        }

        impl $crate::rt::FieldType for $name {
            #[inline]
            fn target(slot: &mut ::core::option::Option<Self>) -> $crate::rt::DecodeInto<'_> {
                $crate::rt::DecodeInto::Integer(slot)
            }

            #[inline]
            fn view(&self) -> $crate::rt::ValueRef<'_> {
                $crate::rt::ValueRef::Named(self.as_i64(), Self::TABLE)
            }
        }

        $crate::rt::delegate_serde! { $name }
    };
}

/// Implements an open enum of strings; the enum has a variant `Other(String)`.
#[doc(hidden)]
#[macro_export]
macro_rules! string_enum {
    ($name:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        impl $name {
            /// The values that this version knows.
            pub const VALUES: &'static [Self] = &[$(Self::$variant),*];

            /// The text on the wire.
            #[must_use]
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                match $crate::rt::known(Self::VALUES, Self::as_str, text) {
                    ::core::option::Option::Some(known) => known,
                    ::core::option::Option::None => Self::Other(::std::string::String::from(text)),
                }
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl ::core::cmp::Eq for $name {}

        impl ::core::cmp::PartialEq<str> for $name {
            #[inline]
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl ::core::cmp::PartialEq<&str> for $name {
            #[inline]
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl ::core::cmp::Ord for $name {
            #[inline]
            fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                self.as_str().cmp(other.as_str())
            }
        }

        impl ::core::cmp::PartialOrd for $name {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                ::core::option::Option::Some(self.cmp(other))
            }
        }

        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(self.as_str(), state);
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(Self::from(text))
            }
        }

        impl $crate::rt::FromString for $name {}

        impl $crate::rt::FieldType for $name {
            #[inline]
            fn target(slot: &mut ::core::option::Option<Self>) -> $crate::rt::DecodeInto<'_> {
                $crate::rt::DecodeInto::String(slot)
            }

            #[inline]
            fn view(&self) -> $crate::rt::ValueRef<'_> {
                $crate::rt::ValueRef::String(::std::borrow::Cow::Borrowed(self.as_str()))
            }
        }

        $crate::rt::delegate_serde! { $name }
    };
}
