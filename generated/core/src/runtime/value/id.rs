//! ID types: strings that the compiler does not confuse with each other.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::decode_into::{DecodeInto, FromString};
use super::field_type::FieldType;
use super::value_ref::ValueRef;
use super::{decode, encode};
use crate::runtime::error::{Error, Result};

/// The value of a field that a response may lack.
///
/// # Errors
/// [`Error::Missing`] with the field and its type when it is absent.
pub fn present<'a, T>(
    value: &'a Option<T>,
    field: &'static str,
    of: &'static str,
) -> Result<&'a T> {
    value.as_ref().ok_or(Error::Missing { field, of })
}

/// An ID: a string whose type says what it identifies. One type for all kinds, so that the compiler reads its
/// implementations once.
pub struct Id<K> {
    text: String,
    kind: PhantomData<K>,
}

/// What an ID identifies.
pub trait IdKind: Send + Sync + 'static {
    /// The name of the ID's type.
    const NAME: &'static str;
}

/// A kind of which the server has integers too.
pub trait NumericId: IdKind {}

impl<K> Id<K> {
    /// The ID as it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same characters as an ID of another kind, for conversions that a kind allows.
    #[doc(hidden)]
    #[must_use]
    pub fn from_kind<O>(id: Id<O>) -> Self {
        Self::from(id.text)
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        Self::from(self.text.as_str())
    }
}

impl<K: IdKind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple(K::NAME).field(&self.text).finish()
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialEq<str> for Id<K> {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl<K> PartialEq<&str> for Id<K> {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<K> From<String> for Id<K> {
    fn from(text: String) -> Self {
        Self { text, kind: PhantomData }
    }
}

impl<K> From<&str> for Id<K> {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), kind: PhantomData }
    }
}

impl<K> From<&String> for Id<K> {
    fn from(text: &String) -> Self {
        Self::from(text.clone())
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => {
        $(
            impl<K: NumericId> From<$integer> for Id<K> {
                #[inline]
                fn from(value: $integer) -> Self {
                    Self::from(value.to_string())
                }
            }
        )*
    };
}

from_integers! { i64, u64, i32, u32 }

impl<K> From<&Self> for Id<K> {
    fn from(id: &Self) -> Self {
        id.clone()
    }
}

impl<K> From<Id<K>> for String {
    fn from(id: Id<K>) -> Self {
        id.text
    }
}

impl<K> FromStr for Id<K> {
    type Err = Infallible;

    fn from_str(text: &str) -> std::result::Result<Self, Infallible> {
        Ok(Self::from(text))
    }
}

/// For `Option::as_deref`, which gives an `Option<&str>`.
impl<K> Deref for Id<K> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl<K> AsRef<str> for Id<K> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<K: IdKind> FromString for Id<K> {
    const IS_ENUM: bool = false;
}

impl<K: IdKind> FieldType for Id<K> {
    fn target(slot: &mut Option<Self>) -> DecodeInto<'_> {
        DecodeInto::String(slot)
    }

    fn view(&self) -> ValueRef<'_> {
        ValueRef::String(Cow::Borrowed(&self.text))
    }
}

impl<K: IdKind> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        encode::item(self, serializer)
    }
}

impl<'de, K: IdKind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        decode::item(deserializer)
    }
}

/// Defines ID types. `numeric` IDs are also made from integers. `from` lists other ID types that are valid in their
/// place.
#[doc(hidden)]
#[macro_export]
macro_rules! id_types {
    ($($(#[$about:meta])* $name:ident $([$numeric:ident])? $(from $other:ident $(and $more:ident)*)?;)*) => {
        /// What the IDs identify; only the types of IDs use it.
        #[doc(hidden)]
        pub mod kind {
            $(
                pub enum $name {}

                impl $crate::rt::IdKind for $name {
                    const NAME: &'static str = ::core::stringify!($name);
                }

                $($crate::rt::id_types! { @$numeric $name })?
            )*
        }

        $(
            $(#[$about])*
            pub type $name = $crate::rt::Id<kind::$name>;

            $($crate::rt::id_types! { @from $name: $other $($more)* })?
        )*
    };
    (@numeric $name:ident) => {
        impl $crate::rt::NumericId for $name {}
    };
    (@from $name:ident: $($other:ident)*) => {
        $(
            impl ::core::convert::From<$other> for $name {
                #[inline]
                fn from(id: $other) -> Self {
                    Self::from_kind(id)
                }
            }

            impl ::core::convert::From<&$other> for $name {
                #[inline]
                fn from(id: &$other) -> Self {
                    Self::from(id.as_str())
                }
            }
        )*
    };
}

/// Methods for fields that a response may lack: `require_id` gives the ID or an error that names field and type.
#[doc(hidden)]
#[macro_export]
macro_rules! require {
    (
        $name:ident $(<$param:ident: $bound:path>)? of $of:literal
        { $($method:ident = $field:ident $wire:literal: $kind:ty),* $(,)? }
    ) => {
        impl $(<$param: $bound>)? $name $(<$param>)? {
            $(
                #[doc = ::core::concat!("The value of `", $wire, "`.")]
                ///
                /// # Errors
                /// When the response had no such field.
                #[inline]
                pub fn $method(&self) -> $crate::rt::Result<&$kind> {
                    $crate::rt::present(&self.$field, $wire, $of)
                }
            )*
        }
    };
}
