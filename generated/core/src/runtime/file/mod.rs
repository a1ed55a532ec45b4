//! Files: downloads and uploads.

pub(crate) mod download;
pub(crate) mod file_error;
pub(crate) mod file_name;
pub(crate) mod file_stream;
pub(crate) mod partial_file;
pub(crate) mod upload;
