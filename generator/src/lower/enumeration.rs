//! Lists of known values → enumerations.

use std::collections::BTreeSet;

use openapiv3::SchemaData;

use super::facts::{canonical, is_deprecated, texts};
use super::lowered_schema::LoweredSchema;
use super::{At, Lowerer};
use crate::model::{EnumId, Enumeration, Repr, Separator, TypeExpr, Variant, Wire};

impl Lowerer<'_> {
    /// A string that contains several known values: a list of them.
    pub(super) fn joined(
        &mut self,
        values: Vec<String>,
        labels: &[String],
        data: &SchemaData,
        at: &At,
    ) -> LoweredSchema {
        let separator = data.extensions.get("x-joined-by").and_then(|text| text.as_str());
        let separator = separator.and_then(|text| Separator::try_from(text.to_owned()).ok());
        let mut data = data.clone();
        data.extensions.insert("x-enum-descriptions".to_owned(), labels.into());
        let integers: Option<Vec<Wire>> = values.iter().map(|value| canonical(value)).collect();
        let (repr, wires, quoted) = match integers {
            Some(integers) => (Repr::Integer, integers, true),
            None => (Repr::Text, values.into_iter().map(Wire::Text).collect(), false),
        };
        let value = self.enumeration(repr, wires, &data, at).unwrap_or(TypeExpr::Text);
        let joined = Some(separator.unwrap_or(Separator::Comma));
        LoweredSchema { quoted, joined, ..LoweredSchema::of(TypeExpr::List(Box::new(value))) }
    }

    /// Registers an enumeration; the empty value that some documents list means "absent".
    pub(super) fn enumeration(
        &mut self,
        repr: Repr,
        values: Vec<Wire>,
        data: &SchemaData,
        at: &At,
    ) -> Option<TypeExpr> {
        let names = texts(data, &["x-enum-varnames", "x-enumNames"], values.len());
        let labels = texts(data, &["x-enum-descriptions", "x-enumDescriptions"], values.len());
        let mut variants: Vec<Variant> = Vec::new();
        let mut seen = BTreeSet::new();
        for (index, wire) in values.into_iter().enumerate() {
            let blank = matches!(&wire, Wire::Text(text) if text.trim().is_empty());
            if blank || !seen.insert(wire.clone()) {
                continue;
            }
            variants.push(Variant {
                deprecated: is_deprecated(data, &wire),
                wire,
                name: names.get(index).cloned(),
                label: labels.get(index).filter(|label| !label.trim().is_empty()).cloned(),
                aliases: Vec::new(),
            });
        }
        if variants.is_empty() {
            return None;
        }
        let id = EnumId(self.api.enums.len());
        self.api.enums.push(Enumeration {
            schema_path: at.schema_path.clone(),
            home: None,
            file: self.tree.file.clone(),
            pointer: at.pointer.clone(),
            shared: None,
            doc: data.description.clone(),
            repr,
            variants,
            aliases: Vec::new(),
            deprecations: Vec::new(),
            sources: Vec::new(),
        });
        Some(TypeExpr::Enum(id))
    }
}
