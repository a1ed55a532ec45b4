//! The client: where requests go, who sends them, and within which limits.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use super::builder::ClientBuilder;
use super::credential_choice::Choice;
use super::limiter::{Limiter, Throttle};
use super::response::{self, FromResponse, RawResponse, Response};
use super::retry::{Attempts, Retry, RetryBudget};
use super::send_future::ResponseFuture;
use super::sender::late;
use super::trace::{Log, Trace};
use crate::runtime::auth::{Auth, BoxFuture, Credentials, Sender};
use crate::runtime::error::api_error::ApiError;
use crate::runtime::error::{Error, InvalidRequest, Result};
use crate::runtime::list::page_link::{PageLink, Turn};
use crate::runtime::request::operation::Operation;
use crate::runtime::request::operation_info::{OperationInfo, Scheme};
use crate::runtime::request::options::SendOptions;
use crate::runtime::request::prepare::prepare_for;
use crate::runtime::request::prepared::PreparedRequest;
use crate::runtime::secret::Masked;

/// Sends requests. Cloning is cheap, and clones share connections and tokens.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Clone)]
pub(crate) struct Inner {
    pub(crate) sender: Sender,
    pub(crate) base_url: Option<String>,
    pub(crate) server_urls: Vec<(String, String)>,
    pub(crate) auths: Vec<Arc<dyn Auth>>,
    /// The sub-account that requests are made on behalf of.
    pub(crate) account: Option<Arc<str>>,
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) retry: Retry,
    pub(crate) retry_budget: RetryBudget,
    pub(crate) limiter: Option<Arc<dyn Throttle>>,
    pub(crate) log: Log,
}

/// A request that is ready to be sent, and what is known about it.
pub(crate) struct Call {
    pub(crate) info: InfoRef,
    pub(crate) request: PreparedRequest,
    pub(crate) send_options: SendOptions,
    /// The sub-account that it is made on behalf of.
    pub(crate) account: Option<Arc<str>>,
    /// Where it is for a page of a list that goes by links.
    pub(crate) link: Option<PageLink>,
}

impl Call {
    pub(crate) fn of(operation: &dyn Operation, client: &Client) -> Result<Self> {
        let options = operation.options();
        let account = client.account(options.account.as_deref());
        let request = prepare_for(operation, account.as_deref())?;
        let info = InfoRef::Operation(operation.info());
        Ok(Self { info, request, send_options: options.send_options(), account, link: None })
    }
}

/// What is known about an operation, or about a request that no operation makes.
pub(crate) enum InfoRef {
    Operation(&'static OperationInfo),
    Raw(Box<OperationInfo>),
}

impl Deref for InfoRef {
    type Target = OperationInfo;

    fn deref(&self) -> &OperationInfo {
        match self {
            Self::Operation(info) => info,
            Self::Raw(info) => info,
        }
    }
}

/// A failure, and whether the request was on its way before.
struct Failure {
    error: Error,
    sent: bool,
}

impl Failure {
    fn before(error: Error) -> Self {
        Self { error, sent: false }
    }

    fn after(error: Error) -> Self {
        Self { error, sent: true }
    }
}

impl Client {
    /// The settings it was built with.
    #[cfg(any(test, feature = "downloads"))]
    pub(crate) fn settings(&self) -> &Inner {
        &self.inner
    }

    /// Starts a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    pub(crate) fn new(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }

    /// The same client with the credentials of this source alone: for another user of the same account, for example.
    ///
    /// It shares connections and settings with the client that it was made from, and its limiter: servers count the
    /// requests of an account, whichever user sends them. For another account add a limiter of its own, with
    /// [`with_limiter`](Self::with_limiter).
    #[must_use]
    pub fn with_auth(&self, auth: impl Auth + 'static) -> Self {
        Self::new(Inner { auths: vec![Arc::new(auth)], ..Inner::clone(&self.inner) })
    }

    /// The same client with another limiter, or with none: for credentials of another account, whose requests are
    /// counted apart.
    ///
    /// `client.with_auth(theirs).with_limiter(Limiter::new("pro"))` is a client for another account. Give one limiter
    /// to all clients of an account.
    #[must_use]
    pub fn with_limiter(&self, limiter: impl Into<Option<Limiter>>) -> Self {
        let limiter = limiter.into().map(|limiter| Arc::new(limiter) as _);
        Self::new(Inner { limiter, ..Inner::clone(&self.inner) })
    }

    /// The same client on behalf of a sub-account, by its ID: each request goes to the path of this account, and the
    /// limiter counts it for this account.
    ///
    /// An operation that cannot be called on behalf of a sub-account is an error, and nothing is sent; the documentation
    /// of each operation says whether it can. A [`Raw`](crate::runtime::Raw) request gets the prefix too; a
    /// `Download` of a URL that the server gave (feature `downloads`) is fetched from that URL.
    /// [`Options::on_account`](crate::runtime::Options::on_account) is for one request.
    #[must_use]
    pub fn on_account(&self, id: impl Into<String>) -> Self {
        Self::new(Inner { account: Some(id.into().into()), ..Inner::clone(&self.inner) })
    }

