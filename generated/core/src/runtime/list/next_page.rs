//! From one page of a list to the next: what a request has to ask for after a response.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::list_request::ListRequest;
use crate::runtime::request::operation::Operation;
use crate::runtime::request::operation_info::OperationInfo;
use crate::runtime::request::paging_info::{OffsetPaging, Paging};
use crate::runtime::value::decode;
use crate::runtime::value::decode_into::DecodeInto;
use crate::runtime::value::model::{Model, ModelExt};
use crate::runtime::value::value_ref::ValueRef;
use serde_json::Value;

/// What a page says about the pages after it and about its items.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct PageFacts {
    /// The token of the next page; empty where there is none.
    pub(crate) token: Option<String>,
    /// The token for a later list of what has changed.
    pub(crate) sync: Option<String>,
    /// The number of this page.
    pub(crate) number: Option<i64>,
    /// The number of pages.
    pub(crate) count: Option<i64>,
    /// How many items it has and how many all pages have, where the list goes by positions.
    pub(crate) length: usize,
    pub(crate) total: Option<i64>,
    /// Whether it has no list with something in it.
    pub(crate) is_empty: bool,
    /// The name of a list that could not be read, because an element did not fit.
    pub(crate) unread: Option<&'static str>,
}

impl PageFacts {
    /// The facts of a page that was read as the type of an operation.
    pub(crate) fn of(page: &ValueRef<'_>, info: &OperationInfo) -> Self {
        let object = match page {
            ValueRef::Object(object) => Some(*object),
            _ => None,
        };
        let (token, number) =
            info.paging.map_or((None, None), |paging| (paging.token, paging.page));
        let offset = info.offset_paging;
        let length = offset.map_or(0, |offset| match (object, page) {
            (Some(object), _) => list_length(object, offset.items),
            (None, ValueRef::List(list)) => list.len(),
            _ => 0,
        });
        let in_page = |wire: &str| object.and_then(|page| integer(page, wire));
        let text_of = |wire: &str| object.and_then(|page| text(page, wire));
        Self {
            token: token.and_then(|token| text_of(token.response)),
            sync: token
                .filter(|token| !token.sync.is_empty())
                .and_then(|token| text_of(token.sync)),
            number: number.and_then(|number| in_page(number.response)),
            count: number.and_then(|number| in_page(number.count)),
            length,
            total: offset.and_then(|offset| in_page(offset.total)),
            is_empty: is_empty(page),
            unread: object.and_then(unread),
        }
    }
}

/// Changes a request so that it asks for the page after the given one; false when that was the last.
///
/// `seen` are the tokens that have been followed: one that comes again would lead in a circle.
pub(crate) fn advance(
    request: &mut ListRequest,
    page: &PageFacts,
    seen: &mut BTreeSet<String>,
) -> bool {
    if let Some(offset) = request.info().offset_paging {
        return advance_offset(request, page, &offset);
    }
    let Some(Paging { token, page: number }) = request.info().paging else { return false };
    if let Some(token) = token {
        let sent = request.text(token.request).unwrap_or_default();
        match &page.token {
            // A token of an earlier page would give the pages after that one again.
            Some(next) if !next.is_empty() => {
                let is_new = *next != sent && seen.insert(next.clone());
                return is_new && request.set(token.request, Value::from(next.as_str()));
            }
            // An empty token ends the list. So does none at all once tokens have led this far: the
            // page numbers of such responses stay where they are.
            Some(_) => return false,
            None if !sent.is_empty() => return false,
            None => {}
        }
    }
    let Some(number) = number else { return false };
    // What was asked for counts: some servers always answer that this is the first page.
    let current = request.integer(number.request).or(page.number).unwrap_or(1);
    // Without a count there is always another page, up to one without items.
    let is_last = !number.count.is_empty() && page.count.is_none_or(|count| current >= count);
    !is_last
        && !page.is_empty
        && request.set(number.request, Value::from(current.saturating_add(1)))
}

/// The same for lists whose pages are known by the position of their first item.
fn advance_offset(request: &mut ListRequest, page: &PageFacts, offset: &OffsetPaging) -> bool {
    let Ok(count @ 1..) = i64::try_from(page.length) else { return false };
    let current = request.integer(offset.request).unwrap_or(offset.first);
    let next = current.saturating_add(count);
    let is_last = page.total.is_some_and(|total| next.saturating_sub(offset.first) >= total);
    !is_last && request.set(offset.request, Value::from(next))
}

/// How many elements a list of a page has.
fn list_length(page: &dyn Model, wire: &str) -> usize {
    let index = page.table().fields.iter().position(|field| field.wire == wire);
    match index.map(|index| page.view(index)) {
        Some(ValueRef::List(list)) => list.len(),
        _ => 0,
    }
}

/// The text of an input or field, wherever it is kept.
pub(crate) fn text(holder: &(impl Model + ?Sized), wire: &str) -> Option<String> {
    let (fields, extras) = (holder.table().fields, holder.extras());
    let own = fields.iter().position(|field| field.wire == wire).map(|index| holder.view(index));
    let is_scalar =
        |wire: &str| extras.json(wire).is_some_and(|json| !json.starts_with(['[', '{']));
    let extra = || extras.get(wire).filter(|_| is_scalar(wire)).map(ValueRef::Json);
    let found = own.filter(|view| !view.is_absent()).or_else(extra)?;
    found.scalar().map(Cow::into_owned)
}

/// The integer of an input or field.
pub(crate) fn integer(holder: &(impl Model + ?Sized), wire: &str) -> Option<i64> {
    text(holder, wire)?.trim().parse().ok()
}

/// Whether a page has no list with something in it.
fn is_empty(page: &ValueRef<'_>) -> bool {
    let page = match page {
        ValueRef::Object(page) => *page,
        ValueRef::List(list) => return list.is_empty(),
        _ => return true,
    };
    let fields = 0..page.table().fields.len();
    let filled = fields
        .map(|index| page.view(index))
        .any(|view| matches!(view, ValueRef::List(list) if !list.is_empty()));
    !filled && unread(page).is_none()
}

/// The name of a list that could not be read, because an element did not fit.
fn unread(page: &dyn Model) -> Option<&'static str> {
    let is_list = |wire: &str| {
        page.extras().json(wire).is_some_and(|json| json.starts_with('[') && json != "[]")
    };
    page.table().fields.iter().map(|field| field.wire).find(|wire| is_list(wire))
}

/// Sets an input of a request, in its field or, where the document forgot it, as an extra.
pub(crate) fn set(request: &mut dyn Operation, wire: &str, value: Value) -> bool {
    let index = request.table().fields.iter().position(|field| field.wire == wire);
    let target: Option<DecodeInto<'_>> = index.map(|index| request.target(index));
    if let Some(target) = target
        && decode::value_into(&value, target).is_none()
    {
        return true;
    }
    request.insert_extra(wire, value);
    true
}
