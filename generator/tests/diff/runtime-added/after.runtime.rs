//! The runtime of a crate.

/// Sends requests.
#[derive(Clone)]
#[non_exhaustive]
pub enum Kind {
    /// As it is.
    Plain,
    /// In a box.
    Boxed,
}

impl Kind {
    /// Whether it is in a box.
    pub fn is_boxed(&self) -> bool {
        matches!(self, Kind::Boxed)
    }
}

/// Where tokens are kept.
pub trait Store {
    /// A token.
    fn load(&self) -> String;

    /// Another.
    fn other(&self) -> String {
        self.load()
    }
}

/// Where tokens are not kept.
pub trait Sink {
    /// A token goes.
    fn drop(&self);
}

/// What is made of parts.
pub struct Maker<S>(S);

impl Maker<u8> {
    /// Adds a small part.
    pub fn with(self, small: u8) -> Maker<u16> {
        Maker(u16::from(small))
    }
}

impl Maker<u16> {
    /// Adds a large part, under the same name.
    pub fn with(self, large: u16) -> Maker<u16> {
        Maker(large)
    }
}
