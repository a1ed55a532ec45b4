//! Pages of requests that no operation makes, as types of the caller.

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::list_request::ListRequest;
use super::next_page::PageFacts;
use super::page_json::{self, Found};
use super::paging::{Fetched, Page};
use crate::runtime::auth::BoxFuture;
use crate::runtime::error::decode_error::DecodeError;
use crate::runtime::error::{Error, Result};
use crate::runtime::request::operation_info::OperationInfo;
use crate::runtime::send::client::Client;
use crate::runtime::send::json::decoded;
use crate::runtime::send::response::text;

/// Fetches a page as a type of the caller.
pub(crate) fn page<T: DeserializeOwned + Send + 'static>(
    client: Client,
    request: ListRequest,
    at: Option<String>,
) -> BoxFuture<'static, Fetched<T>> {
    Box::pin(fetch(client, request, at, |info, _, body| {
        let facts = match body {
            [] => Ok(PageFacts { is_empty: true, ..PageFacts::default() }),
            body => page_json::facts(body, info.paging),
        };
        let facts = facts.map_err(|error| DecodeError::json(info.id, body, error))?;
        Ok((decoded(info.id, body)?, facts))
    }))
}

/// Fetches the items of a page.
pub(crate) fn items<I: DeserializeOwned + Send + 'static>(
    client: Client,
    request: ListRequest,
    at: Option<String>,
) -> BoxFuture<'static, Fetched<Vec<I>>> {
    Box::pin(fetch(client, request, at, |info, key, body| {
        if body.is_empty() {
            return Ok((Vec::new(), PageFacts { is_empty: true, ..PageFacts::default() }));
        }
        let found = Found::items(body, info.paging, key)
            .map_err(|error| DecodeError::json(info.id, body, error))?;
        match found.fault(key) {
            Some(fault) => Err(DecodeError::unfit(info.id, body, fault)),
            None => Ok((found.items.unwrap_or_default(), found.facts)),
        }
    }))
}

/// Reads a page: what is known about it, the key of its items, and its text.
type Read<T> = fn(&OperationInfo, &str, &[u8]) -> Result<(T, PageFacts), DecodeError>;

async fn fetch<T>(
    client: Client,
    request: ListRequest,
    at: Option<String>,
    read: Read<T>,
) -> Fetched<T> {
    let page = client.fetch_page::<Bytes>(request.call(&client), at).await;
    let page = page.and_then(|(body, turn)| {
        let read = read(request.info(), request.key(), text(&body).trim_ascii_end());
        let (value, facts) = read.map_err(|error| Error::Decode(Box::new(error)))?;
        Ok(Page { value, facts, turn })
    });
    (request, page)
}
