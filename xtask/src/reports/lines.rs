//! Where a line of specs/ can be looked at.

use std::fmt::Write as _;

use clap::Args;
use zoom_codegen::diff::{Side, SpecLine};

/// Where reports lead to.
#[derive(Args, Clone, Debug, Default)]
pub struct Links {
    /// Where the files of the head can be looked at, up to the project's folder: an address, or a path
    /// from the place of the report [default: the folder of the report].
    #[arg(long, value_name = "PREFIX")]
    pub links: Option<String>,
    /// Where the files of the base can be looked at; without it they are named only.
    #[arg(long, value_name = "PREFIX")]
    pub base_links: Option<String>,
    /// Where the whole report is, for a Markdown report that leaves changes out.
    #[arg(long, value_name = "URL")]
    pub whole: Option<String>,
}

impl Links {
    /// The address of a line, if there is one.
    pub(super) fn to(&self, line: &SpecLine) -> Option<String> {
        let prefix = match line.side {
            Side::Head => self.links.as_deref().unwrap_or_default(),
            Side::Base => self.base_links.as_deref()?,
        };
        let mut address = below(prefix, "specs/");
        for byte in line.file.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                    address.push(char::from(byte));
                }
                // Writing to a string cannot fail, here and below.
                _ => {
                    let _ = write!(address, "%{byte:02X}");
                }
            }
        }
        if line.line > 0 {
            let _ = write!(address, "#L{}", line.line);
        }
        Some(address)
    }

    /// The address, if it leads to a server: Markdown is read far from the project's folder.
    pub(super) fn to_server(&self, line: &SpecLine) -> Option<String> {
        self.to(line).filter(|address| address.starts_with("https://"))
    }

    /// The address of the row of a rule in docs/SEMVER.md.
    pub(super) fn to_rule(&self, rule: &str) -> String {
        below(self.links.as_deref().unwrap_or_default(), &format!("docs/SEMVER.md#{rule}"))
    }

    /// The same, if it leads to a server.
    pub(super) fn to_rule_on_server(&self, rule: &str) -> Option<String> {
        Some(self.to_rule(rule)).filter(|address| address.starts_with("https://"))
    }
}

/// A path below a prefix, which may be empty.
fn below(prefix: &str, path: &str) -> String {
    let slash = if prefix.is_empty() || prefix.ends_with('/') { "" } else { "/" };
    format!("{prefix}{slash}{path}")
}
