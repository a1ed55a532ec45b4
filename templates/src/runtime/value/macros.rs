//! What generated types get from the runtime: one line of a macro each.

/// The bit of a flag as generated code writes it.
#[allow(unused_macros)]
macro_rules! flag {
    (required) => {
        $crate::runtime::flags::REQUIRED
    };
    (secret) => {
        $crate::runtime::flags::SECRET
    };
    (text) => {
        $crate::runtime::flags::TEXT
    };
    (path) => {
        $crate::runtime::flags::PATH
    };
    (query) => {
        $crate::runtime::flags::QUERY
    };
    (header) => {
        $crate::runtime::flags::HEADER
    };
    (cookie) => {
        $crate::runtime::flags::COOKIE
    };
    (body) => {
        $crate::runtime::flags::BODY
    };
    (double) => {
        $crate::runtime::flags::DOUBLE
    };
    (comma) => {
        $crate::runtime::flags::COMMA
    };
    (deep) => {
        $crate::runtime::flags::DEEP
    };
    (space) => {
        $crate::runtime::flags::SPACE
    };
    (pipe) => {
        $crate::runtime::flags::PIPE
    };
    (json) => {
        $crate::runtime::flags::JSON
    };
    (explode) => {
        $crate::runtime::flags::EXPLODE
    };
    (label) => {
        $crate::runtime::flags::LABEL
    };
    (matrix) => {
        $crate::runtime::flags::MATRIX
    };
}

/// serde's traits as calls of the value driver.
#[allow(unused_macros)]
macro_rules! delegate_serde {
    ($name:ident) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::runtime::encode::item(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::runtime::decode::item(deserializer)
            }
        }
    };
}

/// Implements `Clone` and `PartialEq`.
#[allow(unused_macros)]
macro_rules! copies {
    ($name:ident) => {
        impl ::core::clone::Clone for $name {
            fn clone(&self) -> Self {
                $crate::runtime::copy(self)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::runtime::same(self, other)
            }
        }
    };
    ($name:ident options) => {
        impl ::core::clone::Clone for $name {
            fn clone(&self) -> Self {
                let mut copy = $crate::runtime::copy(self);
                copy.options = self.options.clone();
                copy
            }
        }

        impl ::core::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::runtime::same(self, other) && self.options == other.options
            }
        }
    };
}

/// Implements [`Model`](crate::runtime::Model), `Clone`, `PartialEq` and `Debug`.
#[allow(unused_macros)]
macro_rules! fields {
    (
        $name:ident { $($index:literal $field:ident = $wire:literal $([$($flag:ident)*])?),* $(,)? }
        $($more:ident)*
    ) => {
        impl $crate::runtime::Model for $name {
            fn shape(&self) -> &'static $crate::runtime::Shape {
                &$crate::runtime::Shape {
                    name: ::core::stringify!($name),
                    fields: &[$(
                        $crate::runtime::Field {
                            wire: $wire,
                            flags: 0 $($(| $crate::runtime::flag!($flag))*)?,
                        },
                    )*],
                }
            }

            fn slot(&self, index: usize) -> &dyn $crate::runtime::Slot {
                match index {
                    $($index => &self.$field,)*
                    _ => &self.extra,
                }
            }

            fn slot_mut(&mut self, index: usize) -> &mut dyn $crate::runtime::Slot {
                match index {
                    $($index => &mut self.$field,)*
                    _ => &mut self.extra,
                }
            }

            fn blank() -> Self {
                Self {
                    $($field: $crate::runtime::Unset::UNSET,)*
                    $($more: $crate::runtime::Unset::UNSET,)*
                    extra: $crate::runtime::Extra::new(),
                }
            }
        }

        $crate::runtime::copies! { $name $($more)* }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::runtime::debug::model(self, f)
            }
        }
    };
}

/// Implements everything that an object type needs; `default` after the fields adds `Default`.
#[allow(unused_macros)]
macro_rules! model {
    (
        $name:ident $fields:tt default
    ) => {
        $crate::runtime::model! {
            $name $fields
        }

        impl ::core::default::Default for $name {
            fn default() -> Self {
                $crate::runtime::Model::blank()
            }
        }
    };
    ($name:ident $fields:tt) => {
        $crate::runtime::fields! {
            $name $fields
        }

        $crate::runtime::delegate_serde! { $name }
    };
}

#[allow(unused_imports)]
pub(crate) use {copies, delegate_serde, fields, flag, model};
