//! What is known about few operations.

use super::operation_info::{Encoding, Scheme, Window};
use super::paging_info::OffsetPaging;

/// What is known about few operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationDetails {
    /// Alternatives of inputs, by wire name; when there are any, one of them must be given whole.
    pub one_of: &'static [&'static [&'static str]],
    /// How properties of a form or multipart body are written, where that is not the usual way.
    pub encoding: &'static [Encoding],
    /// The credentials that it needs, all of them; `None` means those of the server.
    pub security: Option<&'static [Scheme]>,
    /// Other credentials that will do in place of `security`; an empty list says that none are needed.
    pub alternatives: &'static [&'static [Scheme]],
    /// The media type to ask for.
    pub accept: &'static str,
    /// How its pages follow each other, where that is by the position of their first item.
    pub offset_paging: Option<OffsetPaging>,
    /// Whether responses name the next page in the header `Link`, with the relation `next`.
    pub link_paging: bool,
    /// How much time one request may cover, where that is limited.
    pub window: Option<Window>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Whether its response has a field of its own where errors have their code.
    pub response_code_field: bool,
}

impl OperationDetails {
    /// An operation that has none of it.
    pub const DEFAULT: Self = Self {
        one_of: &[],
        encoding: &[],
        security: None,
        alternatives: &[],
        accept: "application/json",
        offset_paging: None,
        link_paging: false,
        window: None,
        deprecated: false,
        response_code_field: false,
    };
}
