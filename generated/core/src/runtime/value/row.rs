//! Models as rows of a table, for formats that need the same columns in each.

use serde::ser::{Error as _, Serialize, SerializeStruct, Serializer};

use super::encode;
use super::joined;
use super::model::{Field, Model, ModelExt, flags};
use super::value_ref::ValueRef;

/// A model as one row of a table: serialized as a struct with all fields in the order of the type, for formats that need
/// the same columns in each row, such as CSV. A model itself is serialized as a map of the fields that are set.
///
/// ```text
/// let mut file = csv::Writer::from_path("users.csv")?;
/// let mut users = users::list().items(&client);
/// while let Some(user) = users.try_next().await? {
///     file.serialize(Row::new(&user))?;
/// }
/// ```
///
/// - A field that is absent is `None`, an empty cell. Enums have their wire value.
/// - An object, a list or a map is one cell, with its JSON text; a list that travels as one string is that string.
/// - A value that its field could not hold is written as it came. Other keys in `extra` have no column.
#[derive(Clone, Copy)]
pub struct Row<'a>(&'a dyn Model);

impl<'a> Row<'a> {
    /// The row of a model.
    #[must_use]
    pub fn new(model: &'a impl Model) -> Self {
        Self(model)
    }

    /// The names of the columns: those that the fields have on the wire.
    pub fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.0.table().fields.iter().map(|field| field.wire)
    }
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let table = self.0.table();
        let mut row = serializer.serialize_struct(table.name, table.fields.len())?;
        for (index, field) in table.fields.iter().enumerate() {
            let misfit = || self.0.extras().json(field.wire);
            match self.0.view(index) {
                ValueRef::Absent => row.serialize_field(field.wire, &misfit().map(unquoted))?,
                view => row.serialize_field(field.wire, &Some(Cell { view, field }))?,
            }
        }
        row.end()
    }
}

/// The text of a JSON string, the JSON text of anything else.
fn unquoted(json: &str) -> String {
    serde_json::from_str(json).unwrap_or_else(|_| json.to_owned())
}

struct Cell<'a> {
    view: ValueRef<'a>,
    field: &'static Field,
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.view {
            ValueRef::Bool(value) => serializer.serialize_bool(*value),
            ValueRef::Integer(value) | ValueRef::Named(value, _) => {
                serializer.serialize_i64(*value)
            }
            ValueRef::Number(value) => serializer.serialize_f64(*value),
            ValueRef::String(value) => serializer.serialize_str(value),
            ValueRef::List(list) if self.field.flags & flags::JOINED != 0 => serializer
                .serialize_str(&joined::join(*list, self.field.flags).map_err(S::Error::custom)?),
            view => {
                let json = encode::view_to_vec(view, self.field.flags).map_err(S::Error::custom)?;
                let json = String::from_utf8(json).map_err(S::Error::custom)?;
                serializer.serialize_str(&unquoted(&json))
            }
        }
    }
}
