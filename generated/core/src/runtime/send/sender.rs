//! The one place that sends: a request with its credentials in, a response out.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Request, RequestBuilder, Version};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Timeout;
use tokio::time::error::Elapsed;
use url::{Host, Url};

use super::body::with_body;
use super::rate::{MinimumRate, Progress};
use super::response::RawResponse;
use super::transport::{Transport, TransportFuture};
use crate::runtime::auth::{Credential, Credentials, Renewals};
use crate::runtime::error::{InvalidRequest, Result, TransportError, TransportKind, error_body};
use crate::runtime::request::operation_info::Scheme;
use crate::runtime::request::path;
use crate::runtime::request::prepared::{PreparedBody, PreparedRequest, form_text};

/// Sends requests, within the limits of a client.
#[derive(Clone)]
pub struct Sender {
    /// Carries requests, where there is no other `transport`.
    pub(crate) http: reqwest::Client,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    pub(crate) user_agent: HeaderValue,
    pub(crate) timeout: Duration,
    pub(crate) minimum_rate: MinimumRate,
    pub(crate) max_response_bytes: usize,
    /// Renewals of tokens that are in flight for the clients that send through this.
    pub(crate) renewals: Renewals,
}

impl Sender {
    /// Sends a form and returns the response, whatever its status; for sources of credentials.
    ///
    /// # Errors
    /// When the URL is not safe to send secrets to, or no response arrives.
    pub async fn post_form(
        &self,
        url: &str,
        basic: Option<(&str, &SecretString)>,
        pairs: &[(String, String)],
    ) -> Result<RawResponse> {
        let mut request = self.http.post(safe_url(url)?);
        request = request.header("accept", "application/json");
        request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form_text(pairs));
        if let Some((name, password)) = basic {
            request = request.basic_auth(name, Some(password.expose_secret()));
        }
        let request = request.build().map_err(TransportError::from)?;
        Ok(self.receive(request, self.timeout, None).await.map_err(late)??)
    }

    /// Sends a prepared request.
    pub(crate) async fn send(
        &self,
        base: &str,
        prepared: &PreparedRequest,
        credentials: &Credentials,
        timeout: Option<Duration>,
        tracking_header: Option<&str>,
    ) -> Result<RawResponse> {
        let (mut request, form) = self.request(base, prepared, credentials)?;
        let mut watched = None;
        match &prepared.body {
            PreparedBody::Empty if form.is_empty() => {}
            PreparedBody::Content(content) if form.is_empty() => {
                *request.body_mut() = Some(content.clone().into());
            }
            // In a box, so that the future of every other request is smaller.
            body => {
                let builder = RequestBuilder::from_parts(self.http.clone(), request);
                let progress = Progress::default();
                let builder = Box::pin(with_body(builder, body, form, &progress)).await?;
                request = builder.build().map_err(TransportError::from)?;
                watched = Some(progress);
            }
        }
        let response = self.receive(request, timeout.unwrap_or(self.timeout), tracking_header);
        let response = match watched {
            None => response.await,
            Some(progress) => Box::pin(progress.limit(self.minimum_rate, response)).await?,
        };
        Ok(response.map_err(late)??)
    }

    /// A request without its body, and what belongs into its form.
    fn request<'a>(
        &self,
        base: &str,
        prepared: &PreparedRequest,
        credentials: &'a Credentials,
    ) -> Result<(Request, Pairs<'a>)> {
        let base = base.trim_end_matches('/');
        if base.is_empty() || base.starts_with('/') || base.contains('{') {
            let reason = format!(
                "the documents give no full base URL for this server (`{base}`): set `base_url` when the client is built"
            );
            return Err(InvalidRequest::new("", reason).into());
        }
        let mut text = String::with_capacity(base.len().saturating_add(prepared.url.len()));
        text.push_str(base);
        text.push_str(&prepared.url);
        let url = safe_url(&text)?;
        let method = reqwest::Method::from_bytes(prepared.method.as_str().as_bytes());
        let method = method.map_err(|_| InvalidRequest::new("", "the method has no valid name"))?;
        let request = Request::new(method, url);
        let (mut request, form) = show(&self.http, request, credentials, &prepared.headers)?;
        // The code that writes the parts sets the boundary between them; the caller does not.
        if let PreparedBody::Multipart(_) = prepared.body {
            request.headers_mut().remove(header::CONTENT_TYPE);
        }
        Ok((request, form))
    }

    /// Sends a request as it is; the body of the response is yet to be read.
    pub(crate) fn carry(
        &self,
        mut request: Request,
    ) -> TransportFuture<'_, impl Future<Output = reqwest::Result<reqwest::Response>> + Unpin + use<>>
    {
        let headers = request.headers_mut();
        if !headers.contains_key(header::USER_AGENT) {
            headers.insert(header::USER_AGENT, self.user_agent.clone());
        }
        match &self.transport {
            Some(transport) => TransportFuture::Other(transport.execute(request)),
            None => TransportFuture::Http(self.http.execute(request)),
        }
    }

    /// Sends a request and reads the whole response, within a time for both together. No `async fn`: each would hold
    /// the future of the next one.
    fn receive<'a>(
        &'a self,
        request: Request,
        timeout: Duration,
        tracking_header: Option<&'a str>,
    ) -> Timeout<impl Future<Output = Result<RawResponse, TransportError>> + use<'a>> {
        let response = self.carry(request);
        tokio::time::timeout(timeout, async move {
            let mut response = response.await?;
            let status = response.status().as_u16();
            let body = match response.status().is_success() {
                true => self.body(&mut response).await?,
                false => error_body(&mut response).await?,
            };
            let headers = std::mem::take(response.headers_mut());
            let tracking_id = tracking_header
                .and_then(|name| headers.get(name))
                .and_then(|value| value.to_str().ok())
                .map(ToOwned::to_owned);
            Ok(RawResponse { status, headers, tracking_id, body })
        })
    }

    /// The whole body. Most come in one piece, which is not copied.
    async fn body(&self, response: &mut reqwest::Response) -> Result<Bytes, TransportError> {
        let too_large = || TransportError::new(TransportKind::TooLarge, None);
        let announced = response.content_length().unwrap_or(0);
        let announced = usize::try_from(announced).unwrap_or(usize::MAX);
        if announced > self.max_response_bytes {
            return Err(too_large());
        }
        let Some(first) = response.chunk().await? else { return Ok(Bytes::new()) };
        // All that was announced is there. HTTP/2 has to be read to its end, or the stream counts as given up.
        if response.content_length() == Some(0) && response.version() <= Version::HTTP_11 {
            return Ok(first);
        }
        let mut whole = BytesMut::new();
        let mut length = first.len();
        while let Some(chunk) = response.chunk().await? {
            if whole.is_empty() {
                whole.reserve(announced.min(1 << 20).max(length.saturating_add(chunk.len())));
                whole.extend_from_slice(&first);
            }
            length = length.saturating_add(chunk.len());
            if length > self.max_response_bytes {
                return Err(too_large());
            }
            whole.extend_from_slice(&chunk);
        }
        match whole.is_empty() {
            true if length > self.max_response_bytes => Err(too_large()),
            true => Ok(first),
            false => Ok(whole.freeze()),
        }
    }
}

