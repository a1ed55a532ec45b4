//! Media types and encodings of bodies.

use crate::runtime::Operation as _;
use crate::runtime::MoreInputs as _;
use super::loopback::received;
use super::{pairs, prepared};
use crate::fixtures as f;
use crate::runtime as rt;

#[test]
fn json_goes_out_under_its_documented_media_type() {
    use f::body_media_types::{notes, steps};
    let patch = prepared(notes::patch_note("1").title("x").request());
    assert_eq!(patch.method, rt::Method::PATCH);
    assert_eq!(patch.header("content-type"), Some("application/merge-patch+json"));
    assert_eq!(patch.body.text().as_deref(), Some(r#"{"title":"x"}"#));
    let steps = prepared(steps::create(["a"]).request());
    assert_eq!(steps.header("content-type"), Some("application/json-patch+json"));
    assert_eq!(steps.header("accept"), Some("application/vnd.acme.v2+json"));
    assert_eq!(steps.body.text().as_deref(), Some(r#"["a"]"#));
}

#[test]
fn plain_json_is_preferred_wherever_it_is() {
    let request = prepared(f::body_media_types::notes::update("1").title("x").request());
    assert_eq!(request.method, rt::Method::PUT);
    assert_eq!(request.header("content-type"), Some("application/json"));
}

#[test]
fn null_is_sent_under_any_media_type_of_json() {
    let request = f::body_media_types::notes::patch_note("1").null("title").request();
    assert_eq!(prepared(request).body.text().as_deref(), Some(r#"{"title":null}"#));
}

#[test]
fn bytes_of_any_media_type_are_sent_as_they_are() {
    use f::body_ranges::blobs;
    let file = || rt::Upload::bytes("a.bin", &b"raw"[..]);
    let request = prepared(blobs::create(file()).request());
    assert_eq!(request.header("content-type"), Some("application/octet-stream"));
    assert_eq!(request.body, rt::PreparedBody::File(file()));
    let typed = || file().content_type("application/x-own");
    assert_eq!(
        prepared(blobs::create(typed()).request()).header("content-type"),
        Some("application/x-own")
    );
    let picture = rt::Upload::bytes("a.png", &b"raw"[..]);
    let request = prepared(blobs::update(picture).request());
    assert_eq!(request.header("content-type"), Some("image/png"));
    assert_eq!(request.header("accept"), Some("text/json"));
    let json = prepared(f::body_ranges::anything::create().a("x").request());
    assert_eq!(json.header("content-type"), Some("application/json"));
}

#[test]
fn forms_write_objects_in_their_style() {
    use f::form_encoding::orders::create::{self, Address, Line};
    let lines = [Line::new().sku("s").count(2), Line::new().sku("t")];
    let request = f::form_encoding::orders::create(5)
        .labels([("k".to_owned(), "v".to_owned()), ("amount".to_owned(), "9".to_owned())].into())
        .lines(lines)
        .address(Address::new().city("X"));
    let _: &create::Address = request.address.as_ref().expect("it is set");
    assert_eq!(
        prepared(request.request()).body,
        rt::PreparedBody::Form(pairs([
            ("amount", "5"),
            ("labels[amount]", "9"),
            ("labels[k]", "v"),
            ("lines[0][sku]", "s"),
            ("lines[0][count]", "2"),
            ("lines[1][sku]", "t"),
            ("address", r#"{"city":"X"}"#),
        ]))
    );
}

#[test]
fn forms_write_lists_in_their_style() {
    use f::form_lists::filters::create;
    let request = f::form_lists::filters::create()
        .tags(["a", "b"])
        .sizes([1, 2])
        .codes(["x"])
        .contact(create::Contact::new().mail("m"));
    assert_eq!(
        prepared(request.request()).body,
        rt::PreparedBody::Form(pairs([
            ("tags", "a,b"),
            ("sizes", "1|2"),
            ("codes", r#"["x"]"#),
            ("mail", "m"),
        ]))
    );
}

/// The parts between the boundaries: the head of each part and its content.
fn parts(text: &str) -> Vec<String> {
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    let boundary = head.split("boundary=").nth(1).and_then(|rest| rest.lines().next());
    let boundary = format!("--{}", boundary.expect("a boundary"));
    let parts = body.split(&boundary).map(|part| part.trim_matches(['\r', '\n', '-']).to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

#[test]
fn parts_have_their_documented_media_types() {
    use f::multipart_parts::releases::create::{self, Meta, Step};
    let request = f::multipart_parts::releases::create(
        rt::Upload::bytes("a.txt", &b"A"[..]),
        Meta::new().level(3).raw("text"),
    )
    .notes("# N")
    .page("<p/>")
    .steps([Step::new().name("one"), Step::new().name("two")])
    .extras([rt::Upload::bytes("b.jpg", &b"B"[..])])
    .order([1, 2]);
    let _: &create::Meta = request.meta.as_ref().expect("it is set");
    let disposition = "Content-Disposition: form-data; name=";
    let sent = parts(&received(&request));
    let expected = [
        format!("{disposition}\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nA"),
        format!(
            "{disposition}\"meta\"\r\nContent-Type: application/vnd.acme.meta+json\r\n\r\n{{\"level\":3,\"raw\":\"text\"}}"
        ),
        format!("{disposition}\"notes\"\r\nContent-Type: text/markdown\r\n\r\n# N"),
        format!("{disposition}\"page\"\r\nContent-Type: application/xml\r\n\r\n<p/>"),
        format!(
            "{disposition}\"steps\"\r\nContent-Type: application/json\r\n\r\n{{\"name\":\"one\"}}"
        ),
        format!(
            "{disposition}\"steps\"\r\nContent-Type: application/json\r\n\r\n{{\"name\":\"two\"}}"
        ),
        format!("{disposition}\"extras\"; filename=\"b.jpg\"\r\nContent-Type: image/jpeg\r\n\r\nB"),
        format!("{disposition}\"order\"\r\nContent-Type: application/json\r\n\r\n[1,2]"),
    ];
    assert_eq!(sent, expected);
}

#[test]
fn schemas_of_openapi_3_1_make_files() {
    let file = || rt::Upload::bytes("plain", &b"A"[..]);
    let request = f::multipart_schemas::pictures::create()
        .icon(file())
        .blob(file())
        .sheet(file().content_type("text/tab-separated-values"))
        .inline("QQ==")
        .json("{}")
        .names(["a", "b"]);
    let types: Vec<Option<String>> = parts(&received(&request))
        .iter()
        .map(|part| {
            let line = part.lines().find(|line| line.starts_with("Content-Type: "));
            line.map(|line| line.replacen("Content-Type: ", "", 1))
        })
        .collect();
    let types: Vec<Option<&str>> = types.iter().map(Option::as_deref).collect();
    assert_eq!(
        types,
        [
            Some("image/png"),
            Some("application/octet-stream"),
            // What the caller says of a file comes first.
            Some("text/tab-separated-values"),
            None,
            Some("application/json"),
            None,
            None,
        ]
    );
}
