//! The record of the last run of `codegen`, with which a run that has nothing to do ends early.
//!
//! A run has nothing to do if the program, its inputs and every file of the output are those of the recorded run, byte for
//! byte. All of them are read and digested each time: nothing follows from names, sizes or times. Whatever else is
//! found, a record that cannot be read for example, means a whole run. `--check` never uses it.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sha2::digest::Output;
use sha2::{Digest, Sha256};
use zoom_codegen::{Diagnostic, Inputs, Severity};

use crate::disk::destination::{Content, Destination};
use crate::disk::journal::{digest, hexadecimal};
use crate::disk::plan;

/// The version of the form of the record.
const FORM: u64 = 1;

/// What a run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastRun {
    /// The digest of the program and the inputs.
    key: String,
    /// The counts of its summary, for the next one.
    pub summary: String,
    /// The output: path relative to the output folder → digest.
    pub files: BTreeMap<String, String>,
    /// Folders and files that belong to the generator.
    owned: Vec<String>,
}

fn place(root: &Path) -> PathBuf {
    root.join("target").join("codegen.last")
}

/// The digest of this program and its inputs; `None` if the program cannot be read.
pub fn key(inputs: &Inputs) -> Option<String> {
    let mut all = Sha256::new();
    all.update(program().ok()?);
    for files in [&inputs.specs, &inputs.templates] {
        all.update(files.len().to_le_bytes());
        for text in files.iter().flat_map(|(path, text)| [path, text]) {
            all.update(text.len().to_le_bytes());
            all.update(text);
        }
    }
    Some(hexadecimal(&all.finalize()))
}

/// The digest of this program. A build may have replaced the file at its path since it started; Linux gives access to its
/// own.
fn program() -> io::Result<Output<Sha256>> {
    let mut file = File::open("/proc/self/exe").or_else(|_| File::open(env::current_exe()?))?;
    let mut digest = Sha256::new();
    let mut bytes = vec![0; 1 << 20];
    loop {
        match file.read(&mut bytes)? {
            0 => return Ok(digest.finalize()),
            count => digest.update(bytes.get(..count).unwrap_or_default()),
        }
    }
}

/// The last run, if this one would do the same and its output is on the disk.
pub fn find(root: &Path, key: &str, destination: &Destination) -> Option<LastRun> {
    let last = read(root)?;
    let is_there = || plan::is_complete(destination, &last.files, &last.owned);
    (last.key == key && is_there().unwrap_or(false)).then_some(last)
}

/// Records a run. One with messages is not recorded: the next run has to print them as well.
pub fn record(root: &Path, key: String, content: &Content, summary: String, found: &[Diagnostic]) {
    let is_silent = |one: &Diagnostic| matches!(one.severity, Severity::Repair | Severity::Note);
    if !found.iter().all(is_silent) {
        return;
    }
    let files = content.files.iter();
    let files = files.map(|(path, text)| (path.clone(), digest(text.as_bytes()))).collect();
    let last = LastRun { key, summary, files, owned: content.owned.clone() };
    // Without a record the next run is a whole one.
    let place = place(root);
    if fs::write(&place, last.text()).is_err() {
        let _ = fs::remove_file(&place);
    }
}

fn read(root: &Path) -> Option<LastRun> {
    LastRun::parse(&fs::read_to_string(place(root)).ok()?)
}

impl LastRun {
    fn text(&self) -> String {
        let LastRun { key, summary, files, owned } = self;
        json!({"form": FORM, "key": key, "summary": summary, "files": files, "owned": owned})
            .to_string()
    }

    fn parse(text: &str) -> Option<LastRun> {
        let record: Value = serde_json::from_str(text).ok()?;
        if record.get("form")?.as_u64()? != FORM {
            return None;
        }
        let word = |name: &str| Some(record.get(name)?.as_str()?.to_owned());
        let files = record.get("files")?.as_object()?.iter();
        let owned = record.get("owned")?.as_array()?.iter();
        Some(LastRun {
            key: word("key")?,
            summary: word("summary")?,
            files: files
                .map(|(path, digest)| Some((path.clone(), digest.as_str()?.to_owned())))
                .collect::<Option<_>>()?,
            owned: owned.map(|path| path.as_str().map(str::to_owned)).collect::<Option<_>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs(path: &str, text: &str) -> Inputs {
        let specs = BTreeMap::from([(path.to_owned(), text.to_owned())]);
        Inputs { specs, ..Inputs::default() }
    }

    #[test]
    fn every_input_counts_and_threads_do_not() {
        let own = key(&inputs("a", "bc"));
        assert!(own.is_some());
        assert_eq!(key(&Inputs { threads: 3, ..inputs("a", "bc") }), own);
        assert_ne!(key(&inputs("a", "bd")), own);
        assert_ne!(key(&inputs("ab", "c")), own);
        let moved = Inputs { templates: inputs("a", "bc").specs, ..Inputs::default() };
        assert_ne!(key(&moved), own);
    }

    #[test]
    fn a_record_is_read_as_it_was_written_or_not_at_all() {
        let last = LastRun {
            key: "k".into(),
            summary: "1 operation".into(),
            files: BTreeMap::from([("src/lib.rs".into(), "d".into())]),
            owned: vec!["src/".into()],
        };
        let text = last.text();
        assert_eq!(LastRun::parse(&text), Some(last));
        assert_eq!(LastRun::parse(&text.replace("\"form\":1", "\"form\":2")), None);
        for end in 0..text.len() {
            assert_eq!(LastRun::parse(&text[..end]), None, "{}", &text[..end]);
        }
    }
}
