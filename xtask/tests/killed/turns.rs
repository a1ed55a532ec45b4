//! Two runs at once: one waits for the other, or prints why it does not.

use std::fs::File;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use crate::fixture::Case;
use crate::project::Ran;
use crate::rounds;

/// The command and others, all at once: in the end everything is as if they had run one after the other.
pub fn at_once(case: &Case, others: &[&[&str]]) {
    case.run().code(0);
    case.project.run(&["codegen"]).code(0);
    let one_by_one = case.now();
    for _ in 0..rounds().div_ceil(20) {
        case.reset();
        let own = (0..2).map(|_| case.command());
        let commands = own.chain(others.iter().map(|other| case.project.command(other)));
        let started: Vec<_> = commands
            .map(|mut command| {
                command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        for child in started {
            let ran = Ran::from(child.wait_with_output().unwrap());
            assert!(matches!(ran.code, Some(0 | 1)), "{ran:#?}");
            assert!(!ran.stderr.contains("interrupted"), "one saw the other at work: {ran:#?}");
        }
        case.project.run(&["codegen"]).code(0);
        assert!(case.now() == one_by_one, "the runs got mixed");
    }
}

/// While another run is at work.
pub fn one_waits(case: &Case, is_patient: bool) {
    let lock = File::create(case.project.path("target/codegen.lock")).unwrap();
    lock.lock().unwrap();
    if is_patient {
        let ran = Ran::from(case.command().args(["--wait", "0"]).output().unwrap()).code(2);
        ran.err("another run is still working on this folder");
        assert_eq!(case.now(), case.before);
    }
    let mut waiting = case.command();
    let waiting = thread::spawn(move || Ran::from(waiting.output().unwrap()));
    thread::sleep(Duration::from_millis(300));
    assert_eq!(case.now(), case.before);
    lock.unlock().unwrap();
    waiting.join().unwrap().code(0).err("waiting for another run to finish");
    case.is_after("after it has waited");
}
