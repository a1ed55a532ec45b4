use indexmap::IndexMap;

use super::*;
use crate::model::{
    BodyKind, Credential, LimitHeaders, LimitRules, Server, ServerRules, Span, Window,
};

#[test]
fn values_are_constants_of_the_runtime() {
    let window = Window {
        from: "from".into(),
        to: "t\"o".into(),
        span: Span::Days(30),
        back_months: Some(6),
    };
    for (value, expected) in [
        (
            expression(&window),
            r#"rt::Window { from: "from", to: "t\"o", span: rt::Span::Days(30), back_months: Some(6) }"#,
        ),
        (expression(&BodyKind::Form), "rt::Body::Form"),
        (expression(&BodyKind::Text("a/b".into())), r#"rt::Body::Text("a/b")"#),
        (expression(&Credential::Bearer), "rt::Scheme::Bearer"),
        (
            expression(&vec![Some(vec![Credential::Form("k".into())]), None]),
            r#"&[Some(&[rt::Scheme::Form("k")]), None]"#,
        ),
        (expression(&Expression("&a::B | C".into())), "&a::B | C"),
        (expression(&IndexMap::from([("a", vec![1_i64, -2])])), r#"&[("a", &[1, -2])]"#),
        (expression(&1.5), "compile_error!(\"a float cannot be written as a constant\")"),
    ] {
        assert_eq!(value, expected);
    }
}

#[test]
fn skipped_fields_have_the_default_and_structs_without_a_name_are_part_of_others() {
    let limits = LimitRules {
        headers: LimitHeaders { reset: Some("x-reset".into()), ..LimitHeaders::default() },
        short: vec!["QPS".into()],
        ..LimitRules::default()
    };
    let rules = ServerRules { url: "https://a.example".into(), limits, ..ServerRules::default() };
    let expected = r#"rt::Server {
    name: "api",
    url: "https://a.example",
    errors: rt::ErrorShape {
        ..rt::ErrorShape::DEFAULT
    },
    security: &[],
    limits: rt::Limits {
        reset: Some("x-reset"),
        short: &["QPS"],
        ..rt::Limits::DEFAULT
    },
    ..rt::Server::DEFAULT
}"#;
    assert_eq!(expression(&Server { key: "api".into(), rules }), expected);
}
