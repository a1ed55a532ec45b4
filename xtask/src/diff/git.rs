//! What git keeps: revisions, tags, and the texts of a revision, read from its objects without a checkout.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, bail};

use crate::read;

const NO_GIT: &str =
    "cannot run `git`, which a revision is read with; install it, or name a folder";

fn command(root: &Path) -> Command {
    let mut command = Command::new("git");
    // Answers have to be the same whatever the user's language and settings are.
    command.arg("-C").arg(root).env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
    command.stdin(Stdio::null());
    command
}

fn run(root: &Path, arguments: &[&str]) -> anyhow::Result<Output> {
    command(root).args(arguments).output().context(NO_GIT)
}

/// What a command prints, without the line end; nothing if it fails.
fn answer(root: &Path, arguments: &[&str]) -> anyhow::Result<Option<String>> {
    let output = run(root, arguments)?;
    let text = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
    Ok(output.status.success().then_some(text))
}

/// The full name of a revision.
pub fn commit(root: &Path, revision: &str) -> anyhow::Result<String> {
    if answer(root, &["rev-parse", "--is-inside-work-tree"])?.is_none() {
        bail!("{} is not under git: name a folder with --base", root.display());
    }
    let name = format!("{revision}^{{commit}}");
    let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", &name];
    if let Some(commit) = answer(root, &arguments)? {
        return Ok(commit);
    }
    if is_shallow(root)? {
        bail!(
            "there is no revision `{revision}` in this shallow clone; get the history by `git fetch --unshallow`, \
             or in a workflow by `fetch-depth: 0`"
        );
    }
    bail!("there is no revision `{revision}`; `git log --oneline` and `git tag` list what there is")
}

/// Whether the clone holds a part of the history only.
pub fn is_shallow(root: &Path) -> anyhow::Result<bool> {
    let shallow = answer(root, &["rev-parse", "--is-shallow-repository"])?;
    Ok(shallow.as_deref() == Some("true"))
}

/// The last tag that the work tree comes from.
pub fn last_tag(root: &Path) -> anyhow::Result<Option<String>> {
    answer(root, &["describe", "--tags", "--abbrev=0"])
}

/// Whether these folders hold what is not committed; nothing where there is no git.
pub fn is_dirty(root: &Path, folders: &[&str]) -> bool {
    let arguments = [&["status", "--porcelain", "--"], folders].concat();
    answer(root, &arguments).ok().flatten().is_some_and(|text| !text.is_empty())
}

/// The texts of a commit below `folder` with one of these endings, or at exactly this path.
pub fn texts(
    root: &Path,
    commit: &str,
    folder: &str,
    endings: &[&str],
) -> anyhow::Result<BTreeMap<String, String>> {
    let arguments = ["ls-tree", "-r", "-z", "--name-only", commit, "--", folder];
    let output = run(root, &arguments)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("git cannot list {folder} of {commit}: {}", said.trim());
    }
    let list = String::from_utf8_lossy(&output.stdout).into_owned();
    let wanted = |path: &&str| {
        let ending = Path::new(path).extension().and_then(|ending| ending.to_str());
        let hidden = path.split('/').any(|part| part.starts_with('.'));
        ending.is_some_and(|ending| endings.contains(&ending)) && !hidden
    };
    let paths: Vec<&str> =
        list.split('\0').filter(|path| !path.is_empty()).filter(wanted).collect();
    contents(root, commit, &paths)
}

/// One process for all: `git cat-file --batch`.
fn contents(root: &Path, commit: &str, paths: &[&str]) -> anyhow::Result<BTreeMap<String, String>> {
    let mut child = command(root)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context(NO_GIT)?;
    let requests: String = paths.iter().map(|path| format!("{commit}:./{path}\n")).collect();
    let input = child.stdin.take();
    // Git answers while it reads: whoever wrote everything first would wait for it forever.
    let writer = std::thread::spawn(move || -> std::io::Result<()> {
        let Some(mut input) = input else { return Ok(()) };
        input.write_all(requests.as_bytes())
    });
    let mut answers = Vec::new();
    if let Some(mut output) = child.stdout.take() {
        output.read_to_end(&mut answers).context("cannot read what git answers")?;
    }
    // A writer that git did not listen to shows as an answer that is missing.
    let _ = writer.join();
    let status = child.wait().context(NO_GIT)?;
    if !status.success() {
        bail!("`git cat-file` failed: {status}");
    }
    let mut rest = answers.as_slice();
    let mut texts = BTreeMap::new();
    for path in paths {
        let label = format!("{path} of {commit}");
        let (bytes, after) =
            blob(rest).with_context(|| format!("git has no content of {label}"))?;
        texts.insert((*path).to_owned(), read::utf8(bytes.to_vec(), &label)?);
        rest = after;
    }
    Ok(texts)
}

/// `<id> blob <size>\n<content>\n` → content and what follows.
fn blob(answer: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = answer.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(answer.get(..end)?).ok()?;
    let mut words = head.split(' ');
    let (kind, size) = (words.nth(1)?, words.next()?);
    let size: usize = size.parse().ok().filter(|_| kind == "blob")?;
    let content = answer.get(end + 1..end + 1 + size)?;
    Some((content, answer.get(end + 2 + size..)?))
}
