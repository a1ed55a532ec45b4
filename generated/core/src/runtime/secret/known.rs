//! Secrets whose values are known, because they were sent: servers repeat what they got, in many spellings.

use std::borrow::Cow;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::text::replaced;
use super::{is_secret, is_secret_header, is_secret_parameter};
use crate::runtime::request::prepared::{PartContent, PreparedBody, PreparedRequest};

/// Shorter values are in too many words.
const SHORTEST: usize = 4;

/// The shortest beginning of a secret that counts where a string was cut off.
const SHORTEST_START: usize = 8;

/// Longer bodies are not looked at.
const LONGEST_BODY: usize = 1 << 20;

/// How often a string may be encoded.
const DEPTH: usize = 3;

/// Values that no message may show.
#[derive(Default)]
pub(crate) struct Known<'a> {
    secrets: Vec<Cow<'a, str>>,
    /// Made when a string is first looked at: most requests succeed.
    forms: OnceLock<Vec<Form>>,
}

/// A spelling of a secret.
struct Form {
    bytes: Vec<u8>,
    /// It is part of something in base64, all of which is hidden.
    is_core: bool,
}

/// Replaces secrets by `***` in a string that will be printed, also where they are percent-encoded, escaped, or part of
/// something in base64. Secrets of less than four bytes are left alone.
pub fn hide(text: &mut String, secrets: &[&SecretString]) {
    let mut known = Known::default();
    secrets.iter().for_each(|secret| known.add(secret.expose_secret()));
    known.hide(text);
}

impl<'a> Known<'a> {
    /// Adds a value.
    pub(crate) fn add(&mut self, secret: impl Into<Cow<'a, str>>) {
        let secret = secret.into();
        if secret.len() >= SHORTEST {
            self.secrets.push(secret);
            self.forms = OnceLock::new();
        }
    }

    /// Adds what is secret in a request, by the names of its parts.
    pub(crate) fn sent(mut self, request: &'a PreparedRequest) -> Self {
        for (_, value) in request.headers.iter().filter(|(name, _)| is_secret_header(name)) {
            let value: &str = value;
            self.add(value.split_once(' ').map_or(value, |(_, credential)| credential));
        }
        for (name, value) in request.query() {
            self.add_if(is_secret_parameter(&name), value);
        }
        match &request.body {
            PreparedBody::Content(content) if content.len() <= LONGEST_BODY => {
                if let Ok(value) = serde_json::from_slice(content) {
                    self.add_members(&value, false);
                }
            }
            PreparedBody::Form(pairs) => {
                pairs.iter().for_each(|(name, value)| self.add_if(is_secret(name), value.as_str()));
            }
            PreparedBody::Multipart(parts) => {
                for part in parts {
                    if let PartContent::Text(text) = &part.content {
                        self.add_if(is_secret(&part.name), text.as_str());
                    }
                }
            }
            _ => {}
        }
        self
    }

    /// Adds what is secret in a value that was received, by the names of its members.
    #[allow(dead_code, reason = "only a crate that receives events asks for it")]
    pub(crate) fn received(mut self, value: &Value) -> Self {
        self.add_members(value, false);
        self
    }

    fn add_if(&mut self, secret: bool, value: impl Into<Cow<'a, str>>) {
        if secret {
            self.add(value);
        }
    }

    fn add_members(&mut self, value: &Value, secret: bool) {
        match value {
            Value::Object(object) => {
                for (name, value) in object {
                    self.add_members(value, secret || is_secret(name));
                }
            }
            Value::Array(list) => list.iter().for_each(|value| self.add_members(value, secret)),
            Value::String(text) => self.add_if(secret, text.clone()),
            Value::Number(number) => self.add_if(secret, number.to_string()),
            _ => {}
        }
    }

    /// Replaces the values by `***`.
    pub(crate) fn hide(&self, text: &mut String) {
        let forms = self.forms.get_or_init(|| self.forms());
        // Encoding makes nothing shorter.
        let shortest = forms.iter().map(|form| form.bytes.len().min(SHORTEST_START)).min();
        if shortest.is_none_or(|shortest| text.len() < shortest) {
            return;
        }
        let mut found = Vec::new();
        let mut view = ValueRef::of(text);
        for _ in 0..DEPTH {
            view.find(forms, &mut found);
            match view.decoded() {
                Some(next) => view = next,
                None => break,
            }
        }
        if !found.is_empty() {
            *text = replaced(text, found).into_owned();
        }
    }

