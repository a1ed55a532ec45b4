//! The macros for the generated enum of events.

/// Implements an enum of events with a variant `Unknown(UnknownEvent)`: names, decoding by name, encoding. The names are
/// sorted.
#[doc(hidden)]
#[macro_export]
macro_rules! event_enum {
    ($event:ident { $($position:literal $variant:ident($kind:ty) = $name:literal,)* }) => {
        impl $event {
            /// The names of all events that this version knows.
            pub const NAMES: &'static [&'static str] = &[$($name),*];

            /// The name of the event on the wire.
            #[must_use]
            pub fn name(&self) -> &str {
                $crate::rt::event::name(self)
            }

            /// Decodes the event with this name. A name that this version does not know gives `Unknown`; values that do
            /// not fit the type of the event are in the `extra` of the object that contains them.
            ///
            /// # Errors
            /// When the text is not a JSON object.
            pub fn decode(name: &str, body: &[u8]) -> $crate::rt::Result<Self> {
                $crate::rt::event::decode(name, body)
            }
        }

        impl $crate::rt::event::AnyEvent for $event {
            const NAMES: &'static [&'static str] = Self::NAMES;
            const VARIANTS: &'static [&'static str] = &[$(::core::stringify!($variant)),*];

            fn value(
                &self,
            ) -> ::core::result::Result<
                &dyn $crate::rt::event::EventValue,
                &$crate::rt::UnknownEvent,
            > {
                ::core::result::Result::Ok(match self {
                    $(Self::$variant(event) => &**event,)*
                    Self::Unknown(event) => return ::core::result::Result::Err(event),
                })
            }

            fn value_mut(
                &mut self,
            ) -> ::core::option::Option<&mut dyn $crate::rt::event::EventValue> {
                ::core::option::Option::Some(match self {
                    $(Self::$variant(event) => &mut **event,)*
                    Self::Unknown(_) => return ::core::option::Option::None,
                })
            }

            #[allow(clippy::box_default, reason = "`Default` is one more function for each event")]
            fn empty(position: usize) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(match position {
                    $($position => Self::$variant(::std::boxed::Box::new(
                        $crate::rt::Model::empty(),
                    )),)*
                    _ => return ::core::option::Option::None,
                })
            }

            fn unknown(event: $crate::rt::UnknownEvent) -> Self {
                Self::Unknown(event)
            }
        }

        // One conversion for all: the compiler compares each impl of `From` with all others of the same type.
        impl<T: $crate::rt::EventType<Event = $event>> ::core::convert::From<T> for $event {
            fn from(event: T) -> Self {
                event.into_event()
            }
        }

        impl ::core::clone::Clone for $event {
            fn clone(&self) -> Self {
                $crate::rt::event::copied(self)
            }
        }

        impl ::core::cmp::PartialEq for $event {
            fn eq(&self, other: &Self) -> bool {
                $crate::rt::event::are_equal(self, other)
            }
        }

        impl ::core::fmt::Debug for $event {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::rt::event::print(self, f)
            }
        }

        impl ::serde::Serialize for $event {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::rt::event::write(self, serializer)
            }
        }
    };
}

/// The types of events that are structs of their own.
#[doc(hidden)]
#[macro_export]
macro_rules! event_types {
    ($event:ident { $($kind:ty = $name:literal,)* }) => {
        $(
            impl $crate::rt::EventType for $kind {
                type Event = $event;
                const NAME: &'static str = $name;
            }
        )*
    };
}

