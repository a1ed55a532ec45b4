//! Other names of a value in documents.

use super::Pass;
use super::compare::same_words;
use crate::model::{AliasPlace, EnumId, Field, Label, Wire};

impl Pass<'_> {
    /// A label that differs from ours becomes another name in the docs, unless the entry lists them.
    pub(super) fn add_aliases(
        &mut self,
        id: EnumId,
        field: &Field,
        documented: &[(Wire, Option<Label>)],
    ) {
        let file = self.file(field);
        let Some(shared) = self.list.get_mut(id.0) else { return };
        let entry = shared.shared.as_ref().and_then(|name| self.settings.enums.get(name));
        let settled = |wire: &Wire| {
            let mut values = entry.into_iter().flat_map(|entry| &entry.values);
            values.any(|(known, value)| known == wire && value.aliases.is_some())
        };
        // `A scheduled meeting` has no more information about a `MeetingType` than `Scheduled`.
        let own = crate::word::snake(shared.shared.as_deref().unwrap_or_default());
        let own: Vec<&str> = own.split('_').collect();
        for (wire, label) in documented {
            let Some(variant) = shared.variants.iter_mut().find(|one| one.wire == *wire) else {
                continue;
            };
            let Some(label) = label else { continue };
            variant.deprecated |= label.deprecated;
            if label.deprecated {
                let place = (wire.clone(), file.clone(), field.pointer.clone());
                shared.deprecations.push(place);
            }
            let Some(alias) = further_name(&label.text).filter(|_| !settled(wire)) else {
                continue;
            };
            let is_it = |known: &str| same_words(known, &alias, &own);
            let given = [variant.name.as_deref(), variant.label.as_deref()];
            if given.into_iter().flatten().any(is_it) {
                continue;
            }
            let known = variant.aliases.iter().find(|known| is_it(known)).cloned();
            let alias = known.unwrap_or_else(|| {
                variant.aliases.push(alias.clone());
                variant.aliases.sort();
                alias.clone()
            });
            let (file, pointer) = (file.clone(), field.pointer.clone());
            shared.aliases.push(AliasPlace { wire: wire.clone(), alias, file, pointer });
        }
    }
}

/// Words before a name that are no part of it.
const ARTICLES: [&str; 3] = ["a", "an", "the"];

/// Words of sentences, which are no names.
const VERBS: [&str; 6] = ["is", "was", "are", "were", "has", "have"];

/// The words of a document for a value as another name of it: up to three, without an article.
fn further_name(label: &str) -> Option<String> {
    let is_one_of = |list: &[&str], word: &str| list.contains(&word.to_lowercase().as_str());
    let words = label.trim().trim_end_matches('.').split_whitespace();
    let words: Vec<&str> = words.skip_while(|word| is_one_of(&ARTICLES, word)).collect();
    let is_name = (1..=3).contains(&words.len()) && !words.iter().any(|one| is_one_of(&VERBS, one));
    let name = words.join(" ");
    let mut letters = name.chars();
    let first = letters.next().filter(|_| is_name)?;
    Some(first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_begin_with_no_article() {
        for (label, name) in [
            ("A video file.", Some("Video file")),
            ("the webinar's alternative host", Some("Webinar's alternative host")),
            ("Account verified", Some("Account verified")),
            ("The file is processing", None),
            ("Registrant is approved", None),
            ("A room for four people", None),
            ("The", None),
            ("", None),
        ] {
            assert_eq!(further_name(label).as_deref(), name, "{label}");
        }
    }
}
