//! The one place that sends: a request with its credentials in, an answer out.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

use super::auth::{Credential, Credentials};
use super::body::with_body;
use super::prepared::form_text;
use super::{
    InvalidRequest, PreparedBody, PreparedRequest, RawResponse, Result, Scheme, Transport,
    TransportError, TransportKind, path,
};

/// Sends requests, within the limits of a client.
#[derive(Clone)]
pub struct Exchange {
    /// Builds requests; `transport` carries them.
    pub(crate) http: reqwest::Client,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) user_agent: HeaderValue,
    pub(crate) timeout: Duration,
    pub(crate) longest_answer: usize,
}

impl Exchange {
    /// Sends a form and returns the answer, whatever its status; for sources of credentials.
    ///
    /// # Errors
    /// When the URL is not safe to send secrets to, or no answer arrives.
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
        Ok(self.receive(request, self.timeout, None).await?)
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
        let mut url = safe_url(&format!("{}{}", base.trim_end_matches('/'), prepared.url))?;
        let mut added = Added::default();
        for part in credentials.parts() {
            added.add(part);
        }
        if !added.query.is_empty() {
            let mut pairs: Vec<String> = url.query().map(ToOwned::to_owned).into_iter().collect();
            pairs.extend(
                added
                    .query
                    .iter()
                    .map(|(n, v)| format!("{}={}", path::encoded(n), path::encoded(v))),
            );
            url.set_query(Some(&pairs.join("&")));
        }
        let method = reqwest::Method::from_bytes(prepared.method.as_str().as_bytes());
        let method = method.map_err(|_| InvalidRequest::new("", "the method has no valid name"))?;
        let mut request = self.http.request(method, url);
        if let Some((name, password)) = added.basic {
            request = request.basic_auth(name, Some(password.expose_secret()));
        }
        let mut headers = headers(&added.headers, &prepared.headers)?;
        // Whoever writes the parts knows the boundary between them; that is not the caller.
        if let PreparedBody::Multipart(_) = prepared.body {
            headers.remove("content-type");
        }
        request = request.headers(headers);
        let request = with_body(request, &prepared.body, added.form).await?;
        let request = request.build().map_err(TransportError::from)?;
        Ok(self.receive(request, timeout.unwrap_or(self.timeout), tracking_header).await?)
    }

    /// Sends a request and reads the whole answer, within a time for both together.
    async fn receive(
        &self,
        request: reqwest::Request,
        timeout: Duration,
        tracking_header: Option<&str>,
    ) -> Result<RawResponse, TransportError> {
        match tokio::time::timeout(timeout, self.receive_all(request, tracking_header)).await {
            Ok(answer) => answer,
            Err(late) => Err(TransportError::new(TransportKind::Timeout, Some(Box::new(late)))),
        }
    }

    async fn receive_all(
        &self,
        mut request: reqwest::Request,
        tracking_header: Option<&str>,
    ) -> Result<RawResponse, TransportError> {
        request.headers_mut().entry("user-agent").or_insert_with(|| self.user_agent.clone());
        let mut answer = self.transport.execute(request).await?;
        let status = answer.status().as_u16();
        let body = self.body(&mut answer).await?;
        let headers = std::mem::take(answer.headers_mut());
        let tracking_id = tracking_header
            .and_then(|name| headers.get(name))
            .and_then(|value| value.to_str().ok())
            .map(ToOwned::to_owned);
        Ok(RawResponse { status, headers, tracking_id, body })
    }

    /// The whole body. Most come in one piece, which is not copied.
    async fn body(&self, answer: &mut reqwest::Response) -> Result<Bytes, TransportError> {
        let too_large = || TransportError::new(TransportKind::TooLarge, None);
        let announced = answer.content_length().unwrap_or(0);
        let announced = usize::try_from(announced).unwrap_or(usize::MAX);
        if announced > self.longest_answer {
            return Err(too_large());
        }
        let Some(first) = answer.chunk().await? else { return Ok(Bytes::new()) };
        let mut whole = BytesMut::new();
        let mut length = first.len();
        while let Some(chunk) = answer.chunk().await? {
            if whole.is_empty() {
                whole.reserve(announced.min(1 << 20).max(length + chunk.len()));
                whole.extend_from_slice(&first);
            }
            length += chunk.len();
            if length > self.longest_answer {
                return Err(too_large());
            }
            whole.extend_from_slice(&chunk);
        }
        match whole.is_empty() {
            true if length > self.longest_answer => Err(too_large()),
            true => Ok(first),
            false => Ok(whole.freeze()),
        }
    }
}

