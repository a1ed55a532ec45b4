//! A download on its way: credentials, redirects, and what is not a file.

use std::borrow::Cow;

use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Request, Response, StatusCode};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::Download;
use super::address::relative;
use crate::runtime::auth::{Credential, Credentials};
use crate::runtime::error::api_error::ApiError;
use crate::runtime::error::decode_error::DecodeError;
use crate::runtime::error::{Error, Result, TransportError, TransportKind, error_body};
use crate::runtime::file::file_name;
use crate::runtime::file::file_stream::FileStream;
use crate::runtime::file::partial_file::{Begun, Partial};
use crate::runtime::request::operation_info::Method;
use crate::runtime::request::prepared::{PreparedBody, PreparedRequest};
use crate::runtime::send::client::Client;
use crate::runtime::send::credential_choice::Choice;
use crate::runtime::send::limiter::Throttle;
use crate::runtime::send::rate::PaceLimits;
use crate::runtime::send::response::RawResponse;
use crate::runtime::send::retry::Attempts;
use crate::runtime::send::sender::{late, safe_url, show};
use crate::runtime::send::trace::Trace;

/// How many redirects are followed.
const REDIRECTS: usize = 10;

/// How much of the body of an error response is read.
const LONGEST_ERROR: usize = 64 << 10;

/// A download on its way.
pub(super) struct Fetch<'a> {
    download: &'a Download,
    client: &'a Client,
    trace: Trace<'a>,
    /// When all of it must be over.
    deadline: Option<Instant>,
}

/// A response whose content is that of the file, or the one that says that nothing is left of a range.
pub(super) struct Opened {
    response: Response,
    limits: PaceLimits,
}

impl Opened {
    pub(super) fn into_stream(self) -> FileStream {
        FileStream::new(self.response, self.limits)
    }
}

/// A response, and whether it comes from a host that gets credentials.
struct Reached {
    response: Response,
    trusted: bool,
}

/// Where a request goes.
#[derive(Clone, Copy)]
struct Hop<'a> {
    base: &'a str,
    url: &'a Url,
    trusted: bool,
}

impl<'a> Fetch<'a> {
    pub(super) fn new(download: &'a Download, client: &'a Client) -> Self {
        let (settings, send_options) = (client.settings(), &download.send_options);
        let total = send_options.total_timeout.or(settings.total_timeout);
        Self {
            download,
            client,
            trace: Trace::new(&settings.log, send_options.debug, &download.info),
            deadline: total.and_then(|total| Instant::now().checked_add(total)),
        }
    }

