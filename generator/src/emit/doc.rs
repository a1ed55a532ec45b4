//! Text → documentation: nothing of a document's choosing reaches rustdoc as markup or a comment as code.

use std::borrow::Cow;

use crate::restate::html;

const WIDTH: usize = 100;
/// Longer prose is cut: the document itself is one click away.
const LONGEST: usize = 1500;

/// A short text on one line, safe inside Markdown.
pub(crate) fn inline(text: &str) -> String {
    if is_harmless(text) {
        return text.to_owned();
    }
    let joined: Vec<&str> = text.split_whitespace().collect();
    escape(&visible(&joined.join(" ")))
}

/// Whether nothing in a text has a meaning for Markdown, as in most of our lines: words with one space between them.
fn is_harmless(text: &str) -> bool {
    let mut before = b' ';
    let harmless = |byte: u8| {
        let pair = (std::mem::replace(&mut before, byte), byte);
        // Two spaces, a space in the wrong place, the beginning of an address.
        let is_bad = matches!(pair, (b' ', b' ' | b')') | (b'(', b' ') | (b'/', b'/'));
        (byte.is_ascii_alphanumeric() || b" .,;:()'\"+-%&=!?/${}@^".contains(&byte)) && !is_bad
    };
    text.bytes().all(harmless) && !text.ends_with(' ')
}

/// Text inside a code span.
pub(crate) fn code(text: &str) -> String {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'`') {
        return text.to_owned();
    }
    let joined: Vec<&str> = text.split_whitespace().collect();
    visible(&joined.join(" ")).replace('`', "'")
}

/// Longer prose (HTML and Markdown of a document) as paragraphs.
pub(crate) fn prose(text: &str) -> Vec<String> {
    let text = visible(&without_tags(text));
    let mut lines: Vec<String> = Vec::new();
    let mut length = 0;
    for paragraph in text.split('\n').map(str::trim) {
        let words: Vec<&str> = paragraph.split_whitespace().collect();
        let words = words.join(" ");
        let (mark, words) = block(&words);
        let rule = ["---", "***", "___", "==="].iter().any(|rule| words.starts_with(rule));
        if words.is_empty() || rule && words.chars().all(|c| words.starts_with(c)) {
            continue;
        }
        length += words.len();
        if length > LONGEST {
            lines.extend([String::new(), "…".into()]);
            break;
        }
        let line = escape(words);
        let last = lines.last().and_then(|last| list_mark(last));
        let continues =
            !mark.is_empty() && last.is_some_and(|last| (last == "- ") == (mark == "- "));
        if !(lines.is_empty() || continues) {
            lines.push(String::new());
        }
        lines.push(format!("{mark}{line}"));
    }
    lines
}

/// The mark of a list item that a line begins with (`- ` or `1. `, empty where there is none), and the words behind
/// the marks of blocks. A number or a word right behind a sign is text: `-5`, `#tag`, `**bold**`.
fn block(line: &str) -> (String, &str) {
    let mut mark = String::new();
    let mut rest = line;
    loop {
        let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
        let heading = !word.is_empty() && word.chars().all(|c| c == '#');
        match word {
            "*" | "-" | "+" | "•" if mark.is_empty() => mark = "- ".to_owned(),
            "*" | "-" | "+" | "•" | ">" => {}
            _ if heading => {}
            _ if word.starts_with('•') && mark.is_empty() => {
                return ("- ".to_owned(), rest.trim_start_matches('•'));
            }
            _ => {
                if mark.is_empty()
                    && let Some(number) = list_mark(rest)
                {
                    return (number.to_owned(), after);
                }
                return (mark, rest);
            }
        }
        rest = after.trim_start();
    }
}

/// The mark of a list item at the beginning of a line: `- `, `1. ` or `1) `.
fn list_mark(line: &str) -> Option<&str> {
    if line.starts_with("- ") {
        return line.get(..2);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let behind = line.get(digits..)?;
    let marked = behind.starts_with(". ") || behind.starts_with(") ");
    // Markdown reads at most nine digits as the number of an item.
    if marked && (1..=9).contains(&digits) { line.get(..digits.checked_add(2)?) } else { None }
}

/// Breaks lines at spaces; what continues an item of a list is indented to its words.
pub(crate) fn wrap(lines: &[String]) -> Vec<String> {
    let mut wrapped = Vec::new();
    for line in lines {
        let indent = " ".repeat(list_mark(line).map_or(0, str::len));
        let mut current = String::new();
        for word in line.split(' ') {
            let full = current.chars().count() + word.chars().count() >= WIDTH;
            if !current.is_empty() && full && !begins_block(word) {
                wrapped.push(std::mem::replace(&mut current, indent.clone()));
            }
            if !current.is_empty() && current != indent {
                current.push(' ');
            }
            current.push_str(word);
        }
        wrapped.push(current);
    }
    wrapped
}

/// Words that Markdown reads as the beginning of a list, heading, quote or rule.
fn begins_block(word: &str) -> bool {
    let marks = |marks: &[char]| !word.is_empty() && word.chars().all(|c| marks.contains(&c));
    let digits = word.trim_end_matches(['.', ')']);
    let numbered = digits.len() < word.len() && digits.bytes().all(|byte| byte.is_ascii_digit());
    marks(&['-', '+', '*', '=', '#', '>']) || word.starts_with('>') || numbered
}

/// Without control characters and those that change the direction of text.
fn visible(text: &str) -> String {
    let hidden = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
            || MARKS.iter().any(|(mark, _)| *mark == c)
    };
    text.chars().filter(|c| !hidden(*c)).collect()
}

