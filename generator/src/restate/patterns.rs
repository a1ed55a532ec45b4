//! Facts in prose, found by the patterns of rules.yaml. Nothing here is specific to an author.

use std::collections::BTreeMap;

use regex::Regex;

use super::html;
use crate::diagnostic::{Finding, Findings, Severity};
use crate::pointer::Pointer;
use crate::settings::{Rules, file};

/// The facts that are read from prose; each is a key of `labels` in rules.yaml.
const FACTS: &[&str] = &[
    "rate_limit",
    "scopes",
    "granular_scopes",
    "plan",
    "error_code",
    "deprecated",
    "value",
    "word",
    "listed",
    "joined",
    "list",
    "unit",
    "default",
    "minimum",
    "maximum",
    "min_length",
    "max_length",
    "max_items",
];

/// The marks of text that a document strikes out, in prose that [`tidy`] has read.
pub(super) const STRUCK: &str = "<del>";
pub(super) const END_STRUCK: &str = "</del>";

/// The compiled patterns. A fact without one is not read from prose.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    facts: BTreeMap<String, Regex>,
    /// Our words for a requirement → how prose expresses it.
    plans: Vec<(String, Regex)>,
}

/// A value, and the words that explain it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LabeledValue {
    pub value: String,
    pub text: String,
    /// The prose strikes it out.
    pub struck: bool,
}

/// A mistake in a pattern of rules.yaml.
fn fault(at: &Pointer, message: String, help: String) -> Finding {
    Finding::new(Severity::Error, "settings", file::RULES, at, message, help)
}

impl Patterns {
    /// Compiles the patterns; one that is not a regular expression is an error.
    pub fn compile(rules: &Rules, findings: &mut Findings) -> Option<Patterns> {
        let mut good = true;
        let mut compile = |at: Pointer, text: &str| match Regex::new(text) {
            Ok(regex) => Some(regex),
            Err(error) => {
                good = false;
                let message = format!("not a regular expression: {error}");
                let help = "see https://docs.rs/regex for what it may contain";
                findings.push(fault(&at, message, help.to_owned()));
                None
            }
        };
        let at = Pointer::root();
        let mut facts = BTreeMap::new();
        for (name, text) in &rules.labels {
            if let Some(regex) = compile(at.join("labels").join(name), text) {
                facts.insert(name.clone(), regex);
            }
        }
        let mut plans = Vec::new();
        for (words, text) in &rules.plans {
            if let Some(regex) = compile(at.join("plans").join(words), text) {
                plans.push((words.clone(), regex));
            }
        }
        for name in rules.labels.keys().filter(|name| !FACTS.contains(&name.as_str())) {
            good = false;
            let message = format!("unknown key `labels.{name}`");
            let at = at.join("labels").join(name);
            let help = format!("use one of {}", FACTS.join(", "));
            findings.push(fault(&at, message, help));
        }
        good.then_some(Patterns { facts, plans })
    }

    /// Whether rules.yaml has a pattern for a fact.
    pub fn has(&self, fact: &str) -> bool {
        self.facts.contains_key(fact)
    }

    /// Whether the prose mentions a fact.
    pub fn says(&self, fact: &str, text: &str) -> bool {
        self.facts.get(fact).is_some_and(|regex| regex.is_match(text))
    }

