//! `cargo xtask diff` on small projects under git: where states come from, what is said, how it ends.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its own functions too")]

mod project;

use std::fs;
use std::path::Path;
use std::process::Command;

use project::Ran;
use tempfile::TempDir;

const SOURCES: &str = "[crate]\nname = \"rooms\"\nversion = \"0.1.0\"\ntemplates = [\"runtime\"]\n\n\
    [[document]]\nid = \"rooms\"\nfile = \"rooms.yaml\"\ntitle = \"Rooms\"\n\n\
    [[document]]\nid = \"floors\"\nfile = \"floors.yaml\"\ntitle = \"Floors\"\n";

const ENUM: &str = "{type: integer, enum: [1, 2], x-enum-varnames: [Small, Large]}";

fn document(name: &str, size: &str) -> String {
    format!(
        "openapi: 3.0.1\ninfo: {{title: {name}, version: 1.0.0}}\npaths:\n  /{name}:\n    get:\n      \
         operationId: list_{name}\n      tags: [{name}]\n      summary: List {name}\n      responses:\n        '200':\n          \
         description: Done.\n          content:\n            application/json:\n              schema: {{type: object, properties: {{size: {size}}}}}\n"
    )
}

struct Small {
    dir: TempDir,
}

impl Small {
    /// A project with two documents, committed.
    fn new() -> Small {
        let small = Small { dir: tempfile::tempdir().unwrap() };
        small.write("specs/sources.toml", SOURCES);
        small.write("specs/rooms.yaml", &document("rooms", ENUM));
        small.write("specs/floors.yaml", &document("floors", "{type: integer}"));
        small.write("templates/src/runtime/mod.rs", "//! By hand.\n");
        small.write("templates/Cargo.toml", "[dependencies]\n");
        small.git(&["init", "-q", "-b", "main"]);
        small.run(&["codegen"]).code(0);
        small.commit("first");
        small
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn replace(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.dir.path().join(path)).unwrap();
        assert!(text.contains(from), "{path} has no {from:?}");
        self.write(path, &text.replace(from, to));
    }

    fn git(&self, arguments: &[&str]) {
        git(self.dir.path(), arguments);
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        run(self.dir.path(), arguments)
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "user.name=t", "-c", "user.email=t@example.com"]);
    command.args(["-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"]).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
}

fn run(root: &Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("--root").arg(root).args(arguments).current_dir(root);
    // A folder of temporary files may lie below a repository of its own.
    command.env("GIT_CEILING_DIRECTORIES", root.parent().unwrap());
    command.env_remove("CLICOLOR_FORCE").env("NO_COLOR", "1");
    Ran::from(command.output().unwrap())
}

#[test]
fn the_work_tree_is_compared_with_the_last_commit_where_there_is_no_tag() {
    let small = Small::new();
    let ran = small.run(&["diff"]).code(0);
    ran.out("0 breaking").out("there is no tag yet");
    small.replace("specs/rooms.yaml", "[1, 2]", "[1]");
    small.replace("specs/rooms.yaml", "[Small, Large]", "[Small]");
    let ran = small.run(&["diff", "--fail-on", "breaking"]).code(1);
    let ran = ran.out("1 breaking").out("enum-value-removed").out("not committed");
    ran.out("rooms::get::Size::Unknown(2)").out("0.2.0");
}

#[test]
fn what_the_hand_written_modules_export_is_a_part_of_the_api() {
    let small = Small::new();
    let module = "templates/src/runtime/mod.rs";
    small.write(module, "//! By hand.\n\n/// Asks.\npub fn ask(what: &str) {}\n");
    small.run(&["codegen"]).code(0);
    small
        .run(&["diff", "--fail-on", "breaking"])
        .code(0)
        .out("runtime-added")
        .out("fn rt::ask(&str) -> ()");
    small.commit("asks");
    small.replace(module, "&str", "String");
    small
        .run(&["diff", "--fail-on", "breaking"])
        .code(1)
        .out("runtime-changed")
        .out("fn rt::ask(String) -> ()");
    // A folder that is specs/ alone has none to compare.
    let specs = small.dir.path().join("specs");
    let ran = small.run(&["diff", "--base", specs.to_str().unwrap()]).code(0);
    ran.out("changes of the runtime are not shown").out("0 breaking");
}

