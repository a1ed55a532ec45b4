//! Shapes from examples, where a document gives nothing else.

use serde_json::{Map, Value};

use super::{At, Lowerer};
use crate::model::{Facts, Field, Object, Type, TypeExpr, TypeId, TypeKind, Usage};

impl Lowerer<'_> {
    /// The shape of an example value; its objects become types.
    pub(super) fn infer(&mut self, value: &Value, at: &At) -> TypeExpr {
        match value {
            Value::Null => TypeExpr::Any,
            Value::Bool(_) => TypeExpr::Boolean,
            Value::Number(number) if number.is_f64() => TypeExpr::Number,
            Value::Number(_) => TypeExpr::Integer,
            Value::String(text) => text_shape(text),
            Value::Array(list) => self.infer_list(list, at),
            Value::Object(map) if map.is_empty() => TypeExpr::Any,
            Value::Object(map) => self.infer_objects(&[map], at),
        }
    }

    /// The shape that fits every item; the items of a list of objects are one type.
    fn infer_list(&mut self, list: &[Value], at: &At) -> TypeExpr {
        let below = At { schema_path: at.schema_path.items(), ..at.step(0) };
        let objects: Vec<&Map<String, Value>> = list.iter().filter_map(Value::as_object).collect();
        let lists: Vec<&Vec<Value>> = list.iter().filter_map(Value::as_array).collect();
        let inner = if !objects.is_empty() && objects.len() == list.len() {
            self.infer_objects(&objects, &below)
        } else if !lists.is_empty() && lists.len() == list.len() {
            let items: Vec<Value> = lists.into_iter().flatten().cloned().collect();
            self.infer_list(&items, &below)
        } else {
            let mut shapes = list.iter().filter(|item| !item.is_null()).map(|item| match item {
                Value::Array(_) | Value::Object(_) => TypeExpr::Any,
                scalar => self.infer(scalar, &below),
            });
            let first = shapes.next().unwrap_or(TypeExpr::Any);
            shapes.fold(first, |a, b| common(&a, &b))
        };
        TypeExpr::List(Box::new(inner))
    }

    /// One type with the fields of all these objects.
    fn infer_objects(&mut self, objects: &[&Map<String, Value>], at: &At) -> TypeExpr {
        let id = TypeId(self.api.types.len());
        self.api.types.push(Type {
            schema_path: at.schema_path.clone(),
            home: None,
            file: self.tree.file.clone(),
            pointer: at.pointer.clone(),
            title: None,
            facts: Facts::default(),
            usage: Usage::default(),
            kind: TypeKind::Object(Object::default()),
        });
        let mut fields: Vec<Field> = Vec::new();
        let mut vague = Vec::new();
        for wire in objects.iter().flat_map(|map| map.keys()) {
            if fields.iter().any(|field| field.wire == *wire) {
                continue;
            }
            let values: Vec<&Value> = objects.iter().filter_map(|map| map.get(wire)).collect();
            let below = At { schema_path: at.schema_path.member(wire), ..at.step(wire) };
            let expr = self.infer_all(&values, &below);
            if values.iter().all(|value| value.as_str() == Some("")) {
                vague.push((id, fields.len()));
            }
            fields.push(super::held::Held::of(expr).into_field(wire, &below, false));
        }
        self.fill(id, TypeKind::Object(Object { fields }));
        self.vague.extend(vague);
        TypeExpr::Type(id)
    }

    fn infer_all(&mut self, values: &[&Value], at: &At) -> TypeExpr {
        let objects: Vec<&Map<String, Value>> = values
            .iter()
            .filter_map(|value| value.as_object())
            .filter(|map| !map.is_empty())
            .collect();
        let others = values.iter().any(|value| !value.is_object() && !value.is_null());
        if !objects.is_empty() && !others {
            return self.infer_objects(&objects, at);
        }
        if values.iter().all(|value| value.is_array() || value.is_null()) {
            let items: Vec<Value> =
                values.iter().filter_map(|value| value.as_array()).flatten().cloned().collect();
            if values.iter().any(|value| value.is_array()) {
                return self.infer_list(&items, at);
            }
        }
        let mut shapes = values.iter().filter(|value| !value.is_null()).map(|value| match value {
            Value::Array(_) | Value::Object(_) => TypeExpr::Any,
            scalar => self.infer(scalar, at),
        });
        let first = shapes.next().unwrap_or(TypeExpr::Any);
        shapes.fold(first, |a, b| common(&a, &b))
    }
}

/// The narrowest shape that holds both.
fn common(a: &TypeExpr, b: &TypeExpr) -> TypeExpr {
    match (a, b) {
        (a, b) if a == b => a.clone(),
        (TypeExpr::Integer, TypeExpr::Number) | (TypeExpr::Number, TypeExpr::Integer) => {
            TypeExpr::Number
        }
        (
            TypeExpr::Text | TypeExpr::Timestamp | TypeExpr::Date,
            TypeExpr::Text | TypeExpr::Timestamp | TypeExpr::Date,
        ) => TypeExpr::Text,
        _ => TypeExpr::Any,
    }
}

/// Dates and times look like `2012-11-25` and `2012-11-25T12:00:00.000Z`.
fn text_shape(text: &str) -> TypeExpr {
    let (date, rest) = text.split_at_checked(10).unwrap_or((text, ""));
    let digits = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut parts = date.split('-');
    let is_date = parts.next().is_some_and(|part| digits(part, 4))
        && parts.next().is_some_and(|part| digits(part, 2))
        && parts.next().is_some_and(|part| digits(part, 2))
        && parts.next().is_none();
    let is_time = rest.strip_prefix('T').is_some_and(|time| {
        let mut parts = time.splitn(3, ':');
        parts.next().is_some_and(|hour| digits(hour, 2))
            && parts.next().is_some_and(|minute| digits(minute, 2))
            && parts.next().is_some_and(|second| second.get(..2).is_some_and(|two| digits(two, 2)))
    });
    match (is_date, rest.is_empty(), is_time) {
        (true, true, _) => TypeExpr::Date,
        (true, false, true) => TypeExpr::Timestamp,
        _ => TypeExpr::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        for (text, expr) in [
            ("2012-11-25T12:00:00.000Z", TypeExpr::Timestamp),
            ("2012-11-25T12:00:00Z", TypeExpr::Timestamp),
            ("2012-11-25", TypeExpr::Date),
            ("2012-11-25 12:00", TypeExpr::Text),
            ("3.5.44664.0321(mac)", TypeExpr::Text),
            ("", TypeExpr::Text),
            ("ärmel-äöüß", TypeExpr::Text),
        ] {
            assert_eq!(text_shape(text), expr, "{text}");
        }
    }
}
