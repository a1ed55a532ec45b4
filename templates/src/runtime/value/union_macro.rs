//! The macro for types that are one of several.

/// Implements a union; the enum has a variant `Other(Value)` for what is none of the types. After `by` comes the key
/// that distinguishes the types, and after each type the values of that key.
#[doc(hidden)]
#[macro_export]
macro_rules! union {
    (
        $name:ident $(by $key:literal)? {
            $($index:literal $variant:ident($kind:ty) $(= [$($value:literal),*])?),* $(,)?
        }
    ) => {
        impl $name {
            /// The variant of a JSON value: the one that its tag names, or the one that decodes most of it; of
            /// equals the first. Keys that no variant has change nothing.
            #[must_use]
            #[inline]
            pub fn from_value(value: $crate::rt::Value) -> Self {
                $crate::rt::one_of(value)
            }
        }

        impl $crate::rt::Alternatives for $name {
            const TAGS: &'static $crate::rt::Tags = &$crate::rt::Tags {
                key: [$(::core::option::Option::Some($key),)? ::core::option::Option::None][0],
                values: &[$(&[$($($value),*)?]),*],
            };

            #[inline]
            fn read(
                index: usize,
                source: &mut $crate::rt::Source<'_>,
            ) -> ::core::option::Option<Self> {
                match index {
                    $($index => source.read().map(Self::$variant),)*
                    _ => ::core::option::Option::None,
                }
            }

            #[inline]
            fn other(value: $crate::rt::Value) -> Self {
                Self::Other(value)
            }

            #[inline]
            fn copied(value: &dyn ::core::any::Any) -> ::core::option::Option<Self> {
                value.downcast_ref::<Self>().cloned()
            }
        }

        impl $crate::rt::FieldType for $name {
            #[inline]
            fn target(slot: &mut ::core::option::Option<Self>) -> $crate::rt::DecodeInto<'_> {
                $crate::rt::DecodeInto::Union(slot)
            }

            #[inline]
            fn view(&self) -> $crate::rt::ValueRef<'_> {
                $crate::rt::ValueRef::Union(self)
            }
        }

        impl $crate::rt::OneOf for $name {
            #[inline]
            fn view(&self) -> $crate::rt::ValueRef<'_> {
                match self {
                    $(Self::$variant(value) => $crate::rt::FieldType::view(value),)*
                    Self::Other(value) => $crate::rt::ValueRef::Json(value),
                }
            }

            #[inline]
            fn same(&self, other: &dyn ::core::any::Any) -> bool {
                other.downcast_ref() == ::core::option::Option::Some(self)
            }
        }

        impl $crate::rt::FieldType for ::std::boxed::Box<$name> {
            #[inline]
            fn target(slot: &mut ::core::option::Option<Self>) -> $crate::rt::DecodeInto<'_> {
                $crate::rt::DecodeInto::Union(slot)
            }

            #[inline]
            fn view(&self) -> $crate::rt::ValueRef<'_> {
                $crate::rt::FieldType::view(&**self)
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::rt::print_view($crate::rt::FieldType::view(self), f)
            }
        }

        $crate::rt::delegate_serde! { $name }
    };
}
