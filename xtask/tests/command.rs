//! `cargo xtask codegen` in a small project, as a maintainer runs it: exit code, stdout, stderr.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its own functions too")]

mod project;

use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

#[cfg(unix)]
use project::copy_of_program;
use project::{PETS, Project, Ran};

#[test]
fn writes_once_and_then_finds_nothing_to_do() {
    let project = Project::new();
    let first = project
        .run(&["codegen"])
        .code(0)
        .out(" emitted, 0 rejected, ")
        .out(" unchanged, 0 removed (");
    assert_eq!(first.stdout.lines().count(), 1, "{first:#?}");
    assert!(first.stdout.ends_with(" s)\n"), "{first:#?}");
    let written = project.everything();
    project.run(&["codegen"]).code(0).out("; 0 files written, ").out(", 0 removed (");
    assert_eq!(project.everything(), written, "nothing is touched, times included");
    project.run(&["codegen", "--check"]).code(0).out(" up to date (");
    project.run(&["codegen", "--check", "--threads", "1"]).code(0);
    assert_eq!(project.everything(), written);
}

#[test]
fn a_check_names_every_difference_and_the_command() {
    let project = Project::generated();
    let lib = project.read("generated/src/lib.rs");
    project.write("generated/src/lib.rs", format!("{lib}// By hand.\n"));
    project.write("generated/src/stray.rs", "");
    fs::remove_file(project.path("generated/Cargo.toml")).unwrap();
    let before = project.everything();
    let check = project.run(&["codegen", "--check"]).code(1);
    let check = check.out("changed generated/src/lib.rs\n").out("-// By hand.\n");
    let check = check.out("missing generated/Cargo.toml\n").out("stale   generated/src/stray.rs\n");
    let check = check.out("To fix it: cargo xtask codegen\n");
    check.out("3 files differ from what the documents give: 1 changed, 1 missing, 1 stale.\n");
    assert_eq!(project.everything(), before, "a check writes nothing");

    let run = project.run(&["codegen", "--verbose"]).code(0).out("; 2 files written, ");
    run.out(", 1 removed (")
        .err("removed generated/src/stray.rs")
        .err("wrote   generated/Cargo.toml");
    project.run(&["codegen", "--check"]).code(0);
}

#[test]
fn a_check_says_that_a_run_was_cut_off() {
    let project = Project::generated();
    project.write("generated/.codegen-journal", "write 00 ? src/lib.rs\n");
    let check = project.run(&["codegen", "--check"]).code(1);
    check.out("an earlier run was interrupted after 0 of 1 files").out("cargo xtask codegen\n");
    project.run(&["codegen"]).code(0).err("interrupted after 0 of 1 files; it has been completed");
    assert!(!project.path("generated/.codegen-journal").exists());
    project.run(&["codegen", "--check"]).code(0);
}

#[test]
fn input_that_cannot_be_used_leaves_everything_as_it_is() {
    let project = Project::generated();
    let document = "specs/v2/users.yaml";
    project.write(document, format!("{}\nbroken: [\n", project.read(document)));
    let before = project.everything();
    for arguments in [["codegen"].as_slice(), &["codegen", "--check"]] {
        let ran = project.run(arguments).code(2).err(document).err("nothing was written");
        assert_eq!(ran.stdout, "");
        assert!(!ran.stderr.contains("panicked"), "{ran:#?}");
    }
    assert_eq!(project.everything(), before);
}

#[test]
fn no_terminal_no_colour_no_progress() {
    let project = Project::generated();
    project.write("generated/src/lib.rs", "// Other.\n");
    for arguments in [["codegen", "--check"].as_slice(), &["codegen", "-v"]] {
        let ran = project.run(arguments);
        for text in [&ran.stdout, &ran.stderr] {
            assert!(!text.contains('\u{1b}') && !text.contains('\r'), "{ran:#?}");
        }
    }
    project.write("generated/src/lib.rs", "// Other.\n");
    let mut command = project.command(&["codegen", "--check"]);
    let forced = Ran::from(command.env("CLICOLOR_FORCE", "1").output().unwrap()).code(1);
    assert!(forced.stdout.contains('\u{1b}'), "colour can be asked for: {forced:#?}");
    let plain =
        Ran::from(command.env_remove("CLICOLOR_FORCE").env("NO_COLOR", "1").output().unwrap());
    assert!(!plain.stdout.contains('\u{1b}'), "{plain:#?}");
}

