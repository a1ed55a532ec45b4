//! The published examples themselves, where a copy of the pages lies beside the project.

use std::path::PathBuf;

use serde_json::{Map, Value};
use zoom_client::{users, v1::users as v1, video_sdk};

use crate::compare::round_trip;

/// The text of a page; prints a line where there is none.
fn page(prefix: &str) -> Option<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/seeds");
    let files = std::fs::read_dir(&folder).into_iter().flatten().flatten();
    let found = files.map(|file| file.path()).find(|path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix))
    });
    let text = found.and_then(|path| std::fs::read_to_string(path).ok());
    if text.is_none() {
        println!("not tested: no page {prefix} in {}", folder.display());
    }
    text
}

/// The JSON object that starts at a string.
fn object(text: &str, start: &str) -> String {
    let (_, rest) = text.split_once(start).unwrap();
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
    values.next().unwrap().unwrap().to_string()
}

#[test]
fn the_page_of_a_user() {
    let Some(page) = page("002_") else { return };
    let user: users::User = round_trip(&object(&page, "200 - response"));
    assert!(user.id.is_some() && user.custom_attributes.len() == 1);
}

#[test]
fn the_page_of_session_users() {
    let Some(page) = page("001_") else { return };
    let page: video_sdk::sessions::users::list::Page = round_trip(&object(&page, "status OK"));
    assert_eq!(page.users.len(), 2);
}

#[test]
fn the_document_of_version_1() {
    let Some(document) = page("003_") else { return };
    let example = |path: &str| -> String { example(&document, path).to_string() };
    round_trip::<v1::delete_assistant::Response>(&example("/user/assistant/delete"));
    round_trip::<v1::set_assistant::Response>(&example("/user/assistant/set"));
    round_trip::<v1::User>(&example("/user/autocreate"));
    round_trip::<v1::check_email::Response>(&example("/user/checkemail"));
    round_trip::<v1::check_zpk::Response>(&example("/user/checkzpk"));
    round_trip::<v1::User>(&example("/user/create"));
    round_trip::<v1::User>(&example("/user/custcreate"));
    round_trip::<v1::activate::Response>(&example("/user/activate"));
    round_trip::<v1::deactivate::Response>(&example("/user/deactivate"));
    round_trip::<v1::delete::Response>(&example("/user/delete"));
    round_trip::<v1::User>(&example("/user/get"));
    round_trip::<v1::User>(&example("/user/getbyemail"));
    let page: v1::list::Page = round_trip(&example("/user/list"));
    assert_eq!(page.users.len(), 1);
    round_trip::<v1::list_pending::Page>(&example("/user/pending"));
    round_trip::<v1::delete_permanently::Response>(&example("/user/permanentdelete"));
    round_trip::<v1::revoke_sso_token::Response>(&example("/user/revoketoken"));
    round_trip::<v1::list_schedulers::Response>(&example("/user/scheduleforhost/list"));
    round_trip::<v1::User>(&example("/user/ssocreate"));
    round_trip::<v1::update::Response>(&example("/user/update"));
    round_trip::<v1::upload_picture::Response>(&example("/user/updatepassword"));
}

/// The example of an operation. The copy has lost its line breaks, so it is read word by word.
fn example(document: &str, path: &str) -> Value {
    let (_, rest) = document.split_once(&format!(" {path}: post:")).unwrap();
    let (_, rest) = rest.split_once(" example: ").unwrap();
    let mut words = words(rest).into_iter().peekable();
    let (mut top, mut inner) = (Map::new(), Vec::<Map<String, Value>>::new());
    while let Some(word) = words.next() {
        if word == "-" {
            inner.push(Map::new());
            continue;
        }
        let Some(name) = word.strip_suffix(':').filter(|name| !name.starts_with('/')) else {
            break;
        };
        if name == "components" {
            break;
        }
        if name == "users" {
            continue;
        }
        let Some(mut value) = words.next() else { break };
        if value == ">-" {
            value = words.next().unwrap_or_default();
        }
        let object = inner.last_mut().unwrap_or(&mut top);
        let text = value.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
        let value = match text {
            Some(text) => Value::from(text),
            None => serde_json::from_str(&value).unwrap_or(Value::from(value)),
        };
        object.insert(name.to_owned(), value);
    }
    if !inner.is_empty() {
        top.insert("users".to_owned(), inner.into_iter().map(Value::Object).collect());
    }
    Value::Object(top)
}

/// Words between spaces; a quoted part is one word.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut quoted = false;
    for piece in text.split(' ') {
        match words.last_mut() {
            Some(last) if quoted => *last = format!("{last} {piece}"),
            _ => words.push(piece.to_owned()),
        }
        quoted ^= piece.matches('\'').count() % 2 == 1;
    }
    words
}
