//! One document from one address, within bounds.
//!
//! HTTPS only; plain HTTP is for a server on this machine. Every wait and every size has a limit, so that
//! every run ends, whatever the other end sends, and ends with an error message that has the reason.

use std::fmt;
use std::io::Read;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use ureq::http::{HeaderMap, Response, StatusCode, header};
use ureq::{Agent, Body, Error, Timeout};
use url::{Host, Url};

/// The largest document that is taken: the generator reads none that is larger.
pub const LARGEST: u64 = 64 << 20;
/// How many redirects are followed.
const REDIRECTS: usize = 5;
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How much is read at once.
const CHUNK: usize = 64 << 10;

/// How long is waited.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For everything together, redirects included.
    pub total: Duration,
    /// For the next byte.
    pub idle: Duration,
}

/// The response of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The document is the one whose ETag was sent.
    NotModified,
    /// The document.
    Document {
        /// Its bytes, whole.
        bytes: Vec<u8>,
        /// The server's tag of this version.
        etag: Option<String>,
    },
}

/// Gets the document at `address`; `received` is called with the number of bytes so far, and the announced total.
pub fn get(
    address: &str,
    etag: Option<&str>,
    patience: Patience,
    received: &dyn Fn(u64, Option<u64>),
) -> anyhow::Result<Answer> {
    let asked = Url::parse(address).with_context(|| format!("{address} is not an address"))?;
    let begun = Instant::now();
    let mut url = asked.clone();
    for _ in 0..=REDIRECTS {
        refuse_insecure(&url)?;
        refuse_inward(&asked, &url)?;
        let left = patience.total.saturating_sub(begun.elapsed()).max(Duration::from_millis(1));
        let response = ask(&url, etag, Patience { total: left, ..patience })
            .map_err(|error| explained(&url, &error, patience))?;
        match response.status() {
            StatusCode::OK => return document(&url, response, patience, received),
            StatusCode::NOT_MODIFIED if etag.is_some() => return Ok(Answer::NotModified),
            status if status.is_redirection() => {
                url = destination(&url, response.headers(), status)?
            }
            status => bail!("{url} responded with {status}{}", advice(status)),
        }
    }
    bail!("{asked} redirects more than {REDIRECTS} times, at last to {url}; no document was found")
}

/// Advice for such a response.
fn advice(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => {
            ": there is no document at this address any more; look where it is published now, and correct the address"
        }
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            ": it is not public; download it by hand, and name the file with --from"
        }
        StatusCode::TOO_MANY_REQUESTS => ": there were too many requests; try again later",
        status if status.is_server_error() => "; try again later",
        _ => "",
    }
}

/// Where an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// To this machine.
    Loopback,
    /// To the network that this machine is in, or to an address that is not public.
    Private,
    /// To the Internet, judging by the address. A name may still resolve to this machine; but only `https` is
    /// used there, and a certificate for the name is needed.
    Public,
}

fn reach(url: &Url) -> Reach {
    match url.host() {
        Some(Host::Domain(name)) => match name.trim_end_matches('.').rsplit('.').next() {
            Some("localhost") => Reach::Loopback,
            // A name without a dot is one of the local network, and so are these.
            Some("local" | "internal" | "home" | "lan") => Reach::Private,
            _ if !name.trim_end_matches('.').contains('.') => Reach::Private,
            _ => Reach::Public,
        },
        Some(Host::Ipv4(address)) => reach_v4(address),
        Some(Host::Ipv6(address)) => reach_v6(address),
        None => Reach::Private,
    }
}

fn reach_v4(address: Ipv4Addr) -> Reach {
    // 0.0.0.0 connects to this machine. 100.64.0.0/10 is behind a provider's translation of addresses.
    let is_shared = matches!(address.octets(), [100, 64..=127, ..]);
    if address.is_loopback() || address.is_unspecified() {
        Reach::Loopback
    } else if address.is_private() || address.is_link_local() || is_shared {
        Reach::Private
    } else {
        Reach::Public
    }
}

