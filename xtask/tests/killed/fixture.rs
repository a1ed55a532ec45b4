//! A project so small that a run takes a fraction of a second, and its files before and after one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::project::{Project, Ran};
#[cfg(feature = "fetch")]
use crate::server::{Reply, Server};

/// The journal, and the end of the names of files that are being written: what a cut-off run leaves.
const JOURNAL: &str = ".codegen-journal";
const TEMPORARY: &str = ".codegen-tmp";

/// Relative path → bytes of a file, or nothing for a folder.
pub type Tree = BTreeMap<String, Option<Vec<u8>>>;

/// Tags of the documents, by generation: one goes, one comes, the others change.
const TAGS: [&[&str]; 2] = [&["apes", "bees", "cats", "dogs"], &["apes", "bees", "cats", "eels"]];

/// A published document; documents of a later generation say more.
fn published(tags: &[&str], generation: usize) -> String {
    let mut paths = Vec::new();
    for (index, tag) in tags.iter().enumerate() {
        for number in 0..=3 * index + generation {
            paths.push(format!(
                r#""/{tag}/{number}/{{id}}": {{"get": {{"tags": ["{tag}"], "operationId": "{tag}{number}",
                "summary": "Get {tag} {number}", "parameters": [{{"name": "id", "in": "path",
                "required": true, "schema": {{"type": "string"}}}}], "responses": {{"200": {{
                "description": "ok", "content": {{"application/json": {{"schema": {{"type": "object",
                "properties": {{"name_{generation}": {{"type": "string"}}}}}}}}}}}}}}}}}}"#
            ));
        }
    }
    let paths = paths.join(",\n");
    format!(
        r#"{{"openapi": "3.0.0", "info": {{"title": "Zoo", "version": "1"}}, "paths": {{{paths}}}}}"#
    )
}

/// The settings of a project whose source is published at `url`.
fn sources(tags: &[&str], url: &str) -> String {
    let mut text = format!(
        "[crate]\nname = \"zoo\"\nversion = \"0.1.0\"\ntemplates = [\"runtime\"]\n\n[[source]]\nid = \"zoo\"\n\
         title = \"Zoo\"\nurl = \"{url}\"\nprecedence = 1\nserver = \"v2\"\n"
    );
    for tag in tags {
        text.push_str(&format!("\n[[source.map]]\ntags = [\"{tag}\"]\nfile = \"v2/{tag}.yaml\"\n"));
    }
    for tag in tags {
        text.push_str(&format!(
            "\n[[document]]\nid = \"v2-{tag}\"\nfile = \"v2/{tag}.yaml\"\nmodule = \"{tag}\"\n\
             feature = \"{tag}\"\ntitle = \"{tag}\"\nserver = \"v2\"\nurl = \"\"\n"
        ));
    }
    text
}

/// A project with the documents of a generation of tags, imported.
fn imported(tags: &[&str], generation: usize, url: &str) -> Project {
    let project = Project::empty();
    project.write("specs/sources.toml", sources(tags, url));
    let server = "servers:\n  v2:\n    url: https://api.example.com/v2\n    security: [bearer]\n";
    project.write("specs/rules.yaml", server);
    project.write("templates/src/runtime/mod.rs", "//! By hand.\n");
    project.write("templates/Cargo.toml", "[dependencies]\n");
    project.write("published.json", published(tags, generation));
    project.run(&["specs", "import", "zoo", "--from", "published.json"]).code(0);
    project
}

/// A command, and the files of the project before and after it.
pub struct Case {
    pub project: Project,
    program: &'static str,
    arguments: &'static [&'static str],
    /// The folder that the command writes.
    pub writes: &'static str,
    pub before: Tree,
    pub after: Tree,
    /// How long a run takes that nobody disturbs.
    pub length: Duration,
}

const XTASK: &str = env!("CARGO_BIN_EXE_xtask");

