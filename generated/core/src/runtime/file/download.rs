//! Files that a server has: recordings, reports, invoices. They are streamed, never held in memory.

mod address;
mod fetch;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use self::fetch::Fetch;
use super::file_stream::FileStream;
use super::partial_file::Partial;
use crate::runtime::auth::BoxFuture;
use crate::runtime::error::{Error, InvalidRequest, Result};
use crate::runtime::request::operation::Operation;
use crate::runtime::request::operation_details::OperationDetails;
use crate::runtime::request::operation_info::{Method, OperationInfo, Server};
use crate::runtime::request::options::{SendOptions, names};
use crate::runtime::request::prepare::prepare;
use crate::runtime::request::prepared::Headers;
use crate::runtime::request::sub_account;
use crate::runtime::secret::Masked;
use crate::runtime::send::client::Client;
use crate::runtime::send::rate::MinimumRate;
use crate::runtime::send::retry::Retry;

/// Headers that `save` sets itself, because it puts a file together from parts.
const HEADERS_OF_PARTS: &[&str] = &["accept-encoding", "if-range", "range"];

/// A file to be fetched, as plain data.
///
/// It follows the rules of the client: limiter, [`Retry`], budget, limits of a day, total time, debug report; each can
/// be set for one download. [`ClientBuilder::timeout`](crate::runtime::ClientBuilder::timeout) alone does not apply,
/// because the size of a file is not known beforehand; standing still and dripping are failures instead.
///
/// Redirects are followed. Credentials and the headers of the caller go to hosts of the server alone, and no longer
/// once a redirect has led elsewhere; another host gets `accept`, `range` and `if-range`, and what is the same for
/// every request: `user-agent`, and `accept-encoding: identity`.
#[derive(Clone)]
#[must_use = "nothing is sent until `open` or `save` is called"]
pub struct Download {
    info: OperationInfo,
    url: String,
    headers: Headers,
    token: Option<SecretString>,
    /// The sub-account that it is fetched on behalf of.
    account: Option<Arc<str>>,
    send_options: SendOptions,
    idle: Duration,
    rate: Option<MinimumRate>,
    attempts: Option<u32>,
    delay: Option<Duration>,
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
    /// The file name that the server suggests; see [`FileStream::suggested_name`].
    pub suggested_name: Option<String>,
}

impl Download {
    /// A file at a URL that the server gave, such as the `download_url` of a recording. What begins with `/` is
    /// a path below the base URL of the server, which is the one that most operations of this crate have.
    ///
    /// ```text
    /// Download::new(url).save(&client, "meeting.mp4").await?
    /// ```
    pub fn new(url: impl Into<String>) -> Self {
        let info = OperationInfo {
            id: "download",
            server: crate::servers::DEFAULT,
            sub_account: true,
            details: &OperationDetails { accept: "*/*", ..OperationDetails::DEFAULT },
            ..OperationInfo::DEFAULT
        };
        Self::with(info, url.into(), Vec::new(), SendOptions::default())
    }

    /// Fetches the file from another server, with its credentials and hosts: one of the module `servers`.
    pub fn server(mut self, server: &'static Server) -> Self {
        self.info.server = server;
        self
    }

    /// The file that an operation responds with, with the options of the operation.
    ///
    /// # Errors
    /// When a required input is missing or a value cannot be written.
    pub fn of(operation: &dyn Operation) -> Result<Self> {
        let request = prepare(operation)?;
        let options = operation.options();
        let send_options = options.send_options();
        let download = Self::with(*operation.info(), request.url, request.headers, send_options);
        Ok(Self { account: options.account.as_deref().map(Arc::from), ..download })
    }

    fn with(info: OperationInfo, url: String, headers: Headers, send_options: SendOptions) -> Self {
        Self {
            info,
            url,
            headers,
            token: None,
            account: None,
            send_options,
            idle: Duration::from_secs(60),
            rate: None,
            attempts: None,
            delay: None,
            replace: false,
        }
    }