/// HTML without its tags; breaks and blocks end a line. References are decoded last: `&lt;div&gt;` is text about a tag.
fn without_tags(text: &str) -> String {
    html::decoded(&html::without_tags(text, |tag, _| if html::is_line(tag) { "\n" } else { "" }))
}

/// Emphasis of the document while the rest of a line is escaped: a private character for each of its marks.
const MARKS: [(char, &str); 4] =
    [('\u{e000}', "**"), ('\u{e001}', "__"), ('\u{e002}', "*"), ('\u{e003}', "_")];

/// Puts the private characters in the place of marks that open and close emphasis.
fn emphasis(line: &str) -> String {
    let mut line = line.to_owned();
    for (private, mark) in MARKS {
        let mut out = String::with_capacity(line.len());
        let mut rest = line.as_str();
        while let Some((before, inner, after)) = emphasized(rest, mark) {
            out.push_str(before);
            out.push(private);
            out.push_str(inner);
            out.push(private);
            rest = after;
        }
        out.push_str(rest);
        line = out;
    }
    line
}

/// The first emphasis by a mark: what is before it, in it, and after it. A mark opens before a word, and closes
/// behind one; code and addresses have no emphasis.
fn emphasized<'a>(line: &'a str, mark: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let sign = |c: char| mark.contains(c);
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '/' && !sign(c));
    for (start, _) in line.match_indices(mark) {
        let before = line.get(..start)?;
        let inside = line.get(start.checked_add(mark.len())?..)?;
        let opens = inside.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '`');
        let in_code = !before.matches('`').count().is_multiple_of(2);
        if !opens || in_code || !edge(before.chars().next_back()) {
            continue;
        }
        let end = inside.find(mark)?;
        let (inner, after) = (inside.get(..end)?, inside.get(end.checked_add(mark.len())?..)?);
        let closes = inner.chars().next_back().is_some_and(|c| !c.is_whitespace());
        let plain = !inner.contains("://") && inner.matches('`').count().is_multiple_of(2);
        if closes && plain && edge(after.chars().next()) {
            return Some((before, inner, after));
        }
    }
    None
}

/// Escapes what Markdown would read; code spans and emphasis stay, addresses become links.
fn escape(line: &str) -> String {
    if is_harmless(line) {
        return line.to_owned();
    }
    if !line.contains(['*', '_']) {
        return escape_spans(line);
    }
    let mut line = escape_spans(&emphasis(line));
    for (private, mark) in MARKS {
        if line.contains(private) {
            line = line.replace(private, mark);
        }
    }
    line
}

fn escape_spans(line: &str) -> String {
    let line = if line.contains('[') || line.contains("( http") || line.contains(" )") {
        Cow::Owned(links(line))
    } else {
        Cow::Borrowed(line)
    };
    // Three and more are a fence, and rustdoc compiles and runs what is behind it.
    let balanced = line.matches('`').count().is_multiple_of(2) && !line.contains("```");
    let mut out = String::with_capacity(line.len() + 8);
    for (index, part) in line.split('`').enumerate() {
        let in_code = balanced && index % 2 == 1;
        if index > 0 {
            out.push(if balanced { '`' } else { '\'' });
        }
        if in_code {
            out.push_str(part);
        } else {
            let words: Vec<String> = part.split(' ').map(escape_word).collect();
            out.push_str(&words.join(" "));
        }
    }
    out
}

