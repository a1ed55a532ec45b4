//! The differences between two lines, marked in both.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::escape;

/// Both lines as HTML, with `<del>` and `<ins>` around what differs; a line alone is as it is.
pub(super) fn marked(
    before: Option<&str>,
    after: Option<&str>,
) -> (Option<String>, Option<String>) {
    let (Some(before), Some(after)) = (before, after) else {
        return (before.map(escape), after.map(escape));
    };
    let (old, new) = (tokens(before), tokens(after));
    let (mut was, mut is) = (String::new(), String::new());
    for step in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let gone = old.get(step.old_range()).unwrap_or_default().concat();
        let come = new.get(step.new_range()).unwrap_or_default().concat();
        if matches!(step, DiffOp::Equal { .. }) {
            was.push_str(&escape(&gone));
            is.push_str(&escape(&come));
            continue;
        }
        let mark = |out: &mut String, tag: &str, text: &str| {
            if !text.is_empty() {
                out.push_str(&format!("<{tag}>{}</{tag}>", escape(text)));
            }
        };
        mark(&mut was, "del", &gone);
        mark(&mut is, "ins", &come);
    }
    (Some(was), Some(is))
}

/// Words and everything between them, one by one.
fn tokens(line: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let end = match word(first) {
            true => rest.find(|c| !word(c)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (token, tail) = rest.split_at(end);
        tokens.push(token);
        rest = tail;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_marked() {
        let (was, is) = marked(Some("field a: Option<String>"), Some("field a: Vec<String>"));
        assert_eq!(was.unwrap(), "field a: <del>Option</del>&lt;String&gt;");
        assert_eq!(is.unwrap(), "field a: <ins>Vec</ins>&lt;String&gt;");
        assert_eq!(marked(None, Some("<a>")), (None, Some("&lt;a&gt;".to_owned())));
    }
}