#[test]
fn a_label_is_documentation_a_value_an_addition_and_a_value_less_breaking_in_every_form() {
    let small = Small::new();
    let entry = |values: &str| {
        format!(
            "RoomSize:\n  doc: How large.\n  values:\n{values}  places:\n    - rooms GET /rooms 200 size\n"
        )
    };
    let (one, two, three) = (
        "    1: {name: Small, label: few seats}\n",
        "    2: {name: Large, label: many seats}\n",
        "    3: {name: Huge, label: a hall}\n",
    );
    small.replace("specs/rooms.yaml", ENUM, "{type: integer, enum: [1, 2]}");
    small.write("specs/enums.yaml", &entry(&format!("{one}{two}")));
    small.run(&["codegen"]).code(0);
    small.commit("shared");
    let cases = [
        (
            format!("{one}    2: {{name: Large, label: more seats}}\n"),
            "documentation",
            "enum-value-relabelled",
            "more seats",
        ),
        (format!("{one}{two}{three}"), "additive", "enum-value-added", "enums::RoomSize::Huge = 3"),
        (
            format!("{one}    3: {{name: Large}}\n"),
            "documentation",
            "enum-value-changed",
            "enums::RoomSize::Large = 3",
        ),
    ];
    for (values, level, rule, shown) in cases {
        small.write("specs/enums.yaml", &entry(&values));
        if rule == "enum-value-changed" {
            small.replace("specs/rooms.yaml", "[1, 2]", "[1, 3]");
        }
        for format in ["text", "markdown", "html", "json"] {
            let ran = small.run(&["diff", "--format", format]).code(0);
            let ran = ran.out(level).out("RoomSize");
            // A page marks what differs inside of a line; in a pull request rules would be in the way.
            if ["text", "json"].contains(&format) {
                ran.out(rule).out(shown);
            }
        }
    }
    small.write("specs/enums.yaml", &entry(one));
    small.replace("specs/rooms.yaml", "[1, 3]", "[1]");
    for format in ["text", "markdown", "html", "json"] {
        let ran = small.run(&["diff", "--format", format, "--fail-on", "breaking"]).code(1);
        ran.out("breaking").out("enum-value-removed").out("Unknown(2)");
    }
}

#[test]
fn revisions_folders_and_both_at_once() {
    let small = Small::new();
    let other = tempfile::tempdir().unwrap();
    for file in ["sources.toml", "rooms.yaml", "floors.yaml"] {
        let from = small.dir.path().join("specs").join(file);
        fs::copy(from, other.path().join(file)).unwrap();
    }
    small.replace("specs/floors.yaml", "{type: integer}", "{type: string}");
    small.commit("second");
    let folder = other.path().to_str().unwrap().to_owned();
    let ran = small.run(&["diff", "--base", &folder]).code(0);
    ran.out("1 breaking").out("has no generated/api.txt");
    small.run(&["diff", "--base", "HEAD~1"]).code(0).out("1 breaking");
    small.run(&["diff", "--base", "HEAD~1", "--head", "HEAD~1", "--fail-on", "any"]).code(0);
    small.run(&["diff", "--base", "HEAD", "--head", "HEAD~1"]).code(0).out("floors::Floor.size");
}

#[test]
fn a_state_that_cannot_be_found_is_said() {
    let small = Small::new();
    let before = small.run(&["diff", "--base", "no-such-thing"]).code(2);
    assert_eq!(before.stdout, "", "a partial report");
    before.err("there is no revision `no-such-thing`");
    small.run(&["diff", "--base", "--upload-pack=x"]).code(2);
    small.run(&["diff", "--base", "templates"]).code(2).err("holds neither specs/");
    small.run(&["diff", "--base", "specs/rooms.yaml"]).code(2).err("is a file");
    small.git(&["rm", "-rq", "--cached", "specs"]);
    small.git(&["commit", "-q", "-m", "without"]);
    small.run(&["diff", "--base", "HEAD"]).code(2).err("has no folder specs/");

    let plain = tempfile::tempdir().unwrap();
    for folder in ["specs", "templates/src"] {
        fs::create_dir_all(plain.path().join(folder)).unwrap();
    }
    run(plain.path(), &["diff", "--base", "HEAD"]).code(2).err("not under git");
}

