//! Values that may be one of several types.

use std::any::Any;

use serde_json::Value;

use super::view::{elements, entries};
use super::{Contents, Item, View, decode, encode};

/// A value that may be one of several types.
pub trait OneOf: Any + Send + Sync {
    /// What its alternative holds.
    fn view(&self) -> View<'_>;
    /// Whether the other is of the same type, and equal.
    fn same(&self, other: &dyn Any) -> bool;
}

/// How well a value fits a type; the smaller, the better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fit {
    /// Keys that the type does not know and values that its fields cannot hold.
    left_over: usize,
    /// Whether the value would be written differently from how it came.
    changed: bool,
    /// Keys that the type knows but the value does not have: the fewer fields in vain, the closer.
    hits: std::cmp::Reverse<usize>,
}

/// Tries a type; `None` when the value does not fit at all.
#[must_use]
pub fn attempt<T: Item>(value: &Value) -> Option<(T, Fit)> {
    let mut slot = None;
    if decode::place_from_value(value, T::place(&mut slot)).is_some() {
        return None;
    }
    let decoded: T = slot?;
    let (mut left_over, mut hits) = (0, 0);
    weigh(&decoded.view().alternative(), &mut left_over, &mut hits);
    let changed = encode::to_value(&decoded.view()).map_or(true, |encoded| encoded != *value);
    Some((decoded, Fit { left_over, changed, hits: std::cmp::Reverse(hits) }))
}

fn weigh(view: &View<'_>, left_over: &mut usize, hits: &mut usize) {
    match view {
        View::Object(model) => {
            *left_over += model.extras().len();
            for index in 0..model.shape().fields.len() {
                let field = model.view(index);
                *hits += usize::from(!field.is_absent());
                weigh(&field, left_over, hits);
            }
        }
        View::List(list) => elements(*list).for_each(|element| weigh(&element, left_over, hits)),
        View::Map(map) => entries(*map).for_each(|(_, entry)| weigh(&entry, left_over, hits)),
        _ => {}
    }
}

/// Implements an untagged union; the enum has a variant `Other(Value)` for what fits no type.
#[allow(unused_macros)]
macro_rules! union {
    ($name:ident { $($variant:ident($kind:ty)),* $(,)? }) => {
        impl $name {
            /// The variant that fits a JSON value best; of equals the first.
            #[must_use]
            pub fn from_value(value: $crate::runtime::Value) -> Self {
                let mut best: ::core::option::Option<(Self, $crate::runtime::Fit)> = ::core::option::Option::None;
                $(
                    if let ::core::option::Option::Some((decoded, fit)) =
                        $crate::runtime::attempt::<$kind>(&value)
                        && best.as_ref().is_none_or(|(_, so_far)| fit < *so_far)
                    {
                        best = ::core::option::Option::Some((Self::$variant(decoded), fit));
                    }
                )*
                best.map_or(Self::Other(value), |(chosen, _)| chosen)
            }
        }

        impl $crate::runtime::SetAny for ::core::option::Option<$name> {
            fn set(&mut self, value: $crate::runtime::Value) {
                *self = ::core::option::Option::Some($name::from_value(value));
            }

            fn copy(&mut self, value: &dyn ::core::any::Any) {
                *self = value.downcast_ref().cloned();
            }

            fn clear(&mut self) {
                *self = ::core::option::Option::None;
            }
        }

        impl $crate::runtime::SetAny for ::core::option::Option<::std::boxed::Box<$name>> {
            fn set(&mut self, value: $crate::runtime::Value) {
                *self = ::core::option::Option::Some(::std::boxed::Box::new($name::from_value(value)));
            }

            fn copy(&mut self, value: &dyn ::core::any::Any) {
                *self = value.downcast_ref::<$name>().cloned().map(::std::boxed::Box::new);
            }

            fn clear(&mut self) {
                *self = ::core::option::Option::None;
            }
        }

        impl $crate::runtime::Item for $name {
            fn place(slot: &mut ::core::option::Option<Self>) -> $crate::runtime::Place<'_> {
                $crate::runtime::Place::Any(slot)
            }

            fn view(&self) -> $crate::runtime::View<'_> {
                $crate::runtime::View::Union(self)
            }
        }

        impl $crate::runtime::OneOf for $name {
            fn view(&self) -> $crate::runtime::View<'_> {
                match self {
                    $(Self::$variant(value) => $crate::runtime::Item::view(value),)*
                    Self::Other(value) => $crate::runtime::View::Json(value),
                }
            }

            fn same(&self, other: &dyn ::core::any::Any) -> bool {
                other.downcast_ref() == ::core::option::Option::Some(self)
            }
        }

        impl $crate::runtime::Item for ::std::boxed::Box<$name> {
            fn place(slot: &mut ::core::option::Option<Self>) -> $crate::runtime::Place<'_> {
                $crate::runtime::Place::Any(slot)
            }

            fn view(&self) -> $crate::runtime::View<'_> {
                $crate::runtime::Item::view(&**self)
            }
        }

        $crate::runtime::delegate_serde! { $name }
    };
}

#[allow(unused_imports)]
pub(crate) use union;
