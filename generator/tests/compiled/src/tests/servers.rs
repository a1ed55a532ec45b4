//! Where requests go, and with which credentials.

use super::loopback::{listen, received_by, wait};
use crate::fixtures as f;
use crate::runtime as rt;
use rt::Operation as _;
use rt::auth::{ApiKey, Bearer};

fn key() -> rt::ClientBuilder {
    rt::Client::builder().auth(ApiKey::new(rt::Scheme::Header("X-Key"), "K"))
}

/// The value of a header on the wire.
fn header<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let lines = request.lines().take_while(|line| !line.is_empty());
    let pairs = lines.filter_map(|line| line.split_once(": "));
    pairs.filter(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
}

#[test]
fn operations_and_paths_have_servers_of_their_own() {
    use f::servers_own as s;
    let urls = [
        (s::plain::get().info(), "https://eu.example.com:8443/v2"),
        (s::uploads::create().info(), "https://files.example.com/store"),
        (s::uploads::update().info(), "https://fast.example.com"),
        (s::again::get().info(), "https://files.example.com/store"),
        (s::reports::get().info(), "https://eu.example.com:8443/reporting"),
    ];
    for (info, url) in urls {
        assert_eq!(info.server.url, url, "{}", info.id);
        assert_eq!(info.schemes(), [rt::Scheme::Header("X-Key")], "{}", info.id);
    }
}

#[test]
fn a_server_of_an_operation_can_be_replaced_by_itself() {
    let upload = f::servers_own::uploads::create();
    let (base, taken) = listen();
    let client = key().server_url(upload.info().server.name, format!("{base}/elsewhere"));
    wait(client.build().expect("a client").execute(&upload)).expect("a response");
    let request = taken.join().expect("a request");
    assert!(request.starts_with("POST /elsewhere/uploads HTTP/1.1\r\n"), "{request}");
    assert_eq!(header(&request, "x-key"), Some("K"));
}

#[test]
fn a_relative_server_asks_for_a_base_url() {
    let client = rt::Client::builder().build().expect("a client");
    for request in [
        &f::servers_relative::a::get() as &dyn rt::Operation,
        &f::servers_relative::b::get(),
        &f::servers_none::a::get(),
    ] {
        let error = wait(client.execute(request)).expect_err("no base URL").to_string();
        assert!(error.contains("base_url"), "{error}");
    }
    let sent = received_by(rt::Client::builder(), &f::servers_relative::a::get());
    assert!(sent.starts_with("GET /a HTTP/1.1\r\n"), "{sent}");
}

#[test]
fn optional_credentials_are_sent_by_a_client_that_has_them() {
    let optional = f::security_alternatives::optional::get();
    assert_eq!(header(&received_by(key(), &optional), "x-key"), Some("K"));
    assert_eq!(header(&received_by(rt::Client::builder(), &optional), "x-key"), None);
}

#[test]
fn any_alternative_will_do() {
    let either = f::security_alternatives::either::get();
    let sent = received_by(rt::Client::builder().auth(Bearer::new("T")), &either);
    assert_eq!(header(&sent, "authorization"), Some("Bearer T"));
    let both = received_by(key().auth(Bearer::new("T")), &either);
    assert_eq!((header(&both, "x-key"), header(&both, "authorization")), (Some("K"), None));
    let client = rt::Client::builder().build().expect("a client");
    let error = wait(client.execute(&either)).expect_err("no credentials").to_string();
    assert!(error.contains("the header `X-Key`, or a bearer token"), "{error}");
}

#[test]
fn credentials_of_two_sources_go_together() {
    let pair = f::security_override::pair::get();
    let login = rt::auth::Basic::new("a", "b");
    let sent = received_by(key().auth(login.clone()), &pair);
    assert_eq!(header(&sent, "x-key"), Some("K"));
    assert_eq!(header(&sent, "authorization"), Some("Basic YTpi"));
    let client = rt::Client::builder().auth(login).build().expect("a client");
    assert!(wait(client.execute(&pair)).is_err(), "one of two is not enough");
}

#[test]
fn a_certificate_is_never_replaced_by_other_credentials() {
    let cookie = || rt::Client::builder().auth(ApiKey::new(rt::Scheme::Cookie("SID"), "C"));
    let sent = received_by(cookie(), &f::security_alternatives::certificate::get());
    assert_eq!(header(&sent, "cookie"), None, "{sent}");
    let sent = received_by(key(), &f::security_alternatives::certificate_and_key::get());
    assert_eq!(header(&sent, "x-key"), Some("K"));
    let sent = received_by(key(), &f::security_alternatives::digest_or_key::get());
    assert_eq!(header(&sent, "x-key"), Some("K"));
}
