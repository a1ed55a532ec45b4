//! Where a download goes: which URL, and whether its host gets credentials.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use url::Url;

use super::Download;
use crate::runtime::error::Result;
use crate::runtime::request::path;
use crate::runtime::secret::is_secret;
use crate::runtime::send::sender::safe_url;

/// What signed links of stores for files have in their queries, besides names that are known to be secret: it changes
/// with each link to the same file.
const OF_SIGNATURES: &[&str] = &["expires", "key-pair-id", "policy", "sig"];

impl Download {
    /// Where the download begins.
    pub(super) fn start(&self, base: &str) -> Result<Url> {
        let url = if self.url.starts_with('/') {
            let path = path::below(base, &self.url).map_err(|why| self.invalid(why))?;
            Cow::Owned(format!("{}{path}", base.trim_end_matches('/')))
        } else {
            Cow::Borrowed(self.url.as_str())
        };
        safe_url(&url).map_err(|error| self.invalid(error.reason))
    }

    /// Whether credentials may be sent to a URL: to where the client sends its requests, and to other hosts of
    /// the server.
    pub(super) fn is_trusted(&self, base: &str, url: &Url) -> bool {
        if Url::parse(base).is_ok_and(|base| base.origin() == url.origin()) {
            return true;
        }
        let hosts = self.info.server.hosts.iter();
        let is_own = |host: &str| {
            hosts.clone().any(|own| {
                host.strip_suffix(own).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            })
        };
        url.scheme() == "https" && url.port().is_none() && url.host_str().is_some_and(is_own)
    }

    /// What a file is known by: its URL without what is secret or belongs to one link only.
    pub(super) fn identity(&self, mut url: Url) -> String {
        url.set_fragment(None);
        let _ = url.set_username("").and_then(|()| url.set_password(None));
        let is_kept = |pair: &&str| {
            let name = pair.split('=').next().unwrap_or_default();
            let name = percent_decode_str(name).decode_utf8_lossy().to_ascii_lowercase();
            let of_signature = name.starts_with("x-amz-") || OF_SIGNATURES.contains(&name.as_str());
            !of_signature && !is_secret(&name)
        };
        let pairs = url.query().unwrap_or_default().split('&').filter(is_kept);
        let kept = pairs.collect::<Vec<_>>().join("&");
        url.set_query(Some(kept.as_str()).filter(|query| !query.is_empty()));
        url.into()
    }
}

/// The path of a URL below a base URL, where it is below.
pub(super) fn relative<'u>(base: &str, url: &'u Url) -> &'u str {
    let below = url.as_str().strip_prefix(base.trim_end_matches('/'));
    let below = below.filter(|below| below.starts_with('/')).unwrap_or(url.path());
    below.split('?').next().unwrap_or_default()
}
