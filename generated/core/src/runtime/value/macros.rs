//! The macros for generated types: one line each. A macro that calls another one costs the compiler more than the text
//! that it saves, so what every type needs is one macro.

/// serde's traits as calls of the value driver.
#[doc(hidden)]
#[macro_export]
macro_rules! delegate_serde {
    ($name:ident) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::rt::write(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::rt::read(deserializer)
            }
        }
    };
}

/// Implements everything that an object type needs: [`Model`](crate::runtime::private::Model), `Clone`, `PartialEq`,
/// `Debug` and serde's traits. A row has the position of a field, its names in Rust and on the wire, and its
/// [`flags`](crate::runtime::private::flags). `default` after the fields adds `Default`; after a semicolon comes what
/// only a request has.
#[doc(hidden)]
#[macro_export]
macro_rules! model {
    (
        $name:ident { $($index:literal $field:ident = $wire:literal $($flags:literal)?),* $(,)? }
        $($default:ident)?
        $(; $codec:ident $more:ident $info:expr)?
    ) => {
        impl $crate::rt::Model for $name {
            #[inline]
            fn table(&self) -> &'static $crate::rt::FieldTable {
                &$crate::rt::FieldTable {
                    name: ::core::stringify!($name),
                    fields: &[$($crate::rt::Field { wire: $wire, flags: 0 $(| $flags)? },)*],
                    operation: &[$(&$info)?],
                }
            }

            #[inline]
            fn field(&self, index: usize) -> &dyn $crate::rt::FieldDyn {
                match index {
                    $($index => &self.$field,)*
                    $($crate::rt::OPTIONS => &self.$more,)?
                    _ => &self.extra,
                }
            }

            #[inline]
            fn field_mut(&mut self, index: usize) -> &mut dyn $crate::rt::FieldDyn {
                match index {
                    $($index => &mut self.$field,)*
                    $($crate::rt::OPTIONS => &mut self.$more,)?
                    _ => &mut self.extra,
                }
            }

            #[inline]
            fn empty() -> Self {
                Self {
                    $($field: $crate::rt::EmptyField::EMPTY,)*
                    $($more: $crate::rt::EmptyField::EMPTY,)?
                    extra: $crate::rt::Extra::new(),
                }
            }
        }

        impl ::core::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                $crate::rt::copy(self)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::rt::same(self, other)
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::rt::print(self, f)
            }
        }

        $(impl ::core::default::Default for $name {
            #[inline]
            fn $default() -> Self {
                $crate::rt::Model::empty()
            }
        })?

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::rt::$($codec::)?write(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::rt::$($codec::)?read(deserializer)
            }
        }
    };
}
