//! The one place that decides what is secret: by the name of a value, and by the form of a string.
//!
//! Fields of models have the decision in their flags. Everything else is decided here: parameters of URLs, keys of JSON
//! without a model, headers, and strings that a server sent. The names come from `crate::servers`.

mod known;
mod line;
mod names;
mod text;

pub(crate) use self::known::Known;
pub use self::known::hide;
pub(crate) use self::line::{
    Bounded, LONGEST_NAME, LONGEST_TEXT, Line, escaped, shortened, write_shortened,
};
pub use self::names::Secrets;
pub(crate) use self::names::{is_secret, is_secret_header, is_secret_parameter};
pub(crate) use self::text::{Masked, masked};

/// Printed instead of a secret.
pub(crate) const HIDDEN: &str = "***";
