//! Conversions between types that describe one thing: the members that both have are copied by position.

use super::clone_eq::transfer;
use super::model::{Model, ModelExt, flags};
use crate::runtime::error::{Error, Result};

/// A value with members of another, by their positions in both.
#[must_use]
pub fn copied<T: Model>(from: &dyn Model, members: &[(usize, usize)]) -> T {
    let mut into = <T as Model>::empty();
    copy(from, &mut into, members);
    into
}

/// The same, where the result has required members.
///
/// # Errors
/// [`Error::Missing`] with the first of them that is absent.
pub fn converted<T: Model>(
    from: &dyn Model,
    of: &'static str,
    members: &[(usize, usize)],
) -> Result<T> {
    let into: T = copied(from, members);
    check(from, of, &into, members)?;
    Ok(into)
}

fn copy(from: &dyn Model, into: &mut dyn Model, members: &[(usize, usize)]) {
    for (position, source) in members {
        transfer(&from.field(*source).view(), &mut into.field_mut(*position).target());
    }
}

fn check(
    from: &dyn Model,
    of: &'static str,
    into: &dyn Model,
    members: &[(usize, usize)],
) -> Result<()> {
    for (position, field) in into.table().fields.iter().enumerate() {
        if field.has(flags::REQUIRED) && into.view(position).is_absent() {
            let source = members.iter().find(|(own, _)| *own == position);
            let source = source.and_then(|(_, source)| from.table().fields.get(*source));
            return Err(Error::Missing { field: source.map_or(field.wire, |own| own.wire), of });
        }
    }
    Ok(())
}

/// Implements `From` for a type that is made from another one, and `TryFrom` after `try`. Each row has the positions of
/// a member, in the result and in the other type.
#[doc(hidden)]
#[macro_export]
macro_rules! conversion {
    (try $from:ty => $into:ty, of $of:literal { $($position:literal = $source:literal),* $(,)? }) => {
        /// Has the values of the fields that both types have; other fields are not set.
        impl ::core::convert::TryFrom<&$from> for $into {
            type Error = $crate::rt::Error;

            #[inline]
            fn try_from(value: &$from) -> $crate::rt::Result<Self> {
                $crate::rt::converted(value, $of, &[$(($position, $source)),*])
            }
        }
    };
    ($from:ty => $into:ty { $($position:literal = $source:literal),* $(,)? }) => {
        /// Has the values of the fields that both types have; other fields are not set.
        impl ::core::convert::From<&$from> for $into {
            #[inline]
            fn from(value: &$from) -> Self {
                $crate::rt::copied(value, &[$(($position, $source)),*])
            }
        }
    };
}