impl Case {
    fn new(project: Project, arguments: &'static [&'static str], writes: &'static str) -> Case {
        Case::by(XTASK, project, arguments, writes)
    }

    fn by(
        program: &'static str,
        project: Project,
        arguments: &'static [&'static str],
        writes: &'static str,
    ) -> Case {
        let before = tree(project.root());
        let (after, length) = (Tree::new(), Duration::ZERO);
        let mut case = Case { project, program, arguments, writes, before, after, length };
        let begun = Instant::now();
        case.run().code(0);
        case.length = begun.elapsed();
        case.after = tree(case.project.root());
        assert_ne!(case.before, case.after, "the command has something to write");
        case.reset();
        case
    }

    /// Files change, come and go.
    pub fn codegen() -> Case {
        let project = imported(TAGS[0], 0, "");
        project.run(&["codegen"]).code(0);
        let next = imported(TAGS[1], 1, "");
        fs::remove_dir_all(project.path("specs/v2")).unwrap();
        for (path, bytes) in tree(next.root()) {
            let bytes = bytes.filter(|_| path.starts_with("specs/") && !path.ends_with(".lock"));
            let _ = bytes.map(|bytes| project.write(&path, bytes));
        }
        Case::new(project, &["codegen"], "generated")
    }

    /// Every document changes.
    pub fn import() -> Case {
        let project = imported(TAGS[0], 0, "");
        project.run(&["codegen"]).code(0);
        project.write("published.json", published(TAGS[0], 1));
        let arguments = &["specs", "import", "zoo", "--from", "published.json"];
        Case::new(project, arguments, "specs")
    }

    /// The same from a server.
    #[cfg(feature = "fetch")]
    pub fn fetch() -> (Server, Case) {
        let server = Server::new();
        let project = imported(TAGS[0], 0, &server.address("/zoo.json"));
        project.run(&["codegen"]).code(0);
        server.at("/zoo.json", Reply::tagged(published(TAGS[0], 1), "\"next\""));
        let program = env!("CARGO_BIN_EXE_xtask-fetch");
        (server, Case::by(program, project, &["specs", "fetch"], "specs"))
    }

    /// One file changes, of which the other half is written by hand.
    pub fn changelog() -> Case {
        let project = imported(TAGS[0], 0, "");
        project.run(&["codegen"]).code(0);
        project.write("generated/CHANGELOG.md", "# Changes\n\n## 0.0.9\n\nBy hand.\n");
        for arguments in [
            ["init", "-q", "-b", "main"].as_slice(),
            &["add", "-A"],
            &["commit", "-q", "-m", "first"],
            &["tag", "v0.1.0"],
        ] {
            git(project.root(), arguments);
        }
        project.write("published.json", published(TAGS[0], 1));
        project.run(&["specs", "import", "zoo", "--from", "published.json"]).code(0);
        let sources = project.read("specs/sources.toml").replace("\"0.1.0\"", "\"0.2.0\"");
        project.write("specs/sources.toml", sources);
        project.run(&["codegen"]).code(0);
        Case::new(project, &["diff", "--changelog"], "generated")
    }

    /// The command, not yet started.
    pub fn command(&self) -> Command {
        let mut command = Command::new(self.program);
        command.arg("--root").arg(self.project.root()).args(self.arguments);
        command.current_dir(self.project.root()).stdin(Stdio::null());
        command
    }

    pub fn run(&self) -> Ran {
        Ran::from(self.command().output().unwrap())
    }

    /// Where the command writes its journal.
    pub fn journal(&self) -> PathBuf {
        self.project.path(self.writes).join(JOURNAL)
    }

    /// The file that is replaced first, and its new text.
    pub fn first(&self) -> (PathBuf, &[u8]) {
        let inside = |path: &str| path.starts_with(self.writes);
        let mut changed = self.after.iter().filter(|(path, _)| inside(path));
        let changed = changed.find_map(|(path, new)| match (self.before.get(path)?, new) {
            (Some(old), Some(new)) if old != new => Some((path, new)),
            _ => None,
        });
        let (path, new) = changed.unwrap();
        (self.project.path(path), new)
    }

    pub fn now(&self) -> Tree {
        tree(self.project.root())
    }

    /// Everything as it was before.
    pub fn reset(&self) {
        restore(self.project.root(), &self.before);
    }

    /// After a run that ended early, in whatever way: whole files, and either nothing is left and one of the two
    /// states stands, or a check reports the interruption. Returns whether the run was interrupted.
    #[track_caller]
    pub fn is_cut_off(&self, how: &str) -> bool {
        let now = self.now();
        let marked = now.keys().any(|path| is_mark(path));
        for path in self.before.keys().chain(self.after.keys()).chain(now.keys()) {
            let (found, old, new) = (now.get(path), self.before.get(path), self.after.get(path));
            let folder = [found, old, new].into_iter().flatten().all(Option::is_none);
            let whole = found == old || found == new;
            assert!(whole || folder || is_mark(path), "{how}: {path} is truncated or mixed");
        }
        if !marked {
            let same = |other: &Tree| now.keys().eq(other.keys()) && now == *other;
            assert!(same(&self.before) || same(&self.after), "{how}: a mixture, and no journal");
            return false;
        }
        let check = self.project.run(&["codegen", "--check"]);
        let said = format!("{}{}", check.stdout, check.stderr);
        assert!(matches!(check.code, Some(1 | 2)), "{how}: {check:#?}");
        assert!(said.contains("interrupted") && said.contains("cargo xtask"), "{how}: {check:#?}");
        assert_eq!(self.now(), now, "{how}: a check writes nothing");
        true
    }

    /// The same command again gives what an undisturbed run gives.
    #[track_caller]
    pub fn completes(&self, how: &str) {
        let ran = self.run();
        assert_eq!(ran.code, Some(0), "{how}: {ran:#?}");
        self.is_after(how);
    }

    #[track_caller]
    pub fn is_after(&self, how: &str) {
        let now = self.now();
        let differ = |path: &&String| now.get(*path) != self.after.get(*path);
        let different: Vec<_> = now.keys().chain(self.after.keys()).filter(differ).collect();
        assert!(different.is_empty(), "{how}: {different:?} differ from an undisturbed run");
    }

    /// Another command settles what this one left: its folder is wholly as before, or wholly as after.
    #[track_caller]
    pub fn is_settled_by(&self, arguments: &[&str], how: &str) {
        let ran = self.project.run(arguments);
        assert_eq!(ran.code, Some(0), "{how}: {ran:#?}");
        let part = |tree: &Tree| -> Tree {
            let inside = |path: &str| path.starts_with(self.writes) && !path.ends_with(".lock");
            tree.iter()
                .filter(|(path, _)| inside(path))
                .map(|(p, b)| (p.clone(), b.clone()))
                .collect()
        };
        let now = part(&self.now());
        let either = now == part(&self.before) || now == part(&self.after);
        assert!(either, "{how}: {arguments:?} left a mixture");
    }
}

