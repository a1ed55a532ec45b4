//! Every operation of version 1, with every input that it documents.

use zoom_client::enums::{ChimeType, DeleteType, LoginType, UserType};
use zoom_client::runtime::private::{
    Method, Operation, PartContent, PreparedBody, Upload, prepare,
};
use zoom_client::v1::users as v1;

use crate::client;
use crate::support::{Reply, Server};
use crate::v1_inputs::{profile, set, switch, switches};
use crate::{KEY, SECRET};

/// Asserts that a request is a form with these pairs and no others, and that no input is missing.
#[track_caller]
fn assert_form(request: &dyn Operation, path: &str, sent: &[(&str, &str)]) {
    let prepared = prepare(request).unwrap();
    assert_eq!((prepared.method, prepared.url.as_str()), (Method::POST, path));
    let media_type = "application/x-www-form-urlencoded";
    assert_eq!(prepared.header("content-type"), Some(media_type));
    let PreparedBody::Form(mut own) = prepared.body else { panic!("{:?}", prepared.body) };
    let mut expected = crate::owned(sent);
    own.sort();
    expected.sort();
    assert_eq!(own, expected);
    let mut inputs: Vec<_> = request.table().fields.iter().map(|field| field.wire).collect();
    inputs.sort_unstable();
    let names: Vec<_> = expected.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, inputs, "inputs that were not set");
}

#[test]
fn create() {
    let mut sent = vec![("email", "jo@example.com"), ("type", "2")];
    let request = v1::create("jo@example.com", UserType::Licensed);
    let request = profile!(switches!(request, &mut sent), &mut sent);
    assert_form(&request, "/user/create", &sent);
}

#[test]
fn auto_create() {
    let mut sent = vec![("email", "jo@example.com"), ("type", "1"), ("password", "p w&=1")];
    let request = v1::auto_create("jo@example.com", UserType::Basic, "p w&=1");
    let request = profile!(switches!(request, &mut sent), &mut sent);
    assert_form(&request, "/user/autocreate", &sent);
}

#[test]
fn cust_create() {
    let mut sent = vec![("email", "jo@example.com"), ("type", "3")];
    let request = v1::cust_create("jo@example.com", UserType::OnPrem);
    let request = profile!(switches!(request, &mut sent), &mut sent);
    assert_form(&request, "/user/custcreate", &sent);
}

#[test]
fn sso_create() {
    let mut sent = vec![("email", "jo@example.com"), ("type", "99")];
    let request = v1::sso_create("jo@example.com", UserType::None);
    let request = switch! { request, &mut sent; on enable_webinar; off enable_large; };
    let request = set! { request, &mut sent;
        first_name: "first_name" = "Jo" => "Jo",
        last_name: "last_name" = "Doe" => "Doe",
        meeting_capacity: "meeting_capacity" = 100 => "100",
        webinar_capacity: "webinar_capacity" = 0 => "0",
        large_capacity: "large_capacity" = 200 => "200",
        pmi: "pmi" = 1_234_567_890 => "1234567890",
        group_id: "group_id" = "g-1" => "g-1",
        imgroup_id: "imgroup_id" = "i-1" => "i-1",
    };
    assert_form(&request, "/user/ssocreate", &sent);
}

#[test]
fn update() {
    let mut sent = vec![("id", "u-1")];
    let request = profile!(switches!(v1::update("u-1"), &mut sent), &mut sent);
    let request = switch! { request, &mut sent;
        on enable_record_speaker_view enable_record_gallery_view;
        off enable_record_audio_file enable_use_pmi;
    };
    let request = set! { request, &mut sent;
        type_: "type" = UserType::Unknown(7) => "7",
        pmi: "pmi" = 1_234_567_890 => "1234567890",
        timezone: "timezone" = "Europe/Zurich" => "Europe/Zurich",
        vanity_name: "vanity_name" = "jo" => "jo",
        host_key: "host_key" = "012345" => "012345",
        cms_user_id: "cms_user_id" = "c-1" => "c-1",
    };
    assert_form(&request, "/user/update", &sent);
}

#[test]
fn one_user() {
    let id = [("id", "u/1")];
    assert_form(&v1::get("u/1"), "/user/get", &id);
    assert_form(&v1::activate("u/1"), "/user/activate", &id);
    assert_form(&v1::deactivate("u/1"), "/user/deactivate", &id);
    let request = v1::delete("u/1").type_(DeleteType::Pending);
    assert_form(&request, "/user/delete", &[("id", "u/1"), ("type", "1")]);
    let email = ("email", "jo+1@example.com");
    assert_form(&v1::check_email("jo+1@example.com"), "/user/checkemail", &[email]);
    let request = v1::get_by_email("jo+1@example.com", LoginType::Facebook);
    assert_form(&request, "/user/getbyemail", &[email, ("login_type", "0")]);
    assert_form(&v1::check_zpk("z p k"), "/user/checkzpk", &[("zpk", "z p k")]);
    let both = [("id", "u-1"), email];
    let request = v1::delete_permanently().id("u-1").email("jo+1@example.com");
    assert_form(&request, "/user/permanentdelete", &both);
    let request = v1::revoke_sso_token().id("u-1").email("jo+1@example.com");
    assert_form(&request, "/user/revoketoken", &both);
}