#[test]
fn a_shallow_clone_says_how_to_get_the_history() {
    let small = Small::new();
    small.write("specs/unnamed.yaml", "");
    small.commit("second");
    let clone = tempfile::tempdir().unwrap();
    let from = format!("file://{}", small.dir.path().display());
    git(clone.path(), &["clone", "-q", "--depth", "1", &from, "copy"]);
    let copy = clone.path().join("copy");
    run(&copy, &["diff", "--base", "HEAD~1"]).code(2).err("shallow").err("--unshallow");
    run(&copy, &["codegen", "--check"]).err("shallow");
}

#[test]
fn a_document_of_the_base_that_does_not_load_is_named_and_the_rest_compared() {
    let small = Small::new();
    let good = document("floors", "{type: integer}");
    small.write("specs/floors.yaml", &format!("{good}  - : [\n"));
    small.commit("broken");
    small.write("specs/floors.yaml", &good);
    small.replace("specs/rooms.yaml", "Large]", "Big]");
    let ran = small.run(&["diff"]).code(0);
    let ran = ran.out("floors.yaml of HEAD could not be read").out("enum-value-renamed");
    assert!(!ran.stdout.contains("floors::"), "{}", ran.stdout);

    // In the head it has to be corrected first; the rest is compared.
    small.write("specs/floors.yaml", "openapi: [\n");
    small.run(&["diff"]).code(1).out("To settle: 1 entry of specs/").out("enum-value-renamed");
    small.run(&["diff", "--changelog"]).code(2).err("not settled");
}

/// What an earlier generator accepted must not keep a reviewer from seeing what changed since.
#[test]
fn entries_of_the_base_that_match_nothing_cost_nothing() {
    let small = Small::new();
    small.write("specs/glossary.yaml", "no_such_field: A line.\n");
    small.run(&["codegen"]).code(2).err("no_such_field");
    small.commit("as if it had been accepted");
    small.write("specs/glossary.yaml", "size: How large.\n");
    small.run(&["diff"]).code(0).out("0 breaking").out("text-changed");
}

#[test]
fn the_version_has_to_follow_the_changes_since_the_last_tag() {
    let small = Small::new();
    small.run(&["codegen", "--check"]).code(0).err("there is no tag yet");
    small.git(&["tag", "v0.1.0"]);
    small.run(&["codegen", "--check"]).code(0);
    small.replace("specs/rooms.yaml", "Large]", "Big]");
    small.run(&["codegen"]).code(0);
    let ran = small.run(&["codegen", "--check"]).code(1);
    ran.out("0.1.0 is too low").out("since v0.1.0").out("0.2.0");
    small.run(&["diff", "--fail-on", "version"]).code(1).out("too low");

    small.replace("specs/sources.toml", "version = \"0.1.0\"", "version = \"0.2.0\"");
    small.run(&["codegen"]).code(0);
    small.run(&["codegen", "--check"]).code(0);
    small.run(&["diff", "--fail-on", "version"]).code(0);
    small.run(&["diff", "--changelog"]).code(0);
    small.run(&["diff", "--changelog"]).code(0);
    let text = fs::read_to_string(small.dir.path().join("generated/CHANGELOG.md")).unwrap();
    assert_eq!(text.matches("## 0.2.0").count(), 1, "{text}");
    assert!(text.contains("### Breaking") && text.contains("`rooms::get::Size::Big`"), "{text}");
    small.run(&["codegen", "--check"]).code(0);
}

const CHANGELOG: &str = "generated/CHANGELOG.md";

impl Small {
    /// A project whose version 0.1.0 is released, with a changelog.
    fn released() -> Small {
        let small = Small::new();
        small.write("specs/glossary.yaml", "size: How large.\n");
        small.write(CHANGELOG, "# Changes\n\n## 0.1.0\n\nBy hand.\n");
        small.run(&["codegen"]).code(0);
        small.commit("described");
        small.git(&["tag", "v0.1.0"]);
        small
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.dir.path().join(path)).unwrap()
    }
}

