//! What is Zoom's own.

pub mod auth;
