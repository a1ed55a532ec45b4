//! ID types: strings that the compiler does not confuse with each other.

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

/// Defines ID types. `numeric` IDs are also made from integers. `from` lists other ID types that are valid in their
/// place.
#[doc(hidden)]
#[macro_export]
macro_rules! id_types {
    ($($(#[$about:meta])* $name:ident $([$numeric:ident])? $(from $other:ident $(and $more:ident)*)?;)*) => {
        $(
            $(#[$about])*
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(::std::string::String);

            impl $name {
                /// The ID as it is sent.
                #[must_use]
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }

            $crate::runtime::private::from_text! { $name: &str, ::std::string::String, &::std::string::String }
            $($crate::runtime::private::from_text! { $name: @$numeric })?
            $($crate::runtime::private::from_text! { $name: @id $other $($more)* })?

            impl ::core::convert::From<&$name> for $name {
                fn from(id: &$name) -> Self {
                    id.clone()
                }
            }

            impl ::core::convert::From<$name> for ::std::string::String {
                fn from(id: $name) -> Self {
                    id.0
                }
            }

            impl ::core::str::FromStr for $name {
                type Err = ::core::convert::Infallible;

                fn from_str(text: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                    ::core::result::Result::Ok(Self::from(text))
                }
            }

            /// For `Option::as_deref`, which gives an `Option<&str>`.
            impl ::core::ops::Deref for $name {
                type Target = str;

                fn deref(&self) -> &str {
                    &self.0
                }
            }

            impl ::core::convert::AsRef<str> for $name {
                fn as_ref(&self) -> &str {
                    &self.0
                }
            }

            impl ::core::cmp::PartialEq<str> for $name {
                fn eq(&self, other: &str) -> bool {
                    self.0 == other
                }
            }

            impl ::core::cmp::PartialEq<&str> for $name {
                fn eq(&self, other: &&str) -> bool {
                    self.0 == *other
                }
            }

            impl ::core::fmt::Display for $name {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.write_str(&self.0)
                }
            }

            impl $crate::runtime::private::FromString for $name {
                fn from_string(text: &str) -> Self {
                    Self::from(text)
                }
            }

            impl $crate::runtime::private::FieldType for $name {
                fn target(slot: &mut ::core::option::Option<Self>) -> $crate::runtime::private::DecodeInto<'_> {
                    $crate::runtime::private::DecodeInto::String(slot)
                }

                fn view(&self) -> $crate::runtime::private::ValueRef<'_> {
                    $crate::runtime::private::ValueRef::String(::std::borrow::Cow::Borrowed(&self.0))
                }
            }

            $crate::runtime::private::delegate_serde! { $name }
        )*
    };
}

/// Conversions into an ID, one for each type.
#[doc(hidden)]
#[macro_export]
macro_rules! from_text {
    ($name:ident: @numeric) => {
        $crate::runtime::private::from_text! { $name: i64, u64, i32, u32 }
    };
    ($name:ident: @id $($other:ident)*) => {
        $crate::runtime::private::from_text! { $name: $($other, &$other),* }
    };
    ($name:ident: $($from:ty),*) => {
        $(
            impl ::core::convert::From<$from> for $name {
                fn from(value: $from) -> Self {
                    Self(::std::string::ToString::to_string(&value))
                }
            }
        )*
    };
}

/// Methods for fields that a response may lack: `require_id` gives the ID or an error that names field and type.
#[doc(hidden)]
#[macro_export]
macro_rules! require {
    ($name:ident of $of:literal { $($method:ident = $field:ident $wire:literal: $kind:ty),* $(,)? }) => {
        impl $name {
            $(
                #[doc = ::core::concat!("The value of `", $wire, "`.")]
                ///
                /// # Errors
                /// When the response had no such field.
                #[inline]
                pub fn $method(&self) -> $crate::runtime::Result<&$kind> {
                    $crate::runtime::private::present(&self.$field, $wire, $of)
                }
            )*
        }
    };
}
