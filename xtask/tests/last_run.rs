//! `cargo xtask codegen` with the record of the last run: it ends early only if there is nothing to do.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its own functions too")]

mod project;

use std::fs;
use std::io::ErrorKind;
use std::process::Command;
use std::thread;
use std::time::Duration;

use project::{PETS, Project, Ran, more_pets};

const EARLY: &str = "(nothing has changed since the last run; ";

/// A project whose last run is recorded: the first run writes names.lock, which is an input as well.
fn recorded() -> Project {
    let project = Project::generated();
    assert!(!ended_early(&project.run(&["codegen"])));
    assert!(ended_early(&project.run(&["codegen"])));
    project
}

fn ended_early(ran: &Ran) -> bool {
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    ran.stdout.contains(EARLY)
}

/// What a run prints, without the parts that depend on the time.
fn counts(ran: &Ran) -> String {
    ran.stdout.split(" (").next().unwrap().to_owned()
}

#[test]
fn the_summary_is_that_of_a_whole_run_and_nothing_is_touched() {
    let project = recorded();
    let before = project.everything();
    let (early, whole) = (project.run(&["codegen"]), project.run(&["codegen", "--fresh"]));
    assert!(ended_early(&early) && !ended_early(&whole));
    assert_eq!(counts(&early), counts(&whole));
    assert_eq!(early.stderr, "");
    assert!(!ended_early(&project.run(&["codegen", "--verbose"])));
    assert_eq!(project.everything(), before);
}

#[test]
fn a_changed_input_is_generated_from() {
    let project = recorded();
    project.write("specs/v2/pets.yaml", more_pets());
    assert!(!ended_early(&project.run(&["codegen"])));
    project.run(&["codegen", "--check"]).code(0);
    assert!(project.read("specs/names.lock").contains("DELETE /pets/{}"));

    // The same inputs as before, but no longer the same output.
    project.write("specs/v2/pets.yaml", PETS);
    assert!(!ended_early(&project.run(&["codegen"])));
    project.run(&["codegen", "--check"]).code(0);

    let project = recorded();
    project.write("templates/src/runtime/mod.rs", "//! By another hand.\n");
    assert!(!ended_early(&project.run(&["codegen"])));
    assert_eq!(project.read("generated/src/runtime/mod.rs"), "//! By another hand.\n");

    let project = recorded();
    project.write("specs/glossary/pets.yaml", "name: The name.\n");
    assert!(!ended_early(&project.run(&["codegen"])));
    project.run(&["codegen", "--check"]).code(0);
}

#[test]
fn output_that_was_changed_by_hand_is_restored() {
    let project = recorded();
    let lib = project.read("generated/src/lib.rs");
    // As long as before.
    project.write("generated/src/lib.rs", lib.replacen("pub", "bup", 1));
    assert!(!ended_early(&project.run(&["codegen"])));
    assert_eq!(project.read("generated/src/lib.rs"), lib);
    assert!(ended_early(&project.run(&["codegen"])));
}

#[test]
fn output_that_was_deleted_or_added_is_restored() {
    let project = recorded();
    let before = project.read("generated/api.txt");
    fs::remove_file(project.path("generated/api.txt")).unwrap();
    assert!(!ended_early(&project.run(&["codegen"])));
    assert_eq!(project.read("generated/api.txt"), before);

    project.write("generated/src/stray.rs", "");
    assert!(!ended_early(&project.run(&["codegen"])));
    assert!(!project.path("generated/src/stray.rs").exists());

    let lock = project.read("specs/names.lock");
    fs::remove_file(project.path("specs/names.lock")).unwrap();
    assert!(!ended_early(&project.run(&["codegen"])));
    assert_eq!(project.read("specs/names.lock"), lock);
}

#[test]
fn an_interrupted_run_is_completed() {
    let project = recorded();
    project.write("generated/.codegen-journal", "write 00 ? src/lib.rs\n");
    let ran = project.run(&["codegen"]);
    assert!(!ended_early(&ran));
    ran.err("it has been completed");
    assert!(!project.path("generated/.codegen-journal").exists());
}

#[test]
fn a_check_is_always_whole() {
    let project = recorded();
    let last = project.read("target/codegen.last");
    project.run(&["codegen", "--check"]).code(0).out(" up to date (");
    // A record that lies about the output.
    let lib = project.read("generated/src/lib.rs");
    project.write("generated/src/lib.rs", format!("{lib}// By hand.\n"));
    let digest = |text: &str| xtask::disk::journal::digest(text.as_bytes());
    let lie = last.replace(&digest(&lib), &digest(&format!("{lib}// By hand.\n")));
    assert_ne!(lie, last);
    project.write("target/codegen.last", lie);
    project.run(&["codegen", "--check"]).code(1).out("changed generated/src/lib.rs\n");
    assert!(!ended_early(&project.run(&["codegen", "--fresh"])));
    assert_eq!(project.read("generated/src/lib.rs"), lib);
}

#[test]
fn a_record_that_is_missing_or_damaged_means_a_whole_run() {
    let project = recorded();
    let last = project.read("target/codegen.last");
    for text in ["", "{}", "null", last.get(..last.len() / 2).unwrap()] {
        project.write("target/codegen.last", text);
        assert!(!ended_early(&project.run(&["codegen"])), "{text:?}");
        assert!(ended_early(&project.run(&["codegen"])), "{text:?}");
    }
    fs::remove_file(project.path("target/codegen.last")).unwrap();
    assert!(!ended_early(&project.run(&["codegen"])));
}

#[test]
fn a_run_with_messages_is_not_recorded() {
    let project = Project::generated();
    let reference = "{$ref: '#/components/schemas/Pet'}";
    let rejected = PETS.replacen(reference, "{$ref: '#/components/schemas/Gone'}", 1);
    assert_ne!(rejected, PETS);
    project.write("specs/v2/pets.yaml", rejected);
    for _ in 0..3 {
        let ran = project.run(&["codegen"]);
        assert!(!ended_early(&ran));
        ran.err("rejected");
    }
}

/// Another program is one with other bytes, however it differs.
#[cfg(unix)]
#[test]
fn a_changed_generator_generates() {
    let project = recorded();
    let other = project.path("target/other");
    let command = project.command(&["codegen"]);
    let mut program = fs::read(command.get_program()).unwrap();
    project::copy_of_program(&command, &other);
    program.push(0);
    fs::write(&other, program).unwrap();
    let run = || {
        let mut command = Command::new(&other);
        command.arg("--root").arg(project.root()).arg("codegen").current_dir(project.root());
        // A process that another test starts at this moment has the file open until it runs its own program.
        for _ in 0..100 {
            match command.output() {
                Err(error) if error.kind() == ErrorKind::ExecutableFileBusy => {
                    thread::sleep(Duration::from_millis(20));
                }
                output => return Ran::from(output.unwrap()),
            }
        }
        panic!("the program stays busy");
    };
    assert!(!ended_early(&run()));
    assert!(ended_early(&run()));
    assert!(!ended_early(&project.run(&["codegen"])));
}
