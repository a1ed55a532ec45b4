//! A page of 300 users, as a server might write it.

use std::fmt::Write;

/// The properties of a user in the order of the document.
const PROPERTIES: [(&str, &str); 36] = [
    ("id", r#""KDcuGIm1QgePTO8WbOqwIQ~""#),
    ("created_at", r#""2019-06-01T07:58:~Z""#),
    ("dept", r#""Developers ~""#),
    ("email", r#""jchill~@example.com""#),
    ("first_name", r#""Jill~""#),
    ("last_client_version", r#""5.9.6.4993(mac)""#),
    ("last_login_time", r#""2021-05-05T20:40:~Z""#),
    ("last_name", r#""Chill~""#),
    ("pmi", "3542471~"),
    ("role_name", r#""Admin""#),
    ("timezone", r#""America/Los_Angeles""#),
    ("type", "2"),
    ("use_pmi", "false"),
    ("account_id", r#""q6gBJVO5TzexKYTb_I2rpg""#),
    ("cms_user_id", r#""KDcuGIm1QgePTO8WbOqwIQ""#),
    ("company", r#""Jill's \"Company\"""#),
    ("custom_attributes", r#"[{"key":"cbf_cywdkexrtqc73f97gd4w6g","name":"A1","value":"~"}]"#),
    ("group_ids", r#"["RSMaSp8sTEGK0_oamiA2_w","t-_-d56CSWG-7BF15LLrOw"]"#),
    ("host_key", r#""299~""#),
    ("im_group_ids", r#"["t-_-d56CSWG-7BF15LLrOw"]"#),
    ("jid", r#""jchill~@example.com/server""#),
    ("job_title", r#""API Developer""#),
    ("language", r#""en-US""#),
    ("location", r#""Paris""#),
    ("login_type", "101"),
    ("manager", r#""thill@example.com""#),
    ("personal_meeting_url", r#""https://example.com/j/3542471~?pwd=bXBKK1V0Z2w5""#),
    ("phone_country", r#""US""#),
    ("phone_number", r#""+1 800000~""#),
    (
        "phone_numbers",
        r#"[{"code":"+1","country":"US","number":"800000~","verified":true},{"code":"+41","country":"CH","number":"555~","verified":false}]"#,
    ),
    ("pic_url", r#""https://example.com/p/~""#),
    ("plan_united_type", r#""1""#),
    ("role_id", r#""0""#),
    ("status", r#""active""#),
    ("vanity_url", r#""https://example.com/my/jchill~""#),
    ("verified", "1"),
];

/// All properties, in the order of the document.
pub(crate) fn in_order() -> String {
    page(&PROPERTIES)
}

/// All properties, in the order of their names.
pub(crate) fn by_name() -> String {
    let mut properties = PROPERTIES;
    properties.sort_unstable();
    page(&properties)
}

/// Every other property: servers leave out what is not set.
pub(crate) fn sparse() -> String {
    let named = |name: &str| matches!(name, "email" | "type");
    let kept = PROPERTIES.iter().enumerate().filter(|(at, (name, _))| at % 2 == 0 || named(name));
    page(&kept.map(|(_, property)| *property).collect::<Vec<_>>())
}

fn page(properties: &[(&str, &str)]) -> String {
    let mut text =
        r#"{"page_count":1,"page_size":300,"total_records":300,"next_page_token":"","users":["#
            .to_owned();
    for number in 0..300 {
        let number = (100 + number).to_string();
        // `~` stands for what differs from user to user.
        for (at, (name, value)) in properties.iter().enumerate() {
            let before = if at == 0 { "{" } else { "," };
            let _ = write!(text, "{before}\"{name}\":{}", value.replace('~', &number));
        }
        text.push_str("},");
    }
    text.pop();
    text.push_str("]}");
    text
}
