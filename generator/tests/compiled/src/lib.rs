//! The code that comes out of `generator/tests/fixtures`, a module a case, so that all of it is compiled.
//!
//! Everything below `fixtures` is written by `UPDATE_FIXTURES=1 cargo test -p zoom-codegen --test compiled`.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
// What a generated lib.rs allows; a test compares these lines with one.
#![allow(clippy::should_implement_trait, reason = "setters are named after wire names")]
#![allow(clippy::module_inception, reason = "modules are named after paths")]
#![allow(clippy::large_enum_variant, reason = "what a union holds is the business of the document")]

#[path = "../../../../templates/src/runtime/mod.rs"]
pub mod runtime;

#[doc(hidden)]
pub use runtime::private as rt;

pub mod servers;

pub mod fixtures;

#[cfg(test)]
mod tests;
