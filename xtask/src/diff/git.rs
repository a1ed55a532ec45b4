//! Data from git: revisions, tags, and the files of a revision, read from its objects without a checkout.

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
    // The output has to be the same for every language and setting of the user.
    command.arg("-C").arg(root).env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
    command.stdin(Stdio::null());
    command
}

fn run(root: &Path, arguments: &[&str]) -> anyhow::Result<Output> {
    command(root).args(arguments).output().context(NO_GIT)
}

/// The output of a command without the line end; `None` if it fails.
fn output(root: &Path, arguments: &[&str]) -> anyhow::Result<Option<String>> {
    let output = run(root, arguments)?;
    let text = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
    Ok(output.status.success().then_some(text))
}

/// The full name of a revision.
pub fn commit(root: &Path, revision: &str) -> anyhow::Result<String> {
    if output(root, &["rev-parse", "--is-inside-work-tree"])?.is_none() {
        bail!("{} is not under git: name a folder with --base", root.display());
    }
    let name = format!("{revision}^{{commit}}");
    let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", &name];
    if let Some(commit) = output(root, &arguments)? {
        return Ok(commit);
    }
    if is_shallow(root)? {
        bail!(
            "there is no revision `{revision}` in this shallow clone; get the history by `git fetch --unshallow`, \
             or in a workflow by `fetch-depth: 0`"
        );
    }
    bail!(
        "there is no revision `{revision}`; `git log --oneline` and `git tag` list the existing ones"
    )
}

/// Whether the clone holds a part of the history only.
pub fn is_shallow(root: &Path) -> anyhow::Result<bool> {
    let shallow = output(root, &["rev-parse", "--is-shallow-repository"])?;
    Ok(shallow.as_deref() == Some("true"))
}

/// The last tag that the work tree comes from.
pub fn last_tag(root: &Path) -> anyhow::Result<Option<String>> {
    output(root, &["describe", "--tags", "--abbrev=0"])
}

/// The tag of a version, `v0.1.0` or `0.1.0`, if it exists; `None` without git.
pub fn tag_of(root: &Path, version: &str) -> Option<String> {
    let exists = |tag: &String| {
        let name = format!("refs/tags/{tag}");
        output(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &name])
            .is_ok_and(|found| found.is_some())
    };
    [format!("v{version}"), version.to_owned()].into_iter().find(exists)
}

/// Whether these folders contain uncommitted changes; false without git.
pub fn is_dirty(root: &Path, folders: &[&str]) -> bool {
    let arguments = [&["status", "--porcelain", "--"], folders].concat();
    output(root, &arguments).ok().flatten().is_some_and(|text| !text.is_empty())
}

/// The files of a commit below `folder` with one of these endings, or at exactly this path.
pub fn texts(
    root: &Path,
    commit: &str,
    folder: &str,
    endings: &[&str],
) -> anyhow::Result<BTreeMap<String, String>> {
    let arguments = ["ls-tree", "-r", "-z", "--name-only", commit, "--", folder];
    let output = run(root, &arguments)?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        bail!("git cannot list {folder} of {commit}: {}", message.trim());
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
    // Git writes while it reads: a program that wrote everything first would wait forever.
    let writer = std::thread::spawn(move || -> std::io::Result<()> {
        let Some(mut input) = input else { return Ok(()) };
        input.write_all(requests.as_bytes())
    });
    let mut output_bytes = Vec::new();
    if let Some(mut output) = child.stdout.take() {
        output.read_to_end(&mut output_bytes).context("cannot read the output of git")?;
    }
    // If git did not read everything, its output is incomplete.
    let _ = writer.join();
    let status = child.wait().context(NO_GIT)?;
    if !status.success() {
        bail!("`git cat-file` failed: {status}");
    }
    let mut rest = output_bytes.as_slice();
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

/// `<id> blob <size>\n<content>\n` → content and the rest.
fn blob(output: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = output.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(output.get(..end)?).ok()?;
    let mut words = head.split(' ');
    let (kind, size) = (words.nth(1)?, words.next()?);
    let size: usize = size.parse().ok().filter(|_| kind == "blob")?;
    let content = output.get(end + 1..end + 1 + size)?;
    Some((content, output.get(end + 2 + size..)?))
}
