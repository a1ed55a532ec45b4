//! Bodies.

use crate::runtime::Operation as _;
use crate::runtime::MoreInputs as _;
use super::{pairs, prepared, refused, text};
use crate::fixtures as f;
use crate::runtime::private as rt;

#[test]
fn members_of_a_json_body_are_inputs() {
    use f::body_json::users::update;
    let request =
        update("me", "Ann").notify(true).age(7).groups(["a"]).address(update::Address::new("X"));
    let prepared = prepared(request.request());
    assert_eq!(
        (prepared.method, prepared.url.as_str()),
        (rt::Method::PATCH, "/users/me?notify=true")
    );
    assert_eq!(prepared.header("content-type"), Some("application/json"));
    let body = r#"{"age":7,"name":"Ann","groups":["a"],"address":{"city":"X"}}"#;
    assert_eq!(prepared.body.text().as_deref(), Some(body));
}

#[test]
fn many_required_inputs_make_a_body_type() {
    use f::body_many_required::shops::orders::create;
    let body = create::Body::new("tea", 2, "Main Street").note("hot").extra("new", 1);
    let request = create("s1", body);
    let prepared = prepared(request.request());
    assert_eq!(prepared.url, "/shops/s1/orders");
    let body = r#"{"item":"tea","note":"hot","count":2,"street":"Main Street","new":1}"#;
    assert_eq!(prepared.body.text().as_deref(), Some(body));
    assert!(refused(create("s1", rt::Empty::empty()).request()).contains("`item`"));
}

#[test]
fn a_form_contains_strings() {
    let request =
        f::body_form::token::create("a b").lifetime(9).forever(true).scopes(["x", "y"]).request();
    let request = prepared(request);
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(
        request.body,
        rt::PreparedBody::Form(pairs([
            ("code", "a b"),
            ("lifetime", "9"),
            ("forever", "true"),
            ("scopes", "x"),
            ("scopes", "y")
        ]))
    );
}

#[test]
fn a_file_makes_a_body_multipart() {
    use f::body_multipart::pictures::create;
    let picture = || rt::Upload::bytes("a.png", &b"1"[..]);
    let request =
        create(picture()).title("T").more([picture()]).place(create::Place::new().lat(1.5));
    let rt::PreparedBody::Multipart(parts) = prepared(request.request()).body else { panic!() };
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["picture", "more", "title", "place"]);
    assert_eq!(parts[0].content, rt::PartContent::File(picture()));
    assert_eq!(parts[3].content, rt::PartContent::Text(r#"{"lat":1.5}"#.into()));
    // Without a file, JSON wins.
    let note = prepared(f::body_multipart::notes::create().text("x").request());
    assert_eq!(note.header("content-type"), Some("application/json"));
}

#[test]
fn strings_and_bytes_are_whole_bodies() {
    use f::body_text_and_bytes as raw;
    let request = prepared(raw::text::update("a\nb").request());
    assert_eq!(request.header("content-type"), Some("text/plain"));
    assert_eq!(request.body.text().as_deref(), Some("a\nb"));
    let upload = || rt::Upload::bytes("x", &b"\xff\0"[..]);
    let request = prepared(raw::bytes::update(upload()).request());
    assert_eq!(request.header("content-type"), Some("application/octet-stream"));
    assert_eq!(request.body, rt::PreparedBody::File(upload()));
    let request = prepared(raw::image::update().body(upload()).request());
    assert_eq!(request.body, rt::PreparedBody::File(upload()));
    assert_eq!(text(raw::xml::update().body("<a/>").request()), "<a/>");
}

#[test]
fn lists_unions_and_anything_are_whole_bodies() {
    assert_eq!(text(f::body_array::names::update(["a", "b"]).request()), r#"["a","b"]"#);
    let point = f::body_array::points::update::Item::new(1.0).y(2.5);
    assert_eq!(
        text(f::body_array::points::update().body([point]).request()),
        r#"[{"x":1,"y":2.5}]"#
    );
    assert_eq!(prepared(f::body_array::points::update().request()).body, rt::PreparedBody::Empty);
    let missing = f::body_array::points::update().body([rt::Empty::empty()]).request();
    assert!(refused(missing).contains("[0].x"));
    assert_eq!(text(f::body_ways::anything::create(true).request()), "true");
}

#[test]
fn values_that_are_typed_as_text_are_quoted() {
    use f::enum_quoted::items::create;
    let request = create()
        .level(create::Level::High)
        .plain(500)
        .sure(true)
        .both("1".into())
        .padded(create::Padded::N01)
        .levels([create::Levels::Low, 9.into()])
        .prose("2")
        .flags([true, false]);
    assert_eq!(
        text(request.request()),
        r#"{"level":"2","plain":"500","sure":"true","both":"1","padded":"01","levels":["1","9"],"prose":"2","flags":["true","false"]}"#
    );
}

#[test]
fn secrets_are_not_printed_and_credentials_are_no_inputs() {
    use f::secrets::users::update;
    let inner = update::Inner::new().start_url("shown");
    let request = update("me").password("hidden-1").pin(12_345).inner(inner);
    let shown = format!("{request:?}");
    assert!(!shown.contains("hidden-1") && !shown.contains("12345"), "{shown}");
    assert_eq!(
        text(request.request()),
        r#"{"password":"hidden-1","pin":12345,"inner":{"start_url":"shown"}}"#
    );
}

#[test]
fn recursive_values_are_written() {
    use f::recursive_properties::types::{Even, Odd};
    let request =
        f::recursive_properties::nodes::create(Odd::new().even(Even::new(Odd::new().label("x"))));
    assert_eq!(text(request.request()), r#"{"odd":{"even":{"odd":{"label":"x"}}}}"#);
}
