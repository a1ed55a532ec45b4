//! Files that a server has: recordings, reports, invoices. They are streamed, never held in memory.

use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::Request;
use reqwest::header::{self, HeaderMap, HeaderValue};
use secrecy::SecretString;
use url::Url;

use super::auth::{Auth, Credential, Credentials};
use super::file_stream::FileStream;
use super::partial::Partial;
use super::prepared::Headers;
use super::transport::{late, safe_url, show};
use super::{
    ApiError, Client, DecodeError, Error, Info, InvalidRequest, Operation, RawResponse, Result,
    Server, path, prepare,
};

/// How many redirects are followed.
const REDIRECTS: usize = 10;

/// How much of the body of a refusal is read.
const LONGEST_REFUSAL: usize = 64 << 10;

/// A file to be fetched, as plain data.
///
/// There is no limit of time for the whole, only for standing still. Redirects are followed, and credentials go
/// to hosts of the server alone.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until `open` or `save` is called"]
pub struct Download {
    info: Info,
    url: String,
    headers: Headers,
    token: Option<SecretString>,
    idle: Duration,
    attempts: u32,
    delay: Duration,
    replace: bool,
}

/// A file that has been saved.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Saved {
    /// Where it is.
    pub path: PathBuf,
    /// How many bytes it has.
    pub length: u64,
    /// How many of them an earlier call had left behind.
    pub resumed: u64,
}

/// An answer with a success status, or the one that says that nothing is left of a range.
pub(super) struct Opened {
    pub(super) answer: reqwest::Response,
    pub(super) idle: Duration,
}

impl Download {
    /// A file at a URL that the server gave, such as the `download_url` of a recording. What begins with `/` is
    /// a path below the base URL of the server.
    ///
    /// ```text
    /// Download::new(&servers::V2, url).save(&client, "meeting.mp4").await?
    /// ```
    pub fn new(server: &'static Server, url: impl Into<String>) -> Self {
        let info = Info { id: "download", server, accept: "*/*", ..Info::DEFAULT };
        Self::with(info, url.into(), Vec::new())
    }

    /// The file that an operation answers with.
    ///
    /// # Errors
    /// When a required input is missing or a value cannot be written.
    pub fn of(operation: &dyn Operation) -> Result<Self> {
        let request = prepare(operation)?;
        Ok(Self::with(*operation.info(), request.url, request.headers))
    }

    fn with(info: Info, url: String, headers: Headers) -> Self {
        Self {
            info,
            url,
            headers,
            token: None,
            idle: Duration::from_secs(60),
            attempts: 5,
            delay: Duration::from_secs(1),
            replace: false,
        }
    }

