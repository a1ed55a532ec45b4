//! What the request type of every operation can do.

use super::operation_info::OperationInfo;
use super::options::Options;
use super::prepare::prepare;
use super::prepared::PreparedRequest;
use crate::runtime::error::Result;
use crate::runtime::value::decode_into::DecodeInto;
use crate::runtime::value::model::{Model, OPTIONS};
use crate::runtime::value::value_ref::ValueRef;

/// A request as plain data.
///
/// The types of requests have methods for inputs and for sending. These are methods of the trait, so that the compiler
/// reads them once: `use …::Operation as _`.
pub trait Operation: Model {
    /// What is known about the operation.
    fn info(&self) -> &'static OperationInfo {
        static NONE: OperationInfo = OperationInfo::DEFAULT;
        self.table().operation.first().copied().unwrap_or(&NONE)
    }

    /// The request as plain data; nothing is sent.
    ///
    /// # Errors
    /// When a required input is missing or a value cannot be written.
    fn request(&self) -> Result<PreparedRequest>
    where
        Self: Sized,
    {
        prepare(self)
    }

    /// Sets the options of this request: its time limits, headers, retries, sub-account. For example
    /// `options(Options::new().timeout(Duration::from_secs(5)))`.
    #[must_use]
    fn options(mut self, options: Options) -> Self
    where
        Self: Sized,
    {
        let request: &mut dyn Operation = &mut self;
        request.set_options(options);
        self
    }
}

// No methods of the trait, so that the compiler makes them once and not for each operation.
impl dyn Operation + '_ {
    /// The options of this request.
    #[must_use]
    pub fn options(&self) -> &Options {
        static NONE: Options = Options::NONE;
        match self.field(OPTIONS).view() {
            ValueRef::Options(options) => options,
            _ => &NONE,
        }
    }

    /// Replaces the options of this request.
    pub fn set_options(&mut self, options: Options) {
        if let DecodeInto::Options(slot) = self.field_mut(OPTIONS).target() {
            *slot = options;
        }
    }
}
