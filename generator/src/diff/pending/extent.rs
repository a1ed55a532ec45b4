//! In how many schemas of a field a fact differs, where types of the base that became one have a change each.

use std::collections::BTreeMap;

use super::PendingChange;

/// ` in 2 of its 5 schemas`.
fn parsed(suffix: &str) -> Option<(usize, usize)> {
    let (some, all) =
        suffix.strip_prefix(" in ")?.strip_suffix(" schemas")?.split_once(" of its ")?;
    Some((some.parse().ok()?, all.parse().ok()?))
}

/// Adds up the schemas of changes of one field. A fact of the head counts all schemas already, whichever type had them.
pub(super) fn add_up(changes: &mut [PendingChange]) {
    let mut sums: BTreeMap<(String, usize), (usize, usize)> = BTreeMap::new();
    let key = |change: &PendingChange| {
        let (some, all) = parsed(&change.suffix).filter(|_| change.after.is_none())?;
        Some(((change.item.clone(), all), some))
    };
    for (key, some) in changes.iter().filter_map(key) {
        let sum = sums.entry(key).or_default();
        *sum = (sum.0.saturating_add(1), sum.1.saturating_add(some));
    }
    for change in changes {
        let Some((own, _)) = key(change) else { continue };
        let all = own.1;
        let Some((_, sum)) = sums.get(&own).filter(|(count, _)| *count > 1) else { continue };
        change.suffix = match *sum >= all {
            true => " in any of its schemas".to_owned(),
            false => format!(" in {sum} of its {all} schemas"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extent_has_two_numbers() {
        assert_eq!(parsed(" in 2 of its 5 schemas"), Some((2, 5)));
        assert_eq!(parsed(", in all of its schemas now"), None);
    }
}
