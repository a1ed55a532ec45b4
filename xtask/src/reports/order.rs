//! Changes by product, in the order of all forms.

use zoom_codegen::diff::{Bump, Change, Counts, Level, Report};

/// The changes of one product.
#[derive(Debug)]
pub(super) struct Product<'a> {
    /// Its name in the report.
    pub name: &'a str,
    /// How many changes there are.
    pub counts: Counts,
    /// The worst first.
    pub changes: Vec<&'a Change>,
}

impl<'a> Product<'a> {
    /// Its name for people.
    pub fn title(&self) -> &str {
        title(self.name)
    }

    /// Its changes of this level.
    pub fn at(&self, level: Level) -> impl Iterator<Item = &'a Change> {
        self.changes.iter().copied().filter(move |change| change.level == level)
    }
}

/// The name of a product for people.
pub(crate) fn title(name: &str) -> &str {
    match name {
        "shared" => "Shared types",
        "crate" => "The crate as a whole",
        name => name,
    }
}

/// Products by how much they break, then by name; what belongs to no product comes after all that break.
pub(super) fn products(report: &Report) -> Vec<Product<'_>> {
    let mut products: Vec<Product<'_>> = Vec::new();
    for change in &report.changes {
        let known = products.iter_mut().find(|product| product.name == change.product);
        let product = match known {
            Some(product) => product,
            None => {
                let counts = Counts::default();
                products.push(Product { name: &change.product, counts, changes: Vec::new() });
                let Some(product) = products.last_mut() else { continue };
                product
            }
        };
        match change.level {
            Level::Breaking => product.counts.breaking += 1,
            Level::Additive => product.counts.additive += 1,
            Level::Documentation => product.counts.documentation += 1,
        }
        product.changes.push(change);
    }
    for product in &mut products {
        product.changes.sort_by_key(|change| change.level);
    }
    products.sort_by(|a, b| {
        let weight = |one: &Product<'_>| {
            let last = one.name == "crate" || one.counts.breaking == 0;
            (last, std::cmp::Reverse((one.counts.breaking, one.counts.additive)))
        };
        weight(a).cmp(&weight(b)).then_with(|| a.name.cmp(b.name))
    });
    products
}

/// The version that the changes require.
pub(super) fn verdict(report: &Report) -> String {
    let verdict = &report.verdict;
    if report.changes.is_empty() {
        return "Nothing differs for the users of the crate.".to_owned();
    }
    match verdict.sufficient {
        true if verdict.bump == Bump::None => {
            format!("Version {} is enough: only descriptions differ.", verdict.head)
        }
        true if verdict.base == verdict.head => format!("Version {} is enough.", verdict.head),
        true => format!("Version {} → {} is enough.", verdict.base, verdict.head),
        false => format!(
            "Version {} is too low: after {} it must be {} or higher.",
            verdict.head, verdict.base, verdict.needed
        ),
    }
}

/// The name of a state; a full commit hash is shortened to the digits that a person compares.
pub(super) fn label(text: &str) -> &str {
    let commit = text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.get(..10).filter(|_| commit).unwrap_or(text)
}

/// `3 operations`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn commits_have_short_names() {
        assert_eq!(label("0123456789abcdef0123456789abcdef01234567"), "0123456789");
        for name in ["v0.1.0", "0123456789abcdef", "g123456789abcdef0123456789abcdef01234567"] {
            assert_eq!(label(name), name);
        }
    }
}