    fn forms(&self) -> Vec<Form> {
        let mut forms = Vec::new();
        for secret in &self.secrets {
            let bytes = secret.as_bytes().to_vec();
            forms.extend(cores(&bytes).map(|bytes| Form { bytes, is_core: true }));
            if secret.contains(' ') {
                forms.push(Form { bytes: secret.replace(' ', "+").into_bytes(), is_core: false });
            }
            forms.push(Form { bytes, is_core: false });
        }
        forms.retain(|form| form.bytes.len() >= SHORTEST);
        forms
    }
}

/// The base64 of a value inside something longer: for each offset, the digits that depend on it alone.
fn cores(secret: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    // After one byte two digits depend on it, after two bytes three.
    [(0_usize, 0_usize), (1, 2), (2, 3)].into_iter().map(move |(before, skipped)| {
        let mut whole = vec![0; before];
        whole.extend_from_slice(secret);
        let mut digits = STANDARD_NO_PAD.encode(&whole).into_bytes();
        if whole.len() % 3 != 0 {
            digits.pop();
        }
        digits.drain(..skipped.min(digits.len()));
        digits
    })
}

/// A string after some decoding, and where each byte of it comes from.
struct ValueRef {
    bytes: Vec<u8>,
    from: Vec<(usize, usize)>,
}

impl ValueRef {
    fn of(text: &str) -> Self {
        let from = (0..text.len()).map(|at| (at, at.saturating_add(1))).collect();
        Self { bytes: text.as_bytes().to_vec(), from }
    }

    /// Both alphabets of base64 as the usual one.
    fn in_one_alphabet(&self) -> Vec<u8> {
        let one = |byte: &u8| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => *other,
        };
        self.bytes.iter().map(one).collect()
    }

    /// Notes every place of a secret.
    fn find(&self, forms: &[Form], found: &mut Vec<(usize, usize)>) {
        let alphabet = self.in_one_alphabet();
        for form in forms {
            let bytes = if form.is_core { &alphabet } else { &self.bytes };
            let places = bytes.windows(form.bytes.len()).enumerate();
            for (at, _) in places.filter(|(_, part)| *part == form.bytes) {
                let (mut start, mut end) = (at, at.saturating_add(form.bytes.len()));
                if form.is_core {
                    let digit = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+/=".contains(*byte);
                    let before = bytes.get(..start).unwrap_or_default();
                    start = start.saturating_sub(before.iter().rev().take_while(digit).count());
                    let after = bytes.get(end..).unwrap_or_default();
                    end = end.saturating_add(after.iter().take_while(digit).count());
                }
                self.note(start, end, found);
            }
            if !form.is_core {
                self.mark_cut_off(&form.bytes, found);
            }
        }
    }

    /// Notes the beginning of a value at the end of the text, which may have been cut off.
    fn mark_cut_off(&self, value: &[u8], found: &mut Vec<(usize, usize)>) {
        let longest = value.len().min(self.bytes.len());
        let starts = (SHORTEST_START..longest).rev();
        let cut = starts
            .into_iter()
            .find(|most| value.get(..*most).is_some_and(|start| self.bytes.ends_with(start)));
        if let Some(length) = cut {
            self.note(self.bytes.len().saturating_sub(length), self.bytes.len(), found);
        }
    }

    fn note(&self, start: usize, end: usize, found: &mut Vec<(usize, usize)>) {
        let first = self.from.get(start);
        let last = end.checked_sub(1).and_then(|last| self.from.get(last));
        if let (Some(first), Some(last)) = (first, last) {
            found.push((first.0, last.1));
        }
    }

    /// The text without one layer of encoding; `None` when there is none.
    fn decoded(&self) -> Option<Self> {
        let mut next = Self { bytes: Vec::new(), from: Vec::new() };
        let mut at = 0;
        while let Some(byte) = self.bytes.get(at) {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let (letter, length) = match escape(rest) {
                Some((letter, length)) => (Some(letter), length),
                None => (None, 1),
            };
            let end = at.saturating_add(length);
            let from = (
                self.from.get(at).map_or(0, |from| from.0),
                self.from.get(end.saturating_sub(1)).map_or(0, |from| from.1),
            );
            let mut room = [0; 4];
            let bytes: &[u8] = match &letter {
                Some(Letter::Byte(byte)) => std::slice::from_ref(byte),
                Some(Letter::Char(c)) => c.encode_utf8(&mut room).as_bytes(),
                None => std::slice::from_ref(byte),
            };
            next.bytes.extend_from_slice(bytes);
            next.from.extend(bytes.iter().map(|_| from));
            at = end;
        }
        (next.bytes != self.bytes).then_some(next)
    }
}

