//! Opening files beside a target without following links: another user of the folder could have put one there.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

/// Opens a file of an earlier call for writing; `None` where there is none, or something that is not simply a file.
pub(super) fn existing(path: &Path) -> io::Result<Option<File>> {
    let Some(before) = plain(path)? else { return Ok(None) };
    let file = no_follow(OpenOptions::new().write(true)).open(path)?;
    Ok(is_same(&before, &file.metadata()?).then_some(file))
}

/// Makes a new file in place of anything that has its name; a link is removed and what it leads to is kept.
pub(super) fn fresh(path: &Path) -> io::Result<File> {
    remove(path)?;
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Reads a small file; `None` where there is none, or something that is not simply a file.
pub(super) fn read(path: &Path, longest: u64) -> io::Result<Option<Vec<u8>>> {
    let Some(before) = plain(path)? else { return Ok(None) };
    let file = no_follow(OpenOptions::new().read(true)).open(path)?;
    if !is_same(&before, &file.metadata()?) {
        return Ok(None);
    }
    let mut content = Vec::new();
    file.take(longest).read_to_end(&mut content)?;
    Ok(Some(content))
}

/// Removes a file or a link; that there is none is as good.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether a path still leads to an open file.
pub(super) fn leads_to(path: &Path, file: &File) -> io::Result<bool> {
    Ok(is_same(&fs::symlink_metadata(path)?, &file.metadata()?))
}

fn plain(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(facts) => Ok(Some(facts).filter(|facts| facts.is_file() && has_one_name(facts))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Opening a link without writing does no harm on Unix: what was opened is compared with what was looked at.
#[cfg(not(windows))]
fn no_follow(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(windows)]
fn no_follow(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::windows::fs::OpenOptionsExt as _;
    /// `FILE_FLAG_OPEN_REPARSE_POINT`: opens a link itself and not what it leads to.
    const OPEN_LINK: u32 = 0x0020_0000;
    options.custom_flags(OPEN_LINK)
}

/// A second name could be that of a file that is not ours to write to.
#[cfg(unix)]
fn has_one_name(facts: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(facts) == 1
}

#[cfg(not(unix))]
fn has_one_name(_: &Metadata) -> bool {
    true
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Without numbers of files: that both are files and no links.
#[cfg(not(unix))]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.is_file() && other.is_file()
}
