//! Arguments of setters and constructors, as the values that they become.

/// A list of values that are made from those of the caller. Generated code calls this one function, because the compiler
/// looks up the methods of a chain of iterators in each place that has one.
pub fn list<T>(values: impl IntoIterator<Item = impl Into<T>>) -> Vec<T> {
    values.into_iter().map(Into::into).collect()
}
