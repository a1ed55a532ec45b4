//! Events: what a server sends by itself (`webhooks` of OpenAPI 3.1).

use super::TypeId;
use crate::pointer::Pointer;

/// One event of one document.
#[derive(Clone, Debug)]
pub struct Event {
    /// The document's id.
    pub document: String,
    /// The name on the wire: the key in `webhooks`, even if examples differ.
    pub name: String,
    /// Its location in its document.
    pub pointer: Pointer,
    /// One line.
    pub summary: Option<String>,
    /// More.
    pub description: Option<String>,
    /// No longer sent.
    pub deprecated: bool,
    /// Scopes, any one of which suffices to receive it.
    pub scopes: Vec<String>,
    /// Granular scopes.
    pub granular_scopes: Vec<String>,
    /// Plan or add-on that is needed.
    pub plan: Option<String>,
    /// The object that is sent; every event has its own.
    pub ty: TypeId,
}