/// The body of an error response, as much of it as is looked at.
async fn error_body(response: &mut reqwest::Response) -> Result<Bytes, TransportError> {
    let mut whole = BytesMut::new();
    while let Some(chunk) = response.chunk().await? {
        let room = error_body::LONGEST.saturating_add(1).saturating_sub(whole.len());
        whole.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
        if whole.len() > error_body::LONGEST {
            break;
        }
    }
    Ok(whole.freeze())
}

/// Prints the limits.
impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("timeout", &self.timeout)
            .field("max_response_bytes", &self.max_response_bytes)
            .finish_non_exhaustive()
    }
}

/// The error of a request that took too long.
pub(crate) fn late(elapsed: Elapsed) -> TransportError {
    TransportError::new(TransportKind::Timeout, Some(Box::new(elapsed)))
}

/// Names and values that are added to a query or a form.
pub(crate) type Pairs<'a> = Vec<(&'static str, &'a str)>;

/// Adds credentials and other headers to a request; returns what belongs into its form. Credentials give way to what
/// the caller set under the same name, and cookies are joined.
pub(crate) fn show<'a>(
    http: &reqwest::Client,
    mut request: Request,
    credentials: &'a Credentials,
    own: &[(Cow<'static, str>, Cow<'static, str>)],
) -> Result<(Request, Pairs<'a>)> {
    let (mut query, mut form, mut cookies) = (Vec::new(), Vec::new(), Vec::new());
    for part in credentials.parts() {
        match part {
            Credential::Basic { name, password } => {
                let builder = RequestBuilder::from_parts(http.clone(), request);
                let builder = builder.basic_auth(name, Some(password.expose_secret()));
                request = builder.build().map_err(TransportError::from)?;
            }
            Credential::Bearer(token) | Credential::Key(Scheme::Bearer, token) => {
                authorize(&mut request, "Bearer ", token)?;
            }
            Credential::Key(Scheme::Basic, key) => authorize(&mut request, "Basic ", key)?,
            Credential::Key(Scheme::Header(name), key) => {
                let text = Bytes::copy_from_slice(key.expose_secret().as_bytes());
                insert(request.headers_mut(), name, text, true)?;
            }
            Credential::Key(Scheme::Cookie(name), key) => {
                cookies.push(format!("{name}={}", path::encoded(key.expose_secret())).into());
            }
            Credential::Key(Scheme::Query(name), key) => query.push((*name, key.expose_secret())),
            Credential::Key(Scheme::Form(name), key) => form.push((*name, key.expose_secret())),
        }
    }
    add_to_query(request.url_mut(), &query);
    for (name, text) in own {
        if name.eq_ignore_ascii_case("cookie") {
            cookies.push(Cow::Borrowed(&**text));
            continue;
        }
        // Parts that are the same for all requests are not copied.
        let text = match text {
            Cow::Borrowed(text) => Bytes::from_static(text.as_bytes()),
            Cow::Owned(text) => Bytes::copy_from_slice(text.as_bytes()),
        };
        insert(request.headers_mut(), name, text, false)?;
    }
    if !cookies.is_empty() {
        insert(request.headers_mut(), "cookie", cookies.join("; ").into(), true)?;
    }
    Ok((request, form))
}

