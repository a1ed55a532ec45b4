//! Where Zoom is reached.

use std::fmt;

use crate::runtime::secret::Masked;
use crate::runtime::{ClientBuilder, InvalidRequest};

/// The name of the server whose base URL differs from host to host; version 1 has one host alone.
pub(super) const API: &str = "v2";

/// Where Zoom is reached: the API, and the place that issues tokens.
///
/// The global hosts work for everybody. Others keep requests in a region, or belong to Zoom for
/// Government, which is a world of its own: accounts of one are unknown to the other.
#[derive(Clone, PartialEq, Eq)]
pub struct Host {
    api: String,
    oauth: String,
}

/// Prints no secret that a URL may hold.
impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host")
            .field("api", &Masked(&self.api))
            .field("oauth", &Masked(&self.oauth))
            .finish()
    }
}

/// A region with an API host of its own
/// (<https://developers.zoom.us/docs/api/using-zoom-apis/#base-urls>).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Region {
    /// Australia.
    Australia,
    /// Canada.
    Canada,
    /// The European Union.
    EuropeanUnion,
    /// India.
    India,
    /// Saudi Arabia.
    SaudiArabia,
    /// Singapore.
    Singapore,
    /// The United Kingdom.
    UnitedKingdom,
    /// The United States.
    UnitedStates,
}

impl Region {
    /// The code of the region in the name of its host, `eu` for example.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Australia => "au",
            Self::Canada => "ca",
            Self::EuropeanUnion => "eu",
            Self::India => "in",
            Self::SaudiArabia => "sa",
            Self::Singapore => "sg",
            Self::UnitedKingdom => "uk",
            Self::UnitedStates => "us",
        }
    }
}

impl Host {
    /// The API of everybody (<https://developers.zoom.us/docs/api/>).
    pub const GLOBAL_API: &str = "https://api.zoom.us/v2";
    /// The place that issues tokens to everybody (<https://developers.zoom.us/docs/integrations/oauth/>).
    pub const GLOBAL_OAUTH: &str = "https://zoom.us/oauth";
    /// The API of Zoom for Government (<https://www.zoomgov.com>).
    pub const GOVERNMENT_API: &str = "https://api.zoomgov.com/v2";
    /// The place that issues tokens to Zoom for Government.
    pub const GOVERNMENT_OAUTH: &str = "https://zoomgov.com/oauth";

    /// The global hosts, which are used unless another is set.
    #[must_use]
    pub fn global() -> Self {
        Self::new(Self::GLOBAL_API, Self::GLOBAL_OAUTH)
    }

    /// Zoom for Government.
    #[must_use]
    pub fn government() -> Self {
        Self::new(Self::GOVERNMENT_API, Self::GOVERNMENT_OAUTH)
    }

    /// The API host of a region; tokens come from the global one.
    #[must_use]
    pub fn region(region: Region) -> Self {
        Self::new(format!("https://api-{}.zoom.us/v2", region.code()), Self::GLOBAL_OAUTH)
    }

    /// The host of an account with a vanity name: `acme` for `https://acme.zoom.us`.
    ///
    /// # Errors
    /// When the name cannot be part of a host name.
    pub fn vanity(name: &str) -> Result<Self, InvalidRequest> {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let edge = name.starts_with('-') || name.ends_with('-');
        if name.is_empty() || name.len() > 63 || edge || !name.chars().all(fits) {
            let reason =
                "a vanity name has letters, digits and inner hyphens only, without `.zoom.us`";
            return Err(InvalidRequest::new("", reason));
        }
        Ok(Self::new(format!("https://{name}.zoom.us/v2"), Self::GLOBAL_OAUTH))
    }

    /// Other base URLs: of the API with `/v2` at its end, and of the place that issues tokens with `/oauth`
    /// at its end. A server of your own, in a test for example.
    #[must_use]
    pub fn new(api: impl Into<String>, oauth: impl Into<String>) -> Self {
        Self { api: api.into(), oauth: oauth.into() }
    }

    /// The base URL of the API.
    #[must_use]
    pub fn api_url(&self) -> &str {
        &self.api
    }

    /// The base URL of the place that issues tokens.
    #[must_use]
    pub fn oauth_url(&self) -> &str {
        &self.oauth
    }
}

impl ClientBuilder {
    /// Sends requests of version 2 to this host. The source of credentials needs its own setting where its
    /// tokens come from another place.
    pub fn host(self, host: &Host) -> Self {
        self.server_url(API, host.api_url())
    }
}