    pub(super) fn attempts(&self) -> Attempts<'_> {
        let budget = &self.client.settings().retry_budget;
        Attempts::new(self.download.policy(self.client), budget, &self.trace)
    }

    /// Runs all that belongs to the download, within its time.
    pub(super) async fn whole<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let work = self.trace.around(work);
        let Some(deadline) = self.deadline else { return work.await };
        timeout_at(deadline, work).await.unwrap_or_else(|elapsed| {
            let error = late(elapsed).into();
            self.trace.failed(&error);
            Err(error)
        })
    }

    /// Adds what is missing to a file; returns the name that the server suggests.
    pub(super) async fn fill(&self, made: u32, partial: &mut Partial) -> Result<Option<String>> {
        let mut opened = self.attempt(made, Some(&mut *partial)).await?;
        let mut begun = partial.begin(&opened.response).await?;
        if begun == Begun::Over {
            opened = self.attempt(made, Some(&mut *partial)).await?;
            begun = partial.begin(&opened.response).await?;
        }
        match begun {
            Begun::Content => {}
            Begun::Complete => return Ok(None),
            Begun::Over => {
                let reason = "the server sent a part of the file when all of it was requested";
                return Err(TransportError::new(TransportKind::Broken, Some(reason.into())).into());
            }
        }
        let name = file_name::suggested(opened.response.headers());
        let mut content = opened.into_stream();
        while let Some(piece) = content.try_next().await? {
            partial.write(&piece).await?;
        }
        partial.check()?;
        Ok(name)
    }

    /// Asks for the file once, or for what is missing of it, and once more when the credentials were too old.
    pub(super) async fn attempt(&self, made: u32, partial: Option<&mut Partial>) -> Result<Opened> {
        let now = Instant::now();
        let end = self.download.send_options.timeout.and_then(|timeout| now.checked_add(timeout));
        let limits = self.limits([end, self.deadline].into_iter().flatten().min());
        let response = Box::pin(self.request(made, partial));
        let response = match end {
            None => response.await?,
            Some(end) => timeout_at(end, response).await.map_err(late)??,
        };
        Ok(Opened { response, limits })
    }

    fn limits(&self, deadline: Option<Instant>) -> PaceLimits {
        let rate = self.download.rate.unwrap_or(self.client.sender().minimum_rate);
        PaceLimits { idle: self.download.idle, rate, deadline }
    }

    async fn request(&self, made: u32, partial: Option<&mut Partial>) -> Result<Response> {
        let (client, info) = (self.client, &self.download.info);
        let choice = match self.download.token {
            Some(_) => Choice::Nothing,
            None => client.choice(info)?,
        };
        let mut credentials = self.credentials(&choice).await?;
        let mut range = HeaderMap::new();
        let is_whole = partial.is_none();
        if let Some(partial) = partial {
            let url = self.download.start(client.base_url(info, &credentials))?;
            partial.is_from(self.download.identity(url)).await?;
            range = partial.range();
        }
        let mut reached = self.follow(made, &range, &credentials).await?;
        if reached.trusted && reached.response.status() == StatusCode::UNAUTHORIZED {
            let response = self.read(reached, &credentials).await;
            let renewed = match self.may_have_expired(&response, &credentials) {
                true => choice.renew(&credentials, client.sender()).await?,
                false => None,
            };
            let Some(renewed) = renewed else { return Err(self.error(&response, &credentials)) };
            credentials = renewed;
            reached = self.follow(made, &range, &credentials).await?;
        }
        let status = reached.response.status();
        let is_end = status == StatusCode::RANGE_NOT_SATISFIABLE && !range.is_empty();
        if !status.is_success() && !is_end {
            let response = self.read(reached, &credentials).await;
            return Err(self.error(&response, &credentials));
        }
        if let Some(reason) = self.is_no_file(&reached.response, is_whole) {
            return Err(Error::Decode(Box::new(DecodeError::unfit(info.id, b"", reason))));
        }
        Ok(reached.response)
    }

    /// Why the content of a response with success is not that of the file; `is_whole` where parts are not put together.
    fn is_no_file(&self, response: &Response, is_whole: bool) -> Option<&'static str> {
        let own_range = || self.download.headers.iter().any(|(name, _)| name == "range");
        match response.status() {
            StatusCode::ACCEPTED => Some("the server accepted the request and sent no file yet"),
            StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::MULTI_STATUS => {
                Some("the server sent no file, although it reports success")
            }
            StatusCode::PARTIAL_CONTENT if is_whole && !own_range() => {
                Some("the server sent a part of the file when all of it was requested")
            }
            status if status.is_success() && is_web_page(response.headers()) => {
                Some("it is a web page, not a file; the link may have expired, or need a token")
            }
            _ => None,
        }
    }

    async fn credentials(&self, choice: &Choice<'_>) -> Result<Credentials> {
        match &self.download.token {
            Some(token) => Ok(Credentials::new(vec![Credential::Bearer(token.clone())])),
            None => choice.credentials(self.client.sender()).await,
        }
    }

    /// Whether new credentials may help: the server says that these have expired; or it says nothing about the reason,
    /// as hosts of files do, and they are not new.
    fn may_have_expired(&self, response: &RawResponse, credentials: &Credentials) -> bool {
        let info = &self.download.info;
        let errors = &info.server.errors;
        match error_body::read(errors, &response.body).code {
            Some(code) => errors.expired.contains(&code),
            None => !credentials.is_new(),
        }
    }

    /// Sends the request and follows redirects. Credentials go to hosts of the server only: others are given links that
    /// need none.
    async fn follow(
        &self,
        made: u32,
        range: &HeaderMap,
        credentials: &Credentials,
    ) -> Result<Reached> {
        let base = self.client.base_url(&self.download.info, credentials);
        let mut url = self.download.start(base)?;
        let mut trusted = self.download.is_trusted(base, &url);
        if self.download.token.is_some() && !trusted {
            return Err(self.download.invalid(
                "the token is not sent to a host that is not the server's; \
                 leave it out if the link needs none",
            ));
        }
        if let Some(limiter) = self.limiter().filter(|_| trusted) {
            let account = self.download.account.as_ref();
            limiter.admit(&self.download.info, relative(base, &url), account).await?;
        }
        for _ in 0..=REDIRECTS {
            let hop = Hop { base, url: &url, trusted };
            let response = self.hop(made, hop, range, credentials).await?;
            self.learn(hop, &response, credentials);
            let location = response.headers().get(header::LOCATION);
            let Some(location) = location.filter(|_| is_redirect(response.status())) else {
                return Ok(Reached { response, trusted });
            };
            let location = str::from_utf8(location.as_bytes()).ok();
            let next = location.and_then(|location| url.join(location).ok());
            let next = next.filter(|next| safe_url(next.as_str()).is_ok());
            // What began with encryption does not go on without.
            let next = next.filter(|next| next.scheme() == "https" || url.scheme() == "http");
            let unsafe_url = || self.download.invalid("a redirect leads to a URL that is not safe");
            url = next.ok_or_else(unsafe_url)?;
            // Another host does not decide what is requested with credentials.
            trusted = trusted && self.download.is_trusted(base, &url);
        }
        Err(self.download.invalid("there are too many redirects"))
    }

    async fn hop(
        &self,
        made: u32,
        hop: Hop<'_>,
        range: &HeaderMap,
        credentials: &Credentials,
    ) -> Result<Response> {
        let (download, sender) = (self.download, self.client.sender());
        self.report(made, hop, range, credentials);
        // A length is that of the file only where nothing is compressed on the way.
        let mut request = Request::new(reqwest::Method::GET, hop.url.clone());
        let identity = HeaderValue::from_static("identity");
        request.headers_mut().insert(header::ACCEPT_ENCODING, identity);
        let nobody = Credentials::default();
        let accept = [(Cow::Borrowed("accept"), Cow::Borrowed(download.info.accept))];
        let (shown, own) = match hop.trusted {
            true => (credentials, download.headers.as_slice()),
            false => (&nobody, accept.as_slice()),
        };
        let (mut request, _) = show(&sender.http, request, shown, own)?;
        request.headers_mut().extend(range.clone());
        Ok(tokio::time::timeout(download.idle, sender.carry(request)).await.map_err(late)??)
    }

    fn limiter(&self) -> Option<&dyn Throttle> {
        let limiter = self.client.settings().limiter.as_deref();
        limiter.filter(|_| !self.download.send_options.skip_limiter)
    }

    /// Corrects the limiter by what a response says; those with an error are looked at when their body is there.
    fn learn(&self, hop: Hop<'_>, response: &Response, credentials: &Credentials) {
        let status = response.status();
        if status.is_client_error() || status.is_server_error() {
            return;
        }
        let headers = response.headers().clone();
        let tracking_id = self.tracking_id(&headers);
        let status = status.as_u16();
        let raw = RawResponse { status, headers, tracking_id, body: bytes::Bytes::new() };
        self.trace.responded(&self.download.info, &raw, credentials);
        if let Some(limiter) = self.limiter().filter(|_| hop.trusted) {
            let account = self.download.account.as_ref();
            limiter.learn(&self.download.info, relative(hop.base, hop.url), account, &raw);
        }
    }

    /// Adds a request to the debug report. The query of a URL at another host may be a signature.
    fn report(&self, made: u32, hop: Hop<'_>, range: &HeaderMap, credentials: &Credentials) {
        let mut shown = hop.url.clone();
        let _ = shown.set_username("").and_then(|()| shown.set_password(None));
        if !hop.trusted && shown.query().is_some() {
            shown.set_query(Some("***"));
        }
        let range = range.iter().filter_map(|(name, value)| {
            Some((name.as_str().to_owned().into(), value.to_str().ok()?.to_owned().into()))
        });
        let own = self.download.headers.iter().filter(|_| hop.trusted).cloned();
        let request = PreparedRequest {
            method: Method::GET,
            url: shown.into(),
            headers: own.chain(range).collect(),
            body: PreparedBody::Empty,
        };
        self.trace.sending(&self.download.info, &request, made, credentials);
    }

    fn tracking_id(&self, headers: &HeaderMap) -> Option<String> {
        let name = self.download.info.server.tracking_header?;
        Some(headers.get(name)?.to_str().ok()?.to_owned())
    }

    /// An error response with the beginning of its body, as much as arrives within the time of an attempt.
    async fn read(&self, reached: Reached, credentials: &Credentials) -> RawResponse {
        let Reached { response, trusted } = reached;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let relative =
            relative(self.client.base_url(&self.download.info, credentials), response.url());
        let relative = relative.to_owned();
        let end = Instant::now().checked_add(self.client.sender().timeout);
        let end = [end, self.deadline].into_iter().flatten().min();
        let mut content = FileStream::new(response, self.limits(end));
        let mut body = Vec::new();
        while let Ok(Some(piece)) = content.try_next().await {
            body.extend_from_slice(&piece);
            if body.len() > LONGEST_ERROR {
                break;
            }
        }
        body.truncate(LONGEST_ERROR);
        let tracking_id = self.tracking_id(&headers);
        let raw = RawResponse { status, headers, tracking_id, body: body.into() };
        self.trace.responded(&self.download.info, &raw, credentials);
        if let Some(limiter) = self.limiter().filter(|_| trusted) {
            limiter.learn(&self.download.info, &relative, self.download.account.as_ref(), &raw);
        }
        raw
    }

    /// The error of a response without success; a limit of a day is one of its own.
    fn error(&self, response: &RawResponse, credentials: &Credentials) -> Error {
        ApiError::new(&self.download.info, response).hide(&credentials.secrets()).into()
    }
}

/// Whether the location of a response is where the file is. Others have one too: 304, for example.
fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Whether the content is a page for people: of a login for example, in place of the file.
fn is_web_page(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let media_type = media_type.and_then(|all| all.split(|byte| *byte == b';').next());
    let media_type = media_type.unwrap_or_default().trim_ascii();
    ["text/html", "application/xhtml+xml"]
        .iter()
        .any(|page| media_type.eq_ignore_ascii_case(page.as_bytes()))
}
