//! Parameters: the path item's, overridden by the operation's.

use openapiv3::{Parameter, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle};
use serde_json::Value;

use super::held::borrow;
use super::{At, Lowered, Lowerer, Refusal};
use crate::diagnostic::{Finding, Severity};
use crate::model::{Field, Location, Shape, Style};
use crate::place::{Part, Place};
use crate::pointer::Pointer;

/// Headers that the client writes itself.
const OWN_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

type Input = (Location, Style, Field);

impl Lowerer<'_> {
    pub(super) fn parameters(
        &mut self,
        path: &str,
        item: &Value,
        operation: &Value,
        place: &Place,
        pointer: &Pointer,
    ) -> Lowered<Vec<Input>> {
        let mut inputs: Vec<Input> = Vec::new();
        let shared = pointer.parent().unwrap_or_else(Pointer::root);
        for (owner, at) in [(item, shared), (operation, pointer.clone())] {
            let list = owner.get("parameters").and_then(Value::as_array);
            for (index, value) in list.into_iter().flatten().enumerate() {
                let at = at.join("parameters").join(index);
                let (parameter, at) = self.resolve::<Parameter>(value, &at)?;
                let Some(input) = self.parameter(&parameter, place, &at)? else { continue };
                let same =
                    |known: &Input| known.2.wire == input.2.wire && same_location(known.0, input.0);
                inputs.retain(|known| !same(known));
                inputs.push(input);
            }
        }
        let inputs = self.match_path(path, inputs, pointer)?;
        Ok(inputs)
    }

    fn parameter(
        &mut self,
        parameter: &Parameter,
        place: &Place,
        at: &Pointer,
    ) -> Lowered<Option<Input>> {
        let data = parameter.parameter_data_ref();
        if let Parameter::Path { style: PathStyle::Matrix | PathStyle::Label, .. } = parameter {
            return Err(Refusal::new(
                "path-style",
                at,
                format!("the path parameter `{}` has a style that cannot be sent", data.name),
                "use the style `simple`",
            ));
        }
        let (location, part) = match parameter {
            Parameter::Path { .. } => (Location::Path { double: false }, Part::Path),
            Parameter::Query { .. } => (Location::Query, Part::Query),
            Parameter::Header { .. } => (Location::Header, Part::Header),
            Parameter::Cookie { .. } => (Location::Cookie, Part::Cookie),
        };
        let own = OWN_HEADERS.contains(&data.name.to_ascii_lowercase().as_str());
        if location == Location::Header && own {
            return Ok(None);
        }
        let place = Place { part, path: data.name.clone(), ..place.clone() };
        let field = self.parameter_field(data, place, at)?;
        let joined = matches!(field.shape, Shape::List(_));
        let style = match (parameter, &data.format) {
            (_, ParameterSchemaOrContent::Content(_)) => Style::Json,
            (Parameter::Query { style, .. }, _) => query_style(style, data),
            _ if joined => Style::Comma,
            _ => Style::Repeated,
        };
        Ok(Some((location, style, field)))
    }

    fn parameter_field(
        &mut self,
        data: &ParameterData,
        place: Place,
        at: &Pointer,
    ) -> Lowered<Field> {
        let (schema, below) = match &data.format {
            ParameterSchemaOrContent::Schema(schema) => (Some(schema), at.join("schema")),
            ParameterSchemaOrContent::Content(content) => {
                let first = content.first();
                let below = at.join("content").join(first.map_or("", |(name, _)| name.as_str()));
                (first.and_then(|(_, media)| media.schema.as_ref()), below.join("schema"))
            }
        };
        let below = At { place, pointer: below, multipart: false, held: false, depth: 0 };
        let held = match schema {
            Some(schema) => self.schema_or_ref(borrow(schema), &below)?,
            None => super::held::Held::of(Shape::Text),
        };
        let here = At { pointer: at.clone(), ..below };
        let mut field = held.into_field(&data.name, &here, data.required);
        let own = data.description.as_ref().filter(|text| !text.trim().is_empty());
        field.facts.text = match (own, field.facts.text) {
            // Labels can stand on either of the two.
            (Some(own), Some(below)) if *own != below => Some(format!("{own}\n{below}")),
            (own, below) => own.cloned().or(below),
        };
        field.facts.deprecated |= data.deprecated.unwrap_or(false);
        if let Some(labels) = data.extensions.get("x-enum-descriptions").and_then(Value::as_array) {
            self.label_variants(&field.shape, labels);
        }
        Ok(field)
    }

    /// Labels that stand on the parameter instead of its schema.
    fn label_variants(&mut self, shape: &Shape, labels: &[Value]) {
        let Shape::Enum(id) = shape.innermost() else { return };
        let Some(enumeration) = self.api.enums.get_mut(id.0) else { return };
        if enumeration.variants.len() != labels.len() {
            return;
        }
        for (variant, label) in enumeration.variants.iter_mut().zip(labels) {
            let label = label.as_str().filter(|label| !label.trim().is_empty());
            variant.label = variant.label.take().or(label.map(str::to_owned));
        }
    }

    /// Every `{name}` of the path needs a parameter; a parameter without one is dropped.
    fn match_path(&mut self, path: &str, inputs: Vec<Input>, at: &Pointer) -> Lowered<Vec<Input>> {
        let names = template(path);
        let mut sorted = Vec::new();
        for name in &names {
            let found = inputs.iter().find(|(location, _, field)| {
                matches!(location, Location::Path { .. }) && field.wire == *name
            });
            match found {
                Some(input) => sorted.push(input.clone()),
                None => {
                    return Err(Refusal::new(
                        "undeclared-path-parameter",
                        at,
                        format!("the path names `{{{name}}}`, which no parameter declares"),
                        "declare it with `in: path`",
                    ));
                }
            }
        }
        let mut rest = Vec::new();
        for input in inputs {
            if !matches!(input.0, Location::Path { .. }) {
                rest.push(input);
            } else if !names.contains(&input.2.wire) {
                self.findings.push(Finding::new(
                    Severity::Repair,
                    "unused-path-parameter",
                    &self.tree.file,
                    &input.2.pointer,
                    format!("the path has no `{{{}}}`: the parameter is left out", input.2.wire),
                    "remove the parameter, or correct the path",
                ));
            }
        }
        // Required inputs first, then by name: the order in the document changes nothing.
        rest.sort_by(|a, b| {
            let key = |input: &Input| (!input.2.required, input.0);
            key(a).cmp(&key(b)).then_with(|| a.2.wire.cmp(&b.2.wire))
        });
        sorted.extend(rest);
        Ok(sorted)
    }
}

fn same_location(a: Location, b: Location) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

fn query_style(style: &QueryStyle, data: &ParameterData) -> Style {
    match style {
        QueryStyle::DeepObject => Style::Deep,
        QueryStyle::SpaceDelimited if data.explode != Some(true) => Style::Space,
        QueryStyle::PipeDelimited if data.explode != Some(true) => Style::Pipe,
        QueryStyle::Form if data.explode == Some(false) => Style::Comma,
        _ => Style::Repeated,
    }
}

/// The parameter names of a path template, in order.
fn template(path: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in path.split('{').skip(1) {
        let name = part.split('}').next().unwrap_or_default().to_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::template;

    #[test]
    fn templates() {
        assert_eq!(template("/a/{b}/c/{d}-{b}"), ["b", "d"]);
        assert_eq!(template("/a"), [""; 0]);
    }
}
