//! Values for tests, as Rust expressions: of every shape one that keeps the documented limits.

use proc_macro2::Literal;

use super::Emitter;
use super::examples::rooted;
use crate::model::{Enumeration, Facts, Field, Object, Repr, TypeExpr, TypeId, TypeKind, Wire};
use crate::name::ModulePath;

/// How deep objects are filled with what they do not require; trees of settings end well above it.
const DEPTH: usize = 8;

/// How much of an object is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Amount {
    /// The required inputs.
    Required,
    /// What is required, with values that people read.
    Example,
    /// Everything that callers can send.
    All,
}

/// Makes expressions for one request.
pub(super) struct Samples<'a> {
    pub emitter: &'a Emitter<'a>,
    pub amount: Amount,
}

/// Where an expression stands: setters convert what they are given, fields of lists do not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spot {
    Argument,
    Value,
}

impl Samples<'_> {
    /// The argument of a constructor or setter for an input.
    pub(super) fn argument(&self, name: &str, expr: &TypeExpr, facts: Option<&Facts>) -> String {
        let named = self.named(name, expr, facts);
        named.unwrap_or_else(|| self.expression(expr, facts, Spot::Argument, 0))
    }

    /// In an example the name of an input or field, where it can be its value: it explains it best.
    fn named(&self, name: &str, expr: &TypeExpr, facts: Option<&Facts>) -> Option<String> {
        let name = name.trim_start_matches("r#");
        if self.amount != Amount::Example {
            return None;
        }
        let is_plain = |facts: &Facts| {
            let length = name.len() as u64;
            facts.format.is_none()
                && facts.pattern.is_none()
                && facts.min_length.is_none_or(|least| least <= length)
                && facts.max_length.is_none_or(|most| most >= length)
        };
        let is_text = |expr: &TypeExpr| match expr {
            TypeExpr::Text => true,
            TypeExpr::Id(id) => !self.is_numeric(id),
            _ => false,
        };
        match expr {
            TypeExpr::List(inner) if is_text(inner) => {
                let one = name.strip_suffix('s').unwrap_or(name);
                let least = facts.and_then(|facts| facts.min_length).unwrap_or(1);
                (least <= 1).then(|| format!("[{}]", literal(one)))
            }
            expr => (is_text(expr) && facts.is_none_or(is_plain)).then(|| literal(name)),
        }
    }

    fn is_numeric(&self, id: &str) -> bool {
        self.emitter.api.ids.iter().any(|one| one.name == id && one.numeric)
    }

    fn expression(
        &self,
        expr: &TypeExpr,
        facts: Option<&Facts>,
        spot: Spot,
        depth: usize,
    ) -> String {
        let none = Facts::default();
        let facts = facts.unwrap_or(&none);
        let text = |text: &str, kind: &str| match spot {
            Spot::Argument => literal(text),
            Spot::Value => format!("{kind}::from({})", literal(text)),
        };
        match expr {
            TypeExpr::Text => text(&self::text(facts), "String"),
            TypeExpr::Timestamp => text("2024-05-01T10:20:30Z", "api::Timestamp"),
            TypeExpr::Date => text("2024-05-01", "api::Date"),
            TypeExpr::Integer => integer(facts).to_string(),
            TypeExpr::Number => format!("{}.5", integer(facts)),
            TypeExpr::Boolean => "true".to_owned(),
            TypeExpr::File => "api::Upload::bytes(\"picture.png\", \"content\")".to_owned(),
            TypeExpr::Any => "serde_json::json!({\"key\": \"value\"})".to_owned(),
            TypeExpr::Id(name) => text(&self.id(name, facts), &self.path(expr)),
            TypeExpr::Enum(_) => self.known(expr, facts),
            TypeExpr::Type(id) => self.object(*id, expr, depth),
            TypeExpr::List(inner) => self.list(inner, facts, spot, depth),
            TypeExpr::Map(inner) => {
                let value = self.expression(inner, None, Spot::Value, depth + 1);
                format!("std::collections::BTreeMap::from([(String::from(\"key\"), {value})])")
            }
        }
    }

    fn list(&self, inner: &TypeExpr, facts: &Facts, spot: Spot, depth: usize) -> String {
        // Setters of lists of text take anything that becomes text.
        let (open, inside) = match (spot, inner) {
            (Spot::Argument, TypeExpr::Text | TypeExpr::Id(_)) => ("[", Spot::Argument),
            (Spot::Argument, _) => ("[", Spot::Value),
            (Spot::Value, _) => ("vec![", Spot::Value),
        };
        let least = facts.min_length.unwrap_or(1).clamp(1, 16);
        // The values of a list are those of its items.
        let mut own = facts.items.as_deref().cloned().unwrap_or_default();
        own.values.clone_from(&facts.values);
        let item = self.expression(inner, Some(&own), inside, depth + 1);
        let items: Vec<&str> = (0..least).map(|_| item.as_str()).collect();
        format!("{open}{}]", items.join(", "))
    }

    /// An ID that is made from integers is a number at some schema paths.
    fn id(&self, name: &str, facts: &Facts) -> String {
        let has_form = facts.pattern.is_some() || facts.format.is_some();
        if self.is_numeric(name) && !has_form {
            integer(facts).to_string()
        } else {
            self::text(facts)
        }
    }

    /// A type as a test sees it.
    fn path(&self, expr: &TypeExpr) -> String {
        rooted(&self.emitter.value(expr, &ModulePath::default()))
    }

    fn known(&self, expr: &TypeExpr, facts: &Facts) -> String {
        let TypeExpr::Enum(id) = expr else { return String::new() };
        let enumeration = self.emitter.api.enumeration(*id);
        let names = self.emitter.names.variants.get(id).map(Vec::as_slice).unwrap_or_default();
        match documented(enumeration, &facts.values).and_then(|index| names.get(index)) {
            Some(name) => format!("{}::{name}", self.path(expr)),
            // An enumeration without values does not limit the values that may be sent.
            None if enumeration.repr == Repr::Integer => format!("{}::from(1)", self.path(expr)),
            None => format!("{}::from(\"text\")", self.path(expr)),
        }
    }

    fn object(&self, id: TypeId, expr: &TypeExpr, depth: usize) -> String {
        let path = self.path(expr);
        let members = self.emitter.names.members.get(&id).map(Vec::as_slice).unwrap_or_default();
        match &self.emitter.api.ty(id).kind {
            TypeKind::Object(object) => self.built(&path, object, members, depth),
            TypeKind::Union(union) => match (union.alternatives.first(), members.first()) {
                (Some(one), Some(member)) => {
                    let value = self.expression(&one.expr, None, Spot::Value, depth + 1);
                    format!("{path}::{member}({value})")
                }
                _ => format!("{path}::Other(serde_json::Value::Null)"),
            },
        }
    }

    /// `Type::new(required).setter(value)…`.
    fn built(&self, path: &str, object: &Object, members: &[String], depth: usize) -> String {
        let value = |field: &Field, member: &str| {
            let (expr, facts) = (&field.expr, Some(&field.facts));
            let named = self.named(member, expr, facts);
            named.unwrap_or_else(|| self.expression(expr, facts, Spot::Argument, depth + 1))
        };
        let fields = || object.fields.iter().zip(members);
        let required = fields().filter(|(field, _)| field.required);
        let required: Vec<String> = required.map(|(field, member)| value(field, member)).collect();
        let mut text = format!("{path}::new({})", required.join(", "));
        if self.amount == Amount::All && depth < DEPTH {
            for (field, member) in fields().filter(|(field, _)| self.sets(field)) {
                text.push_str(&format!(".{member}({})", value(field, member)));
            }
        }
        text
    }

    /// Whether an optional field is set: not what the server sends, and not a type within itself.
    pub(super) fn sets(&self, field: &Field) -> bool {
        !field.required && !field.facts.read_only && !field.boxed
    }
}

