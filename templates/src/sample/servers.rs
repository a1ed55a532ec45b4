//! Two servers with all conventions that the runtime knows.

use crate::runtime::private as rt;
pub(crate) use crate::servers::V2;

pub(crate) const V1: &rt::Server = &rt::Server {
    name: "v1",
    url: "https://api.example.com/v1",
    errors: rt::ErrorShape {
        envelope: &["error"],
        code: &["code"],
        kind: &[],
        message: &["message"],
        list: &["errors"],
        field: &["field"],
        detail: &["message"],
        in_success: true,
        expired: &[102],
        not_found: &[1001],
        forbidden: &[],
        scopes: None,
        page_expired: &[],
    },
    tracking_header: Some("x-zm-trackingid"),
    security: &[rt::Scheme::Form("api_key"), rt::Scheme::Form("api_secret")],
    ..rt::Server::DEFAULT
};
