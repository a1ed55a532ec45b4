//! How a handler reports whether it succeeded.

use std::error::Error as StdError;

/// The return type of a handler that may fail.
///
/// Every error becomes the boxed one by `?`, and so does a string. A closure ends with
/// `HandlerResult::Ok(())`, so that the compiler knows the type of the error.
pub type HandlerResult = Result<(), Box<dyn StdError + Send + Sync>>;

/// Return types of handlers: `()`, or `Result<(), E>` with any error that can be boxed, such as
/// [`HandlerResult`].
#[diagnostic::on_unimplemented(
    message = "a handler of events cannot return `{Self}`",
    label = "this handler returns `{Self}`",
    note = "a handler returns `()` or `Result<(), E>`, where `E` is an error or a string"
)]
pub trait IntoHandlerResult {
    /// Whether the handler succeeded.
    ///
    /// # Errors
    /// The error of a handler that failed.
    fn into_handler_result(self) -> HandlerResult;
}

impl IntoHandlerResult for () {
    fn into_handler_result(self) -> HandlerResult {
        Ok(())
    }
}

impl<E: Into<Box<dyn StdError + Send + Sync>>> IntoHandlerResult for Result<(), E> {
    fn into_handler_result(self) -> HandlerResult {
        self.map_err(Into::into)
    }
}

/// The type of an expression that never ends, which has no name of its own yet.
type Never = <fn() -> ! as Returns>::Output;

/// Gives the type that a function returns.
pub trait Returns {
    /// The type.
    type Output;
}

impl<T> Returns for fn() -> T {
    type Output = T;
}

/// A handler that always panics, or never ends, returns nothing at all.
impl IntoHandlerResult for Never {
    fn into_handler_result(self) -> HandlerResult {
        match self {}
    }
}
