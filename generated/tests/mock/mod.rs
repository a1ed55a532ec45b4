//! A server that judges requests by the documents themselves, and the run that sends it every operation.
//!
//! `ZOOM_CONFORMANCE_URL=http://127.0.0.1:PORT` sends the same requests to any other server, which then is the
//! judge: a response with a status below 400 is a pass. `ZOOM_CONFORMANCE_ONLY=v2-users` keeps to one document.

mod check;
#[path = "../harness/differ.rs"]
mod differ;
mod documents;
mod responses;
mod server;
mod silence;
mod stored;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use responses::Kind;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use server::{Shared, State};
use zoom_client::auth::{Bearer, BoxFuture, V1Keys};
use zoom_client::runtime::private::{FieldType, FromResponse, SendFuture, testing};
use zoom_client::{Client, Operation};

/// What was decoded: the value written again, and the keys that no field holds.
struct Read {
    json: Option<Value>,
    extras: Vec<String>,
}

type Send = for<'a> fn(&'a Client, &'a dyn Operation) -> BoxFuture<'a, Result<Read, String>>;

/// One operation with its two requests.
struct Call {
    path: &'static str,
    required: Box<dyn Operation>,
    all: Box<dyn Operation>,
    send: Send,
    /// What `Debug` shows of secrets, and what a store changes.
    faults: Vec<String>,
}

/// A request that can be stored, as all of them can.
pub(crate) trait Stored:
    Operation + Serialize + DeserializeOwned + PartialEq + 'static
{
}

impl<R: Operation + Serialize + DeserializeOwned + PartialEq + 'static> Stored for R {}

/// The operations of a document.
#[derive(Default)]
pub(crate) struct Calls(Vec<Call>);

impl Calls {
    /// An operation that responds with JSON.
    pub(crate) fn add<T>(&mut self, path: &'static str, required: impl Stored, all: impl Stored)
    where
        T: FromResponse + FieldType + Serialize + std::fmt::Debug + 'static,
    {
        let mut faults = silence::of_request(&all);
        faults.extend(stored::of_request(&required));
        faults.extend(stored::of_request(&all));
        faults.extend(silence::of_response::<T>());
        let (required, all) = (Box::new(required), Box::new(all));
        self.0.push(Call { path, required, all, send: typed::<T>, faults });
    }

    /// An operation that responds with nothing, text or bytes.
    pub(crate) fn add_untyped<T: FromResponse + 'static>(
        &mut self,
        path: &'static str,
        required: impl Stored,
        all: impl Stored,
    ) {
        let mut faults = silence::of_request(&all);
        faults.extend(stored::of_request(&required));
        faults.extend(stored::of_request(&all));
        let (required, all) = (Box::new(required), Box::new(all));
        self.0.push(Call { path, required, all, send: untyped::<T>, faults });
    }
}

fn typed<'a, T>(
    client: &'a Client,
    operation: &'a dyn Operation,
) -> BoxFuture<'a, Result<Read, String>>
where
    T: FromResponse + FieldType + Serialize + 'static,
{
    Box::pin(async move {
        let value = SendFuture::<T>::new(client, operation).await.map_err(|error| chain(&error))?;
        let json = serde_json::to_value(&value).map_err(|error| error.to_string())?;
        Ok(Read { json: Some(json), extras: testing::extras(&value) })
    })
}

fn untyped<'a, T: FromResponse + 'static>(
    client: &'a Client,
    operation: &'a dyn Operation,
) -> BoxFuture<'a, Result<Read, String>> {
    Box::pin(async move {
        SendFuture::<T>::new(client, operation).await.map_err(|error| chain(&error))?;
        Ok(Read { json: None, extras: Vec::new() })
    })
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

/// A document: its id, its file below specs/, and its operations.
pub(crate) type Row = (&'static str, &'static str, fn(&mut Calls));

