//! Inputs of an operation.

use crate::model::{Api, Location, Style, TypeExpr, TypeKind};

/// Where an input of an operation goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A parameter.
    Parameter(Location, Style),
    /// A member of the body.
    Member,
    /// The whole body.
    Body,
}

/// An input of an operation.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// Where it goes.
    pub target: Target,
    /// The parameter or field; `None` for a whole body.
    pub field: Option<&'a crate::model::Field>,
    /// The type of the value.
    pub expr: &'a TypeExpr,
    /// It must be given.
    pub required: bool,
}

/// The inputs of an operation: parameters, then the members of a flat body, or the body.
pub fn inputs<'a>(api: &'a Api, operation: &'a crate::model::Operation) -> Vec<Input<'a>> {
    let mut list: Vec<Input<'a>> = operation
        .parameters
        .iter()
        .map(|(location, style, field)| Input {
            target: Target::Parameter(*location, *style),
            field: Some(field),
            expr: &field.expr,
            required: field.required,
        })
        .collect();
    let Some(body) = &operation.body else { return list };
    match &body.expr {
        TypeExpr::Type(id) if body.flat => {
            if let TypeKind::Object(object) = &api.ty(*id).kind {
                list.extend(object.fields.iter().map(|field| Input {
                    target: Target::Member,
                    field: Some(field),
                    expr: &field.expr,
                    required: field.required,
                }));
            }
        }
        expr => {
            list.push(Input { target: Target::Body, field: None, expr, required: body.required })
        }
    }
    list
}
