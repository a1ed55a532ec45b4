//! An imitation of the generated module of this name: the decisions about secret names that `runtime` reads.

use crate::runtime::private as rt;

/// Which names are secret.
pub static SECRETS: rt::Secrets = rt::Secrets {
    hidden: &["access_token", "api_key", "api_secret", "host_key", "*password", "start_url"],
    shown: &["country_code", "next_page_token", "password_requirement", "error_code"],
    query: &["code", "key", "pwd", "tk"],
    ..rt::Secrets::DEFAULT
};
