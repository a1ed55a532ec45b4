//! A disk that is full, and folders that may not be written.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::fixture::{Case, restore, tree};
use crate::project::{Ran, copy_of_program};

/// `sh -c SCRIPT PROGRAM ARGUMENTS…`, in the project.
fn shell(case: &Case, wrapper: &[&str], script: &str) -> Output {
    let plain = case.command();
    let words = [wrapper, &["sh", "-c", script]].concat();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).arg(plain.get_program()).args(plain.get_args());
    command.current_dir(case.project.root()).stdin(Stdio::null()).output().unwrap()
}

/// No file may be longer than so many blocks: the first that is longer ends the run. Where the signal that says so is
/// ignored, the write fails, as on a full disk; where it is not, it kills.
pub fn at_every_length(case: &Case) {
    for (told, trap) in [("told", "trap '' XFSZ;"), ("killed", "")] {
        let mut failed = 0;
        for blocks in 0.. {
            let how = format!("{told}, files of {blocks} blocks");
            case.reset();
            let script = format!("ulimit -c 0; ulimit -f {blocks}; {trap} exec \"$0\" \"$@\"");
            let output = shell(case, &[], &script);
            let left = case.is_cut_off(&how);
            if output.status.success() {
                case.is_after(&how);
                break;
            }
            failed += 1;
            assert_eq!(output.status.code(), (told == "told").then_some(2), "{how}: {output:?}");
            if told == "told" {
                Ran::from(output).err("cannot write").err("File too large");
                assert!(!left, "{how}: something is left");
            }
            case.completes(&how);
            assert!(blocks < 100, "{how}: still too few");
        }
        assert!(failed > 2, "{failed} lengths were too small");
    }
}

/// A name space of our own, in which file systems can be mounted; what is mounted goes with its last process.
const UNSHARE: [&str; 2] = ["unshare", "-rm"];

fn may_mount(folder: &Path) -> bool {
    let mut command = Command::new(UNSHARE[0]);
    command.arg(UNSHARE[1]).args(["mount", "-t", "tmpfs", "tmpfs"]).arg(folder);
    command.output().is_ok_and(|output| output.status.success())
}

/// The project in a file system that has room for `kilobytes`.
fn in_room_of(case: &Case, kilobytes: usize) -> Output {
    let beside = tempfile::tempdir().unwrap();
    let (from, to) = (beside.path().join("from"), beside.path().join("to"));
    let root = case.project.root();
    let script = format!(
        "cp -a '{root}' '{from}' && mkdir '{to}' && mount -t tmpfs -o size={kilobytes}k tmpfs '{root}' || exit 90\n\
         cp -a '{from}/.' '{root}/' || exit 91\ncd '{root}'\n\"$0\" \"$@\"\ncode=$?\n\
         cp -a '{root}/.' '{to}/' || exit 90\nexit $code",
        root = root.display(),
        from = from.display(),
        to = to.display()
    );
    let output = shell(case, &UNSHARE, &script);
    if output.status.code() != Some(91) {
        restore(root, &tree(&to));
    }
    output
}

/// How much room a folder takes in memory.
fn pages(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let of = |entry: fs::DirEntry| match entry.metadata().unwrap() {
        data if data.is_dir() => pages(&entry.path()),
        data => usize::try_from(data.len()).unwrap().div_ceil(4096),
    };
    entries.map(of).sum()
}

/// Sizes from one that holds the project and not a page more to one in which the command ends well.
pub fn in_every_room(case: &Case) {
    if !may_mount(case.project.root()) {
        eprintln!("skipped: nothing can be mounted here");
        return;
    }
    let pages = pages(case.project.root());
    let (mut failed, mut ended_well) = (0, false);
    // Each step is larger than the one before.
    for more in (0..20).map(|step| step * (step + 1) / 2) {
        let how = format!("{more} pages more than the {pages} of the project");
        case.reset();
        let output = in_room_of(case, 4 * (pages + more));
        match output.status.code() {
            Some(0) => {
                case.is_after(&how);
                ended_well = true;
                break;
            }
            Some(2) => {
                failed += 1;
                Ran::from(output).err("No space left on device");
                assert!(!case.is_cut_off(&how), "{how}: something is left");
                case.completes(&how);
            }
            // The project itself has no room there.
            Some(91) => {}
            _ => panic!("{how}: {output:?}"),
        }
    }
    assert!(failed > 0 && ended_well, "{failed} rooms were too small");
}

/// For somebody who may not write the folder, or what is below it.
pub fn read_only(case: &Case, folder: &str) {
    const NOBODY: u32 = 65534;
    let mode =
        |path: &Path, bits| fs::set_permissions(path, fs::Permissions::from_mode(bits)).unwrap();
    let root = case.project.root();
    mode(root, 0o755);
    mode(&case.project.path("target"), 0o777);
    let _ = fs::remove_file(case.project.path("target/codegen.lock"));
    let program = case.project.path("target/program");
    copy_of_program(&case.command(), &program);
    let writable: Vec<_> = case.before.iter().filter(|(_, content)| content.is_none()).collect();
    for (path, _) in &writable {
        mode(&root.join(path), if path.starts_with(folder) { 0o555 } else { 0o777 });
    }
    // Permissions do not concern root, which CI often is.
    let is_root = fs::write(case.project.path(folder).join("probe"), "").is_ok();
    let _ = fs::remove_file(case.project.path(folder).join("probe"));
    let mut command = Command::new(&program);
    command.args(case.command().get_args()).current_dir(root);
    // Git reads folders of other owners only if configured.
    command.env("GIT_CONFIG_COUNT", "1").env("GIT_CONFIG_KEY_0", "safe.directory");
    command.env("GIT_CONFIG_VALUE_0", "*");
    if is_root {
        command.uid(NOBODY).gid(NOBODY);
    }
    let ran = Ran::from(command.output().unwrap());
    for (path, _) in &writable {
        mode(&root.join(path), 0o755);
    }
    fs::remove_file(case.project.path("target/codegen.lock")).unwrap();
    ran.code(2).err("cannot write").err(folder).err("Permission denied");
    assert!(!case.is_cut_off(folder), "something is left in {folder}");
    assert_eq!(case.now(), case.before);
    case.completes(folder);
    case.reset();
}
