//! The size of a program that calls one operation, beside the same program with reqwest and serde by hand.

use std::fs;
use std::path::Path;

use anyhow::Context;

use super::measure::{self, Runs};

/// The two programs: as they are named, their source, and what they depend on.
const PROGRAMS: [(&str, &str, &str); 2] = [
    (
        "client",
        include_str!("size/client.rs"),
        "zoom-client = { path = \"../../../generated\", default-features = false, features = [\"rustls\", \"users\"] }\n",
    ),
    (
        "by-hand",
        include_str!("size/by_hand.rs"),
        // The features that zoom-client enables, and those of the methods `form` and `query`.
        "reqwest = { version = \"0.13\", default-features = false, features = [\"form\", \"http2\", \"multipart\", \"query\", \"rustls\", \"stream\"] }\n\
         serde = { version = \"1\", features = [\"derive\"] }\n\
         serde_json = \"1\"\n",
    ),
];

const WORKSPACE: &str = "\
[workspace]
resolver = \"3\"
members = [\"client\", \"by-hand\"]

[profile.release]
strip = true
";

/// Other settings for small programs, on top of those of the workspace.
const SMALL: [&str; 4] = [
    "profile.release.lto=true",
    "profile.release.codegen-units=1",
    "profile.release.opt-level=\"s\"",
    "profile.release.panic=\"abort\"",
];

pub fn size(root: &Path, runs: &Runs<'_>) -> anyhow::Result<()> {
    let place = root.join("target/bench-size");
    for (name, source, dependencies) in PROGRAMS {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n"
        );
        fs::create_dir_all(place.join(name).join("src"))
            .and_then(|()| fs::write(place.join(name).join("Cargo.toml"), manifest))
            .and_then(|()| fs::write(place.join(name).join("src/main.rs"), source))
            .context("cannot write the programs")?;
    }
    // The same versions of everything.
    fs::write(place.join("Cargo.toml"), WORKSPACE)
        .and_then(|()| fs::copy(root.join("Cargo.lock"), place.join("Cargo.lock")))
        .context("cannot write the workspace of the programs")?;
    let mut text = String::from(
        "\n## Size of a program with one operation, stripped\n\n\
         | profile | with the client | by hand | ratio |\n| --- | --- | --- | --- |\n",
    );
    let profiles: [(&str, &[&str]); 2] = [
        ("release", &[]),
        ("release, for size (`lto`, one unit, `opt-level = \"s\"`, `panic = \"abort\"`)", &SMALL),
    ];
    for (at, (profile, settings)) in profiles.into_iter().enumerate() {
        let mut sizes = Vec::new();
        let target = place.join(format!("target{at}"));
        for (name, ..) in PROGRAMS {
            runs.console.say(format!("{profile}: {name}"));
            // Each by itself, so that neither has the features of the other.
            let mut command = super::cargo(&place);
            command.args(["build", "-q", "--release", "-p", name]).env("CARGO_TARGET_DIR", &target);
            command.args(settings.iter().flat_map(|setting| ["--config", setting]));
            measure::succeed(&mut command)?;
            let program =
                target.join("release").join(name).with_extension(std::env::consts::EXE_EXTENSION);
            let length = fs::metadata(program).context("cannot find the program")?.len();
            sizes.push(length as f64 / 1024.0);
        }
        let [own, by_hand] = sizes.as_slice() else { continue };
        text.push_str(&format!(
            "| {profile} | {own:.0} KiB | {by_hand:.0} KiB | {:.2} |\n",
            own / by_hand
        ));
    }
    runs.console.result(&text)
}