    /// Every mention of a fact: the first group that took part.
    fn all(&self, fact: &str, text: &str) -> Vec<String> {
        let Some(regex) = self.facts.get(fact) else { return Vec::new() };
        let group = |found: regex::Captures<'_>| {
            found.iter().skip(1).flatten().next().map(|one| one.as_str().to_owned())
        };
        regex.captures_iter(text).filter_map(group).collect()
    }

    /// The value of a fact, unless the prose gives several different ones.
    pub fn only(&self, fact: &str, text: &str) -> Option<String> {
        if text.is_empty() {
            return None;
        }
        let mut found = self.all(fact, text);
        found.dedup();
        match found.as_slice() {
            [one] => Some(one.trim_end_matches(['.', ',']).to_owned()),
            _ => None,
        }
    }

    /// The rate-limit label: `light`, `resource-intensive`.
    pub fn rate_limit(&self, text: &str) -> Option<String> {
        let found = self.all("rate_limit", text).into_iter().next()?;
        Some(found.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-"))
    }

    /// Scopes: words with a colon or an underscore, in the order of the text.
    pub fn scopes(&self, fact: &str, text: &str) -> Vec<String> {
        let mut list: Vec<String> = Vec::new();
        for found in self.all(fact, text) {
            let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '.' | '-');
            let words = found.split(|c| !allowed(c)).map(|word| word.trim_matches(['.', ':', '-']));
            for word in words.filter(|word| word.contains([':', '_'])) {
                if !list.iter().any(|known| known == word) {
                    list.push(word.to_owned());
                }
            }
        }
        list
    }

    /// The requirements of an operation, in our words.
    pub fn plan(&self, text: &str) -> Option<String> {
        let section = self.all("plan", text).join("\n");
        let fits =
            |(words, regex): &(String, Regex)| regex.is_match(&section).then(|| words.clone());
        let words: Vec<String> = self.plans.iter().filter_map(fits).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }

    /// Error codes, each once, in the order of the text.
    pub fn codes(&self, text: &str) -> Vec<i64> {
        let mut list = Vec::new();
        for code in self.all("error_code", text).iter().filter_map(|code| code.parse().ok()) {
            if !list.contains(&code) {
                list.push(code);
            }
        }
        list
    }

    /// Values with their explanations, each up to the next one or the end of its line.
    pub(super) fn values(&self, fact: &str, text: &str) -> Vec<LabeledValue> {
        let Some(regex) = self.facts.get(fact) else { return Vec::new() };
        let heads: Vec<(usize, usize, &str)> = regex
            .captures_iter(text)
            .filter_map(|found| {
                let whole = found.get(0)?;
                let value = found.iter().skip(1).flatten().next()?;
                Some((whole.start(), whole.end(), value.as_str()))
            })
            .collect();
        let mut list = Vec::new();
        for (index, (start, end, value)) in heads.iter().enumerate() {
            let next = heads.get(index + 1).map_or(text.len(), |(next, ..)| *next);
            let rest = text.get(*end..next.max(*end)).unwrap_or_default();
            let line = rest.split('\n').next().unwrap_or_default();
            let before = text.get(..*start).unwrap_or_default();
            // The head itself may begin with the mark.
            let head = text.get(*start..*end).unwrap_or_default();
            let struck = before.rfind(STRUCK) > before.rfind(END_STRUCK) || head.contains(STRUCK);
            list.push(LabeledValue {
                value: (*value).trim().to_owned(),
                text: line.to_owned(),
                struck,
            });
        }
        list
    }

    /// Values that the text lists without explaining them.
    pub fn listed(&self, text: &str) -> Vec<String> {
        let mut list: Vec<String> = Vec::new();
        for found in self.all("listed", text) {
            for (index, part) in found.split('`').enumerate() {
                let value = part.trim();
                if index % 2 == 1 && !value.is_empty() && !list.iter().any(|known| known == value) {
                    list.push(value.to_owned());
                }
            }
        }
        list
    }
}

/// Prose in one form: breaks and list items as lines, no other markup but what is struck out, no character references.
pub(super) fn tidy(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    // Some tools escape the markup itself, so references are decoded first.
    let decoded = html::decoded(&text.replace("\r\n", "\n"));
    html::without_tags(&decoded, |tag, closes| match tag {
        "td" | "th" => " | ",
        "del" | "s" | "strike" if closes => END_STRUCK,
        "del" | "s" | "strike" => STRUCK,
        tag if html::is_line(tag) => "\n",
        _ => "",
    })
}