fn is_mark(path: &str) -> bool {
    path.ends_with(TEMPORARY) || path.ends_with(JOURNAL)
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "user.name=t", "-c", "user.email=t@example.com"]);
    command.args(["-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"]).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
}

/// Everything but locks and what git keeps.
pub fn tree(root: &Path) -> Tree {
    let mut all = Tree::new();
    gather(root, "", &mut all);
    all
}

fn gather(folder: &Path, prefix: &str, all: &mut Tree) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if path == "target" || path == ".git" {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            gather(&entry.path(), &format!("{path}/"), all);
            all.insert(path, None);
        } else {
            all.insert(path, Some(fs::read(entry.path()).unwrap()));
        }
    }
}

/// Makes the folder hold this tree again.
pub fn restore(root: &Path, wanted: &Tree) {
    let now = tree(root);
    // What is inside of a folder comes after it: the other way round it can go.
    for (path, content) in now.iter().rev().filter(|(path, _)| !wanted.contains_key(*path)) {
        match content {
            Some(_) => fs::remove_file(root.join(path)).unwrap(),
            None => fs::remove_dir(root.join(path)).unwrap(),
        }
    }
    for (path, content) in wanted {
        match content {
            None => fs::create_dir_all(root.join(path)).unwrap(),
            Some(bytes) if now.get(path) != Some(content) => {
                fs::write(root.join(path), bytes).unwrap()
            }
            Some(_) => {}
        }
    }
}
