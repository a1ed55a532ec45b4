//! Separators of lists that travel as one string.

use serde::Deserialize;

use super::Style;

/// The separator of a list that travels as one string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Separator {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A space.
    Space,
    /// `|`
    Pipe,
}

impl TryFrom<String> for Separator {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Ok(match text.as_str() {
            "," => Separator::Comma,
            ";" => Separator::Semicolon,
            " " => Separator::Space,
            "|" => Separator::Pipe,
            _ => return Err(format!("`{text}` is not a separator: write `,`, `;`, ` ` or `|`")),
        })
    }
}

impl Separator {
    /// The style of a parameter whose values have this separator.
    pub fn style(self) -> Style {
        match self {
            Separator::Comma => Style::Comma,
            Separator::Semicolon => Style::Semicolon,
            Separator::Space => Style::Space,
            Separator::Pipe => Style::Pipe,
        }
    }
}
