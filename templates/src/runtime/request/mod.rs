//! Requests as data: what an operation needs, and how it becomes a request.

pub(crate) mod form_parts;
pub(crate) mod name_value_pairs;
pub(crate) mod operation;
pub(crate) mod operation_details;
pub(crate) mod operation_info;
pub(crate) mod operation_macros;
pub(crate) mod options;
pub(crate) mod paging_info;
pub(crate) mod path;
pub(crate) mod prepare;
pub(crate) mod prepared;
pub(crate) mod raw;
mod raw_send;
pub(crate) mod stored_options;
pub(crate) mod stored_request;
pub(crate) mod stored_request_read;
pub(crate) mod style;
pub(crate) mod sub_account;
