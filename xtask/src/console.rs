//! stdout, stderr, color and progress.
//!
//! Results go to stdout, all other messages to stderr. A closed pipe (`… | head -1`) is not an error: the rest is
//! dropped. `anstream` decides about color: a terminal, and no `NO_COLOR`.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use anyhow::Context;
use zoom_codegen::{Diagnostic, Severity, Stage};

/// For errors.
pub const RED: Style = AnsiColor::Red.on_default();
/// For success.
pub const GREEN: Style = AnsiColor::Green.on_default();
/// For warnings.
pub const YELLOW: Style = AnsiColor::Yellow.on_default();
/// For emphasis.
pub const BOLD: Style = Style::new().bold();
/// For details.
pub const DIM: Style = Style::new().dimmed();

/// The output of a command.
#[derive(Debug)]
pub struct Console {
    verbose: bool,
    progress: bool,
}

impl Console {
    /// A console that prints repairs and notes too if `verbose`.
    pub fn new(verbose: bool) -> Console {
        let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        Console { verbose, progress: io::stderr().is_terminal() && !dumb }
    }

    /// Whether details are printed.
    pub fn verbose(&self) -> bool {
        self.verbose
    }

    /// Writes a result to stdout.
    pub fn result(&self, text: &str) -> anyhow::Result<()> {
        let mut out = anstream::stdout().lock();
        accept_absence(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
    }

    /// Writes a result to stdout byte for byte, without interpreting colors.
    pub fn verbatim(&self, text: &str) -> anyhow::Result<()> {
        let mut out = io::stdout().lock();
        accept_absence(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
    }

    /// Prints a message to stderr. A failure is ignored: there is no other channel.
    pub fn say(&self, message: impl Display) {
        let _ = writeln!(anstream::stderr().lock(), "{message}");
    }

    /// Prints the error that ended the command.
    pub fn problem(&self, problem: &anyhow::Error) {
        let (style, bold) = (RED.bold(), BOLD);
        self.say(format_args!("{style}error{style:#}{bold}:{bold:#} {problem:#}"));
    }

    /// Shows the present stage, on a terminal.
    pub fn stage(&self, stage: Stage) {
        self.progress(&format!("codegen: {}", stage.to_string().to_lowercase()));
    }

    /// Shows progress, on a terminal.
    pub fn progress(&self, text: &str) {
        if self.progress {
            let mut stderr = anstream::stderr().lock();
            let _ = write!(stderr, "\r\x1b[K{DIM}{text}{DIM:#}").and_then(|()| stderr.flush());
        }
    }

    /// Removes the progress line.
    pub fn done(&self) {
        if self.progress {
            let _ = io::stderr().lock().write_all(b"\r\x1b[K");
        }
    }

    /// Prints diagnostics. Errors, rejections and gaps are always printed; repairs, which are counted in the summary,
    /// and notes only with `--verbose`.
    pub fn diagnostics<'a>(&self, list: impl IntoIterator<Item = &'a Diagnostic>) {
        for diagnostic in list {
            let style = match diagnostic.severity {
                Severity::Error => RED,
                Severity::Repair | Severity::Note if !self.verbose => continue,
                Severity::Repair | Severity::Note => DIM,
                _ => YELLOW,
            };
            let text = diagnostic.to_string();
            let style = style.bold();
            // The first word is the severity, whatever follows.
            let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
            let (word, rest) = text.split_at(end);
            self.say(format_args!("{style}{word}{style:#}{rest}\n"));
        }
    }
}

fn accept_absence(written: io::Result<()>) -> anyhow::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot write to standard output"),
    }
}
