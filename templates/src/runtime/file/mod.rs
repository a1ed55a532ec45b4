//! Files: downloads and uploads.

#[cfg(any(test, feature = "downloads"))]
pub(crate) mod download;
pub(crate) mod file_error;
#[cfg(any(test, feature = "downloads"))]
pub(crate) mod file_name;
#[cfg(any(test, feature = "downloads"))]
pub(crate) mod file_stream;
#[cfg(any(test, feature = "downloads"))]
pub(crate) mod partial_file;
pub(crate) mod upload;