/// For events that carry their name under a key: decoding when the name is not known from elsewhere.
#[doc(hidden)]
#[macro_export]
macro_rules! event_names {
    ($event:ident in $key:literal) => {
        impl $event {
            /// Decodes an event, whose name it has itself. An event that this version does not know gives `Unknown`;
            /// values that do not fit the type of the event are in the `extra` of the object that contains them.
            ///
            /// # Errors
            /// When the text is not a JSON object with the name of an event.
            #[inline]
            pub fn from_slice(body: &[u8]) -> $crate::rt::Result<Self> {
                Self::decode(&$crate::rt::event::name_in(body, $key)?, body)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $event {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value: $crate::rt::Value = ::serde::Deserialize::deserialize(deserializer)?;
                Self::from_slice(value.to_string().as_bytes()).map_err(::serde::de::Error::custom)
            }
        }
    };
}

/// The identity of an event.
#[doc(hidden)]
#[macro_export]
macro_rules! event_identity {
    ($event:ident { time: $time:literal, without: [$($key:literal),* $(,)?] $(,)? }) => {
        impl $event {
            // Only a crate that receives events needs it.
            #[allow(dead_code)]
            pub(crate) const IDENTITY: $crate::rt::EventIdentity =
                $crate::rt::EventIdentity { time: $time, without: &[$($key),*] };
        }
    };
}

/// Methods for values that many events have at the same place.
#[doc(hidden)]
#[macro_export]
macro_rules! event_values {
    ($event:ident { $($(#[$about:meta])* $method:ident: $kind:ident = [$($step:literal),*],)* }) => {
        impl $event {
            $($crate::rt::event_value! { $(#[$about])* $method: $kind = [$($step),*] })*
        }
    };
}

/// One of them.
#[doc(hidden)]
#[macro_export]
macro_rules! event_value {
    ($(#[$about:meta])* $method:ident: integer = [$($step:literal),*]) => {
        $(#[$about])*
        #[must_use]
        #[inline]
        pub fn $method(&self) -> ::core::option::Option<i64> {
            $crate::rt::event::integer(&$crate::rt::event::at(self, &[$($step),*]))
        }
    };
    ($(#[$about:meta])* $method:ident: text = [$($step:literal),*]) => {
        $(#[$about])*
        #[must_use]
        #[inline]
        pub fn $method(&self) -> ::core::option::Option<&str> {
            $crate::rt::event::text($crate::rt::event::at(self, &[$($step),*]))
        }
    };
}

/// Implements for the envelope of events, `Envelope<K: EventKind>`, what [`model!`](crate::model) and
/// [`event_types!`](crate::event_types) implement for other types.
#[doc(hidden)]
#[macro_export]
macro_rules! envelope {
    ($event:ident in $name:ident $fields:tt) => {
        impl<K: $crate::rt::EventKind> $crate::rt::EventType for $name<K> {
            type Event = $event;
            const NAME: &'static str = K::EVENT;
        }

        $crate::rt::generic_model! { $name<K: $crate::rt::EventKind>, K::NAME; $fields }
    };
}

/// Implements for a type with one parameter what [`model!`](crate::model) implements for other types. After the bound of
/// the parameter comes the name of the type in messages.
#[doc(hidden)]
#[macro_export]
macro_rules! generic_model {
    (
        $name:ident<$param:ident: $bound:path>, $type_name:expr;
        { $($index:literal $field:ident = $wire:literal $($flags:literal)?),* $(,)? }
    ) => {
        impl<$param: $bound> $name<$param> {
            const TABLE: &'static $crate::rt::FieldTable =
                &$crate::rt::FieldTable {
                    name: $type_name,
                    fields: &[$($crate::rt::Field { wire: $wire, flags: 0 $(| $flags)? },)*],
                    operation: &[],
                };
        }

        impl<$param: $bound> $crate::rt::Model for $name<$param> {
            fn table(&self) -> &'static $crate::rt::FieldTable {
                Self::TABLE
            }

            fn field(&self, index: usize) -> &dyn $crate::rt::FieldDyn {
                match index {
                    $($index => &self.$field,)*
                    _ => &self.extra,
                }
            }

            fn field_mut(&mut self, index: usize) -> &mut dyn $crate::rt::FieldDyn {
                match index {
                    $($index => &mut self.$field,)*
                    _ => &mut self.extra,
                }
            }

            fn empty() -> Self {
                Self {
                    $($field: $crate::rt::EmptyField::EMPTY,)*
                    extra: $crate::rt::Extra::new(),
                }
            }
        }

        impl<$param: $bound> ::core::clone::Clone for $name<$param> {
            fn clone(&self) -> Self {
                $crate::rt::copy(self)
            }
        }

        impl<$param: $bound> ::core::cmp::PartialEq for $name<$param> {
            fn eq(&self, other: &Self) -> bool {
                $crate::rt::same(self, other)
            }
        }

        impl<$param: $bound> ::core::fmt::Debug for $name<$param> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::rt::print(self, f)
            }
        }

        impl<$param: $bound> ::core::default::Default for $name<$param> {
            fn default() -> Self {
                $crate::rt::Model::empty()
            }
        }

        impl<$param: $bound> ::serde::Serialize for $name<$param> {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::rt::write(self, serializer)
            }
        }

        impl<'de, $param: $bound> ::serde::Deserialize<'de> for $name<$param> {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::rt::read(deserializer)
            }
        }
    };
}

/// The kinds of the events that have the same envelope: the name of the event's type, its name on the wire and the type
/// of its content.
#[doc(hidden)]
#[macro_export]
macro_rules! event_kinds {
    ($($kind:ident $name:literal $event:literal: $content:ty,)*) => {
        /// The kinds of events with the same envelope; only the types of events use it.
        #[doc(hidden)]
        pub mod kind {
            $(pub enum $kind {})*
        }

        $(
            impl $crate::rt::EventKind for kind::$kind {
                type Content = $content;
                const NAME: &'static str = $name;
                const EVENT: &'static str = $event;
            }
        )*
    };
}
