//! Making a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::client::{Client, Inner};
use super::limiter::{Limiter, Throttle};
use super::rate::MinimumRate;
use super::retry::{Retry, RetryBudget};
use super::trace::Log;
use super::transport::{CONNECT_TIMEOUT, HttpTransport, Transport};
use crate::runtime::auth::{Auth, Bearer, Renewals, Sender};
use crate::runtime::error::{InvalidRequest, Result};
use crate::runtime::secret::Masked;

/// How long a request may take by default.
const TIMEOUT: Duration = Duration::from_secs(60);

/// How many bytes a response may have by default.
const MAX_RESPONSE_BYTES: usize = 64 << 20;

/// A transport in place of HTTP alone.
enum Carrier {
    Own(Arc<dyn Transport>),
    Wrapper(Box<dyn FnOnce(HttpTransport) -> Arc<dyn Transport> + Send>),
}

/// Makes a [`Client`].
#[must_use]
pub struct ClientBuilder {
    auths: Vec<Arc<dyn Auth>>,
    base_url: Option<String>,
    server_urls: Vec<(String, String)>,
    http: Option<reqwest::ClientBuilder>,
    transport: Option<Carrier>,
    connect_timeout: Option<Duration>,
    timeout: Duration,
    minimum_rate: MinimumRate,
    total_timeout: Option<Duration>,
    user_agent: Option<String>,
    max_response_bytes: usize,
    retry: Retry,
    retry_budget: RetryBudget,
    limiter: Option<Arc<dyn Throttle>>,
    log: Log,
}

impl Client {
    /// A client with a token that you already have: short for `Client::builder().auth(Bearer::new(token)).build()`.
    ///
    /// Nothing renews the token. [`Client::builder`] has everything else, sources of tokens among it.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    #[doc(alias("bearer", "access_token"))]
    pub fn with_token(token: impl Into<SecretString>) -> Result<Self> {
        Self::builder().auth(Bearer::new(token)).build()
    }
}

impl ClientBuilder {
    pub(crate) fn new() -> Self {
        Self {
            auths: Vec::new(),
            base_url: None,
            server_urls: Vec::new(),
            http: None,
            transport: None,
            connect_timeout: None,
            timeout: TIMEOUT,
            minimum_rate: MinimumRate::DEFAULT,
            total_timeout: None,
            user_agent: None,
            max_response_bytes: MAX_RESPONSE_BYTES,
            retry: Retry::new(),
            retry_budget: RetryBudget::default(),
            limiter: None,
            log: Log::default(),
        }
    }

    /// Adds a source of credentials. Of several, each operation uses the first that has what it needs.
    #[doc(alias("credentials", "token"))]
    pub fn auth(mut self, auth: impl Auth + 'static) -> Self {
        self.auths.push(Arc::new(auth));
        self
    }

    /// Sends all requests to another base URL: another region, or a server of your own. It takes the
    /// place of everything before the path of an operation.
    #[doc(alias("endpoint", "host"))]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sends the requests of one server, by its name, to another base URL.
    pub fn server_url(mut self, server: impl Into<String>, url: impl Into<String>) -> Self {
        self.server_urls.push((server.into(), url.into()));
        self
    }

    /// Starts from another HTTP client: with a proxy or other certificates, for example.
    ///
    /// It is a builder and not a client because redirects have to be turned off: they would take
    /// credentials to other hosts.
    #[doc(alias("proxy", "certificates"))]
    pub fn http(mut self, http: reqwest::ClientBuilder) -> Self {
        self.http = Some(http);
        self
    }

