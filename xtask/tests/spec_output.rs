//! `codegen --spec`: any one document into a crate of its own.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its own functions too")]

mod project;

use std::fs;

use project::{PETS, Project, more_pets};

#[test]
fn a_document_becomes_a_crate_and_follows_it() {
    let project = Project::new();
    project.write("pets.yaml", PETS);
    project.pets(&["--check"]).code(1).out("missing pets/Cargo.toml\n");
    assert!(!project.path("pets").exists(), "a check writes nothing");
    project.pets(&[]).code(0).out("2 operations emitted, 0 rejected, ");
    assert!(project.read("pets/.codegen-crate").contains("name = \"pets\""));
    project.pets(&["--check"]).code(0);
    project.pets(&[]).code(0).out("; 0 files written, ");

    project.write("pets.yaml", more_pets());
    let check = project.pets(&["--check"]).code(1).out("changed pets/src/");
    check.out("To fix it: cargo xtask codegen --spec pets.yaml --out pets --name pets\n");
    fs::remove_file(project.path("pets/names.lock")).unwrap();
    project.pets(&["--check"]).code(1).out("missing pets/names.lock\n");
    project.write("pets/src/stray.rs", "");
    project.write("pets/tests/mine.rs", "mine");
    project.pets(&[]).code(0).out("3 operations emitted").out(", 1 removed (");
    assert_eq!(project.read("pets/tests/mine.rs"), "mine");
    project.pets(&["--check"]).code(0);
}

#[test]
fn where_the_document_lies_changes_nothing() {
    let project = Project::with_pets();
    project.write("elsewhere/deep/pets.yaml", PETS);
    let document = project.path("elsewhere/deep/pets.yaml");
    let document = document.to_str().unwrap();
    let fixed = ["codegen", "--out", "pets", "--name", "pets", "--check", "--spec"];
    project.run(&[&fixed[..], &[document]].concat()).code(0);
    project.write("elsewhere/deep/pets.yaml", "openapi: [\n");
    let ran = project.run(&[&fixed[..], &[document]].concat()).code(2);
    ran.err("elsewhere/deep/pets.yaml");
}

#[test]
fn the_project_is_not_touched() {
    let project = Project::generated();
    let before = project.everything();
    project.write("pets.yaml", PETS);
    project.pets(&[]).code(0);
    let mut after = project.everything();
    after.retain(|path, _| !path.starts_with(project.path("pets")));
    after.remove(&project.path("pets.yaml"));
    assert_eq!(after, before);
}

#[test]
fn a_folder_with_other_files_is_rejected() {
    let project = Project::new();
    project.write("pets.yaml", PETS);
    project.write("pets/src/precious.rs", "precious");
    let before = project.everything();
    project
        .pets(&[])
        .code(2)
        .err("pets contains files that `codegen --spec` did not write")
        .err("--force");
    project.pets(&["--check"]).code(2);
    assert_eq!(project.everything(), before);

    project.pets(&["--force", "--verbose"]).code(0).err("removed pets/src/precious.rs");
    project.pets(&[]).code(0);
    project.pets(&["--check"]).code(0);
}

#[test]
fn an_empty_folder_is_used_and_a_file_is_not() {
    let project = Project::new();
    project.write("pets.yaml", PETS);
    fs::create_dir(project.path("pets")).unwrap();
    project.pets(&[]).code(0);
    let file = ["codegen", "--spec", "pets.yaml", "--out", "pets.yaml", "--name", "pets"];
    project.run(&file).code(2).err("cannot use pets.yaml as a folder");
    project.run(&[&file[..], &["--force"]].concat()).code(2);
    assert_eq!(project.read("pets.yaml"), PETS);
}

#[test]
fn a_first_run_that_was_cut_off_is_completed() {
    let project = Project::new();
    project.write("pets.yaml", PETS);
    project.write("pets/.codegen-journal", "write 00 - Cargo.toml\n");
    project.write("pets/.Cargo.toml.codegen-tmp", "[pack");
    project.pets(&["--check"]).code(1).out("interrupted");
    project.pets(&[]).code(0).err("interrupted");
    assert!(!project.path("pets/.Cargo.toml.codegen-tmp").exists());
    project.pets(&["--check"]).code(0);
}

#[test]
fn a_document_that_is_missing_or_broken_leaves_no_folder() {
    let project = Project::new();
    project.pets(&[]).code(2).err("cannot read pets.yaml");
    project.write("pets.yaml", "openapi: [\n");
    project.pets(&[]).code(2).err("pets.yaml").err("nothing was written");
    assert!(!project.path("pets").exists());
}

#[test]
fn rejections_are_always_printed_and_repairs_in_detail() {
    let project = Project::new();
    let dangling = PETS.replacen("'#/components/schemas/Pet'", "'#/components/schemas/Nothing'", 1);
    // A stray `required: true` on a property is a fault that is put right.
    let faulty = dangling.replace("id: {type: string}", "id: {type: string, required: true}");
    project.write("pets.yaml", faulty);
    let quiet = project.pets(&[]).code(0).out("1 operation emitted, 1 rejected, ");
    let quiet = quiet.err("rejected[").err("pets.yaml");
    assert!(!quiet.stderr.contains("repaired["), "{quiet:#?}");
    project.pets(&["-v"]).code(0).err("rejected[").err("repaired[");
}

#[test]
fn notes_are_counted_and_listed_in_the_report() {
    let project = Project::new();
    let noted = PETS.replacen("id: {type: string}", "id: {type: string, requierd: true}", 1);
    project.write("pets.yaml", noted);
    let quiet = project.pets(&[]).code(0).err("unknown-keyword").err("REPORT.md");
    assert!(!quiet.stderr.contains("note["), "{quiet:#?}");
    assert!(project.read("pets/REPORT.md").contains("unknown-keyword: `requierd` is no keyword"));
    project.pets(&["-v"]).code(0).err("note[unknown-keyword]");
}

#[test]
fn a_file_of_the_crate_is_printed_without_a_folder() {
    let project = Project::new();
    project.write("pets.yaml", PETS);
    let print = ["codegen", "--spec", "pets.yaml", "--name", "pets", "--print", "src/lib.rs"];
    let printed = project.run(&print).code(0).stdout;
    assert!(!project.path("pets").exists());
    project.pets(&[]).code(0);
    assert_eq!(project.read("pets/src/lib.rs"), printed);
}