/// The variant to send: the first that the place documents.
fn documented(enumeration: &Enumeration, values: &[Wire]) -> Option<usize> {
    let fits = |wire: &Wire| values.is_empty() || values.contains(wire);
    enumeration.variants.iter().position(|variant| fits(&variant.wire))
}

pub(super) fn literal(text: &str) -> String {
    Literal::string(text).to_string()
}

/// A documented value, else a whole number between the limits, and 1 where they allow it.
fn integer(facts: &Facts) -> i64 {
    let first = facts.values.iter().find_map(|value| match value {
        Wire::Integer(value) => Some(*value),
        Wire::Text(text) => text.parse().ok(),
    });
    if let Some(value) = first {
        return value;
    }
    // A number that travels as text has a number of digits.
    if let Some(digits) = facts.min_length.and_then(|digits| u32::try_from(digits).ok()) {
        return 10_i64.checked_pow(digits.saturating_sub(1)).unwrap_or(1);
    }
    let limit = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<f64>().ok());
    let least = limit(&facts.minimum).map_or(i64::MIN, |least| least.ceil() as i64);
    let most = limit(&facts.maximum).map_or(i64::MAX, |most| most.floor() as i64);
    let least = if facts.above { least.saturating_add(1) } else { least };
    let most = if facts.below { most.saturating_sub(1) } else { most };
    1.min(most).max(least)
}