    /// Shows this token instead of the credentials of the client: the one that came with a webhook event or
    /// with the list of recordings.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(SecretString::from(token.into()));
        self
    }

    /// How long nothing may arrive before this counts as a failure; a minute unless set.
    pub fn idle_timeout(mut self, idle: Duration) -> Self {
        self.idle = idle;
        self
    }

    /// How often `save` tries altogether; five times unless set. Each goes on where the last one stopped.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// How long `save` waits before the second attempt; a second unless set. It doubles each time.
    pub fn retry_delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Lets `save` replace a file that exists.
    pub fn replace(mut self, replace: bool) -> Self {
        self.replace = replace;
        self
    }

    /// Starts the download; the content is read from what this returns.
    ///
    /// # Errors
    /// When the server is not reached or refuses, or answers with a web page instead of a file.
    pub async fn open(&self, client: &Client) -> Result<FileStream> {
        let opened = self.request(client, &HeaderMap::new()).await?;
        Ok(FileStream::new(opened.answer, opened.idle))
    }

    /// Saves the file: to a temporary name beside `path` first, `path` with `.part`, which gets its own name when
    /// all of it is there. What an interrupted call leaves behind is completed by the next one, if the server
    /// says that the file is still the same. Two calls for one path at a time disturb each other.
    ///
    /// # Errors
    /// As [`open`](Self::open); when the file exists already or cannot be written; when the connection failed
    /// more often than [`attempts`](Self::attempts).
    pub async fn save(&self, client: &Client, path: impl AsRef<Path>) -> Result<Saved> {
        let path = path.as_ref();
        let mut partial = Partial::open(path, self.replace).await?;
        let resumed = partial.have();
        let mut attempt = 1;
        loop {
            let error = match self.fill(client, &mut partial).await {
                Ok(()) => break,
                Err(error) => error,
            };
            let again = error.is_retryable() && attempt < self.attempts;
            if !again {
                partial.leave().await;
                return Err(error);
            }
            tokio::time::sleep(self.delay.saturating_mul(1 << (attempt - 1).min(6))).await;
            attempt += 1;
        }
        let resumed = resumed.min(partial.kept());
        let length = partial.have();
        partial.finish(self.replace).await?;
        Ok(Saved { path: path.to_owned(), length, resumed })
    }

    /// Fetches what is missing.
    async fn fill(&self, client: &Client, partial: &mut Partial) -> Result<()> {
        let opened = self.request(client, &partial.range()).await?;
        if !partial.begin(&opened).await? {
            return Ok(());
        }
        let mut content = FileStream::new(opened.answer, opened.idle);
        while let Some(chunk) = content.try_next().await? {
            partial.write(&chunk).await?;
        }
        partial.check()
    }

    /// Asks for the file, with new credentials once when those at hand are refused.
    async fn request(&self, client: &Client, range: &HeaderMap) -> Result<Opened> {
        let exchange = client.exchange();
        let auth = if self.token.is_some() { None } else { client.auth(&self.info)? };
        let mut credentials = self.credentials(auth, client).await?;
        let mut answer = self.follow(client, range, &credentials).await?;
        if answer.status() == reqwest::StatusCode::UNAUTHORIZED
            && let Some(auth) = auth
            && let Some(renewed) = auth.renew(&credentials, exchange).await?
        {
            credentials = renewed;
            answer = self.follow(client, range, &credentials).await?;
        }
        let status = answer.status();
        if !status.is_success() && status != reqwest::StatusCode::RANGE_NOT_SATISFIABLE {
            return Err(self.refusal(answer, &credentials).await);
        }
        let media_type = answer.headers().get(header::CONTENT_TYPE);
        if media_type.is_some_and(|media_type| media_type.as_bytes().starts_with(b"text/html")) {
            let reason = "it is a web page, not a file; the link may have expired, or need a token";
            let error = DecodeError::unfit(self.info.id, b"", reason);
            return Err(Error::Decode(Box::new(error)));
        }
        Ok(Opened { answer, idle: self.idle })
    }

    async fn credentials(&self, auth: Option<&dyn Auth>, client: &Client) -> Result<Credentials> {
        match (&self.token, auth) {
            (Some(token), _) => Ok(Credentials::new(vec![Credential::Bearer(token.clone())])),
            (None, Some(auth)) => auth.credentials(self.info.schemes(), client.exchange()).await,
            (None, None) => Ok(Credentials::default()),
        }
    }

    /// Sends the request and follows redirects. Credentials are shown to hosts of the server only: others are
    /// given links that need none.
    async fn follow(
        &self,
        client: &Client,
        range: &HeaderMap,
        credentials: &Credentials,
    ) -> Result<reqwest::Response> {
        let base = client.base_url(&self.info, credentials);
        let mut url = self.url(base)?;
        if self.token.is_some() && !self.is_trusted(base, &url) {
            return Err(self.invalid(
                "the token is not sent to a host that is not the server's; \
                 leave it out if the link needs none",
            ));
        }
        for _ in 0..=REDIRECTS {
            let answer = self.hop(client, &url, base, range, credentials).await?;
            let location = answer.headers().get(header::LOCATION);
            let Some(location) = location.filter(|_| answer.status().is_redirection()) else {
                return Ok(answer);
            };
            let next = location.to_str().ok().and_then(|location| url.join(location).ok());
            let next = next.filter(|next| safe_url(next.as_str()).is_ok());
            // What began with encryption does not go on without.
            let next = next.filter(|next| next.scheme() == "https" || url.scheme() == "http");
            url = next.ok_or_else(|| self.invalid("a redirect leads to a URL that is not safe"))?;
        }
        Err(self.invalid("there are too many redirects"))
    }

    /// Where the download begins.
    fn url(&self, base: &str) -> Result<Url> {
        let url = if self.url.starts_with('/') {
            let path = path::below(base, &self.url).map_err(|why| self.invalid(why))?;
            format!("{}{path}", base.trim_end_matches('/'))
        } else {
            self.url.clone()
        };
        safe_url(&url).map_err(|error| self.invalid(error.reason))
    }

    async fn hop(
        &self,
        client: &Client,
        url: &Url,
        base: &str,
        range: &HeaderMap,
        credentials: &Credentials,
    ) -> Result<reqwest::Response> {
        let exchange = client.exchange();
        // A length is that of the file only where nothing is compressed on the way.
        let mut request = Request::new(reqwest::Method::GET, url.clone());
        let identity = HeaderValue::from_static("identity");
        request.headers_mut().insert(header::ACCEPT_ENCODING, identity);
        let nobody = Credentials::default();
        let shown = if self.is_trusted(base, url) { credentials } else { &nobody };
        let (mut request, _) = show(&exchange.http, request, shown, &self.headers)?;
        request.headers_mut().extend(range.clone());
        Ok(tokio::time::timeout(self.idle, exchange.carry(request)).await.map_err(late)??)
    }

    /// Whether credentials may be sent to a URL: to where the client sends its requests, and to other hosts of
    /// the server.
    fn is_trusted(&self, base: &str, url: &Url) -> bool {
        if Url::parse(base).is_ok_and(|base| base.origin() == url.origin()) {
            return true;
        }
        let hosts = self.info.server.hosts.iter();
        let is_own = |host: &str| {
            hosts.clone().any(|own| {
                host.strip_suffix(own).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            })
        };
        url.scheme() == "https" && url.port().is_none() && url.host_str().is_some_and(is_own)
    }

    fn invalid(&self, reason: impl Into<String>) -> Error {
        Error::InvalidRequest(InvalidRequest::new(self.info.id, reason))
    }

    /// The error of a status that is none of success.
    async fn refusal(&self, answer: reqwest::Response, credentials: &Credentials) -> Error {
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let mut content = FileStream::new(answer, self.idle);
        let mut body = Vec::new();
        while let Ok(Some(chunk)) = content.try_next().await {
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST_REFUSAL {
                break;
            }
        }
        body.truncate(LONGEST_REFUSAL);
        let tracking = self.info.server.tracking_header.and_then(|name| headers.get(name));
        let tracking_id = tracking.and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
        let answer = RawResponse { status, headers, tracking_id, body: body.into() };
        Error::Api(Box::new(ApiError::new(&self.info, &answer).hide(&credentials.secrets())))
    }
}
