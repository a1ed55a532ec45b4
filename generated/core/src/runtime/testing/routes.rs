//! Responses by method and path.

use std::collections::VecDeque;
use std::sync::Arc;

use super::{FakeResponse, SentRequest};
use crate::runtime::request::operation_info::Method;

/// Makes the response to a request.
pub(super) type Respond = Arc<dyn Fn(&SentRequest) -> FakeResponse + Send + Sync>;

/// The responses for requests with a method and a path.
pub(super) enum Reply {
    /// One after the other; the last one again and again.
    InTurn(VecDeque<FakeResponse>),
    /// The result of a function of the request.
    Made(Respond),
}

/// The response to one request.
pub(super) enum Found {
    /// This one.
    Given(FakeResponse),
    /// The result of this function of the request.
    Made(Respond),
}

/// The responses by method and path, in the order in which they were set.
#[derive(Default)]
pub(super) struct Routes(Vec<Route>);

struct Route {
    method: Method,
    path: String,
    reply: Reply,
}

impl Routes {
    /// Adds a response for a method and path, after those that are there.
    pub(super) fn add(&mut self, method: Method, path: String, response: FakeResponse) {
        match self.of(method, &path) {
            Some(Route { reply: Reply::InTurn(responses), .. }) => responses.push_back(response),
            _ => self.set(method, path, Reply::InTurn(VecDeque::from([response]))),
        }
    }

    /// Sets what a method and path get, instead of what is there.
    pub(super) fn set(&mut self, method: Method, path: String, reply: Reply) {
        match self.of(method, &path) {
            Some(route) => route.reply = reply,
            None => self.0.push(Route { method, path, reply }),
        }
    }

    fn of(&mut self, method: Method, path: &str) -> Option<&mut Route> {
        self.0.iter_mut().find(|route| route.method == method && route.path == path)
    }

    /// The response to a request, or the function that makes it. The path with the fewest placeholders counts.
    pub(super) fn find(&mut self, request: &SentRequest) -> Option<Found> {
        let fits = |route: &&mut Route| {
            route.method.as_str() == request.method && matches(&route.path, request.path())
        };
        let route = self.0.iter_mut().filter(fits).min_by_key(|route| placeholders(&route.path))?;
        match &mut route.reply {
            Reply::Made(respond) => Some(Found::Made(Arc::clone(respond))),
            Reply::InTurn(responses) if responses.len() > 1 => {
                responses.pop_front().map(Found::Given)
            }
            Reply::InTurn(responses) => responses.front().cloned().map(Found::Given),
        }
    }

    /// The methods and paths for which there is a response.
    pub(super) fn names(&self) -> Vec<String> {
        self.0.iter().map(|route| format!("{} {}", route.method.as_str(), route.path)).collect()
    }
}

/// Whether a path has the segments of a pattern; a path may also be given with its escapes.
fn matches(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut found) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return true,
            (Some(wanted), Some(found)) if fits(wanted, found) => {}
            _ => return false,
        }
    }
}

fn fits(wanted: &str, found: &str) -> bool {
    let decoded = || percent_encoding::percent_decode_str(found).decode_utf8_lossy();
    match is_placeholder(wanted) {
        true => !found.is_empty(),
        false => wanted == found || wanted == decoded(),
    }
}

fn placeholders(pattern: &str) -> usize {
    pattern.split('/').filter(|segment| is_placeholder(segment)).count()
}

/// `{}`, or with a name: `{userId}`.
fn is_placeholder(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}
