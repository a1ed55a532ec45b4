//! Line and column of the nodes of a JSON text, by a reader of its own: that of YAML takes ten times as long.

use std::borrow::Cow;

use super::super::pointer::Pointer;
use super::Positions;

/// A collection that is being read.
struct Open {
    /// Its pointer, unless no position in it is wanted.
    pointer: Option<Pointer>,
    /// The index of the next item of a list; none for an object.
    next: Option<usize>,
}

/// Collects the wanted positions; none if this is not JSON from its first character to its last.
pub(super) fn collect(text: &str, found: &mut Positions<'_>) -> Option<()> {
    let mut text = Text { text, at: 0, line: 1, counted: 0, column: 1 };
    let mut open: Vec<Open> = Vec::new();
    text.space();
    let root = Pointer::root();
    found.first(&root, text.here()?);
    let mut pointer = found.is_wanted(&root).then_some(root);
    loop {
        let has_entries = text.value(pointer.take(), &mut open)?;
        if !has_entries && !text.after_value(&mut open)? {
            return Some(());
        }
        pointer = text.entry(open.last_mut()?, found)?;
    }
}

/// The text, and how far it was read.
struct Text<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    /// Up to where characters of the line are counted, and the column of that place.
    counted: usize,
    column: usize,
}

impl<'a> Text<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn step(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    /// Steps over this byte, which must be the next one.
    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.step())
    }

    fn space(&mut self) {
        while let Some(byte) = self.peek().filter(u8::is_ascii_whitespace) {
            self.step();
            if byte == b'\n' {
                self.line = self.line.saturating_add(1);
                (self.counted, self.column) = (self.at, 1);
            }
        }
    }

    /// Line and column of the next character.
    fn here(&mut self) -> Option<(usize, usize)> {
        let passed = self.text.get(self.counted..self.at)?.chars().count();
        self.column = self.column.checked_add(passed)?;
        self.counted = self.at;
        Some((self.line, self.column))
    }

    /// Steps over a string, and returns it as it is written.
    fn string(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.take(b'"')?;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.step(),
                // Not in JSON, and lines would be counted wrong.
                b'\n' => return None,
                _ => {}
            }
            self.step();
        }
        self.step();
        self.text.get(start..self.at)
    }

    /// Steps over a value, or into a collection if it has entries, which is then the last one of `open`.
    fn value(&mut self, pointer: Option<Pointer>, open: &mut Vec<Open>) -> Option<bool> {
        let (next, end) = match self.peek()? {
            b'"' => {
                self.string()?;
                return Some(false);
            }
            b'{' => (None, b'}'),
            b'[' => (Some(0), b']'),
            _ => {
                let start = self.at;
                let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
                while self.peek().as_ref().is_some_and(is_word) {
                    self.step();
                }
                return (self.at > start).then_some(false);
            }
        };
        self.step();
        self.space();
        if self.take(end).is_some() {
            return Some(false);
        }
        open.push(Open { pointer, next });
        Some(true)
    }

    /// Steps to the next entry of a collection, past the ends of those that are complete; whether there is one.
    fn after_value(&mut self, open: &mut Vec<Open>) -> Option<bool> {
        loop {
            self.space();
            let Some(top) = open.last() else { return self.peek().is_none().then_some(false) };
            let end = if top.next.is_some() { b']' } else { b'}' };
            if self.take(b',').is_some() {
                self.space();
                return Some(true);
            }
            self.take(end)?;
            open.pop();
        }
    }

    /// Notes the position of an entry and steps to its value; its pointer, if positions in it are wanted.
    fn entry(&mut self, open: &mut Open, found: &mut Positions<'_>) -> Option<Option<Pointer>> {
        let here = self.here()?;
        let above = open.pointer.as_ref();
        if let Some(next) = &mut open.next {
            let item = above.map(|above| above.join(*next)).filter(|item| found.is_wanted(item));
            *next = next.checked_add(1)?;
            if let Some(item) = &item {
                found.first(item, here);
            }
            return Some(item);
        }
        let key = self.string()?;
        self.space();
        self.take(b':')?;
        self.space();
        let Some(above) = above else { return Some(None) };
        let member = Some(above.join(decoded(key)?)).filter(|member| found.is_wanted(member));
        if let Some(member) = &member {
            found.last(member, here);
        }
        Some(member)
    }
}

/// The text of a string as it is written.
fn decoded(string: &str) -> Option<Cow<'_, str>> {
    if string.contains('\\') {
        return serde_json::from_str(string).ok().map(Cow::Owned);
    }
    string.get(1..string.len().checked_sub(1)?).map(Cow::Borrowed)
}
