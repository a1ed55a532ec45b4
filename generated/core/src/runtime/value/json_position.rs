//! Where in a JSON text something is, for error messages: tolerant, and blind to values.

use crate::runtime::secret::{HIDDEN, LONGEST_NAME, shortened};

/// How much text a snippet shows.
const SNIPPET: usize = 60;

/// How many levels of a path are shown.
const DEEPEST: usize = 20;

/// The longest bare word that is shown: longer ones may be tokens.
const LONGEST_WORD: usize = 20;

/// A place in a string.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) path: String,
    pub(crate) snippet: String,
}

/// The JSON path of a line and column, and the text before it without values.
pub(crate) fn place(text: &[u8], line: usize, column: usize) -> Found {
    let start: usize = text
        .split(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(|line| line.len().saturating_add(1))
        .sum();
    let end = start.saturating_add(column).min(text.len());
    let mut scan = Scan::default();
    scan.run(&String::from_utf8_lossy(text.get(..end).unwrap_or(text)));
    Found { path: scan.path(), snippet: tail(&scan.shown) }
}

/// The beginning of a string without values.
pub(crate) fn outline(text: &[u8]) -> String {
    let mut scan = Scan::default();
    scan.run(&String::from_utf8_lossy(text.get(..text.len().min(4 * SNIPPET)).unwrap_or(text)));
    scan.shown.chars().take(SNIPPET).collect()
}

fn tail(text: &str) -> String {
    let skipped = text.chars().count().saturating_sub(SNIPPET);
    text.chars().skip(skipped).collect()
}

/// One container that is open.
enum Open {
    Object { key: Option<String>, awaits_key: bool },
    Array { index: usize },
}

#[derive(Default)]
struct Scan {
    open: Vec<Open>,
    shown: String,
}

impl Scan {
    fn run(&mut self, text: &str) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let taken = match c {
                '"' => self.string(rest),
                _ if c.is_alphanumeric() || "-+._".contains(c) => self.word(rest),
                _ => {
                    self.mark(c);
                    c.len_utf8()
                }
            };
            rest = rest.get(taken..).unwrap_or_default();
        }
    }

    /// Takes a string; keys are shown, values are not.
    fn string(&mut self, text: &str) -> usize {
        let mut escaped = false;
        let inner = text.get(1..).unwrap_or_default();
        let end = inner.find(|c| match c {
            '\\' if !escaped => {
                escaped = true;
                false
            }
            '"' if !escaped => true,
            _ => {
                escaped = false;
                false
            }
        });
        let content = inner.get(..end.unwrap_or(inner.len())).unwrap_or_default();
        match self.open.last_mut() {
            Some(Open::Object { key, awaits_key: true }) => {
                *key = Some(content.to_owned());
                self.shown.push_str(&format!("\"{content}\""));
            }
            _ => self.shown.push_str(&format!("\"{HIDDEN}\"")),
        }
        content.len().saturating_add(if end.is_some() { 2 } else { 1 })
    }

    /// Takes a number or a bare word; numbers and long words are not shown.
    fn word(&mut self, text: &str) -> usize {
        let end =
            text.find(|c: char| !c.is_alphanumeric() && !"-+._".contains(c)).unwrap_or(text.len());
        let word = text.get(..end).unwrap_or_default();
        let hidden = word.len() > LONGEST_WORD || word.contains(|c: char| c.is_ascii_digit());
        self.shown.push_str(if hidden { HIDDEN } else { word });
        end
    }

    fn mark(&mut self, c: char) {
        match (c, self.open.last_mut()) {
            ('{', _) => self.open.push(Open::Object { key: None, awaits_key: true }),
            ('[', _) => self.open.push(Open::Array { index: 0 }),
            ('}' | ']', _) => drop(self.open.pop()),
            (':', Some(Open::Object { awaits_key, .. })) => *awaits_key = false,
            (',', Some(Open::Object { key, awaits_key })) => {
                *awaits_key = true;
                *key = None;
            }
            (',', Some(Open::Array { index })) => *index = index.saturating_add(1),
            _ => {}
        }
        self.shown.push(if c.is_control() { ' ' } else { c });
    }

    /// The path to the fault; of a deep one its beginning.
    fn path(&self) -> String {
        let mut path = "$".to_owned();
        for open in self.open.iter().take(DEEPEST) {
            match open {
                Open::Object { key: Some(key), .. } => {
                    path.push_str(&format!(".{}", shortened(key, LONGEST_NAME)));
                }
                Open::Object { key: None, .. } => {}
                Open::Array { index } => path.push_str(&format!("[{index}]")),
            }
        }
        match self.open.len().checked_sub(DEEPEST) {
            Some(deeper @ 1..) => format!("{path}… ({deeper} levels more)"),
            _ => path,
        }
    }
}
