//! Finds the operations whose responses come in pages.

use crate::model::{
    Answer, Api, Field, Method, NumberPaging, Object, OffsetPaging, Operation, Paging, TokenPaging,
    TypeExpr, TypeKind,
};
use crate::settings::{PagingRule, Settings};

pub(super) fn paging(api: &mut Api, settings: &Settings) {
    let found: Vec<Option<Paging>> =
        api.operations.iter().map(|operation| of(api, operation, settings)).collect();
    for (operation, paging) in api.operations.iter_mut().zip(found) {
        operation.paging = paging;
    }
    let usual = usual(&settings.rules.paging);
    for server in &mut api.servers {
        server.rules.paging.clone_from(&usual);
    }
}

/// The first style with a token and the first with a number, for requests that no operation makes.
fn usual(rules: &[PagingRule]) -> Option<Paging> {
    let mut paging = Paging::default();
    for rule in rules {
        match rule.clone() {
            PagingRule::Token { request, response, .. } => {
                paging.token.get_or_insert(TokenPaging { request, response, sync: None });
            }
            PagingRule::Number { request, response, count } => {
                paging.number.get_or_insert(NumberPaging { request, response, count });
            }
            PagingRule::Offset { .. } | PagingRule::Link { .. } => {}
        }
    }
    (paging.token.is_some() || paging.number.is_some()).then_some(paging)
}

fn of(api: &Api, operation: &Operation, settings: &Settings) -> Option<Paging> {
    let Answer::Json(expr) = &operation.answer else { return None };
    let page = Page::of(api, expr)?;
    let inputs = inputs(api, operation);
    let takes = |name: &str| inputs.iter().any(|field| field.wire == name);
    let list = match page {
        Page::List(item) => Some((String::new(), item.clone())),
        Page::Object(page) => items(page, &settings.rules.items),
    };
    let mut paging = Paging::default();
    for rule in &settings.rules.paging {
        match rule {
            PagingRule::Token { request, response, sync }
                if takes(request) && page.has(response) =>
            {
                let (request, response) = (request.clone(), response.clone());
                let sync = sync.iter().find(|name| page.has(name)).cloned();
                paging.token.get_or_insert(TokenPaging { request, response, sync });
            }
            PagingRule::Number { request, response, count }
                if takes(request)
                    && response.iter().chain(count).all(|name| page.has(name))
                    && (count.is_some() || page.is_one_list())
                    && (response.is_some() || !begins_at_zero(&inputs, request)) =>
            {
                let (request, response) = (request.clone(), response.clone());
                let number = NumberPaging { request, response, count: count.clone() };
                paging.number.get_or_insert(number);
            }
            PagingRule::Offset { request, first, total }
                if takes(request) && total.iter().all(|name| page.has(name)) =>
            {
                let Some((items, _)) = &list else { continue };
                let (request, total, items) = (request.clone(), total.clone(), items.clone());
                let offset = OffsetPaging { request, first: *first, total, items };
                paging.offset.get_or_insert(offset);
            }
            PagingRule::Link { request } => {
                paging.link |= match request {
                    Some(request) => takes(request),
                    None => operation.method == Method::Get && matches!(page, Page::List(_)),
                };
            }
            _ => {}
        }
    }
    if paging.token.is_some() || paging.number.is_some() || paging.link {
        paging.offset = None;
    } else if paging.offset.is_none() {
        return None;
    }
    paging.items = list;
    Some(paging)
}

/// Whether the document states that pages are counted from 0. A response that does not repeat the number leaves the
/// runtime with the first page as number 1, and the one after it would be left out.
fn begins_at_zero(inputs: &[&Field], request: &str) -> bool {
    let first = inputs.iter().find(|field| field.wire == request);
    let default = first.and_then(|field| field.facts.default.as_ref());
    default.is_some_and(|default| *default == 0 || *default == "0")
}

/// A response that may be a page: a list, or an object that has one.
#[derive(Clone, Copy)]
enum Page<'a> {
    List(&'a TypeExpr),
    Object(&'a Object),
}

impl<'a> Page<'a> {
    fn of(api: &'a Api, expr: &'a TypeExpr) -> Option<Self> {
        match expr {
            TypeExpr::List(item) => Some(Page::List(item)),
            expr => object(api, expr).map(Page::Object),
        }
    }

    fn has(self, name: &str) -> bool {
        matches!(self, Page::Object(page) if page.fields.iter().any(|field| field.wire == name))
    }

    /// Whether it has no list but that of the items: a page with another list need not be empty after the last item.
    fn is_one_list(self) -> bool {
        let Page::Object(page) = self else { return true };
        page.fields.iter().filter(|field| matches!(field.expr, TypeExpr::List(_))).count() == 1
    }
}

/// The list that a page is about: the only list of objects, else the first preferred name, else the only list.
fn items(page: &Object, preferred: &[String]) -> Option<(String, TypeExpr)> {
    let lists: Vec<(&Field, &TypeExpr)> = page
        .fields
        .iter()
        .filter_map(|field| match &field.expr {
            TypeExpr::List(item) => Some((field, item.as_ref())),
            _ => None,
        })
        .collect();
    let objects: Vec<_> =
        lists.iter().filter(|(_, item)| matches!(item, TypeExpr::Type(_))).collect();
    let named = || {
        let wanted = |name: &String| lists.iter().find(|(field, _)| field.wire == *name);
        preferred.iter().find_map(wanted)
    };
    let chosen = match objects.as_slice() {
        [one] => Some(*one),
        _ => named().or(match lists.as_slice() {
            [one] => Some(one),
            _ => None,
        }),
    };
    chosen.map(|(field, item)| (field.wire.clone(), (*item).clone()))
}

fn object<'a>(api: &'a Api, expr: &TypeExpr) -> Option<&'a Object> {
    let TypeExpr::Type(id) = expr else { return None };
    match &api.ty(*id).kind {
        TypeKind::Object(object) => Some(object),
        TypeKind::Union(_) => None,
    }
}

/// The inputs of the operation itself.
fn inputs<'a>(api: &'a Api, operation: &'a Operation) -> Vec<&'a Field> {
    let parameters = operation.parameters.iter().map(|(_, _, field)| field);
    let body = operation.body.as_ref().filter(|body| body.flat);
    let members = body.and_then(|body| object(api, &body.expr));
    parameters.chain(members.into_iter().flat_map(|object| &object.fields)).collect()
}
