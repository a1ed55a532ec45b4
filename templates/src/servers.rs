//! An imitation of the generated module of this name: the default server and the decisions about secret names, which
//! `runtime` reads.

use crate::runtime::private as rt;

/// Which names are secret.
pub static SECRETS: rt::Secrets = rt::Secrets {
    hidden: &["access_token", "api_key", "api_secret", "host_key", "*password", "start_url"],
    shown: &["country_code", "next_page_token", "password_requirement", "error_code"],
    query: &["code", "key", "pwd", "tk"],
    ..rt::Secrets::DEFAULT
};

/// A server with all conventions that the runtime knows.
pub const V2: &rt::Server = &rt::Server {
    name: "v2",
    url: "https://api.example.com/v2",
    errors: rt::ErrorShape {
        envelope: &["error"],
        code: &["code", "errorCode"],
        kind: &["scimType", "error"],
        message: &["message", "error_message", "errorMessage", "reason", "detail", "error"],
        list: &["errors", "error/data"],
        field: &["field", "domain"],
        detail: &["message", "reason"],
        in_success: true,
        expired: &[124, 401],
        not_found: &[1001],
        forbidden: &[200],
        scopes: Some("does not contain scopes:["),
        page_expired: &["next page token"],
    },
    tracking_header: Some("x-zm-trackingid"),
    hosts: &["example.com"],
    account_path: Some("/accounts/{accountId}"),
    security: &[rt::Scheme::Bearer],
    limits: rt::Limits {
        category: Some("x-ratelimit-category"),
        period: Some("x-ratelimit-type"),
        limit: Some("x-ratelimit-limit"),
        remaining: Some("x-ratelimit-remaining"),
        reset: Some("x-ratelimit-reset"),
        short: &["QPS", "per-second rate limit"],
        daily: &["Daily-limit", "daily rate limit"],
        slow: &["/metrics/"],
        apis: &[("phone", &["/phone/"])],
        quotas: &[
            quota("free", "", &["light"], 4, 1),
            quota("free", "", &["light"], 6, 86_400),
            quota("pro", "", &["light"], 30, 1),
            quota("pro", "", &["heavy"], 10, 1),
            quota("pro", "", &["resource-intensive"], 10, 60),
            quota("pro", "", &["heavy", "resource-intensive"], 25, 86_400),
            quota("pro", "phone", &["light"], 2, 1),
            quota("business", "", &["light"], 80, 1),
            quota("bench", "", &["light"], 1_000_000, 1),
        ],
        ..rt::Limits::DEFAULT
    },
    paging: Some(rt::Paging {
        token: Some(rt::TokenPaging {
            request: "next_page_token",
            response: "next_page_token",
            sync: "",
        }),
        page: Some(rt::NumberPaging {
            request: "page_number",
            response: "page_number",
            count: "page_count",
        }),
    }),
    ..rt::Server::DEFAULT
};

const fn quota(
    plan: &'static str,
    api: &'static str,
    labels: &'static [&'static str],
    most: u32,
    seconds: u32,
) -> rt::Quota {
    rt::Quota { plan, api, labels, most, seconds }
}

/// The server of requests that name none.
pub const DEFAULT: &rt::Server = V2;