    /// Carries requests in another way, in a test for example; what was set with [`http`](Self::http) is not used.
    #[doc(alias = "middleware")]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Carrier::Own(Arc::new(transport)));
        self
    }

    /// Puts a transport around the one that the client would have: to log, count or sign requests, for example. What
    /// was set with [`http`](Self::http) and [`connect_timeout`](Self::connect_timeout) applies to the inner one; see
    /// [`HttpTransport`] for an example.
    #[doc(alias("middleware", "interceptor"))]
    pub fn wrap_transport<T: Transport + 'static>(
        mut self,
        wrap: impl FnOnce(HttpTransport) -> T + Send + 'static,
    ) -> Self {
        self.transport = Some(Carrier::Wrapper(Box::new(|http| Arc::new(wrap(http)))));
        self
    }

    /// Limits how long it may take to connect to a server, TLS included. The default is 10 seconds; with an HTTP client
    /// of your own ([`http`](Self::http)) it is that of the client, unless this is set too.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Says when requests are sent again; as [`Retry::new`] unless set.
    #[doc(alias("max_retries", "backoff"))]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Limits how many repetitions all calls make together; as [`RetryBudget::default`] unless set.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.retry_budget = budget;
        self
    }

    /// Keeps requests back that would be too many for the server; without it, they are sent at once.
    #[doc(alias("rate_limit", "rate_limiter"))]
    pub fn limiter(mut self, limiter: Limiter) -> Self {
        self.limiter = Some(Arc::new(limiter));
        self
    }

    /// Logs every request and every response, for debugging: as events of the level `DEBUG`
    /// with the feature `tracing`, else to the standard error output.
    /// [`Options::debug`](crate::runtime::Options::debug) does so for one request.
    ///
    /// Credentials and values that are known to be secret are `***`, and so are headers that are not listed as
    /// harmless; long strings and everything but JSON appear as their size. Names, addresses and topics are shown.
    #[doc(alias("log", "logging"))]
    pub fn debug(mut self, debug: bool) -> Self {
        self.log.on = debug;
        self
    }

    /// Takes what [`debug`](Self::debug) logs, one text for each request and each response.
    pub fn debug_to(mut self, sink: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.log.sink = Some(Arc::new(sink));
        self
    }

    /// Limits how long one attempt of a request may take altogether; a minute unless set.
    ///
    /// An attempt begins when it is sent and ends with the last byte of its response. The time before is not counted:
    /// waiting for the limiter, which may take up to the period of a quota for each request that is ahead, for a token,
    /// and between two attempts. [`total_timeout`](Self::total_timeout) limits all of it.
    #[doc(alias("request_timeout", "read_timeout"))]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Limits how long a request may take with everything that belongs to it: the limiter, a token, all attempts and
    /// the waits between them; no limit by default. A request that takes longer is given up with an error of the kind
    /// [`Timeout`](crate::runtime::TransportKind::Timeout). A request that still waits for the limiter is not sent
    /// then, and not counted; one that is on its way may have been carried out.
    ///
    /// Each page of a list is a request. A download ends with its content; see `Download` (feature `downloads`).
    #[doc(alias = "deadline")]
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// Limits how slowly files are sent and received: a stream that moves fewer bytes per second, on average over a
    /// window of this length, has stalled and is given up, with an error of the kind
    /// [`Timeout`](crate::runtime::TransportKind::Timeout). 0 bytes switch this off. The default is 1 byte per second
    /// over 20 seconds. Time in which a reader of the program has nothing to send, or takes to read, does not count.
    pub fn minimum_rate(mut self, bytes_per_second: u64, window: Duration) -> Self {
        self.minimum_rate = MinimumRate { bytes_per_second, window };
        self
    }

    /// Names the program in the header `user-agent`.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = Some(name.into());
        self
    }

    /// Limits how many bytes a response may have; 64 MiB unless set.
    #[doc(alias("body_limit", "max_body_size"))]
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Makes a client that waits.
    ///
    /// # Errors
    /// As [`build`](Self::build), and when the system has no resources for it.
    #[cfg(feature = "blocking")]
    pub fn build_blocking(self) -> Result<crate::runtime::blocking::Client> {
        crate::runtime::blocking::Client::new(self.build()?)
    }

    /// Makes the client.
    ///
    /// # Errors
    /// When a base URL or the name of the program is not valid, or the HTTP client cannot be made.
    pub fn build(self) -> Result<Client> {
        for url in self.base_url.iter().chain(self.server_urls.iter().map(|(_, url)| url)) {
            super::sender::safe_url(url)?;
        }
        let own_name = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
        let user_agent = self.user_agent.unwrap_or_else(|| own_name.to_owned());
        let user_agent = reqwest::header::HeaderValue::from_str(&user_agent).map_err(|_| {
            InvalidRequest::new("", "the name of the program cannot be sent in a header")
        })?;
        let connect = self.connect_timeout.or(self.http.is_none().then_some(CONNECT_TIMEOUT));
        let mut http = self.http.unwrap_or_default();
        if let Some(timeout) = connect {
            http = http.connect_timeout(timeout);
        }
        let http = HttpTransport::new(http)?;
        let sender = Sender {
            http: http.client().clone(),
            transport: self.transport.map(|carrier| match carrier {
                Carrier::Own(transport) => transport,
                Carrier::Wrapper(wrap) => wrap(http),
            }),
            user_agent,
            timeout: self.timeout,
            minimum_rate: self.minimum_rate,
            max_response_bytes: self.max_response_bytes,
            renewals: Renewals::default(),
        };
        Ok(Client::new(Inner {
            sender,
            base_url: self.base_url,
            server_urls: self.server_urls,
            auths: self.auths,
            account: None,
            total_timeout: self.total_timeout,
            retry: self.retry,
            retry_budget: self.retry_budget,
            limiter: self.limiter,
            log: self.log,
        }))
    }
}

/// Prints where requests go and nothing of who sends them.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("base_url", &self.base_url.as_deref().map(Masked))
            .field("auths", &self.auths.len())
            .field("timeout", &self.timeout)
            .field("total_timeout", &self.total_timeout)
            .field("retry", &self.retry)
            .field("limiter", &self.limiter)
            .finish_non_exhaustive()
    }
}
