//! The client: where requests go, who sends them, and within which limits.

use std::fmt;
use std::sync::Arc;

use super::auth::{Auth, Credentials, Exchange};
use super::{
    Answer, ApiError, ClientBuilder, Error, Info, Operation, PreparedRequest, RawResponse,
    Response, Result, prepare, refusal, response,
};

/// Sends requests. Cloning is cheap, and clones share connections and tokens.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) exchange: Exchange,
    pub(super) base_url: Option<String>,
    pub(super) server_urls: Vec<(String, String)>,
    pub(super) auths: Vec<Arc<dyn Auth>>,
}

impl Client {
    /// Starts a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    pub(super) fn new(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }

    /// Sends a request and returns the answer as it came.
    ///
    /// # Errors
    /// When the request is invalid, cannot be sent, or the server refuses it with its status.
    pub async fn execute(&self, operation: &dyn Operation) -> Result<RawResponse> {
        self.perform(operation).await.map(|(answer, _)| answer)
    }

    /// Sends a request; also returns what it was sent with.
    async fn perform(&self, operation: &dyn Operation) -> Result<(RawResponse, Credentials)> {
        let info = operation.info();
        let prepared = prepare(operation)?;
        let auth = self.auth(info)?;
        let exchange = &self.inner.exchange;
        let mut credentials = match auth {
            Some(auth) => auth.credentials(info.schemes(), exchange).await?,
            None => Credentials::default(),
        };
        let mut answer = self.exchange_once(operation, &prepared, &credentials).await?;
        if let Some(auth) = auth
            && has_expired(info, &answer)
            && let Some(renewed) = auth.renew(&credentials, exchange).await?
        {
            credentials = renewed;
            answer = self.exchange_once(operation, &prepared, &credentials).await?;
        }
        if answer.is_success() {
            return Ok((answer, credentials));
        }
        Err(Error::Api(Box::new(ApiError::new(info, &answer).hide(&credentials.secrets()))))
    }

    /// Sends a request and reads the answer.
    ///
    /// # Errors
    /// As [`execute`](Self::execute), and when the answer is not understood or is a refusal in spite of its status.
    pub async fn fetch<T: Answer>(&self, operation: &dyn Operation) -> Result<Response<T>> {
        let (answer, credentials) = self.perform(operation).await?;
        response::interpret(operation.info(), answer, &credentials)
    }

    async fn exchange_once(
        &self,
        operation: &dyn Operation,
        prepared: &PreparedRequest,
        credentials: &Credentials,
    ) -> Result<RawResponse> {
        let info = operation.info();
        let timeout = operation.options().timeout;
        let tracking = info.server.tracking_header;
        let sent = self
            .inner
            .exchange
            .send(self.base_url(info), prepared, credentials, timeout, tracking)
            .await;
        sent.map_err(|error| match error {
            Error::InvalidRequest(error) if error.operation.is_empty() => {
                Error::InvalidRequest(super::InvalidRequest::new(info.id, error.reason))
            }
            error => error,
        })
    }

    /// Where requests of an operation go.
    fn base_url(&self, info: &'static Info) -> &str {
        let own = self
            .inner
            .server_urls
            .iter()
            .find(|(name, _)| name == info.server.name)
            .map(|(_, url)| url.as_str());
        own.or(self.inner.base_url.as_deref()).unwrap_or(info.server.url)
    }

    /// The first source that has all the credentials that an operation needs.
    fn auth(&self, info: &Info) -> Result<Option<&dyn Auth>> {
        let schemes = info.schemes();
        if schemes.is_empty() {
            return Ok(None);
        }
        let able = self
            .inner
            .auths
            .iter()
            .find(|auth| schemes.iter().all(|scheme| auth.satisfies(*scheme)));
        able.map(|auth| Some(&**auth)).ok_or_else(|| super::prepare::no_credentials(info))
    }
}

/// Whether the server says that the credentials are too old.
fn has_expired(info: &Info, answer: &RawResponse) -> bool {
    let errors = &info.server.errors;
    answer.status == 401
        && refusal::read(errors, &answer.body)
            .code
            .is_some_and(|code| errors.expired.contains(&code))
}

/// Prints where requests go and nothing of who sends them.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.base_url)
            .field("auths", &self.inner.auths.len())
            .finish_non_exhaustive()
    }
}
