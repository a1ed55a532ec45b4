//! The server on this machine: it finds the operation of a request, checks the request, and responses.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;

use super::check::{Check, decoded};
use super::documents::{Described, Document};
use super::responses::{Kind, response};

/// A request as it arrived.
pub(super) struct Received {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: hyper::HeaderMap,
    pub(super) body: Bytes,
    /// Names and values of a multipart body.
    pub(super) parts: Vec<(String, String)>,
}

impl Received {
    pub(super) fn header(&self, name: &str) -> Option<String> {
        String::from_utf8(self.headers.get(name)?.as_bytes().to_vec()).ok()
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).chars().take(200).collect()
    }
}

/// What the next request is expected to be, and what became of it.
#[derive(Default)]
pub(super) struct State {
    pub(super) documents: Vec<Document>,
    /// The document that requests are checked against.
    pub(super) current: usize,
    pub(super) kind: Option<Kind>,
    pub(super) complete: bool,
    /// The operation that was asked for, as method and path, and what was wrong with the request.
    pub(super) seen: Option<(String, String, Vec<String>)>,
    /// The JSON of its response.
    pub(super) answered: Option<Value>,
}

pub(super) type Shared = Arc<Mutex<State>>;

/// Starts the server; its address.
pub(super) async fn start(state: Shared) -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let state = state.clone();
            tokio::spawn(async move {
                let service = service_fn(|request| respond(state.clone(), request));
                let http = hyper::server::conn::http1::Builder::new();
                let _ = http.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    Ok(address)
}

async fn respond(
    state: Shared,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    // The first part of the path is the name of the server.
    let path =
        head.uri.path().get(1..).and_then(|path| path.find('/').and_then(|at| path.get(at..)));
    let mut received = Received {
        method: head.method.to_string(),
        path: path.unwrap_or_default().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body,
        parts: Vec::new(),
    };
    received.parts = parts(&received).await;
    let (status, json) = match state.lock() {
        Ok(mut state) => state.respond(&received),
        Err(_) => (500, None),
    };
    let text = json.map(|json| json.to_string()).unwrap_or_default();
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    response
        .headers_mut()
        .insert("content-type", hyper::header::HeaderValue::from_static("application/json"));
    Ok(response)
}

async fn parts(received: &Received) -> Vec<(String, String)> {
    let kind = received.header("content-type").unwrap_or_default();
    let Ok(boundary) = multer::parse_boundary(kind) else { return Vec::new() };
    let body = received.body.clone();
    let stream = futures_util::stream::once(async move { Ok::<_, Infallible>(body) });
    let mut form = multer::Multipart::new(stream, boundary);
    let mut parts = Vec::new();
    while let Ok(Some(part)) = form.next_field().await {
        let name = part.name().unwrap_or_default().to_owned();
        parts.push((name, part.text().await.unwrap_or_default()));
    }
    parts
}

impl State {
    fn respond(&mut self, received: &Received) -> (u16, Option<Value>) {
        let Some(document) = self.documents.get(self.current) else { return (500, None) };
        let Some(described) = operation(document, received) else {
            let what = format!("no operation is {} {}", received.method, received.path);
            self.seen = Some((String::new(), String::new(), vec![what]));
            return (404, None);
        };
        let components = &document.components;
        let mut check =
            Check { components, described, complete: self.complete, faults: Vec::new() };
        check.run(received);
        let json = described.response.as_ref().zip(self.kind);
        let json = json.map(|(schema, kind)| response(components, schema, kind));
        self.seen = Some((described.method.clone(), described.path.clone(), check.faults));
        self.answered = json.clone();
        (described.status, json)
    }
}

/// The operation of a request: of several that match, the one with the most literal path.
fn operation<'a>(document: &'a Document, received: &Received) -> Option<&'a Described> {
    let given: Vec<String> = received.path.split('/').map(decoded).collect();
    let matching = document.operations.iter().filter(|one| {
        let parts: Vec<&str> = one.path.split('/').collect();
        let fits = |(part, given): (&&str, &String)| {
            let literal = part.split('{').next().unwrap_or_default();
            if part.contains('{') {
                given.starts_with(literal) && !given.is_empty()
            } else {
                *part == given
            }
        };
        one.method == received.method
            && parts.len() == given.len()
            && parts.iter().zip(&given).all(fits)
    });
    matching.min_by_key(|one| one.path.matches('{').count())
}
