//! A file that is not complete yet: under a temporary name, with a note of what it is a part of.

mod files;
mod note;

use std::io::{self, Seek as _};
use std::path::{Path, PathBuf};

use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Response, StatusCode};
use tokio::fs::{self, File};
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

use self::note::{ContentRange, Note, Validator};
use super::file_error::{FileError, FileErrorKind};
use crate::runtime::error::{Error, Result, TransportError, TransportKind};

/// The beginning of a file.
pub(crate) struct Partial {
    target: PathBuf,
    part: PathBuf,
    note: PathBuf,
    file: File,
    /// How many bytes are there.
    have: u64,
    /// How many bytes of an earlier call are part of the result.
    kept: u64,
    /// What they are the beginning of.
    known: Note,
}

/// What a response means for the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begun {
    /// Its content comes next.
    Content,
    /// Nothing is missing.
    Complete,
    /// It does not continue what is there, which has been given up: the whole file is needed.
    Over,
}

impl Partial {
    /// Continues what an earlier call has left, or begins anew.
    pub(crate) async fn open(target: &Path, replace: bool) -> Result<Self> {
        // Without a name the temporary files would be somewhere else.
        if target.file_name().is_none() {
            return Err(write(target, io::Error::other("the path has no file name")));
        }
        // What a link leads to does not matter: the name is taken. Nothing replaces a folder.
        match fs::symlink_metadata(target).await {
            Ok(_) if !replace => return Err(FileError::error(target, FileErrorKind::Exists, None)),
            Ok(facts) if facts.is_dir() => {
                return Err(write(target, io::ErrorKind::IsADirectory.into()));
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(write(target, error));
            }
            _ => {}
        }
        let (part, note) = (beside(target, ".part"), beside(target, ".part.note"));
        let paths = (part.clone(), note.clone());
        let opened = blocking(move || open(&paths.0, &paths.1)).await;
        let (file, have, known) = opened.map_err(|error| write(&part, error))?;
        let (target, file) = (target.to_owned(), File::from_std(file));
        Ok(Self { target, part, note, file, have, kept: have, known })
    }

    pub(crate) fn have(&self) -> u64 {
        self.have
    }

    pub(crate) fn kept(&self) -> u64 {
        self.kept
    }

    /// Says where the file comes from; what is there from somewhere else is given up.
    pub(crate) async fn is_from(&mut self, url: String) -> Result<()> {
        if self.known.url != url {
            if self.have > 0 {
                self.restart(Note::default()).await?;
            }
            self.known.url = url;
        }
        Ok(())
    }

    /// The headers that ask for what is missing, provided that the file is still the same (RFC 9110, sections
    /// 14.2 and 13.1.5).
    pub(crate) fn range(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let validator = self.known.validator.as_ref().filter(|_| self.have > 0);
        if let Some(validator) = validator.and_then(Validator::header)
            && let Ok(range) = HeaderValue::try_from(format!("bytes={}-", self.have))
        {
            headers.insert(header::RANGE, range);
            headers.insert(header::IF_RANGE, validator);
        }
        headers
    }

