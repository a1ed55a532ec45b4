//! From one page of a list to the next: what a request has to ask for after an answer.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::runtime::request::operation::Operation;
use crate::runtime::request::operation_info::Paging;
use crate::runtime::value::decode;
use crate::runtime::value::model::{Contents, Model};
use crate::runtime::value::place::Place;
use crate::runtime::value::view::View;
use serde_json::Value;

/// Changes a request so that it asks for the page after the given one; false when that was the last.
///
/// `seen` are the tokens that have been followed: one that comes again would lead in a circle.
pub(crate) fn advance(
    request: &mut dyn Operation,
    page: &View<'_>,
    seen: &mut BTreeSet<String>,
) -> bool {
    let Some(Paging { token, page: number }) = request.info().paging else { return false };
    let object = match page {
        View::Object(object) => Some(*object),
        _ => None,
    };
    if let Some(token) = token {
        let sent = text(&*request, token.request).unwrap_or_default();
        match object.and_then(|page| text(page, token.response)) {
            // A token of an earlier page would give the pages after that one again.
            Some(next) if !next.is_empty() => {
                let is_new = next != sent && seen.insert(next.clone());
                return is_new && set(request, token.request, Value::from(next));
            }
            // An empty token ends the list. So does none at all once tokens have led this far: the
            // page numbers of such answers stay where they are.
            Some(_) => return false,
            None if !sent.is_empty() => return false,
            None => {}
        }
    }
    let Some(number) = number else { return false };
    // What was asked for counts: some servers always answer that this is the first page.
    let in_page = |wire: &str| object.and_then(|page| integer(page, wire));
    let current =
        integer(&*request, number.request).or_else(|| in_page(number.response)).unwrap_or(1);
    // Without a count there is always another page, up to one without items.
    let is_last =
        !number.count.is_empty() && in_page(number.count).is_none_or(|count| current >= count);
    !is_last
        && !is_empty(page)
        && set(request, number.request, Value::from(current.saturating_add(1)))
}

/// The text of an input or field, wherever it is kept.
pub(crate) fn text(holder: &(impl Model + ?Sized), wire: &str) -> Option<String> {
    let (fields, extras) = (holder.shape().fields, holder.extras());
    let own = fields.iter().position(|field| field.wire == wire).map(|index| holder.view(index));
    let is_scalar =
        |wire: &str| extras.json(wire).is_some_and(|json| !json.starts_with(['[', '{']));
    let extra = || extras.get(wire).filter(|_| is_scalar(wire)).map(View::Json);
    let found = own.filter(|view| !view.is_absent()).or_else(extra)?;
    found.scalar().map(Cow::into_owned)
}

/// The integer of an input or field.
pub(crate) fn integer(holder: &(impl Model + ?Sized), wire: &str) -> Option<i64> {
    text(holder, wire)?.trim().parse().ok()
}

/// Whether a page has no list with something in it.
pub(crate) fn is_empty(page: &View<'_>) -> bool {
    let page = match page {
        View::Object(page) => *page,
        View::List(list) => return list.is_empty(),
        _ => return true,
    };
    let fields = 0..page.shape().fields.len();
    let filled = fields
        .map(|index| page.view(index))
        .any(|view| matches!(view, View::List(list) if !list.is_empty()));
    !filled && unread(page).is_none()
}

/// The name of a list that could not be read, because an element did not fit.
pub(crate) fn unread(page: &dyn Model) -> Option<&'static str> {
    let is_list = |wire: &str| {
        page.extras().json(wire).is_some_and(|json| json.starts_with('[') && json != "[]")
    };
    page.shape().fields.iter().map(|field| field.wire).find(|wire| is_list(wire))
}

/// Sets an input of a request, in its field or, where the document forgot it, as an extra.
pub(crate) fn set(request: &mut dyn Operation, wire: &str, value: Value) -> bool {
    let index = request.shape().fields.iter().position(|field| field.wire == wire);
    let place: Option<Place<'_>> = index.map(|index| request.place(index));
    if let Some(place) = place
        && decode::place_from_value(&value, place).is_none()
    {
        return true;
    }
    request.keep(wire, value);
    true
}
