//! The result of a comparison: plain data, the same for every format of report.

use std::fmt;

use semver::Version;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Edit, Location};

/// The effect of a change on the users of the crate, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Code that compiled against the base may no longer compile.
    Breaking,
    /// The API has more items; code that compiled still compiles.
    Additive,
    /// The Rust API is the same; its documentation or the bytes on the wire are not.
    Documentation,
}

impl Level {
    /// Every level, the worst first.
    pub const ALL: [Level; 3] = [Level::Breaking, Level::Additive, Level::Documentation];
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::Breaking => "breaking",
            Level::Additive => "additive",
            Level::Documentation => "documentation",
        })
    }
}

/// One of the two states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The base.
    Base,
    /// The head.
    Head,
}

/// A line of specs/ that caused a change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SpecLine {
    /// The state.
    pub side: Side,
    /// The file, relative to `specs/`.
    pub file: String,
    /// The line, from 1; 0 if unknown.
    pub line: usize,
    /// The column, from 1; 0 if unknown.
    pub column: usize,
    /// The JSON pointer inside the file; empty for the whole file.
    pub pointer: String,
}

impl SpecLine {
    pub(super) fn new(side: Side, at: Location) -> SpecLine {
        let Location { file, line, column, pointer } = at;
        SpecLine { side, file, line, column, pointer }
    }
}

impl fmt::Display for SpecLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "specs/{}", self.file)?;
        if self.line > 0 { write!(f, ":{}", self.line) } else { Ok(()) }
    }
}

/// An operation that a change affects.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Affected {
    /// The Rust path of its constructor: `users::get`.
    pub name: String,
    /// Method and path: `GET /users/{userId}`.
    pub wire: String,
}

/// One difference between two states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The id of the rule: a row of [`rules`](super::rules()).
    pub rule: &'static str,
    /// Its effect on users.
    pub level: Level,
    /// The product it belongs to (the title of the document); `shared` for shared enumerations, `crate` for
    /// features, servers and the generator.
    pub product: String,
    /// The Rust path of the item that changed: `users::list`, `users::User.email`, `enums::LoginType::Sso`.
    pub item: String,
    /// Its identity on the wire: `GET /users/{} 200 email`; empty if it has none.
    pub schema_path: String,
    /// One sentence.
    pub text: String,
    /// The line of the API, or the fact, in the base; `None` for a new one.
    pub before: Option<String>,
    /// The same in the head; `None` for a removed one.
    pub after: Option<String>,
    /// The action of callers or of the maintainer; empty if there is nothing to do.
    pub hint: String,
    /// The affected operations, by name.
    pub operations: Vec<Affected>,
    /// Its locations in the documents, the base first.
    pub at: Vec<SpecLine>,
    /// Items of the API that are added or removed with it, one line each.
    pub with: Vec<String>,
}

/// How many changes there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Breaking ones.
    pub breaking: usize,
    /// Additive ones.
    pub additive: usize,
    /// Changes of documentation and wire format alone.
    pub documentation: usize,
}

impl Counts {
    pub(super) fn of(changes: &[Change]) -> Counts {
        let count = |level| changes.iter().filter(|change| change.level == level).count();
        Counts {
            breaking: count(Level::Breaking),
            additive: count(Level::Additive),
            documentation: count(Level::Documentation),
        }
    }

    /// The number of changes of this level.
    pub fn at(&self, level: Level) -> usize {
        match level {
            Level::Breaking => self.breaking,
            Level::Additive => self.additive,
            Level::Documentation => self.documentation,
        }
    }
}

/// Which part of a version has to grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// None.
    None,
    /// The third.
    Patch,
    /// The second.
    Minor,
    /// The first.
    Major,
}

/// The version that the changes require.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Which part has to grow.
    pub bump: Bump,
    /// The version of the base.
    pub base: String,
    /// The version of the head.
    pub head: String,
    /// The lowest version that the head may have.
    pub needed: String,
    /// The head has it.
    pub sufficient: bool,
}