    /// Shows this token instead of the credentials of the client: the one that came with a webhook event or
    /// with the list of recordings.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(SecretString::from(token.into()));
        self
    }

    /// How long nothing may arrive before this counts as a failure; the default is a minute.
    pub fn idle_timeout(mut self, idle: Duration) -> Self {
        self.idle = idle;
        self
    }

    /// How fast the content must arrive on average over a window of this length, which is never shorter than
    /// [`idle_timeout`](Self::idle_timeout); time that the caller takes to read does not count. 0 bytes switch this
    /// off. The default is that of the client.
    pub fn minimum_rate(mut self, bytes_per_second: u64, window: Duration) -> Self {
        self.rate = Some(MinimumRate { bytes_per_second, window });
        self
    }

    /// How long everything may take together, the content included; see
    /// [`ClientBuilder::total_timeout`](crate::runtime::ClientBuilder::total_timeout).
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.send_options.total_timeout = Some(timeout);
        self
    }

    /// When the request is sent again; as the client says by default.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.send_options.retry = Some(retry);
        self
    }

    /// How often this tries altogether, in place of what the [`Retry`] says. `save` goes on where the last attempt
    /// stopped.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = Some(attempts);
        self
    }

    /// The longest wait before the second attempt, in place of what the [`Retry`] says.
    pub fn retry_delay(mut self, delay: Duration) -> Self {
        self.delay = Some(delay);
        self
    }

    /// Names the rate limit of the request, `heavy` for example, for the limiter of the client. Without one, and where
    /// no operation has one, the request passes at once.
    pub fn rate_limit(mut self, label: &'static str) -> Self {
        self.info.rate_limit = Some(label);
        self
    }

    /// Sends the request at once, whatever the limiter of the client says.
    pub fn skip_limiter(mut self) -> Self {
        self.send_options.skip_limiter = true;
        self
    }

    /// Writes down requests and responses, without secrets; see
    /// [`ClientBuilder::debug`](crate::runtime::ClientBuilder::debug).
    pub fn debug(mut self, debug: bool) -> Self {
        self.send_options.debug = Some(debug);
        self
    }

    /// Lets `save` replace a file that exists.
    pub fn replace(mut self, replace: bool) -> Self {
        self.replace = replace;
        self
    }

    /// Starts the download; the content is read from what this returns. A failure before the content is repeated as the
    /// [`Retry`] says, one in the middle of it is not.
    ///
    /// # Errors
    /// When the server is not reached or rejects, or responds with a web page instead of a file.
    pub fn open(self, client: &Client) -> BoxFuture<'static, Result<FileStream>> {
        let client = client.clone();
        Box::pin(async move { self.open_with(&client).await })
    }

    async fn open_with(self, client: &Client) -> Result<FileStream> {
        let download = self.on_behalf(client)?;
        let fetch = Fetch::new(&download, client);
        let opened = fetch.whole(Box::pin(async {
            let mut attempts = fetch.attempts();
            loop {
                match fetch.attempt(attempts.made(), None).await {
                    Ok(opened) => {
                        attempts.succeeded();
                        return Ok(opened);
                    }
                    Err(error) => attempts.failed(error, Method::GET, true).await?,
                }
            }
        }));
        Ok(opened.await?.into_stream())
    }

    /// Saves the file: to a temporary name beside `path` first, `path` with `.part`, which gets its own name when
    /// all of it is there. What an interrupted call leaves behind is completed by the next one with the same URL, if
    /// the server says that the file is still the same; the file `.part.note` holds what is needed to know that (the
    /// URL without credentials, the validator of the server, the length). Two calls for one path at a time disturb
    /// each other.
    ///
    /// New files get the permissions that the system gives to any new file of this process: on Unix what its umask
    /// leaves of `rw-rw-rw-`. Set another umask, or save to a folder that nobody else can read, where the content is
    /// confidential. Links in place of the temporary files are removed, not followed.
    ///
    /// # Errors
    /// As [`open`](Self::open); when the file exists already or cannot be written; when the attempts that the
    /// [`Retry`] allows have failed; when the caller has set a header that this has to set.
    pub fn save(
        self,
        client: &Client,
        path: impl AsRef<Path>,
    ) -> BoxFuture<'static, Result<Saved>> {
        let (client, path) = (client.clone(), path.as_ref().to_owned());
        Box::pin(async move { self.save_with(&client, &path).await })
    }

    async fn save_with(self, client: &Client, path: &Path) -> Result<Saved> {
        let own = self.headers.iter().find(|(name, _)| HEADERS_OF_PARTS.contains(&&**name));
        if let Some((name, _)) = own {
            let reason = format!("`save` sets the header `{name}` itself; use `open` to set it");
            return Err(self.invalid(reason));
        }
        let download = self.on_behalf(client)?;
        let mut partial = Partial::open(path, download.replace).await?;
        let resumed = partial.have();
        let fetch = Fetch::new(&download, client);
        let filled = fetch.whole(Box::pin(fill(&fetch, &mut partial))).await;
        let suggested_name = match filled {
            Ok(name) => name,
            Err(error) => {
                partial.leave().await;
                return Err(error);
            }
        };
        let resumed = resumed.min(partial.kept());
        let length = partial.have();
        partial.finish(download.replace).await?;
        Ok(Saved { path: path.to_owned(), length, resumed, suggested_name })
    }

    /// The download on behalf of the sub-account of the client, unless it is for one already.
    fn on_behalf(self, client: &Client) -> Result<Self> {
        let (None, Some(account)) = (&self.account, client.account(None)) else { return Ok(self) };
        // A URL that the server gave is complete.
        let url = if self.url.starts_with('/') {
            sub_account::prefixed(&self.info, Some(&account), self.url.clone())
                .map_err(|reason| self.invalid(reason))?
        } else {
            self.url.clone()
        };
        Ok(Self { url, account: Some(account), ..self })
    }

    /// The policy of the client, and what differs from it.
    fn policy(&self, client: &Client) -> Retry {
        let retry = self.send_options.retry.unwrap_or(client.settings().retry);
        let retry = self.attempts.map_or(retry, |all| retry.max_retries(all.saturating_sub(1)));
        self.delay.map_or(retry, |delay| retry.base_delay(delay))
    }

    fn invalid(&self, reason: impl Into<String>) -> Error {
        Error::InvalidRequest(InvalidRequest::new(self.info.id, reason))
    }
}

/// Fetches what is missing; returns the name that the server suggests.
async fn fill(fetch: &Fetch<'_>, partial: &mut Partial) -> Result<Option<String>> {
    let mut attempts = fetch.attempts();
    loop {
        match fetch.fill(attempts.made(), partial).await {
            Ok(name) => {
                attempts.succeeded();
                return Ok(name);
            }
            Err(error) => attempts.failed(error, Method::GET, true).await?,
        }
    }
}

/// Prints no secret: neither those in the URL nor values of headers.
impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("operation", &self.info.id)
            .field("server", &self.info.server.name)
            .field("url", &Masked(&self.url))
            .field("headers", &names(&self.headers))
            .field("has_token", &self.token.is_some())
            .field("account", &self.account)
            .field("idle", &self.idle)
            .field("attempts", &self.attempts)
            .field("delay", &self.delay)
            .field("replace", &self.replace)
            .finish()
    }
}
