//! rustc on single crates, with the dependencies of the hand-written modules.

#![allow(dead_code, reason = "each test program uses a part of this")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The package whose dependencies the generated crates have.
const PACKAGE: &str = "zoom-templates";

/// rustc, and the dependencies that cargo has built for it.
pub struct Rustc {
    /// `--extern NAME=FILE`, for each dependency.
    externs: Vec<String>,
    /// Where the dependencies of dependencies are.
    dependencies: PathBuf,
}

/// The arguments for these features, and for that of the templates, whose runtime has what receives events only with it.
fn conditions(features: &[String]) -> Vec<String> {
    let names = features.iter().map(String::as_str).chain(["events"]);
    names.flat_map(|name| ["--cfg".to_owned(), format!("feature={name:?}")]).collect()
}

impl Rustc {
    /// Builds the dependencies, if that was not done before.
    pub fn new() -> Rustc {
        let names = direct_dependencies();
        let output = cargo(&["check", "--quiet", "--package", PACKAGE, "--message-format", "json"]);
        let mut files = BTreeMap::new();
        for line in output.lines() {
            let message: Value = serde_json::from_str(line).expect("a message of cargo");
            let id = message["package_id"].as_str().unwrap_or_default();
            let Some(name) = names.get(id) else { continue };
            let list = message["filenames"].as_array().into_iter().flatten();
            let library = |file: &&str| {
                [".rmeta", ".so", ".dylib", ".dll"].iter().any(|end| file.ends_with(end))
            };
            if let Some(file) = list.filter_map(Value::as_str).find(library) {
                files.insert(name.clone(), PathBuf::from(file));
            }
        }
        let first = files.values().next().expect("a dependency");
        let dependencies = first.parent().expect("a folder").to_owned();
        let externs = files.iter().map(|(name, file)| format!("{name}={}", file.display()));
        Rustc { externs: externs.collect(), dependencies }
    }

    /// An empty folder for a crate.
    pub fn folder(&self, name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("levels").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the folder is created");
        folder
    }

    /// Compiles the crate `sample` with these features; the reason if that fails.
    pub fn library(&self, root: &Path, features: &[String]) -> Result<(), String> {
        let folder = root
            .ancestors()
            .find(|folder| folder.parent().is_some_and(|up| up.ends_with("levels")));
        let to = folder.expect("a folder of this crate").join("libsample.rmeta");
        let arguments = conditions(features);
        self.run("sample", root, &to, &arguments)
            .map_err(|error| format!("the crate itself: {error}"))
    }

    /// Compiles the crate `sample` with these features; all errors if that fails.
    pub fn explained(&self, root: &Path, features: &[String]) -> Result<(), String> {
        let arguments = conditions(features);
        self.output("sample", root, &root.with_file_name("libsample.rmeta"), &arguments)
    }

    /// Compiles a program that uses a package of the workspace with all features; all errors if that fails.
    pub fn against(&self, source: &Path, package: &str) -> Result<(), String> {
        let output = cargo(&[
            "check",
            "--quiet",
            "--package",
            package,
            "--all-features",
            "--message-format",
            "json",
        ]);
        let name = package.replace('-', "_");
        let mut files = output.lines().filter_map(|line| {
            let message: Value = serde_json::from_str(line).ok()?;
            let is_it =
                message["target"]["name"] == name.as_str() || message["target"]["name"] == package;
            let list = message["filenames"].as_array().filter(|_| is_it)?;
            let mut files = list.iter().filter_map(Value::as_str);
            files.find(|file| file.ends_with(".rmeta")).map(str::to_owned)
        });
        let file = files.next_back().expect("the library of the package");
        let to = source.with_extension("rmeta");
        self.output("caller", source, &to, &["--extern".to_owned(), format!("{name}={file}")])
    }

    /// Compiles a program that uses the crate in `folder`; the reason if that fails.
    pub fn caller(&self, folder: &Path, text: &str) -> Result<(), String> {
        let (source, to) = (folder.join("caller.rs"), folder.join("libcaller.rmeta"));
        fs::write(&source, text).expect("the file is written");
        let sample = format!("sample={}", folder.join("libsample.rmeta").display());
        self.run("caller", &source, &to, &["--extern".to_owned(), sample])
    }

    /// The code of the first error, if compiling fails.
    fn run(&self, name: &str, source: &Path, to: &Path, more: &[String]) -> Result<(), String> {
        self.output(name, source, to, more).map_err(|text| {
            let code = text.split("error[").nth(1).and_then(|rest| rest.split(']').next());
            code.map_or(text.clone(), str::to_owned)
        })
    }

    /// All errors, if compiling fails.
    fn output(&self, name: &str, source: &Path, to: &Path, more: &[String]) -> Result<(), String> {
        let mut command = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        command.args(["--edition", "2024", "--crate-type", "lib", "--emit", "metadata"]);
        command.args(["--cap-lints", "allow", "--error-format", "short", "--crate-name", name]);
        command.arg("-L").arg(format!("dependency={}", self.dependencies.display()));
        command.args(self.externs.iter().flat_map(|one| ["--extern", one]));
        command.args(more).arg("-o").arg(to).arg(source);
        // The runtime reads these.
        command.env("CARGO_PKG_NAME", "sample").env("CARGO_PKG_VERSION", "0.1.0");
        let output = command.output().expect("rustc starts");
        if output.status.success() {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// The libraries that the package depends on: id of the package → name in its sources.
fn direct_dependencies() -> BTreeMap<String, String> {
    let text = cargo(&["metadata", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&text).expect("the metadata of cargo");
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let packages = list(&metadata["packages"]);
    let own = packages.iter().find(|package| package["name"] == PACKAGE).expect("the package");
    let nodes = list(&metadata["resolve"]["nodes"]);
    let node = nodes.iter().find(|node| node["id"] == own["id"]).expect("its node");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let is_normal = |dependency: &Value| {
        list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null())
    };
    let normal = list(&node["deps"]).into_iter().filter(is_normal);
    normal.map(|dependency| (text(&dependency["pkg"]), text(&dependency["name"]))).collect()
}

/// Runs cargo in the workspace, without a network.
fn cargo(arguments: &[&str]) -> String {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).args(["--locked", "--offline"]);
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
    let output = command.output().expect("cargo starts");
    assert!(
        output.status.success(),
        "cargo {arguments:?} failed; dependencies have to be downloaded (`cargo fetch`):\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}
