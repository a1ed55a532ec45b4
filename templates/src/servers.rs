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

/// The server of requests that name none.
#[cfg(test)]
pub static DEFAULT: &rt::Server = &crate::sample::servers::V2;

/// The server of requests that name none.
#[cfg(not(test))]
pub static DEFAULT: &rt::Server = rt::Server::DEFAULT_SERVER;
