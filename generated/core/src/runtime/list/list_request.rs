//! Requests for pages: of an operation, or of a path that no operation has.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::next_page;
use crate::runtime::error::Result;
use crate::runtime::request::operation::Operation;
use crate::runtime::request::operation_info::OperationInfo;
use crate::runtime::request::prepared::PreparedBody;
use crate::runtime::request::raw::Raw;
use crate::runtime::send::client::{Call, Client, InfoRef};

/// A request for a page, which moves from task to task.
pub(crate) enum ListRequest {
    Operation(Box<dyn Operation>),
    Raw(Box<RawList>),
}

/// A request without an operation, what is known about it, and the key of its items.
pub(crate) struct RawList {
    pub(crate) raw: Raw,
    pub(crate) info: OperationInfo,
    pub(crate) key: String,
}

impl ListRequest {
    pub(crate) fn info(&self) -> &OperationInfo {
        match self {
            Self::Operation(request) => request.info(),
            Self::Raw(list) => &list.info,
        }
    }

    /// The key of the items in a page; empty where the type of the page has it.
    pub(crate) fn key(&self) -> &str {
        match self {
            Self::Operation(_) => "",
            Self::Raw(list) => &list.key,
        }
    }

    /// The text of an input.
    pub(crate) fn text(&self, wire: &str) -> Option<String> {
        match self {
            Self::Operation(request) => next_page::text(&**request, wire),
            Self::Raw(list) => list.text(wire),
        }
    }

    /// The integer of an input.
    pub(crate) fn integer(&self, wire: &str) -> Option<i64> {
        self.text(wire)?.trim().parse().ok()
    }

    /// Sets an input; false when the request has no such input.
    pub(crate) fn set(&mut self, wire: &str, value: Value) -> bool {
        match self {
            Self::Operation(request) => next_page::set(&mut **request, wire, value),
            Self::Raw(list) => list.set(wire, &value),
        }
    }

    pub(crate) fn call(&self, client: &Client) -> Result<Call> {
        match self {
            Self::Operation(request) => Call::of(&**request, client),
            Self::Raw(list) => {
                let info = InfoRef::Raw(Box::new(list.info));
                list.raw.clone().call_as(client, info)
            }
        }
    }
}

impl RawList {
    /// The parameter of this name in the form or query. Of several the last one counts, and one that was added before
    /// one in the path.
    fn text(&self, wire: &str) -> Option<String> {
        let pairs = match &self.raw.body {
            PreparedBody::Form(pairs) => pairs,
            _ => &self.raw.query,
        };
        let own = pairs.iter().rev().find(|(name, _)| name == wire);
        own.map(|(_, value)| value.clone()).or_else(|| {
            let query = self.raw.path.split_once('?')?.1;
            let value = query.split('&').rev().find_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                (decoded(name) == wire).then_some(value)
            })?;
            Some(decoded(value).into_owned())
        })
    }

    /// Sets a parameter, in place of all others of this name.
    fn set(&mut self, wire: &str, value: &Value) -> bool {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let pairs = match &mut self.raw.body {
            PreparedBody::Form(pairs) => pairs,
            _ => &mut self.raw.query,
        };
        pairs.retain(|(name, _)| name != wire);
        pairs.push((wire.to_owned(), text));
        if let Some((path, query)) = self.raw.path.split_once('?') {
            let is_other =
                |pair: &&str| decoded(pair.split('=').next().unwrap_or_default()) != wire;
            let others = query.split('&').filter(is_other).collect::<Vec<_>>().join("&");
            let mark = if others.is_empty() { "" } else { "?" };
            self.raw.path = format!("{path}{mark}{others}");
        }
        true
    }
}

fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}
