//! Every step of a run: killed there, and failed by an error of the system.
//!
//! `strace` counts the calls that write and then tampers with one of them after the other. Where it is missing, or may
//! not trace, the rounds that kill at a time have to do.

use std::collections::BTreeMap;
use std::process::{Command, Output, Stdio};

use crate::fixture::Case;
use crate::rounds;

/// Calls that change a folder or a file; `?`: not every system has each.
const CALLS: &str = "?mkdir,?mkdirat,?rename,?renameat,?renameat2,?unlink,?unlinkat,?rmdir,fsync,write,?open,openat";

/// What becomes of a call.
const FAULTS: [&str; 3] = [KILLED, "error=ENOSPC", "error=EIO"];
const KILLED: &str = "signal=SIGKILL";

/// The command under `strace`, with its log in the folder for locks, which is no part of the project.
fn traced(case: &Case, options: &[&str]) -> Output {
    let plain = case.command();
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o"]).arg(case.project.path("target/strace"));
    command.args(options).arg(plain.get_program()).args(plain.get_args());
    command.current_dir(case.project.root()).stdin(Stdio::null());
    command.output().unwrap()
}

fn may_trace() -> bool {
    let mut command = Command::new("strace");
    let probe = command.args(["-f", "-qq", "-e", "trace=none", "true"]).output();
    probe.is_ok_and(|output| output.status.success())
}

/// A call, and which of its kind it is.
type Step = (String, usize);

/// What the thread that writes does, in its order, without what it opens for reading.
fn steps(case: &Case) -> Vec<Step> {
    let output = traced(case, &["-e", &format!("trace={CALLS}")]);
    assert!(output.status.success(), "{output:?}");
    let log = case.project.read("target/strace");
    let first = log.split_whitespace().next().unwrap();
    let mut counts = BTreeMap::new();
    let mut steps = Vec::new();
    for line in log.lines() {
        let Some((call, rest)) = line.strip_prefix(first).and_then(|rest| rest.split_once('('))
        else {
            continue;
        };
        let call = call.trim();
        let count = counts.entry(call.to_owned()).or_insert(0);
        *count += 1;
        if !call.starts_with("open") || rest.contains("O_CREAT") {
            steps.push((call.to_owned(), *count));
        }
    }
    steps
}

/// Whether the call belongs to the part of a run that changes nothing that was there before.
fn prepares(call: &str) -> bool {
    ["mkdir", "open", "write", "fsync"].iter().any(|name| call.starts_with(name))
}

/// Goes through the steps; half as many as there are rounds, spread evenly, for each costs two runs more.
pub fn every_step(case: &Case) {
    if !may_trace() {
        eprintln!("skipped: strace is not there, or may not trace");
        return;
    }
    let steps = steps(case);
    // That an empty folder cannot be removed costs nothing: version control does not see it.
    let matters = |((call, _), fault): &(&Step, &str)| call != "rmdir" || *fault == KILLED;
    let all: Vec<(&Step, &str)> = FAULTS
        .iter()
        .flat_map(|fault| steps.iter().map(move |step| (step, *fault)))
        .filter(matters)
        .collect();
    let stride = all.len().div_ceil(usize::try_from(rounds().div_ceil(2)).unwrap());
    let mut cut_off = 0;
    for ((call, at), fault) in all.iter().step_by(stride) {
        let how = format!("{fault} at {call} number {at}");
        case.reset();
        let inject = format!("inject={call}:{fault}:when={at}");
        let output = traced(case, &["-e", &format!("trace={call}"), "-e", &inject]);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!text.contains("panicked"), "{how}: {text}");
        if output.status.success() {
            case.is_after(&how);
        }
        let left = case.is_cut_off(&how);
        assert!(!(left && prepares(call) && *fault != KILLED), "{how}: something is left");
        cut_off += u32::from(left);
        case.completes(&how);
    }
    eprintln!(
        "{} of {} steps, {cut_off} of them cut off a write",
        all.len().div_ceil(stride),
        all.len()
    );
    assert!(cut_off > 0, "no step cut off a write");
}
