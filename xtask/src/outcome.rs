//! How a command ended, and its exit code.

use std::process::ExitCode;

/// How a command ended that could be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Success.
    Fine,
    /// A check found a difference.
    Different,
    /// The input could not be used; the reason was already printed.
    Unusable,
}

impl Outcome {
    const ALL: [Outcome; 3] = [Outcome::Fine, Outcome::Different, Outcome::Unusable];

    /// The exit code of the program.
    pub fn code(self) -> u8 {
        match self {
            Outcome::Fine => 0,
            Outcome::Different => 1,
            Outcome::Unusable => 2,
        }
    }

    /// The outcome of a program that ended with this code.
    pub fn from_code(code: i32) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| i32::from(outcome.code()) == code)
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        ExitCode::from(outcome.code())
    }
}