fn authorize(request: &mut Request, kind: &str, secret: &SecretString) -> Result<()> {
    let secret = secret.expose_secret();
    let mut text = String::with_capacity(kind.len().saturating_add(secret.len()));
    text.push_str(kind);
    text.push_str(secret);
    Ok(insert(request.headers_mut(), "authorization", text.into(), true)?)
}

fn add_to_query(url: &mut Url, added: &[(&'static str, &str)]) {
    if added.is_empty() {
        return;
    }
    let mut pairs: Vec<String> = url.query().map(ToOwned::to_owned).into_iter().collect();
    let encoded = |(n, v): &(&str, &str)| format!("{}={}", path::encoded(n), path::encoded(v));
    pairs.extend(added.iter().map(encoded));
    url.set_query(Some(&pairs.join("&")));
}

/// A URL that secrets may be sent to: HTTPS, or this machine.
///
/// # Errors
/// When it is neither, or no URL at all.
pub fn safe_url(text: &str) -> Result<Url, InvalidRequest> {
    let url = Url::parse(text)
        .map_err(|error| InvalidRequest::new("", format!("the URL is not valid: {error}")))?;
    let local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if local => Ok(url),
        _ => Err(InvalidRequest::new(
            "",
            "the URL must start with `https://`, except on this machine",
        )),
    }
}

fn insert(
    headers: &mut HeaderMap,
    name: &str,
    text: Bytes,
    secret: bool,
) -> Result<(), InvalidRequest> {
    let wrong =
        || InvalidRequest::new("", format!("the header `{}` cannot be sent", name.escape_debug()));
    let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?;
    let mut value = HeaderValue::from_maybe_shared(text).map_err(|_| wrong())?;
    value.set_sensitive(secret);
    headers.insert(header, value);
    Ok(())
}