impl Verdict {
    /// Below 1.0 a breaking change grows the second part, everything else the third (Cargo's reading of
    /// semantic versions). `counts` has only changes that require a new version.
    pub(super) fn new(base: &str, head: &str, counts: Counts) -> Verdict {
        let unstable = Version::parse(base).is_ok_and(|version| version.major == 0);
        let bump = match (counts.breaking, counts.additive, counts.documentation) {
            (0, 0, 0) => Bump::None,
            (0, 0, _) => Bump::Patch,
            (0, _, _) if unstable => Bump::Patch,
            (0, _, _) => Bump::Minor,
            _ if unstable => Bump::Minor,
            _ => Bump::Major,
        };
        let needed = grown(base, bump);
        let sufficient = match (Version::parse(head), Version::parse(&needed)) {
            (Ok(head), Ok(needed)) => head >= needed,
            _ => false,
        };
        Verdict { bump, base: base.to_owned(), head: head.to_owned(), needed, sufficient }
    }
}

/// The lowest version above `version` whose part has grown.
fn grown(version: &str, bump: Bump) -> String {
    let Ok(version) = Version::parse(version) else { return version.to_owned() };
    // A pre-release is below its own release, so a change of the third part needs no other version.
    let released = version.pre.is_empty();
    let (major, minor, patch) = (version.major, version.minor, version.patch);
    let next = match bump {
        Bump::None => return version.to_string(),
        Bump::Patch => Version::new(major, minor, if released { patch + 1 } else { patch }),
        Bump::Minor => Version::new(major, minor + 1, 0),
        Bump::Major => Version::new(major + 1, 0, 0),
    };
    next.to_string()
}

/// One of the two states, as a report shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// Its name for a person: a revision, a folder, `the work tree`.
    pub label: String,
    /// How many operations it has.
    pub operations: usize,
    /// How many types and enumerations it has.
    pub types: usize,
}

/// Something that a person has to settle in specs/ of the head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Task {
    /// A stable code: that of the error, or `no-description`.
    pub code: &'static str,
    /// Whether no crate can be generated, or a check fails, until it is settled.
    pub blocks: bool,
    /// One sentence.
    pub message: String,
    /// Advice.
    pub help: String,
    /// Where it is.
    pub at: SpecLine,
    /// Lines of files that settle it, where they are known.
    pub edits: Vec<Edit>,
}

impl Task {
    pub(super) fn of(found: &Diagnostic) -> Task {
        let found = found.clone();
        Task {
            code: found.code,
            blocks: true,
            message: found.message,
            help: found.help,
            at: SpecLine::new(Side::Head, found.at),
            edits: found.edits,
        }
    }
}

/// Everything that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The version of this shape; it grows when a key changes its meaning or goes.
    pub schema: u32,
    /// The crate.
    pub krate: String,
    /// The base.
    pub base: Subject,
    /// The head.
    pub head: Subject,
    /// How many changes there are.
    pub counts: Counts,
    /// The version that they require.
    pub verdict: Verdict,
    /// What a person has to settle in the head; the rest is compared as if it were.
    pub tasks: Vec<Task>,
    /// Notes for the reader: documents that were left out, a missing api.txt.
    pub notes: Vec<String>,
    /// The changes, by product, level and item.
    pub changes: Vec<Change>,
}

impl Report {
    /// Whether something has to be settled before the crate of the head can be generated.
    pub fn is_blocked(&self) -> bool {
        self.tasks.iter().any(|task| task.blocks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        let counts =
            |breaking, additive, documentation| Counts { breaking, additive, documentation };
        for (base, head, counts, bump, needed, sufficient) in [
            ("0.1.0", "0.1.0", counts(0, 0, 0), Bump::None, "0.1.0", true),
            ("0.1.0", "0.1.0", counts(0, 0, 1), Bump::Patch, "0.1.1", false),
            ("0.1.0", "0.1.1", counts(0, 5, 1), Bump::Patch, "0.1.1", true),
            ("0.1.9", "0.1.10", counts(1, 5, 1), Bump::Minor, "0.2.0", false),
            ("0.1.9", "0.2.0", counts(1, 5, 1), Bump::Minor, "0.2.0", true),
            ("0.1.9", "1.0.0", counts(1, 5, 1), Bump::Minor, "0.2.0", true),
            ("1.4.2", "1.5.0", counts(0, 1, 0), Bump::Minor, "1.5.0", true),
            ("1.4.2", "1.5.0", counts(1, 0, 0), Bump::Major, "2.0.0", false),
            ("1.0.0-rc.1", "1.0.0", counts(0, 0, 1), Bump::Patch, "1.0.0", true),
        ] {
            let verdict = Verdict::new(base, head, counts);
            assert_eq!(verdict.bump, bump, "{base}");
            assert_eq!(verdict.needed, needed, "{base}");
            assert_eq!(verdict.sufficient, sufficient, "{base} → {head}");
        }
    }
}