    /// The sub-account of a request: its own, else that of the client.
    pub(crate) fn account(&self, own: Option<&str>) -> Option<Arc<str>> {
        own.map(Arc::from).or_else(|| self.inner.account.clone())
    }

    /// Waits until the renewals of tokens that are in flight have finished, those of clients made with
    /// [`with_auth`](Self::with_auth) included. Each takes no longer than the time limit of a request and the lock timeout
    /// of the token store.
    ///
    /// A renewal is a task of the runtime and goes on when its callers have given up, but not when the runtime is shut
    /// down: a refresh token that the server has replaced by then is lost. So await this at the end of a program that
    /// acts for users. A blocking client does so by itself when it is dropped.
    pub async fn finish_renewals(&self) {
        self.inner.sender.renewals.finished().await;
    }

    /// How this client sends, for sources of credentials that are asked outside of a request.
    #[must_use]
    pub fn sender(&self) -> &Sender {
        &self.inner.sender
    }

    /// The first source that has credentials of all these kinds, for what is not a request: a WebSocket for
    /// example.
    #[must_use]
    pub fn auth_for(&self, schemes: &[Scheme]) -> Option<Arc<dyn Auth>> {
        let able = |auth: &&Arc<dyn Auth>| schemes.iter().all(|scheme| auth.satisfies(*scheme));
        self.inner.auths.iter().find(able).cloned()
    }

    /// Sends a request and returns the response as it came.
    ///
    /// # Errors
    /// When the request is invalid, cannot be sent, or the server rejects it with its status.
    pub fn execute(&self, operation: &dyn Operation) -> BoxFuture<'static, Result<RawResponse>> {
        let (client, call) = (self.clone(), Call::of(operation, self));
        Box::pin(async move { client.perform(&call?, &mut |_, _| Ok(())).await })
    }

