//! Many inputs that nobody thought of, made from fixed seeds.

use serde_json::{Map, Value, json};

use crate::runtime::error::error_body;
use crate::runtime::private::{self as rt, FromResponse, Operation};
use crate::sample::servers;
use crate::sample::users::{self, User};

/// Numbers that look random and are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }

    fn scalar(&mut self) -> Value {
        let values = [
            json!(null),
            json!(""),
            json!("x"),
            json!("2"),
            json!(" 7 "),
            json!("true"),
            json!("1.50"),
            json!("2022-03-01T10:15:14Z"),
            json!(0),
            json!(1),
            json!(-5),
            json!(2.0),
            json!(0.25),
            json!(true),
            json!(false),
            json!(i64::MAX),
            json!(u64::MAX),
            json!(1e300),
        ];
        values[self.roll(values.len())].clone()
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.roll(if depth == 0 { 4 } else { 8 }) {
            0..=3 => self.scalar(),
            4 | 5 => (0..self.roll(4)).map(|_| self.value(depth - 1)).collect(),
            _ => self.object(depth - 1),
        }
    }

    fn object(&mut self, depth: usize) -> Value {
        let names = [
            "id",
            "type",
            "status",
            "group_ids",
            "login_types",
            "custom_attributes",
            "manager",
            "created_at",
            "birthday",
            "labels",
            "anything",
            "verified",
            "pmi",
            "score",
            "host_key",
            "plan",
            "target",
            "key",
            "value",
            "new",
        ];
        let mut object = Map::new();
        for _ in 0..self.roll(8) {
            object.insert(names[self.roll(names.len())].to_owned(), self.value(depth));
        }
        Value::Object(object)
    }
}

/// Whether a value says nothing.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.iter().all(is_empty),
        Value::Object(object) => object.values().all(is_empty),
        _ => false,
    }
}

/// Whether nothing is lost from the first to the second.
fn is_kept(came: &Value, went: &Value) -> bool {
    match (came, went) {
        (Value::Array(came), Value::Array(went)) => {
            let came: Vec<_> = came.iter().filter(|value| !is_empty(value)).collect();
            let went: Vec<_> = went.iter().filter(|value| !is_empty(value)).collect();
            came.len() == went.len()
                && came.iter().zip(went).all(|(came, went)| is_kept(came, went))
        }
        (Value::Object(came), Value::Object(went)) => came
            .iter()
            .filter(|(_, value)| !is_empty(value))
            .all(|(key, value)| went.get(key).is_some_and(|went| is_kept(value, went))),
        _ => plain(came) == plain(went),
    }
}

/// What a single value says, whatever form it has.
fn plain(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_owned());
    match (text.as_str(), text.parse::<i64>(), text.parse::<f64>()) {
        ("true", ..) => "1".to_owned(),
        ("false", ..) => "0".to_owned(),
        (_, Ok(integer), _) => integer.to_string(),
        (_, _, Ok(number)) => number.to_string(),
        _ => text,
    }
}

#[test]
fn whatever_comes_is_kept() {
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    for _ in 0..20_000 {
        let came = dice.object(3);
        let user: User = serde_json::from_value(came.clone()).unwrap();
        let went = serde_json::to_value(&user).unwrap();
        assert!(is_kept(&came, &went), "{came}\n{went}");
        let again: User = serde_json::from_str(&went.to_string()).unwrap();
        assert!(again == user, "{came}\n{went}\n{}", serde_json::to_value(&again).unwrap());
        drop(format!("{user:?}"));
    }
}

/// Bodies that are cut off or have a byte changed.
fn damaged(body: &str) -> Vec<Vec<u8>> {
    let body = body.as_bytes();
    let mut all: Vec<Vec<u8>> = (0..=body.len()).map(|end| body[..end].to_vec()).collect();
    for at in 0..body.len() {
        for byte in [b'"', b'\\', b'{', b']', b',', b':', b'\n', 0xff, b'9'] {
            let mut changed = body.to_vec();
            changed[at] = byte;
            all.push(changed);
        }
    }
    all
}

#[test]
fn damaged_responses_never_panic_and_never_show_values() {
    let request = users::get("me");
    let body = r#"{"id":"se€ret", "users":[{"host_key":"se€ret\"se€ret"}, 12.5e3], "t":true}"#;
    for damaged in damaged(body) {
        let response = rt::RawResponse {
            status: 200,
            headers: rt::reqwest::header::HeaderMap::new(),
            tracking_id: None,
            body: damaged.clone().into(),
        };
        if let Err(error) = User::read(request.info(), &response) {
            // A quote in the wrong place turns values into keys; only then may a part of one show.
            let is_cut = body.as_bytes().starts_with(&damaged);
            assert!(!is_cut || !error.to_string().contains("ret"), "{error}");
        }
    }
}

#[test]
fn damaged_error_responses_never_panic() {
    for body in [
        r#"{"code":4711,"message":"Ünvalid, does not contain scopes:["a:read","b"].","errors":[{"field":"é"}]}"#,
        r#"{"error":{"code":102,"message":"no \"match\""}}"#,
        "<html><h1>Bad</h1></html>",
        "<result><code>300</code><message>a &amp; b &#x41;</message><errors><field/></errors></result>",
    ] {
        for damaged in damaged(body) {
            for server in [servers::V1, servers::V2] {
                let found = error_body::read(&server.errors, &damaged);
                drop(error_body::scopes(&server.errors, &found.message));
                drop(error_body::in_success(&server.errors, &damaged, false));
            }
        }
    }
}
