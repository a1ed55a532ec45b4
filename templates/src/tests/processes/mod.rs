//! Several processes that share one account, or one user. Each is this test program, which runs only the test `child` of
//! a module.

mod quota;
#[cfg(feature = "oauth")]
mod tokens;

use std::process::{Child, Command, Stdio};

/// Ends with its value.
struct Process(Child);

impl Process {
    /// Starts the test `child` of a module with settings, in the environment.
    fn start(module: &str, settings: &[(&str, &str)]) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let test = format!("tests::processes::{module}::child");
        command.args(["--exact", &test, "--ignored", "--nocapture", "--test-threads", "1"]);
        command.envs(settings.iter().copied()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        Self(command.spawn().unwrap())
    }

    /// Waits for its end; what it has printed.
    fn output(mut self) -> String {
        let mut text = String::new();
        let mut stdout = self.0.stdout.take().unwrap();
        std::io::Read::read_to_string(&mut stdout, &mut text).unwrap();
        assert!(self.0.wait().unwrap().success(), "{text}");
        text
    }

    fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A setting of a child; `None` where the test is not a child.
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The numbers after a word in what a child has printed.
fn number(output: &str, word: &str) -> u64 {
    let rest = output.split_once(&format!("{word}=")).unwrap_or_else(|| panic!("{output}")).1;
    let digits = rest.split(|one: char| !one.is_ascii_digit()).next().unwrap();
    digits.parse().unwrap()
}
