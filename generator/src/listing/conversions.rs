//! The entries of conversions between generated types.

use super::{Cause, Entry, Kind, Origin, Part};
use crate::emit::{Emitter, conversion};
use crate::name::{Conversion, ConvertedInto, ModulePath};

pub(super) fn entries(emitter: &Emitter<'_>) -> Vec<Entry> {
    let names = emitter.names;
    let entry = |one: &Conversion| {
        let (origin, path, module): (Origin, String, &ModulePath) = match one.into {
            ConvertedInto::Type(id) => {
                let path = names.types.get(&id)?;
                (Origin::Type(id), path.to_string(), &path.module)
            }
            ConvertedInto::Request(index) => {
                let name = names.operations.get(index)?;
                (Origin::Operation(index), name.request_path(), &name.module)
            }
        };
        let from = names.types.get(&one.from)?;
        let trait_name = if one.required.is_empty() { "From" } else { "TryFrom" };
        let mut entry = Entry::new(Kind::Impl, "", "");
        (entry.owner, entry.name) = (path, format!("{trait_name}<&{from}>"));
        entry.features = conversion::features(emitter, one, module);
        let parts = one.required.iter().map(|position| Part::Member(*position)).collect();
        entry.cause = Some(Cause { origin, parts, types: vec![Origin::Type(one.from)] });
        Some(entry)
    };
    names.conversions.iter().filter_map(entry).collect()
}
