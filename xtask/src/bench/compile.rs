//! How long rustc takes for the generated crate alone, its dependencies built, beside another crate.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use super::measure::{Measured, Ratio, Runs, measured, median};
use super::{Row, table};

/// Sets of features, each a row.
const FEATURES: [(&str, &str); 5] = [
    ("full", "full"),
    ("default", "default"),
    ("meetings alone", "meetings"),
    ("phone alone", "phone"),
    ("rooms alone", "rooms"),
];

/// What is measured: its name, and the command of cargo.
const KINDS: [(&str, &[&str]); 3] = [
    ("`cargo check`", &["check"]),
    ("debug build", &["build"]),
    ("release build", &["build", "--release"]),
];

/// A crate to be built.
struct Subject {
    name: String,
    folder: PathBuf,
    package: String,
    /// The packages that it consists of.
    parts: Vec<String>,
    features: Option<&'static str>,
}

pub fn run(root: &Path, beside: Option<&str>, runs: &Runs<'_>) -> anyhow::Result<()> {
    let parts = parts(root)?;
    let mut subjects: Vec<Subject> = FEATURES
        .iter()
        .map(|(name, features)| Subject {
            name: format!("zoom-client, {name}"),
            folder: root.to_owned(),
            package: "zoom-client".to_owned(),
            parts: parts.clone(),
            features: Some(features),
        })
        .collect();
    if let Some(other) = beside {
        subjects.insert(0, another(root, other)?);
    }
    for (word, build) in KINDS {
        // Its dependencies, and the crate itself once. Without a network there is no other crate.
        subjects.retain(|subject| {
            runs.console.say(format!("{word}: {} and its dependencies", subject.name));
            let built = subject.cargo(root, build).output().is_ok_and(|run| run.status.success());
            if !built {
                runs.console.say(format!("{} is left out: it cannot be built here", subject.name));
            }
            built
        });
        let mut times: Vec<Vec<Measured>> = subjects.iter().map(|_| Vec::new()).collect();
        // In turn, so that a slow minute is nobody's alone.
        for _ in 0..runs.count {
            for (subject, times) in subjects.iter().zip(&mut times) {
                runs.console.say(format!("{word}: {}", subject.name));
                times.push(subject.once(root, build)?);
            }
        }
        let mut rows: Vec<Row> = Vec::new();
        for (subject, own) in subjects.iter().zip(&times) {
            let beside = match times.first() {
                Some(first) if !rows.is_empty() => Ratio::of(own, first).to_string(),
                _ => "1".to_owned(),
            };
            rows.push(Row::new(&subject.name, median(own.clone())?, beside));
        }
        table(runs.console, &format!("Compile time: {word}"), &rows)?;
    }
    Ok(())
}

impl Subject {
    fn cargo(&self, root: &Path, build: &[&str]) -> Command {
        let mut command = super::cargo(&self.folder);
        command.args(build).args(["-q", "-p", &self.package]).env("CARGO_INCREMENTAL", "0");
        command.env("CARGO_TARGET_DIR", root.join("target/bench-compile"));
        // What a program has that chooses nothing; the profile of this workspace has less.
        command.env("CARGO_PROFILE_DEV_DEBUG", "2");
        if let Some(features) = self.features {
            command.args(["--no-default-features", "--features", features]);
        }
        command
    }

    /// The crate alone: its own output in this profile is removed first.
    fn once(&self, root: &Path, build: &[&str]) -> anyhow::Result<Measured> {
        let mut clean = super::cargo(&self.folder);
        clean
            .args(["clean", "-q"])
            .args(build.iter().skip(1))
            .args(self.parts.iter().flat_map(|part| ["-p", part]));
        clean.env("CARGO_TARGET_DIR", root.join("target/bench-compile"));
        if !clean.output().context("cannot run cargo")?.status.success() {
            bail!("cannot remove what was built of {}", self.package);
        }
        measured(&mut self.cargo(root, build))
    }
}

/// A crate from the registry, in a package of its own that has nothing but it.
fn another(root: &Path, text: &str) -> anyhow::Result<Subject> {
    let (name, version) = text.split_once('@').context("name the other crate as NAME@VERSION")?;
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    if name.is_empty() || !plain(name) || !plain(version) {
        bail!("name the other crate as NAME@VERSION");
    }
    let folder = root.join("target/bench-beside");
    fs::create_dir_all(folder.join("src")).context("cannot make target/bench-beside")?;
    let manifest = format!(
        "[package]\nname = \"beside\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{name} = \"{version}\"\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).context("cannot write its manifest")?;
    fs::write(folder.join("src/lib.rs"), "").context("cannot write its source")?;
    let package = name.to_owned();
    Ok(Subject {
        name: text.to_owned(),
        folder,
        parts: vec![package.clone()],
        package,
        features: None,
    })
}

/// The generated crate and the crates behind it.
fn parts(root: &Path) -> anyhow::Result<Vec<String>> {
    let folder = root.join("generated/products");
    let products = fs::read_dir(&folder).context("cannot read generated/products")?;
    let mut parts = vec!["zoom-client".to_owned(), "zoom-client-core".to_owned()];
    for product in products {
        let product = product.context("cannot read generated/products")?;
        parts.push(format!("zoom-client-{}", product.file_name().to_string_lossy()));
    }
    Ok(parts)
}