#[test]
fn assistants_and_schedulers() {
    let host = [("id", "u-1"), ("host_email", "host@example.com")];
    let request = v1::delete_assistant().id("u-1").host_email("host@example.com");
    assert_form(&request, "/user/assistant/delete", &host);
    let request = v1::list_schedulers().id("u-1").host_email("host@example.com");
    assert_form(&request, "/user/scheduleforhost/list", &host);
    let request = v1::set_assistant("jo@example.com").id("u-1").host_email("host@example.com");
    let sent = [host[0], host[1], ("assistant_email", "jo@example.com")];
    assert_form(&request, "/user/assistant/set", &sent);
}

#[test]
fn lists() {
    let sent = [("page_size", "300"), ("page_number", "2")];
    assert_form(&v1::list().page_size(300).page_number(2), "/user/list", &sent);
    let request = v1::list_pending().page_size(300).page_number(2);
    assert_form(&request, "/user/pending", &sent);
}

#[test]
fn a_picture_is_a_part_of_its_own() {
    let picture = Upload::bytes("jo.jpg", &b"JPEG"[..]);
    let request = v1::upload_picture("u-1", picture.clone()).request().unwrap();
    assert_eq!(request.url, "/user/updatepassword");
    let PreparedBody::Multipart(parts) = request.body else { panic!("{:?}", request.body) };
    let names: Vec<_> = parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["id", "pic_file"]);
    assert_eq!(parts[0].content, PartContent::Text("u-1".to_owned()));
    assert_eq!(parts[1].content, PartContent::File(picture));
}

#[tokio::test]
async fn a_picture_is_sent_under_a_quoted_name() {
    let path = std::env::temp_dir().join(format!("zoom client {}.jpg", std::process::id()));
    std::fs::write(&path, "JPEG from disk").unwrap();
    let server = Server::always(Reply::ok(r#"{"id":"u-1"}"#)).await;
    let zoom = client(&server);
    for (picture, name, content) in [
        (Upload::bytes("jo.jpg", &b"JPEG"[..]), "jo.jpg", "JPEG"),
        (Upload::path(&path).named("my own.jpg"), "my own.jpg", "JPEG from disk"),
    ] {
        let response = v1::upload_picture("u-1", picture).send(&zoom).await.unwrap();
        assert_eq!(response.id.as_deref(), Some("u-1"));
        let sent = server.requests().pop().unwrap();
        assert_eq!(sent.line, "POST /user/updatepassword");
        let media_type = sent.header("content-type").unwrap().to_owned();
        assert!(media_type.starts_with("multipart/form-data; boundary="), "{media_type}");
        let head = format!(r#"form-data; name="pic_file"; filename="{name}""#);
        assert!(sent.body.contains(&head), "{}", sent.body);
        assert!(sent.body.contains("Content-Type: image/jpeg"), "{}", sent.body);
        assert!(sent.body.contains(&format!("\r\n\r\n{content}\r\n--")), "{}", sent.body);
        for (name, value) in [("id", "u-1"), ("api_key", KEY), ("api_secret", SECRET)] {
            let part = format!("name=\"{name}\"\r\n\r\n{value}\r\n");
            assert_eq!(sent.body.matches(&part).count(), 1, "{}", sent.body);
        }
    }
    std::fs::remove_file(path).unwrap();
}

#[tokio::test]
async fn a_form_arrives_as_it_was_written() {
    let server = Server::always(Reply::ok(include_str!("../fixtures/v1_create.json"))).await;
    let request = v1::create("jo+1@example.com", UserType::Basic)
        .last_name("Doe & Söhne = 100%")
        .disable_chat(false)
        .enable_webinar(true)
        .meeting_capacity(0);
    request.send(&client(&server)).await.unwrap();
    let mut sent = server.only().form();
    sent.sort();
    let mut expected = crate::owned(&[
        ("email", "jo+1@example.com"),
        ("type", "1"),
        ("last_name", "Doe & Söhne = 100%"),
        ("disable_chat", "false"),
        ("enable_webinar", "true"),
        ("meeting_capacity", "0"),
        ("api_key", KEY),
        ("api_secret", SECRET),
    ]);
    expected.sort();
    assert_eq!(sent, expected);
}