    /// Gets ready for the content of a response.
    pub(crate) async fn begin(&mut self, response: &Response) -> Result<Begun> {
        let headers = response.headers();
        let url = self.known.url.clone();
        match response.status() {
            StatusCode::PARTIAL_CONTENT if self.is_continued_by(response) => {
                let total = ContentRange::of(headers).and_then(|range| range.total);
                if self.known.total != total {
                    self.known.total = total;
                    self.write_note().await?;
                }
                Ok(Begun::Content)
            }
            StatusCode::RANGE_NOT_SATISFIABLE if self.is_whole_by(headers) => Ok(Begun::Complete),
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
                self.restart(Note { url, ..Note::default() }).await?;
                Ok(Begun::Over)
            }
            _ => {
                let (validator, total) = (Validator::of(headers), response.content_length());
                self.restart(Note { url, validator, total }).await?;
                Ok(Begun::Content)
            }
        }
    }

    /// Whether a part goes on where the file ends, to the end of the same file (RFC 9110, section 15.3.7.3).
    fn is_continued_by(&self, response: &Response) -> bool {
        let headers = response.headers();
        let Some(ContentRange { bytes: Some((first, last)), total: Some(total) }) =
            ContentRange::of(headers)
        else {
            return false;
        };
        let missing = total.saturating_sub(first);
        self.have > 0
            && first == self.have
            && last.saturating_add(1) == total
            && self.known.total.is_none_or(|known| known == total)
            && response.content_length().is_none_or(|length| length == missing)
            && !note::is_encoded(headers)
            && self.known.validator.as_ref().is_some_and(|own| own.is_that_of(headers))
    }

    /// Whether the file ends where the range that was asked for would begin.
    fn is_whole_by(&self, headers: &HeaderMap) -> bool {
        let total = ContentRange::of(headers).and_then(|range| range.total);
        let other = |own: &Validator| match own {
            Validator::Tag(_) => headers.contains_key(header::ETAG) && !own.is_that_of(headers),
            Validator::Time(_) => {
                headers.contains_key(header::LAST_MODIFIED) && !own.is_that_of(headers)
            }
        };
        self.have > 0
            && total == Some(self.have)
            && self.known.total.is_none_or(|known| known == self.have)
            && self.known.validator.as_ref().is_some_and(|own| !other(own))
    }

    /// Gives up what is there, and notes what comes.
    async fn restart(&mut self, known: Note) -> Result<()> {
        let emptied = async {
            self.file.set_len(0).await?;
            self.file.seek(io::SeekFrom::Start(0)).await
        };
        emptied.await.map_err(|error| write(&self.part, error))?;
        (self.have, self.kept, self.known) = (0, 0, known);
        self.write_note().await
    }

    async fn write_note(&self) -> Result<()> {
        let (known, path) = (self.known.clone(), self.note.clone());
        blocking(move || known.write(&path)).await.map_err(|error| write(&self.note, error))
    }

    pub(crate) async fn write(&mut self, piece: &[u8]) -> Result<()> {
        let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        let have = self.have.saturating_add(length);
        if self.known.total.is_some_and(|total| have > total) {
            let url = self.known.url.clone();
            self.restart(Note { url, ..Note::default() }).await?;
            return Err(broken("more arrived than the whole file has"));
        }
        self.file.write_all(piece).await.map_err(|error| write(&self.part, error))?;
        self.have = have;
        Ok(())
    }

    /// Whether all of it is there.
    pub(crate) fn check(&self) -> Result<()> {
        match self.known.total {
            Some(total) if total != self.have => {
                Err(broken("less arrived than the whole file has"))
            }
            _ => Ok(()),
        }
    }

    /// Ends without the whole file. What cannot be continued is removed; a fault in that is not reported, because
    /// there is one already.
    pub(crate) async fn leave(mut self) {
        let _ = self.file.flush().await;
        if self.known.validator.is_none() || self.have == 0 {
            let _ = fs::remove_file(&self.part).await;
            let _ = fs::remove_file(&self.note).await;
        }
    }

    /// Gives the file its name.
    pub(crate) async fn finish(mut self, replace: bool) -> Result<()> {
        let written = async {
            self.file.flush().await?;
            self.file.sync_all().await
        };
        written.await.map_err(|error| write(&self.part, error))?;
        let (part, file) = (self.part.clone(), self.file.into_std().await);
        let ours = blocking(move || files::leads_to(&part, &file)).await;
        if !ours.map_err(|error| write(&self.part, error))? {
            let other = io::Error::other("something else has been put in its place meanwhile");
            return Err(write(&self.part, other));
        }
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

/// The file of an earlier call with what is known about it, or a new one.
fn open(part: &Path, note: &Path) -> io::Result<(std::fs::File, u64, Note)> {
    if let Some(known) = Note::read(note)?
        && let Some(mut file) = files::existing(part)?
    {
        let have = file.seek(io::SeekFrom::End(0))?;
        return Ok((file, have, known));
    }
    Ok((files::fresh(part)?, 0, Note::default()))
}

/// Work with files that waits.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}

fn broken(reason: &'static str) -> Error {
    TransportError::new(TransportKind::Broken, Some(reason.into())).into()
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