    /// Sends a request and reads the response.
    ///
    /// # Errors
    /// As [`execute`](Self::execute), and when the response is not understood or is an error response in spite of its
    /// status.
    pub fn fetch<T: FromResponse + 'static>(&self, operation: &dyn Operation) -> ResponseFuture<T> {
        ResponseFuture::new(self, operation)
    }

    /// Sends a request for a page at this URL, or at its own, and reads the page and the link to the next one.
    pub(crate) async fn fetch_page<T: FromResponse>(
        &self,
        call: Result<Call>,
        at: Option<String>,
    ) -> Result<(T, Option<Turn>)> {
        let mut call = call?;
        call.link = call.info.link_paging.then(|| PageLink::new(at));
        let response = self.call(&call).await?;
        let turn = call.link.as_ref().map(|link| link.turn(&call.info, &response.headers));
        Ok((response.value, turn))
    }

    /// Sends a prepared request and reads the response.
    pub(crate) async fn call<T: FromResponse>(&self, call: &Call) -> Result<Response<T>> {
        let mut value = None;
        let reader: Reader<'_> = &mut |response, credentials| {
            value = Some(response::interpret(&call.info, response, credentials, &call.request)?);
            Ok(())
        };
        let response = self.perform(call, reader).await?;
        let value = match value {
            Some(value) => value,
            // It has been read; this is for the compiler.
            None => {
                response::interpret(&call.info, &response, &Credentials::default(), &call.request)?
            }
        };
        let RawResponse { status, headers, tracking_id, .. } = response;
        Ok(Response { status, headers, tracking_id, value })
    }

    /// Sends a request, again where that may help, until the reader takes its response.
    async fn perform(&self, call: &Call, reader: Reader<'_>) -> Result<RawResponse> {
        let trace = Trace::new(&self.inner.log, call.send_options.debug, &call.info);
        let Some(total) = call.send_options.total_timeout.or(self.inner.total_timeout) else {
            return trace.around(self.perform_traced(call, &trace, reader)).await;
        };
        let done = Box::pin(trace.around(self.perform_traced(call, &trace, reader)));
        tokio::time::timeout(total, done).await.unwrap_or_else(|elapsed| {
            let error = late(elapsed).into();
            trace.failed(&error);
            Err(error)
        })
    }

    async fn perform_traced(
        &self,
        call: &Call,
        trace: &Trace<'_>,
        reader: Reader<'_>,
    ) -> Result<RawResponse> {
        let retry = call.send_options.retry.unwrap_or(self.inner.retry);
        let mut attempts = Attempts::new(retry, &self.inner.retry_budget, trace);
        loop {
            let attempt = self.attempt(call, trace, attempts.made(), &mut *reader);
            let Failure { error, sent } = match attempt.await {
                Ok(done) => {
                    attempts.succeeded();
                    return Ok(done);
                }
                Err(failure) => failure,
            };
            // A streamed body cannot be sent again.
            if !call.request.body.is_repeatable() {
                return Err(attempts.given_up(error));
            }
            // In a box, so that the future of a request that succeeds is smaller.
            Box::pin(attempts.failed(error, call.request.method, sent)).await?;
        }
    }

    /// Sends a request once, and once more when its credentials were too old.
    async fn attempt(
        &self,
        call: &Call,
        trace: &Trace<'_>,
        made: u32,
        reader: Reader<'_>,
    ) -> Result<RawResponse, Failure> {
        let info = &*call.info;
        let choice = self.choice(info).map_err(Failure::before)?;
        let sender = &self.inner.sender;
        let mut credentials = choice.credentials(sender).await.map_err(Failure::before)?;
        let response = self.send_once(call, &credentials, trace, made).await?;
        let mut outcome = read(call, response, &credentials, reader);
        // Not across the renewal, so that the future stays small.
        let has_expired =
            outcome.as_ref().is_err_and(|error| may_have_expired(error, &credentials));
        if has_expired
            && call.request.body.is_repeatable()
            && let Some(renewed) =
                choice.renew(&credentials, sender).await.map_err(Failure::before)?
        {
            credentials = renewed;
            let response = self.send_once(call, &credentials, trace, made).await?;
            outcome = read(call, response, &credentials, reader);
        }
        outcome.map_err(Failure::after)
    }

    async fn send_once(
        &self,
        call: &Call,
        credentials: &Credentials,
        trace: &Trace<'_>,
        made: u32,
    ) -> Result<RawResponse, Failure> {
        let info = &*call.info;
        let limiter = self.inner.limiter.as_ref().filter(|_| !call.send_options.skip_limiter);
        if let Some(limiter) = limiter {
            let turn = limiter.admit(info, call.request.path(), call.account.as_ref());
            turn.await.map_err(Failure::before)?;
        }
        trace.sending(info, &call.request, made, credentials);
        let tracking = info.server.tracking_header;
        let base_url = self.base_url(info, credentials);
        let aimed = call.link.as_ref().map_or(Ok(None), |link| link.aim(base_url, &call.request));
        let aimed =
            aimed.map_err(|reason| Failure::before(InvalidRequest::new(info.id, reason).into()))?;
        let (base_url, request) = match &aimed {
            Some(aimed) => (aimed.0.as_str(), &aimed.1),
            None => (base_url, &call.request),
        };
        let sent = self
            .inner
            .sender
            .send(base_url, request, credentials, call.send_options.timeout, tracking)
            .await;
        if let Ok(response) = &sent {
            trace.responded(info, response, credentials);
            if let Some(limiter) = limiter {
                limiter.learn(info, call.request.path(), call.account.as_ref(), response);
            }
        }
        sent.map_err(|error| match error {
            Error::InvalidRequest(error) if error.operation.is_empty() => {
                InvalidRequest::new(info.id, error.reason).into()
            }
            error => error,
        })
        .map_err(Failure::after)
    }

    /// The base URL for requests of an operation: that of the caller, else that of the credentials, else
    /// that of the document.
    pub(crate) fn base_url<'a>(
        &'a self,
        info: &OperationInfo,
        credentials: &'a Credentials,
    ) -> &'a str {
        let own = self
            .inner
            .server_urls
            .iter()
            .find(|(name, _)| name == info.server.name)
            .map(|(_, url)| url.as_str());
        own.or(self.inner.base_url.as_deref())
            .or(credentials.base_url_of(info.server.name))
            .unwrap_or(info.server.url)
    }

    /// The sources of the credentials that an operation needs.
    pub(crate) fn choice(&self, info: &OperationInfo) -> Result<Choice<'_>> {
        Choice::of(info, &self.inner.auths)
    }
}

/// Whether new credentials may help: if the code has this meaning, whatever the status; or the status, if they are old.
fn may_have_expired(error: &Error, credentials: &Credentials) -> bool {
    let Error::Api(error) = error else { return false };
    error.expired || (error.status == 401 && !error.forbidden && !credentials.is_new())
}

/// Takes a response with a success status, which may be an error all the same.
type Reader<'a> = &'a mut (dyn FnMut(&RawResponse, &Credentials) -> Result<()> + Send);

/// The response, or the error that it is by its status or by its body.
fn read(
    call: &Call,
    response: RawResponse,
    credentials: &Credentials,
    reader: Reader<'_>,
) -> Result<RawResponse> {
    if !response.is_success() {
        let secrets = credentials.secrets().sent(&call.request);
        return Err(ApiError::new(&call.info, &response).hide(&secrets).into());
    }
    reader(&response, credentials)?;
    Ok(response)
}

/// Prints where requests go and nothing of who sends them.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.base_url.as_deref().map(Masked))
            .field("auths", &self.inner.auths.len())
            .field("account", &self.inner.account)
            .finish_non_exhaustive()
    }
}
