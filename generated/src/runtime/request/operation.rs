//! What the request type of every operation can do.

use super::operation_info::OperationInfo;
use super::options::Options;
use crate::runtime::value::model::Model;

/// A request as plain data.
pub trait Operation: Model {
    /// What is known about the operation.
    fn info(&self) -> &'static OperationInfo;
    /// The options of this request.
    fn options(&self) -> &Options;
    /// The same, to be changed.
    fn options_mut(&mut self) -> &mut Options;
}