#[test]
fn descriptions_require_no_version_and_leave_the_changelog_alone() {
    let small = Small::released();
    let before = small.read(CHANGELOG);
    small.replace("specs/glossary.yaml", "How large", "How many seats");
    small.run(&["codegen"]).code(0);
    small.run(&["codegen", "--check"]).code(0);
    small.run(&["diff", "--fail-on", "version"]).code(0).out("only descriptions differ");
    small.run(&["diff", "--changelog"]).code(0).out("0.1.0 is released (tag v0.1.0)");
    assert_eq!(small.read(CHANGELOG), before);
}

#[test]
fn a_changelog_is_for_a_version_that_is_high_enough_and_not_released() {
    let small = Small::released();
    let before = small.read(CHANGELOG);
    small.replace("specs/floors.yaml", "{type: integer}", "{type: integer, default: 3}");
    small.replace("specs/glossary.yaml", "How large", "How many seats");
    small.run(&["codegen"]).code(0);
    let ran = small.run(&["diff", "--changelog"]).code(1);
    ran.out("CHANGELOG.md is not changed").out("0.1.0 is too low").out("0.1.1");
    assert_eq!(small.read(CHANGELOG), before);

    small.replace("specs/sources.toml", "version = \"0.1.0\"", "version = \"0.1.1\"");
    small.run(&["codegen"]).code(0);
    small.run(&["diff", "--changelog"]).code(0);
    let text = small.read(CHANGELOG);
    for part in [
        "## 0.1.1 (unreleased)",
        "Since v0.1.0.",
        "### Wire and documents",
        "floors::Floor.size",
        "`3`.",
    ] {
        assert!(text.contains(part), "no {part:?} in {text}");
    }
    assert!(text.contains(" descriptions changed.") && !text.contains("How many seats"), "{text}");
    assert!(text.ends_with("## 0.1.0\n\nBy hand.\n"), "{text}");

    // A date says that it is released, before the tag is there.
    small.replace(CHANGELOG, "(unreleased)", "- 2026-12-01");
    let dated = small.read(CHANGELOG);
    small.run(&["diff", "--changelog"]).code(2).err("has a date");
    assert_eq!(small.read(CHANGELOG), dated);
}

#[test]
fn a_changelog_has_a_release_to_begin_with() {
    let small = Small::new();
    small.run(&["diff", "--changelog"]).code(2).err("no tag yet").err("--base");
    small.run(&["diff", "--changelog", "--base", "HEAD"]).code(0);
    assert!(small.read(CHANGELOG).contains("Nothing changes for users."));
}

#[test]
fn a_project_decides_how_much_a_rule_counts() {
    let small = Small::released();
    small.replace("specs/floors.yaml", "{type: integer}", "{type: integer, default: 3}");
    small.run(&["diff", "--fail-on", "breaking"]).code(0);
    small.write("specs/diff.yaml", "default-changed: {level: breaking, reason: Ours differ.}\n");
    small.run(&["diff", "--fail-on", "breaking"]).code(1).out("default-changed");
    small.write("specs/diff.yaml", "default-changed: {report: false, reason: Of no interest.}\n");
    let ran = small.run(&["diff", "--fail-on", "version"]).code(0);
    ran.out("not reported, as specs/diff.yaml requires: 1 × default-changed");
    small.run(&["codegen"]).code(0);
    small.run(&["codegen", "--check"]).code(0);

    small.write("specs/diff.yaml", "# Ours.\n\ndefault-change: {report: false, reason: No.}\n");
    let ran = small.run(&["diff"]).code(2).err("specs/diff.yaml:3:1");
    ran.err("there is no rule `default-change`").err("`default-changed`");
    small.run(&["codegen", "--check"]).code(2).err("specs/diff.yaml:3:1");
}

#[test]
fn an_earlier_generator_shows_as_what_it_is() {
    let small = Small::new();
    small.replace("generated/api.txt", "struct rooms::Get", "struct rooms::Got");
    small.commit("as if by another generator");
    let ran = small.run(&["diff"]).code(0);
    ran.out("generator-removed").out("rooms::Got").out("generator-added");
}