fn reach_v6(address: Ipv6Addr) -> Reach {
    if address.is_loopback() || address.is_unspecified() {
        return Reach::Loopback;
    }
    // An address of IPv4 in one of IPv6: mapped, compatible, or translated (NAT64).
    let embedded = match address.segments() {
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
            Some(Ipv4Addr::new(a, b, c, d))
        }
        _ => None,
    };
    match embedded {
        Some(address) => reach_v4(address),
        None if address.is_unique_local() || address.is_unicast_link_local() => Reach::Private,
        None => Reach::Public,
    }
}

fn is_loopback(url: &Url) -> bool {
    reach(url) == Reach::Loopback
}

/// A server of the Internet must not redirect us to this machine or its network, which it could not reach itself.
fn refuse_inward(asked: &Url, url: &Url) -> anyhow::Result<()> {
    let place = match reach(url) {
        Reach::Public => return Ok(()),
        own if own == reach(asked) => return Ok(()),
        Reach::Loopback => "this machine",
        Reach::Private => "a private network",
    };
    bail!(
        "{asked} redirects to {url}, which is in {place}: the redirect was not followed, because a server must not \
         choose addresses there; if you trust it, give that address itself"
    )
}

fn refuse_insecure(url: &Url) -> anyhow::Result<()> {
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(url) => Ok(()),
        _ => bail!("{url} is not https: what comes from there could be anybody's; it is not asked"),
    }
}

fn ask(url: &Url, etag: Option<&str>, patience: Patience) -> Result<Response<Body>, Error> {
    let mut settings = Agent::config_builder()
        .timeout_global(Some(patience.total))
        .timeout_connect(Some(CONNECT.min(patience.total)))
        .timeout_per_read(Some(patience.idle))
        .timeout_per_write(Some(patience.idle))
        // Each step of a redirect is looked at before it is taken.
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent(concat!("zoom-client-xtask/", env!("CARGO_PKG_VERSION")))
        .accept("application/json, application/yaml;q=0.9, */*;q=0.1");
    if is_loopback(url) {
        // A proxy cannot reach this machine under that name.
        settings = settings.proxy(None);
    }
    let agent: Agent = settings.build().into();
    let mut request = agent.get(url.as_str());
    if let Some(etag) = etag {
        request = request.header(header::IF_NONE_MATCH, etag);
    }
    request.call()
}

fn destination(url: &Url, headers: &HeaderMap, status: StatusCode) -> anyhow::Result<Url> {
    let location = headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
    let location = location.with_context(|| {
        format!("{url} responded with {status}, but without a `location` header")
    })?;
    url.join(location)
        .with_context(|| format!("{url} redirects to {location:?}, which is not an address"))
}

fn document(
    url: &Url,
    response: Response<Body>,
    patience: Patience,
    received: &dyn Fn(u64, Option<u64>),
) -> anyhow::Result<Answer> {
    let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let kind = text(header::CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    let etag = text(header::ETAG).map(str::to_owned);
    let announced = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if kind.starts_with("text/html") {
        bail!("{url} is a web page ({kind}), not a document; correct the address");
    }
    if let Some(length) = announced.filter(|length| *length > LARGEST) {
        bail!("{url} announces {}; {}", Size(length), too_large());
    }
    let mut body = response.into_body().into_with_config().limit(u64::MAX).reader();
    let mut bytes = Vec::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        let count = match body.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) => {
                let cause = explained(url, &Error::from(error), patience);
                return Err(cause.context(format!("cut off after {}", Size(bytes.len() as u64))));
            }
        };
        bytes.extend_from_slice(chunk.get(..count).unwrap_or_default());
        received(bytes.len() as u64, announced);
        if bytes.len() as u64 > LARGEST {
            bail!("{url} sends more than {}; {}", Size(LARGEST), too_large());
        }
    }
    if let Some(length) = announced.filter(|length| *length != bytes.len() as u64) {
        bail!("{url} announces {length} bytes and sends {}; try again later", bytes.len());
    }
    if bytes.trim_ascii_start().starts_with(b"<") {
        bail!("{url} is a web page, not a document; correct the address");
    }
    Ok(Answer::Document { bytes, etag })
}

fn too_large() -> String {
    format!("a document has at most {}", Size(LARGEST))
}

