//! Models as rows of a table.

use serde_json::json;

use crate::runtime::private as rt;
use crate::sample::users::User;

const HEADER: &str = "id,type,status,group_ids,login_types,custom_attributes,manager,created_at,birthday,labels,anything,\
                      verified,pmi,score,host_key,plan,target\n";

fn csv(users: &[User]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for user in users {
        writer.serialize(rt::Row::new(user)).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn user(json: serde_json::Value) -> User {
    serde_json::from_value(json).unwrap()
}

#[test]
fn all_rows_have_the_same_columns() {
    let users = [
        user(json!({"id": "a", "type": 2, "verified": true, "score": 1.5, "plan": "1"})),
        User::default(),
        user(json!({"status": "on \"leave\"", "pmi": 5, "created_at": "2026-10-01T00:00:00Z"})),
    ];
    let rows = "a,2,,,,,,,,,,true,,1.5,,1,\n\
                ,,,,,,,,,,,,,,,,\n\
                ,,\"on \"\"leave\"\"\",,,,,2026-10-01T00:00:00Z,,,,,5,,,,\n";
    assert_eq!(csv(&users), format!("{HEADER}{rows}"));
    assert_eq!(rt::Row::new(&users[0]).columns().collect::<Vec<_>>().join(",") + "\n", HEADER);
}

#[test]
fn what_is_more_than_one_value_is_one_cell() {
    let user = user(json!({
        "group_ids": ["x", "y"],
        "manager": {"id": "m", "type": 1},
        "labels": {"k": "v"},
        "anything": "text",
        "target": 5,
    }));
    let row = serde_json::to_value(rt::Row::new(&user)).unwrap();
    assert_eq!(row["group_ids"], r#"["x","y"]"#);
    assert_eq!(row["manager"], r#"{"id":"m","type":1}"#);
    assert_eq!(row["labels"], r#"{"k":"v"}"#);
    assert_eq!((&row["anything"], &row["target"]), (&json!("text"), &json!(5)));
    assert_eq!(row["login_types"], json!(null));
    assert_eq!(row.as_object().unwrap().len(), 17);
}

#[test]
fn what_a_field_could_not_hold_is_in_its_cell() {
    let user = user(json!({"pmi": "none", "verified": [1], "unknown": 1}));
    let row = serde_json::to_value(rt::Row::new(&user)).unwrap();
    assert_eq!((&row["pmi"], &row["verified"]), (&json!("none"), &json!("[1]")));
    assert_eq!(row.get("unknown"), None);
}