/// `[text](https://…)` → `text (https://…)`.
fn links(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('[') {
        let link = after.split_once("](").and_then(|(text, tail)| {
            let (url, tail) = tail.split_once(')')?;
            (!text.contains(['[', ']'])).then_some((text, url, tail))
        });
        out.push_str(before);
        match link {
            Some((text, url, tail)) if url.starts_with("http") => {
                out.push_str(&format!("{text} ( {url} )"));
                rest = tail;
            }
            Some((text, _, tail)) => {
                out.push_str(text);
                rest = tail;
            }
            None => {
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out.replace("( http", "(http").replace(" )", ")")
}

fn escape_word(word: &str) -> String {
    if let Some(at) = word.find("https://").or_else(|| word.find("http://")) {
        let (before, url) = word.split_at(at);
        let end = url.find(['<', '>', '"', '\'', ')', '*', '|', '\\']).unwrap_or(url.len());
        let (url, after) = url.split_at(end);
        let kept = url.trim_end_matches(['.', ',', ';', ':']);
        let after = format!("{}{after}", url.get(kept.len()..).unwrap_or_default());
        if kept.len() > "https://".len() {
            return format!("{}<{kept}>{}", escape_marks(before), escape_marks(&after));
        }
    }
    escape_marks(word)
}

fn escape_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before: Option<char> = None;
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let inside = |other: Option<char>| other.is_some_and(char::is_alphanumeric);
        let marks = match c {
            '[' | ']' | '<' | '>' | '*' | '\\' | '|' => true,
            // An underscore inside a word means nothing to Markdown, but at its edge it does.
            '_' => !(inside(before) && inside(letters.peek().copied())),
            '#' => before.is_none(),
            _ => false,
        };
        if marks {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
    // At the beginning of a line, three are a fence.
    if out.contains('~') { out.replace("~~~", "\\~~~") } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_read_as_markup() {
        for (text, expected) in [
            (
                "See [the docs](https://example.com/a_b).",
                "See the docs (<https://example.com/a_b>).",
            ),
            (
                "Use `me` for <b>yourself</b> [now]",
                "Use `me` for \\<b\\>yourself\\</b\\> \\[now\\]",
            ),
            ("one ` tick", "one ' tick"),
            ("a\u{202e}b\u{0}c */ \"#", "abc \\*/ \"#"),
            ("the first_name and _this_", "the first_name and _this_"),
            ("the _id of **two words**.", "the \\_id of **two words**."),
            ("**caLocal**", "**caLocal**"),
            ("**a** or *b*, not **c", "**a** or *b*, not \\*\\*c"),
            ("2 * 3 * 4, a*b*c, **", "2 \\* 3 \\* 4, a\\*b\\*c, \\*\\*"),
            ("`**x**` and **`y`**", "`**x**` and **`y`**"),
            ("~~~", "\\~~~"),
            ("~~~rust", "\\~~~rust"),
            ("````", "''''"),
            ("``````rust", "''''''rust"),
            ("~5 or ~~no~~", "~5 or ~~no~~"),
            ("A text (of words), 5% of it: a-b.", "A text (of words), 5% of it: a-b."),
            (" two  spaces ", "two spaces"),
            ("( http://a.example )", "(<http://a.example>)"),
            ("*.example.com or *.example.org", "\\*.example.com or \\*.example.org"),
            ("https://example.com/x, and", "<https://example.com/x>, and"),
        ] {
            assert_eq!(inline(text), expected, "{text}");
        }
    }

    #[test]
    fn no_line_opens_a_fence() {
        for fence in ["```", "~~~", "````", "~~~~~", "``````rust", "> ```", "- ~~~", "1. ````"] {
            let text = format!("Before.\n{fence}\nstd::process::exit(1)\n{fence}\nAfter.");
            for line in wrap(&prose(&text)) {
                let words = line.get(list_mark(&line).map_or(0, str::len)..).unwrap_or_default();
                let words = words.trim_start();
                let opens = words.starts_with("```") || words.starts_with("~~~");
                assert!(!opens, "{fence}: {line}");
            }
        }
    }

    #[test]
    fn prose_keeps_paragraphs_and_lists() {
        let lines = prose("First.<br>Second\n\n* `0` - a\n* `1` - b\n\nLast.");
        assert_eq!(lines, ["First.", "", "Second", "", "- `0` - a", "- `1` - b", "", "Last."]);
        for (text, expected) in [
            ("1. One\n2. Two\nEnd", &["1. One", "2. Two", "", "End"][..]),
            ("**Note** this\n- a\n1) b", &["**Note** this", "", "- a", "", "1) b"]),
            ("-5 degrees\n#tag", &["-5 degrees", "", "\\#tag"]),
            ("## Title\n> quoted\n* > * b", &["Title", "", "quoted", "", "- b"]),
            ("•tight", &["- tight"]),
        ] {
            assert_eq!(prose(text), expected, "{text}");
        }
    }

    #[test]
    fn lines_are_wrapped() {
        let lines = wrap(&[format!("- {}", "word ".repeat(40).trim_end())]);
        assert!(lines.iter().all(|line| line.len() <= WIDTH), "{lines:?}");
        assert!(lines.len() == 3 && lines[1].starts_with("  word"), "{lines:?}");
        let lines = wrap(&[format!("10. {}", "word ".repeat(40).trim_end())]);
        assert!(lines.len() == 3 && lines[1].starts_with("    word"), "{lines:?}");
    }
}
