//! What `runtime` needs of a generated crate: the decisions about names of secrets. Each case has its own, which no
//! code here reads.

/// Which names are secret.
pub static SECRETS: crate::runtime::private::Secrets = crate::runtime::private::Secrets::DEFAULT;
