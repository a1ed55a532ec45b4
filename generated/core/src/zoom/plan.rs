//! The plans of accounts.

/// The plan of an account, for [`Limiter::new`](crate::runtime::Limiter::new).
///
/// The limits of each are on <https://developers.zoom.us/docs/api/rate-limits/>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Plan {
    /// Free accounts; they have no Zoom Phone and no Contact Center.
    Free,
    /// Pro. Video SDK accounts that pay in advance for a year or as they go count as this.
    Pro,
    /// Business, Education, Enterprise and Partners, and all other Video SDK accounts.
    Business,
}

/// The name under which the limits of the plan are known.
impl AsRef<str> for Plan {
    fn as_ref(&self) -> &str {
        match self {
            Self::Free => "free",
            Self::Pro => "pro",
            Self::Business => "business",
        }
    }
}