/// Strings for documented formats and patterns.
const TEXTS: [&str; 10] = [
    "some text, ä & more",
    "text",
    "ada@example.com",
    "00000000-0000-4000-8000-000000000001",
    "https://example.com/a",
    "10:20:30",
    "00:00:5e:00:53:01",
    "#102030",
    "1",
    "aGVsbG8=",
];

/// A string of the documented format, pattern and length.
fn text(facts: &Facts) -> String {
    let [plain, word, email, uuid, url, time, _, color, number, base64] = TEXTS;
    let by_format = match facts.format.as_deref() {
        Some("email") => email,
        Some("uuid") => uuid,
        Some("uri" | "url") => url,
        Some("time") => time,
        Some("hex-color-code") => color,
        Some("int64" | "int32" | "double" | "float") => number,
        Some("base64") => base64,
        Some(_) => word,
        None => plain,
    };
    let pattern = facts.pattern.as_deref().and_then(|pattern| regex::Regex::new(pattern).ok());
    let by_pattern = pattern.and_then(|pattern| TEXTS.iter().find(|text| pattern.is_match(text)));
    let mut text = by_pattern.copied().unwrap_or(by_format).to_owned();
    let most = facts.max_length.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
    if text.chars().count() > most {
        text = text.chars().take(most).collect();
    }
    let least = facts.min_length.and_then(|least| usize::try_from(least).ok()).unwrap_or(0);
    let missing = least.min(4096).saturating_sub(text.chars().count());
    text.push_str(&"a".repeat(missing));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_limits() {
        let facts = |minimum: &str, maximum: &str, above: bool, below: bool| Facts {
            minimum: (!minimum.is_empty()).then(|| minimum.to_owned()),
            maximum: (!maximum.is_empty()).then(|| maximum.to_owned()),
            above,
            below,
            ..Facts::default()
        };
        assert_eq!(integer(&Facts::default()), 1);
        assert_eq!(integer(&facts("30", "300", false, false)), 30);
        assert_eq!(integer(&facts("1", "", true, false)), 2);
        assert_eq!(integer(&facts("", "0", false, false)), 0);
        assert_eq!(integer(&facts("", "0", false, true)), -1);
    }

    #[test]
    fn texts_keep_format_pattern_and_length() {
        let facts = Facts { format: Some("email".into()), ..Facts::default() };
        assert_eq!(text(&facts), "ada@example.com");
        let mac = "^([0-9A-Fa-f]{2}[:-]?){5}([0-9A-Fa-f]{2})$".to_owned();
        assert_eq!(text(&Facts { pattern: Some(mac), ..Facts::default() }), "00:00:5e:00:53:01");
        assert_eq!(text(&Facts { max_length: Some(3), ..Facts::default() }), "som");
        let long = text(&Facts { min_length: Some(20), ..Facts::default() });
        assert_eq!(long.chars().count(), 20);
    }
}
