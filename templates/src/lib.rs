//! The hand-written part of the generated crate: a neutral core (`runtime`) and what is Zoom's (`zoom`).
//!
//! Both folders are copied into the generated crate as they are; this crate exists so that they are
//! compiled and tested by themselves.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[cfg(feature = "events")]
pub mod events;
pub mod runtime;
pub mod servers;
pub mod zoom;

#[doc(hidden)]
pub use runtime::private as rt;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
