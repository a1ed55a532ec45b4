//! Method, URL and headers.

use crate::runtime::Operation as _;
use super::{pairs, prepared, refused};
use crate::fixtures as f;
use crate::runtime::private as rt;

#[test]
fn path_parameters_fill_the_template() {
    let request = prepared(f::path_parameters::rooms::seats::get("a b/c", 7).request());
    assert_eq!(
        (request.method, request.url.as_str()),
        (rt::Method::GET, "/rooms/a%20b%2Fc/seats/7")
    );
    let request =
        f::path_parameters::files::delete("x", f::path_parameters::files::delete::Ending::Md);
    assert_eq!(prepared(request.request()).url, "/files/x.md");
    let request = f::path_parameters::days::tags::update("2020-01-02", ["p", "q,r"]).request();
    assert_eq!(prepared(request).url, "/days/2020-01-02/tags/p%2Cq%2Cr");
}

#[test]
fn only_the_listed_path_parameter_is_encoded_twice() {
    let url = |session: &str, note: &str| {
        prepared(f::path_double_encoding::sessions::notes::get(session, note).request()).url
    };
    assert_eq!(url("abc==", "n"), "/sessions/abc%3D%3D/notes/n");
    assert_eq!(url("/abc", "/n"), "/sessions/%252Fabc/notes/%2Fn");
    assert_eq!(url("a//b", "n//m"), "/sessions/a%252F%252Fb/notes/n%2F%2Fm");
}

#[test]
fn lists_in_the_query_follow_their_style() {
    let request = prepared(
        f::query_styles::search::get()
            .repeated(["a", "b"])
            .commas([1, 2])
            .brackets(["c", "d"])
            .spaces(["e", "f"])
            .pipes(["g", "h"])
            .pipes_apart(["i", "j"])
            .request(),
    );
    let mut query = request.query();
    query.sort();
    let mut expected = pairs([
        ("repeated", "a"),
        ("repeated", "b"),
        ("commas", "1,2"),
        ("brackets[]", "c"),
        ("brackets[]", "d"),
        ("spaces", "e f"),
        ("pipes", "g|h"),
        ("pipes_apart", "i"),
        ("pipes_apart", "j"),
    ]);
    expected.sort();
    assert_eq!(query, expected);
}

#[test]
fn objects_in_the_query_follow_their_style() {
    use f::query_objects::search::get;
    let request = prepared(
        get()
            .deep(get::Deep::new().from("2020-01-02").size(3))
            .spread(get::Spread::new().color("red"))
            .text(get::Text::new("x&y"))
            .list_text([1, 2])
            .request(),
    );
    let mut query = request.query();
    query.sort();
    let expected = pairs([
        ("color", "red"),
        ("deep[from]", "2020-01-02"),
        ("deep[size]", "3"),
        ("list_text", "[1,2]"),
        ("text", r#"{"q":"x&y"}"#),
    ]);
    assert_eq!(query, expected);
    // What is required inside an optional object is required once the object is there.
    assert!(refused(get().text(rt::Empty::empty()).request()).contains("`text.q`"));
}

#[test]
fn headers_and_cookies_are_sent_and_our_own_headers_are_not_inputs() {
    let request = prepared(
        f::header_and_cookie::report::get("r-1")
            .x_tags(["a", "b"])
            .x_level(3)
            .session("s;1")
            .request(),
    );
    assert_eq!(request.url, "/report");
    assert_eq!(request.header("x-request-id"), Some("r-1"));
    assert_eq!(request.header("x-tags"), Some("a,b"));
    assert_eq!(request.header("x-level"), Some("3"));
    assert_eq!(request.header("cookie"), Some("session=s%3B1"));
    assert_eq!(request.header("accept"), Some("application/json"));
    let split = f::header_and_cookie::report::get("a\r\nb").request();
    assert!(refused(split).contains("`X-Request-Id`"));
}

#[test]
fn one_wire_name_in_five_places_is_five_inputs() {
    let request = prepared(
        f::names_two_locations::things::update("path", "body")
            .query_id("query")
            .header_id(5)
            .cookie_id("cookie")
            .request(),
    );
    assert_eq!(request.url, "/things/path?id=query");
    assert_eq!((request.header("id"), request.header("cookie")), (Some("5"), Some("id=cookie")));
    assert_eq!(request.body.text().as_deref(), Some(r#"{"id":"body"}"#));
}

#[test]
fn credentials_are_no_inputs_and_security_follows_the_document() {
    use rt::{Operation as _, Scheme};
    assert_eq!(f::security_bearer::private::create().info().schemes(), [Scheme::Bearer]);
    assert_eq!(f::security_basic::private::create().info().schemes(), [Scheme::Basic]);
    assert_eq!(f::security_header::private::create().info().schemes(), [Scheme::Header("X-Key")]);
    assert_eq!(f::security_query::private::create().info().schemes(), [Scheme::Query("key")]);
    assert_eq!(f::security_form::private::create().info().schemes(), [Scheme::Form("secret")]);
    assert_eq!(f::security_cookie::private::create().info().schemes(), [Scheme::Cookie("sid")]);
    for public in [
        f::security_bearer::public::create().info().schemes(),
        f::security_form::public::create().info().schemes(),
    ] {
        assert_eq!(public, []);
    }
}

#[test]
fn an_operation_can_ask_for_other_credentials_than_its_server() {
    use rt::{Operation as _, Scheme};
    let schemes = |operation: &dyn rt::Operation| operation.info().schemes().to_vec();
    assert_eq!(schemes(&f::security_override::plain::get()), [Scheme::Bearer]);
    assert_eq!(schemes(&f::security_override::basic::get()), [Scheme::Basic]);
    assert_eq!(
        schemes(&f::security_override::pair::get()),
        [Scheme::Header("X-Key"), Scheme::Basic]
    );
    assert_eq!(schemes(&f::security_override::either::get()), [Scheme::Header("X-Key")]);
    assert_eq!(f::security_override::public::get().info().schemes(), []);
}

#[test]
fn a_public_operation_has_no_form_for_credentials() {
    let request = prepared(f::security_form::public::create().request());
    assert_eq!(request.body, rt::PreparedBody::Empty);
}

#[test]
fn enums_are_written_as_the_place_documents_them() {
    use f::enum_shared::enums::{State, UserKind};
    let request = f::enum_shared::users::get().kind(UserKind::Paid).state(State::Off);
    assert_eq!(prepared(request.request()).url, "/users?kind=2&state=off");
    let request = f::enum_shared::users::get().kind(77.into()).state("half".into());
    assert_eq!(prepared(request.request()).url, "/users?kind=77&state=half");
}
