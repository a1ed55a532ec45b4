//! The bodies of requests, as they are sent: content in memory as it is, files and readers in pieces.

use reqwest::{RequestBuilder, header, multipart};
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use tokio_util::io::ReaderStream;

use super::rate::{Pieces, Progress};
use crate::runtime::error::{InvalidRequest, Result, TransportError};
use crate::runtime::file::file_error::{FileError, FileErrorKind};
use crate::runtime::file::upload::{Source, Upload};
use crate::runtime::request::prepared::{Part, PartContent, PreparedBody, form_text};

/// Adds the body, and to it the credentials that belong there. A pair of the same name gives way, so
/// that each credential is sent once.
pub(crate) async fn with_body(
    request: RequestBuilder,
    body: &PreparedBody,
    credentials: Vec<(&'static str, &str)>,
    progress: &Progress,
) -> Result<RequestBuilder> {
    let is_credential = |name: &str| credentials.iter().any(|(own, _)| *own == name);
    match body {
        PreparedBody::Empty if credentials.is_empty() => Ok(request),
        PreparedBody::Empty => {
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            Ok(request.body(form_text(&owned(&credentials))))
        }
        PreparedBody::Form(pairs) => {
            let mut all: Vec<_> =
                pairs.iter().filter(|(name, _)| !is_credential(name)).cloned().collect();
            all.extend(owned(&credentials));
            Ok(request.body(form_text(&all)))
        }
        PreparedBody::Multipart(parts) => {
            // Some servers reject names that are not quoted, and RFC 7578 has no other form.
            let mut form = multipart::Form::new().percent_encode_noop();
            for part in parts.iter().filter(|part| !is_credential(&part.name)) {
                form = add_part(form, part, progress).await?;
            }
            for (name, value) in owned(&credentials) {
                form = form.text(name, value);
            }
            Ok(request.multipart(form))
        }
        _ if !credentials.is_empty() => Err(InvalidRequest::new(
            "",
            "credentials that belong into a form cannot go into another body",
        )
        .into()),
        PreparedBody::Content(content) => Ok(request.body(content.clone())),
        PreparedBody::File(file) => {
            let (content, length) = content(file, progress).await?;
            let length = length.map(|length| (header::CONTENT_LENGTH, length.to_string()));
            let request =
                length.into_iter().fold(request, |all, (name, value)| all.header(name, value));
            Ok(request.body(content))
        }
    }
}

fn owned(pairs: &[(&'static str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

async fn add_part(
    form: multipart::Form,
    part: &Part,
    progress: &Progress,
) -> Result<multipart::Form> {
    let name = quotable(&part.name);
    match &part.content {
        PartContent::Text(text) => {
            let content = multipart::Part::text(text.clone());
            let content = match part.media_type {
                Some(media_type) => content.mime_str(media_type).map_err(TransportError::from)?,
                None => content,
            };
            Ok(form.part(name, content))
        }
        PartContent::File(file) => {
            let (content, length) = content(file, progress).await?;
            let content = match length {
                Some(length) => multipart::Part::stream_with_length(content, length),
                None => multipart::Part::stream(content),
            };
            let content = content.file_name(quotable(file.file_name()));
            let media_type = file.media_type().or(part.media_type);
            let media_type = media_type.unwrap_or_else(|| media_type_of(file));
            let content = content.mime_str(media_type).map_err(TransportError::from)?;
            Ok(form.part(name, content))
        }
    }
}

/// A name for use between quotation marks, written as browsers write it: in UTF-8, with characters that would end the
/// quotation or the line percent-encoded (RFC 7578, section 4.2, and the form encoding of the HTML standard).
fn quotable(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// The content of a file, which is watched while it is sent, and its length where that is known.
async fn content(file: &Upload, progress: &Progress) -> Result<(reqwest::Body, Option<u64>)> {
    match file.source() {
        Source::Bytes(content) => {
            let length = u64::try_from(content.len()).ok();
            let content = match content.len() {
                ..=Pieces::LENGTH => reqwest::Body::from(content.clone()),
                _ => reqwest::Body::wrap_stream(progress.watch(Pieces(content.clone()))),
            };
            Ok((content, length))
        }
        Source::Path(path) => {
            let unreadable = |error| FileError::error(path, FileErrorKind::Read, Some(error));
            let content = File::open(path).await.map_err(unreadable)?;
            let facts = content.metadata().await.map_err(unreadable)?;
            if facts.is_dir() {
                let error = std::io::Error::from(std::io::ErrorKind::IsADirectory);
                return Err(unreadable(error));
            }
            // Bytes that are added while it is sent do not belong to the announced length.
            let content = ReaderStream::new(content.take(facts.len()));
            Ok((reqwest::Body::wrap_stream(progress.watch(content)), Some(facts.len())))
        }
        Source::Reader { reader, length } => {
            let reader = reader.take().ok_or_else(|| {
                InvalidRequest::new("", "the content of a file comes from a reader, which is not there or has been read: use `send_with`")
            })?;
            // The length of the whole body is a sum with this one.
            if length.is_some_and(|length| i64::try_from(length).is_err()) {
                let reason = "the announced length of a reader is larger than any file";
                return Err(InvalidRequest::new("", reason).into());
            }
            // Bytes after that would push the end of a form out of the body.
            let content = ReaderStream::new(reader.take(length.unwrap_or(u64::MAX)));
            Ok((reqwest::Body::wrap_stream(progress.watch(content)), *length))
        }
    }
}

/// The media type of a file.
pub(crate) fn media_type_of(file: &Upload) -> &str {
    file.media_type().unwrap_or_else(|| media_type(file.file_name()))
}

/// The media type of a file name, for those that APIs accept.
fn media_type(file_name: &str) -> &'static str {
    let extension = file_name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("mp4") => "video/mp4",
        Some("mp3") => "audio/mpeg",
        Some("wav") => "audio/wav",
        Some("pdf") => "application/pdf",
        Some("csv") => "text/csv",
        Some("txt") => "text/plain",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}