/// Sends everything, prints a line a failure, and counts.
pub(crate) fn main(rows: &[Row]) -> ExitCode {
    let only = std::env::var("ZOOM_CONFORMANCE_ONLY").ok();
    let rows: Vec<Row> = rows
        .iter()
        .filter(|row| only.as_deref().is_none_or(|only| only == row.0))
        .copied()
        .collect();
    if rows.is_empty() {
        eprintln!("ZOOM_CONFORMANCE_ONLY names no document");
        return ExitCode::from(2);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let counted = match runtime {
        Ok(runtime) => runtime.block_on(async {
            match std::env::var("ZOOM_CONFORMANCE_URL") {
                Ok(url) => elsewhere(&rows, &url).await,
                Err(_) => here(&rows).await,
            }
        }),
        Err(error) => Err(error.to_string()),
    };
    match counted {
        Ok((passed, failed)) => {
            println!("{passed} passed, {failed} failed");
            if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

/// A client that sends the requests of each server to its own path, or all to one URL.
fn client(calls: &Calls, url: &str, apart: bool) -> Result<Client, String> {
    let mut builder = Client::builder()
        .auth(Bearer::new("conformance"))
        .auth(V1Keys::new("conformance-key", "conformance-secret"))
        .timeout(Duration::from_secs(20));
    for call in &calls.0 {
        let name = call.required.info().server.name;
        let url = if apart { format!("{url}/{name}") } else { url.to_owned() };
        builder = builder.server_url(name, url);
    }
    builder.build().map_err(|error| error.to_string())
}

/// Against the server of this file.
async fn here(rows: &[Row]) -> Result<(usize, usize), String> {
    let Some(folder) = documents::folder() else {
        println!("specs/ is not beside this crate: nothing is sent");
        return Ok((0, 0));
    };
    let state: Shared = Arc::new(Mutex::new(State::default()));
    let url = server::start(state.clone()).await.map_err(|error| error.to_string())?;
    let (mut passed, mut failed) = (0, 0);
    for (id, file, add) in rows {
        let document = documents::read(&folder, id, file)?;
        let described = document.operations.len();
        let mut calls = Calls::default();
        add(&mut calls);
        if calls.0.len() != described {
            println!("{id}: the document has {described} operations, the crate {}", calls.0.len());
            failed += 1;
        }
        if let Ok(mut state) = state.lock() {
            state.documents.push(document);
            state.current = state.documents.len() - 1;
        }
        let client = client(&calls, &url, true)?;
        for call in &calls.0 {
            for fault in &call.faults {
                println!("{id} {}: {fault}", call.all.info().id);
                failed += 1;
            }
            for (operation, kind, complete) in [
                (&call.required, Kind::Full, false),
                (&call.all, Kind::Full, true),
                (&call.required, Kind::Empty, false),
                (&call.required, Kind::Odd, false),
            ] {
                let faults = judged(&state, &client, call, &**operation, kind, complete).await;
                if faults.is_empty() {
                    passed += 1;
                    continue;
                }
                failed += 1;
                let inputs = if complete { "all inputs" } else { "required inputs" };
                for fault in faults {
                    println!("{id} {}, {inputs}, {kind:?} response: {fault}", operation.info().id);
                }
            }
        }
    }
    Ok((passed, failed))
}

/// Sends one request; what was wrong with it, or with what came of the response.
async fn judged(
    state: &Shared,
    client: &Client,
    call: &Call,
    operation: &dyn Operation,
    kind: Kind,
    complete: bool,
) -> Vec<String> {
    if let Ok(mut state) = state.lock() {
        (state.kind, state.complete) = (Some(kind), complete);
        (state.seen, state.answered) = (None, None);
    }
    let read = (call.send)(client, operation).await;
    let (seen, answered) = match state.lock() {
        Ok(mut state) => (state.seen.take(), state.answered.take()),
        Err(_) => return vec!["the server failed".to_owned()],
    };
    let mut faults = Vec::new();
    match seen {
        None => faults.push("nothing was sent".to_owned()),
        Some((method, path, found)) => {
            if found.is_empty() && (method != operation.info().method.as_str() || path != call.path)
            {
                faults.push(format!("{method} {path} was asked for instead"));
            }
            faults.extend(found);
        }
    }
    match (read, answered) {
        (Err(error), _) => faults.push(error),
        (Ok(Read { json: Some(json), extras }), Some(answered)) => {
            let mut lost = Vec::new();
            differ::differ("", &answered, &json, &mut lost);
            faults.extend(lost.into_iter().map(|lost| format!("the response lost {lost}")));
            let unknown = |key: &String| !key.ends_with(responses::UNKNOWN);
            if kind == Kind::Full {
                faults.extend(extras.iter().map(|key| format!("no field holds {key}")));
            } else if let Some(key) = extras.iter().find(|key| unknown(key) && kind == Kind::Empty)
            {
                faults.push(format!("an empty response left {key}"));
            }
        }
        _ => {}
    }
    faults
}

/// Against another server, which says itself what it thinks of a request.
async fn elsewhere(rows: &[Row], url: &str) -> Result<(usize, usize), String> {
    let (mut passed, mut failed) = (0, 0);
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (id, _, add) in rows {
        let mut calls = Calls::default();
        add(&mut calls);
        let client = client(&calls, url, false)?;
        let count = counts.entry(id).or_default();
        for call in &calls.0 {
            for (operation, inputs) in
                [(&call.required, "required inputs"), (&call.all, "all inputs")]
            {
                count.1 += 1;
                match client.execute(&**operation).await {
                    Ok(_) => {
                        passed += 1;
                        count.0 += 1;
                    }
                    Err(error) => {
                        failed += 1;
                        println!("{id} {}, {inputs}: {}", operation.info().id, chain(&error));
                    }
                }
            }
        }
    }
    for (id, (accepted, sent)) in counts {
        println!("{id}: {accepted} of {sent} accepted");
    }
    Ok((passed, failed))
}
