//! The macros for generated types: one line each.

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
                $crate::runtime::private::encode::item(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::runtime::private::decode::item(deserializer)
            }
        }
    };
}

/// Implements `Clone` and `PartialEq`.
#[doc(hidden)]
#[macro_export]
macro_rules! copies {
    ($name:ident) => {
        impl ::core::clone::Clone for $name {
            fn clone(&self) -> Self {
                $crate::runtime::private::copy(self)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::runtime::private::same(self, other)
            }
        }
    };
    ($name:ident options) => {
        impl ::core::clone::Clone for $name {
            fn clone(&self) -> Self {
                $crate::runtime::private::copy_request(self)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::runtime::private::same_requests(self, other)
            }
        }
    };
}

/// Implements [`Model`](crate::runtime::private::Model), `Clone`, `PartialEq` and `Debug`.
#[doc(hidden)]
#[macro_export]
macro_rules! fields {
    (
        $name:ident { $($index:literal $field:ident = $wire:literal $([$($flag:ident)*])?),* $(,)? }
        $($more:ident $info:expr)?
    ) => {
        impl $crate::runtime::private::Model for $name {
            fn table(&self) -> &'static $crate::runtime::private::FieldTable {
                &$crate::runtime::private::FieldTable {
                    name: ::core::stringify!($name),
                    fields: &[$(
                        $crate::runtime::private::Field {
                            wire: $wire,
                            flags: 0 $($(| $crate::runtime::private::flag::$flag)*)?,
                        },
                    )*],
                    operation: &[$(&$info)?],
                }
            }

            fn field(&self, index: usize) -> &dyn $crate::runtime::private::FieldDyn {
                match index {
                    $($index => &self.$field,)*
                    $($crate::runtime::private::OPTIONS => &self.$more,)?
                    _ => &self.extra,
                }
            }

            fn field_mut(&mut self, index: usize) -> &mut dyn $crate::runtime::private::FieldDyn {
                match index {
                    $($index => &mut self.$field,)*
                    $($crate::runtime::private::OPTIONS => &mut self.$more,)?
                    _ => &mut self.extra,
                }
            }

            fn empty() -> Self {
                Self {
                    $($field: $crate::runtime::private::EmptyField::EMPTY,)*
                    $($more: $crate::runtime::private::EmptyField::EMPTY,)?
                    extra: $crate::runtime::Extra::new(),
                }
            }
        }

        $crate::runtime::private::copies! { $name $($more)? }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::runtime::private::debug::model(self, f)
            }
        }
    };
}

/// Implements `Default` for a type of which nothing is required.
#[doc(hidden)]
#[macro_export]
macro_rules! defaults {
    ($name:ident) => {
        impl ::core::default::Default for $name {
            fn default() -> Self {
                $crate::runtime::private::Model::empty()
            }
        }
    };
}

/// Implements everything that an object type needs; `default` after the fields adds `Default`.
#[doc(hidden)]
#[macro_export]
macro_rules! model {
    (
        $name:ident $fields:tt default
    ) => {
        $crate::runtime::private::model! {
            $name $fields
        }

        $crate::runtime::private::defaults! { $name }
    };
    ($name:ident $fields:tt) => {
        $crate::runtime::private::fields! {
            $name $fields
        }

        $crate::runtime::private::delegate_serde! { $name }
    };
}
