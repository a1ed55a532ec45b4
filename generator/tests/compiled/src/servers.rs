//! What `runtime` needs of a generated crate: the default server and the decisions about names of secrets. Each case has
//! its own, which no code here reads.

/// Which names are secret.
pub static SECRETS: crate::runtime::private::Secrets = crate::runtime::private::Secrets::DEFAULT;

/// The server of requests that name none.
pub static DEFAULT: &crate::runtime::private::Server =
    crate::runtime::private::Server::DEFAULT_SERVER;
