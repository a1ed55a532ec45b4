//! Styles of parameters, and what the key of a path may hold.

use crate::runtime::Operation as _;
use crate::runtime::MoreInputs as _;
use super::{pairs, prepared, refused};
use crate::fixtures as f;
use crate::runtime as rt;

fn red() -> f::parameter_styles::types::Filter {
    f::parameter_styles::types::Filter::new().color("red").size(5)
}

#[test]
fn objects_that_are_not_exploded_are_one_value() {
    let request = f::parameter_styles::query::get()
        .filter(red().extra("new", "x"))
        .spaced(red())
        .any([("a".to_owned(), "b".to_owned())].into())
        .expand(["c", "d"])
        .plain("a b")
        .json("a b");
    let mut query = prepared(request.request()).query();
    query.sort();
    let expected = pairs([
        ("any", "a,b"),
        ("expand[]", "c"),
        ("expand[]", "d"),
        ("filter", "color,red,size,5,new,x"),
        ("json", r#""a b""#),
        ("plain", "a b"),
        ("spaced", "color red size 5"),
    ]);
    assert_eq!(query, expected);
}

#[test]
fn an_object_with_nothing_set_is_no_pair() {
    let nothing = f::parameter_styles::types::Filter::new();
    let request = f::parameter_styles::query::get().filter(nothing).plain("x").request();
    assert_eq!(prepared(request).url, "/query?plain=x");
}

#[test]
fn objects_in_headers_and_cookies_are_one_value() {
    let request = prepared(
        f::parameter_styles::query::get().x_filter(red()).x_spread(red()).kept(red()).request(),
    );
    assert_eq!(request.header("x-filter"), Some("color,red,size,5"));
    assert_eq!(request.header("x-spread"), Some("color=red,size=5"));
    assert_eq!(request.header("cookie"), Some("kept=color%2Cred%2Csize%2C5"));
}

#[test]
fn paths_follow_their_style() {
    use f::path_styles as p;
    let red = || p::types::Filter::new().color("r;d").size(5);
    let url = |request: rt::Result<rt::PreparedRequest>| prepared(request).url;
    assert_eq!(
        url(p::simple::get(["a", "b"], red(), red()).request()),
        "/simple/a%2Cb/color%2Cr%3Bd%2Csize%2C5/color%3Dr%3Bd%2Csize%3D5"
    );
    assert_eq!(
        url(p::label::get(["a", "b/c"], red(), "x.y").request()),
        "/label/.a,b%2Fc/.color=r%3Bd.size=5/.x.y"
    );
    assert_eq!(
        url(p::matrix::get(["a", "b,c"], ["d", "e"], red()).request()),
        "/matrix/;ids=a,b%2Cc/;each=d;each=e/;color=r%3Bd;size=5"
    );
    let nothing: [&str; 0] = [];
    assert!(refused(p::matrix::get(nothing, ["d"], red()).request()).contains("`ids`"));
}

#[test]
fn the_query_of_a_path_is_joined_with_that_of_the_inputs() {
    use f::query_in_path as q;
    let url = |request: rt::Result<rt::PreparedRequest>| prepared(request).url;
    assert_eq!(url(q::jobs_action_list::get().prefix("p").request()), "/jobs?Action=List&prefix=p");
    assert_eq!(url(q::jobs_action_list::get().request()), "/jobs?Action=List");
    assert_eq!(url(q::pages::get().page(2).request()), "/pages?size=5&page=2");
    assert_eq!(url(q::pages::get().request()), "/pages?size=5");
    assert_eq!(url(q::rooms::get("1", "a b").q("x").request()), "/rooms/1?in=a%20b&q=x");
    assert_eq!(url(q::queue_action_send::create().text("t").request()), "/queue?text=t");
}

#[test]
fn paths_begin_with_a_slash() {
    assert_eq!(prepared(f::path_keys::b::get("1").request()).url, "/b/1");
}

#[test]
fn headers_of_the_connection_are_no_inputs() {
    let request = prepared(f::own_headers::report::create().if_match("1").request());
    let names: Vec<&str> = request.headers.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["accept", "if-match"]);
}

#[test]
fn openapi_3_2_has_more_methods_and_places() {
    use f::openapi_3_2::{filtered, items};
    let search = prepared(items::query().q("x").request());
    assert_eq!(search.method, rt::Method::QUERY);
    assert_eq!(search.body.text().as_deref(), Some(r#"{"q":"x"}"#));
    let copy = prepared(items::copy("/b").request());
    assert_eq!((copy.method.as_str(), copy.header("destination")), ("COPY", Some("/b")));
    let filter = filtered::get::Filter::new().color("red").size(5);
    let request = prepared(filtered::get().filter(filter).seen("yes").request());
    assert_eq!(request.url, "/filtered?color=red&size=5");
    assert_eq!(request.header("cookie"), Some("seen=yes"));
}
