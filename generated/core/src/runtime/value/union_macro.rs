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
            pub fn from_value(value: $crate::runtime::Value) -> Self {
                $crate::runtime::private::one_of(value)
            }
        }

        impl $crate::runtime::private::Alternatives for $name {
            const TAGS: &'static $crate::runtime::private::Tags = &$crate::runtime::private::Tags {
                key: [$(::core::option::Option::Some($key),)? ::core::option::Option::None][0],
                values: &[$(&[$($($value),*)?]),*],
            };

            fn read(
                index: usize,
                source: &mut $crate::runtime::private::Source<'_>,
            ) -> ::core::option::Option<Self> {
                match index {
                    $($index => source.read().map(Self::$variant),)*
                    _ => ::core::option::Option::None,
                }
            }

            fn other(value: $crate::runtime::Value) -> Self {
                Self::Other(value)
            }

            fn copied(value: &dyn ::core::any::Any) -> ::core::option::Option<Self> {
                value.downcast_ref::<Self>().cloned()
            }
        }

        impl $crate::runtime::private::FieldType for $name {
            fn target(slot: &mut ::core::option::Option<Self>) -> $crate::runtime::private::DecodeInto<'_> {
                $crate::runtime::private::DecodeInto::Union(slot)
            }

            fn view(&self) -> $crate::runtime::private::ValueRef<'_> {
                $crate::runtime::private::ValueRef::Union(self)
            }
        }

        impl $crate::runtime::private::OneOf for $name {
            fn view(&self) -> $crate::runtime::private::ValueRef<'_> {
                match self {
                    $(Self::$variant(value) => $crate::runtime::private::FieldType::view(value),)*
                    Self::Other(value) => $crate::runtime::private::ValueRef::Json(value),
                }
            }

            fn same(&self, other: &dyn ::core::any::Any) -> bool {
                other.downcast_ref() == ::core::option::Option::Some(self)
            }
        }

        impl $crate::runtime::private::FieldType for ::std::boxed::Box<$name> {
            fn target(slot: &mut ::core::option::Option<Self>) -> $crate::runtime::private::DecodeInto<'_> {
                $crate::runtime::private::DecodeInto::Union(slot)
            }

            fn view(&self) -> $crate::runtime::private::ValueRef<'_> {
                $crate::runtime::private::FieldType::view(&**self)
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::runtime::private::debug::view($crate::runtime::private::FieldType::view(self), f)
            }
        }

        $crate::runtime::private::delegate_serde! { $name }
    };
}
