//! A file that is not complete yet: under a temporary name, with a note of what it is a part of.

use std::io;
use std::path::{Path, PathBuf};

use reqwest::StatusCode;
use reqwest::header::{self, HeaderMap, HeaderValue};
use tokio::fs::{self, File};
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

use super::download::Opened;
use super::{Error, FileError, FileErrorKind, Result, TransportError, TransportKind};

/// The beginning of a file.
pub(super) struct Partial {
    target: PathBuf,
    part: PathBuf,
    note: PathBuf,
    file: File,
    /// How many bytes are there.
    have: u64,
    /// How many bytes of an earlier call are part of the result.
    kept: u64,
    /// How many there will be.
    total: Option<u64>,
    /// What the server calls this state of the file; nothing can be resumed without it.
    validator: Option<HeaderValue>,
}

impl Partial {
    /// Takes up what an earlier call has left, or begins anew.
    pub(super) async fn open(target: &Path, replace: bool) -> Result<Self> {
        let exists = fs::try_exists(target).await.map_err(|error| write(target, error))?;
        if exists && !replace {
            return Err(FileError::error(target, FileErrorKind::Exists, None));
        }
        let (part, note) = (beside(target, ".part"), beside(target, ".part.note"));
        let file = File::options().create(true).truncate(false).write(true).open(&part).await;
        let mut file = file.map_err(|error| write(&part, error))?;
        let mut have = file.metadata().await.map_err(|error| write(&part, error))?.len();
        let validator = match fs::read(&note).await {
            Ok(text) => HeaderValue::from_bytes(&text).ok().filter(|text| !text.is_empty()),
            Err(_) => None,
        };
        if validator.is_none() {
            file.set_len(0).await.map_err(|error| write(&part, error))?;
            have = 0;
        }
        file.seek(io::SeekFrom::Start(have)).await.map_err(|error| write(&part, error))?;
        let target = target.to_owned();
        Ok(Self { target, part, note, file, have, kept: have, total: None, validator })
    }

    pub(super) fn have(&self) -> u64 {
        self.have
    }

    pub(super) fn kept(&self) -> u64 {
        self.kept
    }

    /// The headers that ask for what is missing, provided that the file is still the same (RFC 9110, sections
    /// 14.2 and 13.1.5).
    pub(super) fn range(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let (Some(validator), true) = (&self.validator, self.have > 0)
            && let Ok(range) = HeaderValue::try_from(format!("bytes={}-", self.have))
        {
            headers.insert(header::RANGE, range);
            headers.insert(header::IF_RANGE, validator.clone());
        }
        headers
    }

    /// Gets ready for the content of an answer; false when nothing is missing.
    pub(super) async fn begin(&mut self, opened: &Opened) -> Result<bool> {
        let headers = opened.answer.headers();
        let range = headers.get(header::CONTENT_RANGE).and_then(|range| range.to_str().ok());
        match opened.answer.status() {
            StatusCode::PARTIAL_CONTENT if start(range) == Some(self.have) && self.have > 0 => {
                self.total = total(range);
                Ok(true)
            }
            StatusCode::RANGE_NOT_SATISFIABLE
                if self.have > 0 && total(range) == Some(self.have) =>
            {
                Ok(false)
            }
            // Another part than the one that was asked for: everything has to come again.
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
                self.restart(None).await?;
                Err(TransportError::new(TransportKind::Broken, None).into())
            }
            _ => {
                self.restart(validator(headers)).await?;
                self.total = opened.answer.content_length();
                Ok(true)
            }
        }
    }

    /// Forgets what is there, and notes what comes.
    async fn restart(&mut self, validator: Option<HeaderValue>) -> Result<()> {
        let emptied = async {
            self.file.set_len(0).await?;
            self.file.seek(io::SeekFrom::Start(0)).await?;
            fs::write(&self.note, validator.as_ref().map_or(&b""[..], HeaderValue::as_bytes)).await
        };
        emptied.await.map_err(|error| write(&self.part, error))?;
        (self.have, self.kept, self.total, self.validator) = (0, 0, None, validator);
        Ok(())
    }

    pub(super) async fn write(&mut self, piece: &[u8]) -> Result<()> {
        self.file.write_all(piece).await.map_err(|error| write(&self.part, error))?;
        self.have += piece.len() as u64;
        Ok(())
    }

    /// Whether all of it is there.
    pub(super) fn check(&self) -> Result<()> {
        match self.total {
            Some(total) if total != self.have => {
                Err(TransportError::new(TransportKind::Broken, None).into())
            }
            _ => Ok(()),
        }
    }

    /// Ends without the whole file. What cannot be resumed is removed; nobody hears of a fault in that, because
    /// there is one already.
    pub(super) async fn leave(mut self) {
        let _ = self.file.flush().await;
        if self.validator.is_none() || self.have == 0 {
            let _ = fs::remove_file(&self.part).await;
            let _ = fs::remove_file(&self.note).await;
        }
    }

    /// Gives the file its name.
    pub(super) async fn finish(mut self, replace: bool) -> Result<()> {
        let written = async {
            self.file.flush().await?;
            self.file.sync_all().await
        };
        written.await.map_err(|error| write(&self.part, error))?;
        drop(self.file);
        // A second name fails where the first one has come into being in the meantime; a new name replaces it.
        let linked = if replace {
            Err(None)
        } else {
            fs::hard_link(&self.part, &self.target).await.map_err(Some)
        };
        match linked {
            Ok(()) => {
                let _ = fs::remove_file(&self.part).await;
            }
            Err(Some(error)) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(FileError::error(&self.target, FileErrorKind::Exists, None));
            }
            // Not every file system knows two names for a file.
            Err(_) => {
                let renamed = fs::rename(&self.part, &self.target).await;
                renamed.map_err(|error| write(&self.target, error))?;
            }
        }
        let _ = fs::remove_file(&self.note).await;
        Ok(())
    }
}

fn write(path: &Path, error: io::Error) -> Error {
    FileError::error(path, FileErrorKind::Write, Some(error))
}

/// The path of a file with more behind its name.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// What names the state of a file: a strong entity tag, else the time of its last change.
fn validator(headers: &HeaderMap) -> Option<HeaderValue> {
    let tag = headers.get(header::ETAG).filter(|tag| !tag.as_bytes().starts_with(b"W/"));
    tag.or_else(|| headers.get(header::LAST_MODIFIED)).cloned()
}

/// `5` of `bytes 5-9/10`.
fn start(range: Option<&str>) -> Option<u64> {
    range?.strip_prefix("bytes ")?.split('-').next()?.trim().parse().ok()
}

/// `10` of `bytes 5-9/10` and of `bytes */10`.
fn total(range: Option<&str>) -> Option<u64> {
    range?.split_once('/')?.1.trim().parse().ok()
}
