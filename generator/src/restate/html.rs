//! HTML in prose: its tags and character references, read in one way for facts and for documentation.

/// Longer than any tag of prose: a `<` without an end nearby is a sign.
const LONGEST_TAG: usize = 600;

/// Named character references that descriptions use.
const NAMED: [(&str, &str); 11] = [
    ("nbsp", " "),
    ("mdash", "—"),
    ("ndash", "–"),
    ("quot", "\""),
    ("apos", "'"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("hellip", "…"),
    ("lt", "<"),
    ("gt", ">"),
    ("amp", "&"),
];

/// The text with each tag replaced. `replacement` gets the name of the tag in lower case, and whether it closes.
pub(crate) fn without_tags(text: &str, replacement: impl Fn(&str, bool) -> &'static str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        out.push_str(before);
        let begins = |c: char| c.is_ascii_alphabetic() || c == '/' || c == '!';
        let is_tag = tag.chars().nth(1).is_some_and(begins);
        match tag.split_once('>').filter(|(inside, _)| is_tag && inside.len() < LONGEST_TAG) {
            Some((inside, after)) => {
                let name = inside.trim_start_matches(['<', '/', ' ']).to_ascii_lowercase();
                let name = name.split([' ', '/', '\n', '\t']).next().unwrap_or_default();
                out.push_str(replacement(name, inside.starts_with("</")));
                rest = after;
            }
            None => {
                out.push('<');
                rest = tag.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

/// Whether a tag begins or ends a line: a break, a block, or an item of a list.
pub(crate) fn is_line(tag: &str) -> bool {
    const LINES: [&str; 14] =
        ["br", "p", "li", "ul", "ol", "div", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"];
    LINES.contains(&tag)
}

/// The text with its character references (`&mdash;`, `&#39;`, `&#x27;`) as characters, each decoded once.
pub(crate) fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let found = after.split_once(';').filter(|(name, _)| name.len() <= 8);
        match found.and_then(|(name, after)| Some((character(name)?, after))) {
            Some((character, after)) => {
                out.push_str(&character);
                rest = after;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<String> {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok();
    let code = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(digits) => number(digits, 16)?,
            None => number(digits, 10)?,
        },
        None => {
            let found = NAMED.iter().find(|(known, _)| *known == name)?;
            return Some(found.1.to_owned());
        }
    };
    // A reference to a control character would break lines, or hide text.
    char::from_u32(code).filter(|c| !c.is_control()).map(|c| match c {
        '\u{a0}' => " ".to_owned(),
        other => other.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::{decoded, without_tags};

    #[test]
    fn references_are_characters() {
        for (text, expected) in [
            ("Rock &#39;n&#39; roll &#x26; jazz", "Rock 'n' roll & jazz"),
            ("0 &ndash; Off&nbsp;", "0 – Off "),
            ("&lt;b&gt;", "<b>"),
            ("&amp;lt;", "&lt;"),
            ("a && b; R&D; ?x=1&copy=2; &#0; &#10;", "a && b; R&D; ?x=1&copy=2; &#0; &#10;"),
        ] {
            assert_eq!(decoded(text), expected, "{text}");
        }
    }

    #[test]
    fn tags_are_replaced_by_name() {
        let shown = |text| {
            without_tags(text, |name, closes| match (name, closes) {
                ("del", false) => "[",
                ("del", true) => "]",
                ("br", _) => "|",
                _ => "",
            })
        };
        assert_eq!(shown("<p>a<br/>b<BR />c</p> <del class=\"x\">d</del>"), "a|b|c [d]");
        assert_eq!(shown("1 < 2 and <unfinished"), "1 < 2 and <unfinished");
        assert_eq!(shown("a <!-- note --> b"), "a  b");
    }
}