/// Prints the limits.
impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("timeout", &self.timeout)
            .field("longest_answer", &self.longest_answer)
            .finish_non_exhaustive()
    }
}

/// Credentials by the place where they go.
#[derive(Default)]
struct Added<'a> {
    headers: Vec<(String, String)>,
    query: Vec<(&'static str, &'a str)>,
    form: Vec<(&'static str, &'a str)>,
    basic: Option<(&'a str, &'a SecretString)>,
}

impl<'a> Added<'a> {
    fn add(&mut self, part: &'a Credential) {
        match part {
            Credential::Bearer(token) => {
                self.headers.push((
                    "authorization".to_owned(),
                    format!("Bearer {}", token.expose_secret()),
                ));
            }
            Credential::Basic { name, password } => self.basic = Some((name, password)),
            Credential::Key(scheme, key) => match scheme {
                Scheme::Bearer => {
                    self.headers.push((
                        "authorization".to_owned(),
                        format!("Bearer {}", key.expose_secret()),
                    ));
                }
                Scheme::Basic => {
                    self.headers.push((
                        "authorization".to_owned(),
                        format!("Basic {}", key.expose_secret()),
                    ));
                }
                Scheme::Header(name) => {
                    self.headers.push(((*name).to_owned(), key.expose_secret().to_owned()))
                }
                Scheme::Cookie(name) => {
                    self.headers.push((
                        "cookie".to_owned(),
                        format!("{name}={}", path::encoded(key.expose_secret())),
                    ));
                }
                Scheme::Query(name) => self.query.push((name, key.expose_secret())),
                Scheme::Form(name) => self.form.push((name, key.expose_secret())),
            },
        }
    }
}

/// Adds credentials and other headers to a request that has no form and no query of its own.
pub(super) fn show(
    mut request: reqwest::RequestBuilder,
    credentials: &Credentials,
    own: &[(String, String)],
) -> Result<reqwest::RequestBuilder> {
    let mut added = Added::default();
    for part in credentials.parts() {
        added.add(part);
    }
    if let Some((name, password)) = added.basic {
        request = request.basic_auth(name, Some(password.expose_secret()));
    }
    Ok(request.headers(headers(&added.headers, own)?))
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

/// The headers of a request: credentials give way to what the caller set under the same name, and
/// cookies are joined.
fn headers(
    added: &[(String, String)],
    own: &[(String, String)],
) -> Result<HeaderMap, InvalidRequest> {
    let mut all = HeaderMap::new();
    let mut cookies = Vec::new();
    let secret = added.iter().map(|pair| (pair, true));
    for ((name, text), secret) in secret.chain(own.iter().map(|pair| (pair, false))) {
        if name.eq_ignore_ascii_case("cookie") {
            cookies.push(text.as_str());
            continue;
        }
        let (name, value) = header(name, text, secret)?;
        all.insert(name, value);
    }
    if !cookies.is_empty() {
        let (name, value) = header("cookie", &cookies.join("; "), true)?;
        all.insert(name, value);
    }
    Ok(all)
}

fn header(
    name: &str,
    value: &str,
    secret: bool,
) -> Result<(HeaderName, HeaderValue), InvalidRequest> {
    let wrong =
        || InvalidRequest::new("", format!("the header `{}` cannot be sent", name.escape_debug()));
    let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?;
    let mut value = HeaderValue::from_str(value).map_err(|_| wrong())?;
    value.set_sensitive(secret);
    Ok((header, value))
}
