//! What a caller can set for one request.

use std::fmt;
use std::time::Duration;

use crate::runtime::send::retry::Retry;

/// Options of one request.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// How long one attempt may take altogether; the client's own limit where this is `None`.
    pub timeout: Option<Duration>,
    /// How long everything may take together; as the client says where this is `None`.
    pub total_timeout: Option<Duration>,
    /// Headers to send in addition; they replace headers of the same name.
    pub headers: Vec<(String, String)>,
    /// Query parameters to send in addition.
    pub query: Vec<(String, String)>,
    /// The ID of the sub-account that the request is made on behalf of; as the client says where this is `None`.
    pub account: Option<String>,
    /// When the request is sent again; as the client says where this is `None`.
    pub retry: Option<Retry>,
    /// Whether the limiter of the client lets the request pass at once, without counting it.
    pub skip_limiter: bool,
    /// Whether request and response are logged, without secrets; as the client says where this is `None`.
    pub debug: Option<bool>,
}

/// How one request is sent, apart from what is in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SendOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) retry: Option<Retry>,
    pub(crate) skip_limiter: bool,
    pub(crate) debug: Option<bool>,
}

impl Options {
    pub(crate) fn send_options(&self) -> SendOptions {
        let &Self { timeout, total_timeout, retry, skip_limiter, debug, .. } = self;
        SendOptions { timeout, total_timeout, retry, skip_limiter, debug }
    }
}

impl Options {
    /// No options.
    pub(crate) const NONE: Self = Self {
        timeout: None,
        total_timeout: None,
        headers: Vec::new(),
        query: Vec::new(),
        account: None,
        retry: None,
        skip_limiter: false,
        debug: None,
    };

    /// No options.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Limits how long one attempt may take altogether; see
    /// [`ClientBuilder::timeout`](crate::runtime::ClientBuilder::timeout).
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Limits how long everything may take together; see
    /// [`ClientBuilder::total_timeout`](crate::runtime::ClientBuilder::total_timeout).
    #[must_use]
    #[doc(alias = "deadline")]
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }
}

impl Options {
    /// Makes the request on behalf of a sub-account, by its ID; see
    /// [`Client::on_account`](crate::runtime::Client::on_account).
    #[must_use]
    pub fn on_account(mut self, id: impl Into<String>) -> Self {
        self.account = Some(id.into());
        self
    }

    /// Says when the request is sent again.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Sends the request at once, whatever the limiter of the client says.
    #[must_use]
    #[doc(alias("unlimited", "no_limiter"))]
    pub fn skip_limiter(mut self) -> Self {
        self.skip_limiter = true;
        self
    }

    /// Logs request and response, without secrets; see
    /// [`ClientBuilder::debug`](crate::runtime::ClientBuilder::debug).
    #[must_use]
    pub fn debug(mut self, debug: bool) -> Self {
        self.debug = Some(debug);
        self
    }
}

/// Prints names only: values may be secrets.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("timeout", &self.timeout)
            .field("total_timeout", &self.total_timeout)
            .field("headers", &names(&self.headers))
            .field("query", &names(&self.query))
            .field("account", &self.account)
            .field("retry", &self.retry)
            .field("skip_limiter", &self.skip_limiter)
            .field("debug", &self.debug)
            .finish()
    }
}

/// The names of pairs.
pub(crate) fn names<N: AsRef<str>, V>(pairs: &[(N, V)]) -> Vec<&str> {
    pairs.iter().map(|(name, _)| name.as_ref()).collect()
}
