//! Values: the types that fields are made of, and the drivers that decode, encode, compare and print them.

pub(crate) mod clone_eq;
pub(crate) mod coercion;
pub(crate) mod conversion;
pub(crate) mod debug;
pub(crate) mod decode;
pub(crate) mod decode_into;
pub(crate) mod decode_state;
pub(crate) mod encode;
pub(crate) mod enums;
pub(crate) mod explicit_null;
pub(crate) mod extra;
pub(crate) mod field_type;
pub(crate) mod id;
pub(crate) mod joined;
pub(crate) mod json_position;
pub(crate) mod json_text;
pub(crate) mod key_lookup;
pub(crate) mod macros;
pub(crate) mod model;
pub(crate) mod more_inputs;
pub(crate) mod row;
pub(crate) mod time;
pub(crate) mod union;
pub(crate) mod union_macro;
pub(crate) mod value_ref;
pub(crate) mod value_seed;