enum Letter {
    Byte(u8),
    Char(char),
}

/// The value of an escape at the start of a string, and its length: `%2B`, `\u002b`, `\/`, `&#43;`, `&#x2b;`, `&amp;`.
fn escape(text: &[u8]) -> Option<(Letter, usize)> {
    let hex = |from: usize, to: usize| {
        let digits = std::str::from_utf8(text.get(from..to)?).ok()?;
        u32::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
    };
    match text {
        [b'%', ..] => Some((Letter::Byte(u8::try_from(hex(1, 3)?).ok()?), 3)),
        [b'\\', b'u', ..] => Some((Letter::Char(char::from_u32(hex(2, 6)?)?), 6)),
        [b'\\', byte @ (b'/' | b'"' | b'\\' | b'\''), ..] => Some((Letter::Byte(*byte), 2)),
        [b'&', ..] => {
            let end = text.iter().take(10).position(|byte| *byte == b';')?;
            let name = std::str::from_utf8(text.get(1..end)?).ok()?;
            let letter = match name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                _ => {
                    let number = name.strip_prefix('#')?;
                    let number = match number.strip_prefix(['x', 'X']) {
                        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                        None => number.parse().ok()?,
                    };
                    char::from_u32(number)?
                }
            };
            Some((Letter::Char(letter), end.saturating_add(1)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};

    use super::*;

    const SECRET: &str = "S3cr+t/~ü?=";

    fn hidden(text: &str) -> String {
        let mut text = text.to_owned();
        hide(&mut text, &[&SECRET.into()]);
        text
    }

    #[test]
    fn a_secret_is_found_in_every_spelling() {
        let pair = format!("client-id:{SECRET}");
        let spellings = [
            SECRET.to_owned(),
            "S3cr%2Bt%2F~%C3%BC%3F%3D".to_owned(),
            "S3cr%2bt/%7e%c3%bc?%3d".to_owned(),
            "S3cr%252Bt%252F~%25C3%25BC%253F%253D".to_owned(),
            r"S3cr+t\/~\u00fc?=".to_owned(),
            "S3cr&#43;t&#x2F;~&#252;?=".to_owned(),
            STANDARD.encode(SECRET),
            STANDARD.encode(&pair),
            URL_SAFE.encode(&pair),
            URL_SAFE_NO_PAD.encode(format!("x{pair}")),
            STANDARD.encode(format!("xy{pair}&more")),
            STANDARD.encode(&pair).replace('=', "%3D").replace('+', "%2B"),
        ];
        for spelling in spellings {
            let text = hidden(&format!("got `{spelling}`, twice `{spelling}`"));
            assert_eq!(text, "got `***`, twice `***`", "{spelling}");
        }
        assert_eq!(hidden("cut off at S3cr+t/~"), "cut off at ***");
        assert_eq!(hidden("S3cr is a beginning"), "S3cr is a beginning");
    }

    #[test]
    fn short_secrets_mask_no_letters() {
        for secret in ["", "t", "to", "too"] {
            let mut text = "too many attempts".to_owned();
            hide(&mut text, &[&secret.into()]);
            assert_eq!(text, "too many attempts");
        }
        let mut text = "the word was open".to_owned();
        hide(&mut text, &[&"open".into(), &"word".into()]);
        assert_eq!(text, "the *** was ***");
    }
}
