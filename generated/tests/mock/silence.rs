//! Every request and every response is filled and printed: what has the name of a secret must not be seen.

use std::fmt;

use zoom_client::Upload;
use zoom_client::runtime::private::{DecodeInto, FieldType, Model, ModelExt, print};

/// Part of every text that must not be seen.
const HUSH: &str = "hush";

/// A number that must not be seen.
const NUMBER: i64 = 47_114_711;

/// A string that is no secret, with secrets in it.
const URL: &str = "https://user:hush-1@zoom.example/j/1?pwd=hush-2&from=seen&tk=hush-3";

/// Objects in objects are filled down to here.
const DEPTH: usize = 8;

/// What a person takes for a secret by its name; the crate has its decisions from elsewhere.
fn is_secret(name: &str) -> bool {
    let name: String = name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let words = [
        "password",
        "passcode",
        "secret",
        "token",
        "pincode",
        "leaderpin",
        "hostkey",
        "streamkey",
        "zak",
        "zpk",
        "jwt",
        "activationcode",
        "conferencecode",
        "signature",
        "starturl",
        "siplinks",
        "invitation",
    ];
    let others = [
        "nextpagetoken",
        "minimumpasswordlength",
        "requirement",
        "requirepassword",
        "mailinvitation",
        "activationcodeexpiration",
        "invitationid",
        "revokeoldsecrettime",
        "secretid",
        "streamkeydescription",
        "streamkeyid",
        "streamkeyname",
        "streamkeytype",
        "tokenurl",
    ];
    words.iter().any(|word| name.contains(word)) && !others.iter().any(|word| name.contains(word))
}

struct Printed<'a>(&'a dyn Model);

impl fmt::Debug for Printed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(self.0, f)
    }
}

/// What is seen of a request that must not be.
pub(crate) fn of_request<R: Model>(_: &R) -> Vec<String> {
    let mut request = R::empty();
    fill(&mut request, 0);
    seen("request", &format!("{:?}", Printed(&request)))
}

/// What is seen of a response that must not be.
pub(crate) fn of_response<T: FieldType + fmt::Debug>() -> Vec<String> {
    let mut slot: Option<T> = None;
    fill_place(&mut T::target(&mut slot), "", 0);
    let text = slot.map(|value| format!("{value:?} {value:#?}")).unwrap_or_default();
    // JSON without a type, strings and lists of them are printed by other crates.
    if text.starts_with(['"', '[']) || text.starts_with("Object {") {
        return Vec::new();
    }
    seen("response", &text)
}

fn seen(what: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for secret in [HUSH, &NUMBER.to_string()] {
        if let Some(at) = text.find(secret) {
            let around: String = text.chars().skip(at.saturating_sub(120)).take(160).collect();
            faults.push(format!("Debug of the {what} shows a secret: …{around}…"));
        }
    }
    if text.contains("zoom.example") && !text.contains("zoom.example/j/1?pwd=***&from=seen&tk=***")
    {
        faults.push(format!("Debug of the {what} hides more of a URL than its secrets"));
    }
    faults
}

fn anything() -> serde_json::Value {
    serde_json::json!({"id": URL, "password": "hush-4", "new": ["hush-5"]})
}

fn fill(model: &mut dyn Model, depth: usize) {
    for (index, field) in model.table().fields.iter().enumerate() {
        fill_place(&mut model.target(index), field.wire, depth);
    }
}

fn fill_place(target: &mut DecodeInto<'_>, name: &str, depth: usize) {
    let secret = is_secret(name);
    match target {
        DecodeInto::Bool(slot) => **slot = Some(true),
        DecodeInto::Integer(slot) => slot.set(if secret { NUMBER } else { 1 }),
        DecodeInto::Number(slot) => **slot = Some(if secret { 47_114_711.0 } else { 1.0 }),
        DecodeInto::String(slot) => slot.set(if secret { "hush-0" } else { URL }, true),
        DecodeInto::Object(slot) if depth < DEPTH => fill(slot.begin(), depth + 1),
        DecodeInto::List(slot) if depth < DEPTH => {
            let mut left = 1;
            slot.fill(&mut |target| {
                let goes_on = left > 0;
                if goes_on {
                    left -= 1;
                    fill_place(target, name, depth + 1);
                }
                goes_on
            });
        }
        DecodeInto::Map(slot) if depth < DEPTH => {
            let mut key = Some("password".to_owned());
            slot.fill(&mut |target| {
                if key.is_some() {
                    fill_place(target, "password", depth + 1);
                }
                key.take()
            });
        }
        DecodeInto::Json(slot) => **slot = Some(anything()),
        DecodeInto::Union(slot) => slot.keep(anything()),
        DecodeInto::File(slot) => **slot = Some(Upload::bytes("a.png", "hush-6")),
        DecodeInto::Extra(extra) => {
            extra.insert("unknown", "hush-7");
        }
        _ => {}
    }
}
