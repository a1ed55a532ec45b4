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
    (brackets) => {
        $crate::runtime::flags::BRACKETS
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

/// Implements [`Model`](crate::runtime::Model), [`Blank`](crate::runtime::Blank) and `Debug`.
#[allow(unused_macros)]
macro_rules! fields {
    ($name:ident { $($index:literal $field:ident = $wire:literal $([$($flag:ident)*])?,)* } $($more:ident)*) => {
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

            fn place(&mut self, index: usize) -> ::core::option::Option<$crate::runtime::Place<'_>> {
                match index {
                    $($index => ::core::option::Option::Some($crate::runtime::Slot::place(&mut self.$field)),)*
                    _ => ::core::option::Option::None,
                }
            }

            fn view(&self, index: usize) -> $crate::runtime::View<'_> {
                match index {
                    $($index => $crate::runtime::Slot::view(&self.$field),)*
                    _ => $crate::runtime::View::Absent,
                }
            }

            fn extras(&self) -> &$crate::runtime::Extra {
                &self.extra
            }

            fn extras_mut(&mut self) -> &mut $crate::runtime::Extra {
                &mut self.extra
            }
        }

        impl $crate::runtime::Blank for $name {
            fn blank() -> Self {
                Self {
                    $($field: ::core::default::Default::default(),)*
                    $($more: ::core::default::Default::default(),)*
                    extra: $crate::runtime::Extra::new(),
                }
            }
        }

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
        $name:ident { $($index:literal $field:ident = $wire:literal $([$($flag:ident)*])?),* $(,)? } default
    ) => {
        $crate::runtime::model! {
            $name { $($index $field = $wire $([$($flag)*])?,)* }
        }

        impl ::core::default::Default for $name {
            fn default() -> Self {
                $crate::runtime::Blank::blank()
            }
        }
    };
    ($name:ident { $($index:literal $field:ident = $wire:literal $([$($flag:ident)*])?),* $(,)? }) => {
        $crate::runtime::fields! {
            $name { $($index $field = $wire $([$($flag)*])?,)* }
        }

        $crate::runtime::delegate_serde! { $name }
    };
}

#[allow(unused_imports)]
pub(crate) use {delegate_serde, fields, flag, model};