/// The message for a failed connection, with advice.
fn explained(url: &Url, error: &Error, patience: Patience) -> anyhow::Error {
    let seconds = |time: Duration| time.as_secs_f32().ceil();
    let host = url.host_str().unwrap_or_default();
    match error {
        Error::Timeout(Timeout::PerRead | Timeout::PerWrite) => anyhow::anyhow!(
            "{host} sent nothing for {} s; try again later, or wait longer with --idle-timeout",
            seconds(patience.idle)
        ),
        Error::Timeout(Timeout::Connect | Timeout::Resolve) => {
            anyhow::anyhow!("{host} cannot be reached; is there a network?")
        }
        Error::Timeout(_) => anyhow::anyhow!(
            "{url} has not come within {} s; try again later, or wait longer with --timeout",
            seconds(patience.total)
        ),
        Error::HostNotFound => anyhow::anyhow!("{host} is not known; is there a network?"),
        other => anyhow::anyhow!("cannot get {url}: {other}"),
    }
}

/// Bytes as a person reads them.
#[derive(Clone, Copy, Debug)]
pub struct Size(pub u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            bytes @ 0..1024 => write!(f, "{bytes} bytes"),
            bytes if bytes < 1 << 20 => write!(f, "{} KiB", bytes >> 10),
            bytes => write!(f, "{} MiB", bytes >> 20),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine() {
        let fine = ["https://example.com/a", "http://127.0.0.1:80/", "http://localhost/x"];
        let fine = fine.into_iter().chain(["http://[::1]:9/x", "http://0.0.0.0:9/x"]);
        for address in fine {
            refuse_insecure(&Url::parse(address).unwrap()).unwrap();
        }
        let bad = ["http://example.com/", "http://localhost.example.com/", "file:///etc/passwd"];
        for address in bad.into_iter().chain(["ftp://example.com/a", "http://10.0.0.1/"]) {
            assert!(refuse_insecure(&Url::parse(address).unwrap()).is_err(), "{address}");
        }
    }

    #[test]
    fn redirects_to_this_machine_are_for_those_who_asked_for_it() {
        let refused = |asked: &str, to: &str| {
            let [asked, to] = [asked, to].map(|text| Url::parse(text).unwrap());
            refuse_inward(&asked, &to).map_err(|error| error.to_string()).err()
        };
        let loopback = ["http://localhost:1/", "https://LOCALHOST./x", "http://api.localhost/"]
            .into_iter()
            .chain([
                "http://127.0.0.1/",
                "https://127.8.9.1/",
                "http://2130706433/",
                "http://0.0.0.0/",
            ])
            .chain([
                "http://[::1]/",
                "http://[::]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::127.0.0.1]/",
            ])
            .chain(["https://[64:ff9b::127.0.0.1]/", "http://0x7f.1/"]);
        let private = ["https://10.0.0.1/", "https://192.168.1.1/", "https://172.16.0.1/"]
            .into_iter()
            .chain(["https://169.254.169.254/latest", "https://100.64.0.1/", "https://[fe80::1]/"])
            .chain(["https://[fd00::1]/", "https://[::ffff:10.0.0.1]/", "https://router/"])
            .chain(["https://printer.local/", "https://metadata.google.internal/"]);
        for address in loopback.clone() {
            let error = refused("https://example.com/a", address).expect(address);
            assert!(error.contains("is in this machine"), "{error}");
            assert!(refused("https://10.0.0.1/", address).is_some(), "{address}");
            assert_eq!(refused("http://127.0.0.1:4000/", address), None, "{address}");
        }
        for address in private {
            let error = refused("https://example.com/a", address).expect(address);
            assert!(error.contains("is in a private network"), "{error}");
            assert_eq!(refused("https://192.168.0.1/", address), None, "{address}");
        }
        for address in ["https://example.org/", "https://8.8.8.8/", "https://[2001:db8::1]/"] {
            assert_eq!(refused("https://example.com/a", address), None, "{address}");
            assert_eq!(refused("http://localhost/", address), None, "{address}");
        }
    }

    #[test]
    fn sizes() {
        let sizes = [5, 2048, 3 << 20].map(|bytes| Size(bytes).to_string());
        assert_eq!(sizes, ["5 bytes", "2 KiB", "3 MiB"]);
    }
}
