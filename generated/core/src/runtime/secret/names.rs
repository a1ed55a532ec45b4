//! Which names are those of secrets.

use crate::servers::SECRETS;

/// Which names are secret. Names are compared as words in lower case with `_` between them, so that `accessToken`,
/// `access-token` and `access_token` are one name; `*` in an entry matches any characters.
///
/// An entry without `*` comes before those with one, and `hidden` before `shown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Secrets {
    /// Names of values that are never printed.
    pub hidden: &'static [&'static str],
    /// Names of values that are printed although they look like secrets.
    pub shown: &'static [&'static str],
    /// Names of parameters of URLs that are never printed; as names of other values they may be harmless.
    pub query: &'static [&'static str],
    /// Words that make a name look like that of a secret. Five letters and more count anywhere in a name, three and
    /// more at the end of a word, shorter ones as a word of their own.
    pub words: &'static [&'static str],
}

impl Secrets {
    /// Names that are secret in any API.
    pub const DEFAULT: Self = Self {
        hidden: &[],
        shown: &[],
        query: &["code", "key", "sig"],
        words: &[
            "assertion",
            "authorization",
            "cookie",
            "credential",
            "jwt",
            "passcode",
            "passphrase",
            "passwd",
            "password",
            "pwd",
            "secret",
            "signature",
            "token",
            "verifier",
        ],
    };

    fn decides(&self, name: &str) -> Option<bool> {
        let exactly = |list: &[&str]| list.contains(&name);
        let by_pattern = |list: &[&str]| list.iter().any(|pattern| fits(pattern, name));
        if exactly(self.hidden) {
            Some(true)
        } else if exactly(self.shown) {
            Some(false)
        } else if by_pattern(self.hidden) {
            Some(true)
        } else {
            by_pattern(self.shown).then_some(false)
        }
    }

    fn suspects(&self, name: &str) -> bool {
        self.words.iter().any(|word| is_in(word, name))
    }

    fn hides(&self, name: &str) -> bool {
        let name = words(name);
        self.decides(&name).unwrap_or_else(|| self.suspects(&name))
    }

    fn hides_parameter(&self, name: &str) -> bool {
        let name = words(name);
        self.query.iter().any(|pattern| fits(pattern, &name))
            || self.decides(&name).unwrap_or_else(|| self.suspects(&name))
    }
}

/// Whether a value of this name is secret wherever it is.
pub(crate) fn is_secret(name: &str) -> bool {
    SECRETS.hides(name)
}

/// Whether a parameter of a URL is secret.
pub(crate) fn is_secret_parameter(name: &str) -> bool {
    SECRETS.hides_parameter(name)
}

/// Whether a header is secret. The names of headers that an API defines itself are judged by their words.
pub(crate) fn is_secret_header(name: &str) -> bool {
    let name = words(name);
    matches!(name.as_str(), "authorization" | "proxy_authorization" | "cookie" | "set_cookie")
        || name.ends_with("key")
        || SECRETS.hides(&name)
}

/// `accessToken`, `X-Access-Token[0]` → `access_token`, `x_access_token_0`.
fn words(name: &str) -> String {
    let mut text = String::with_capacity(name.len().saturating_add(4));
    let mut letters = name.chars().peekable();
    let mut last = '_';
    while let Some(c) = letters.next() {
        let next_is_small = letters.peek().is_some_and(char::is_ascii_lowercase);
        let begins = c.is_ascii_uppercase()
            && (last.is_ascii_lowercase()
                || last.is_ascii_digit()
                || (last.is_ascii_uppercase() && next_is_small));
        let separates = !c.is_alphanumeric();
        if (begins || separates) && !text.is_empty() && !text.ends_with('_') {
            text.push('_');
        }
        if !separates {
            text.extend(c.to_lowercase());
        }
        last = c;
    }
    text.truncate(text.trim_end_matches('_').len());
    text
}

/// Whether a word is in a name.
fn is_in(word: &str, name: &str) -> bool {
    if word.len() >= 5 && name.contains(word) {
        return true;
    }
    name.split('_').any(|own| {
        let one = own.strip_suffix('s').unwrap_or(own);
        own == word
            || one == word
            || (word.len() >= 3 && (own.ends_with(word) || one.ends_with(word)))
    })
}

/// Whether a name fits a pattern, in which `*` matches any characters.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let (Some(first), Some(last)) = (parts.next(), parts.next_back()) else {
        return pattern == name;
    };
    let ends = name.strip_prefix(first).and_then(|rest| rest.strip_suffix(last));
    let Some(mut rest) = ends else { return false };
    parts.all(|part| match rest.split_once(part) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words() {
        for (name, expected) in [
            ("accessToken", "access_token"),
            ("X-Amz-Security-Token", "x_amz_security_token"),
            ("IDToken", "id_token"),
            ("user[password]", "user_password"),
            ("pin2Code", "pin2_code"),
            ("__a", "a"),
            ("", ""),
        ] {
            assert_eq!(words(name), expected, "{name}");
        }
    }

    #[test]
    fn unknown_names_are_judged_by_their_words() {
        let one = Secrets { words: &["pin", "tk"], ..Secrets::DEFAULT };
        for (name, secret) in
            [("a_pin", true), ("hostpin", true), ("tk", true), ("ping", false), ("atk", false)]
        {
            assert_eq!(one.hides(name), secret, "{name}");
        }
    }

    #[test]
    fn patterns() {
        for (pattern, name, expected) in [
            ("*_pin", "leader_pin", true),
            ("*_pin", "pin", false),
            ("a*b*c", "a_b_c", true),
            ("a*a", "a", false),
            ("pin", "pins", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