#[test]
fn one_file_is_printed_and_none_written() {
    let project = Project::new();
    let before = project.everything();
    let printed = project.run(&["codegen", "--print", "src/lib.rs"]).code(0).stdout;
    let same = project.run(&["codegen", "--print", "generated/src/lib.rs"]).code(0).stdout;
    let names = project.run(&["codegen", "--print", "specs/names.lock"]).code(0).stdout;
    project.run(&["codegen", "--print", "src/lob.rs"]).code(2).err("; is it src/lib.rs");
    assert_eq!(project.everything(), before);
    project.run(&["codegen"]).code(0);
    assert_eq!(project.read("generated/src/lib.rs"), printed);
    assert_eq!(same, printed);
    assert_eq!(project.read("specs/names.lock"), names);
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let project = Project::new();
    for (arguments, code) in
        [(["codegen", "--print", "src/lib.rs"].as_slice(), 0), (&["codegen", "--check"], 1)]
    {
        let mut command = project.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ran = Ran::from(child.wait_with_output().unwrap()).code(code);
        assert!(!ran.stderr.contains("panicked") && !ran.stderr.contains("error"), "{ran:#?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_stdout_is_said() {
    let project = Project::new();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = project.command(&["codegen", "--print", "src/lib.rs"]).stdout(full).output();
    Ran::from(output.unwrap()).code(2).err("cannot write to standard output");
}

#[test]
fn two_runs_at_once_take_turns() {
    let project = Project::generated();
    let lock = File::create(project.path("target/codegen.lock")).unwrap();
    lock.lock().unwrap();
    let before = project.everything();
    for arguments in [["codegen"].as_slice(), &["codegen", "--check"]] {
        let arguments = [arguments, &["--wait", "0"]].concat();
        let ran = project.run(&arguments).code(2).err("another run is still working");
        assert_eq!(ran.stdout, "");
    }
    assert_eq!(project.everything(), before);

    let patient = project.command(&["codegen", "--wait", "30"]);
    let second = thread::spawn(move || {
        let mut patient = patient;
        Ran::from(patient.output().unwrap())
    });
    thread::sleep(Duration::from_millis(300));
    lock.unlock().unwrap();
    second.join().unwrap().code(0).err("waiting for another run");
}

#[test]
fn many_runs_at_once_end_well() {
    let project = Project::with_pets();
    fs::remove_dir_all(project.path("pets")).unwrap();
    let runs: Vec<Ran> = thread::scope(|scope| {
        let started: Vec<_> = (0..4).map(|_| scope.spawn(|| project.pets(&[]))).collect();
        started.into_iter().map(|run| run.join().unwrap()).collect()
    });
    runs.into_iter().for_each(|run| drop(run.code(0)));
    project.pets(&["--check"]).code(0);
}

#[test]
fn usage_errors_exit_with_two() {
    let project = Project::new();
    for arguments in [
        ["codegen", "--no-such-option"].as_slice(),
        &["no-such-command"],
        &["codegen", "--spec", "pets.yaml"],
        &["codegen", "--spec", "pets.yaml", "--out", "pets", "--name", "no name"],
        &["codegen", "--check", "--print", "src/lib.rs"],
        &[],
    ] {
        let ran = project.run(arguments).code(2);
        assert_eq!(ran.stdout, "");
    }
    project.run(&["--help"]).code(0).out("cargo xtask").out("Exit codes:");
    project.run(&["codegen", "--help"]).code(0).out("--check").out("Examples:");
    let elsewhere = |root: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        Ran::from(command.args(["codegen", "--root", root]).output().unwrap()).code(2)
    };
    elsewhere("no/such/folder").err("no/such/folder is not the project");
    let empty = tempfile::tempdir().unwrap();
    elsewhere(empty.path().to_str().unwrap()).err("it has no folder specs/");
    assert_eq!(fs::read_dir(empty.path()).unwrap().count(), 0, "nothing is left there");
}

#[test]
fn text_that_is_not_utf8_is_named() {
    let project = Project::generated();
    project.write("specs/v2/users.yaml", b"openapi: 3.0.1\ninfo: {title: caf\xe9}\n");
    let ran = project.run(&["codegen"]).code(2);
    ran.err("specs/v2/users.yaml is not UTF-8 text (line 2, byte 32)");
}

#[test]
fn leavings_of_editors_are_no_input() {
    let project = Project::generated();
    for path in ["specs/v2/.users.yaml.swp", "specs/.DS_Store", "specs/v2/users.yaml~"] {
        project.write(path, b"\xff\xfe");
    }
    project.write("templates/src/runtime/.#mod.rs", b"\xff");
    project.run(&["codegen", "--check"]).code(0);
}

#[cfg(unix)]
mod permissions {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    use std::path::Path;

    use super::*;

    const NOBODY: u32 = 65534;

    fn mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Runs as somebody whom permissions concern: root may do everything, and CI often is root.
    fn run_restricted(project: &Project, arguments: &[&str]) -> Ran {
        mode(project.root(), 0o755);
        mode(&project.path("target"), 0o777);
        let _ = fs::remove_file(project.path("target/codegen.lock"));
        let unwritable = project.path("probe");
        fs::create_dir_all(&unwritable).unwrap();
        mode(&unwritable, 0o555);
        let is_root = fs::write(unwritable.join("probe"), "").is_ok();
        let original = project.command(arguments);
        let program = project.path("program");
        copy_of_program(&original, &program);
        mode(&program, 0o755);
        let mut command = Command::new(program);
        command.args(original.get_args()).current_dir(project.root());
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        Ran::from(command.output().unwrap())
    }

    #[test]
    fn a_read_only_folder_is_named_and_nothing_changes() {
        let project = Project::generated();
        project.write("generated/src/lib.rs", "// Other.\n");
        mode(&project.path("generated"), 0o555);
        mode(&project.path("generated/src"), 0o555);
        let ran = run_restricted(&project, &["codegen"]).code(2);
        ran.err("cannot write generated/.codegen-journal: Permission denied");
        assert_eq!(project.read("generated/src/lib.rs"), "// Other.\n");
        mode(&project.path("generated"), 0o755);
        mode(&project.path("generated/src"), 0o755);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named() {
        let project = Project::generated();
        mode(&project.path("specs/v2/users.yaml"), 0o000);
        let ran = run_restricted(&project, &["codegen"]).code(2);
        ran.err("cannot read specs/v2/users.yaml: Permission denied");
    }
}

#[cfg(unix)]
#[test]
fn a_linked_folder_of_inputs_is_rejected() {
    let project = Project::generated();
    std::os::unix::fs::symlink(project.path("specs"), project.path("specs/circle")).unwrap();
    project.run(&["codegen"]).code(2).err("specs/circle is a symbolic link to a folder");
}

#[test]
fn a_document_with_a_byte_order_mark_is_read() {
    let project = Project::with_pets();
    project.write("pets.yaml", format!("\u{feff}{PETS}"));
    project.pets(&["--check"]).code(0);
}
