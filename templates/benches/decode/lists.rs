//! Lists of short rows: meetings of a user, and participants in a report; 300 each, as a server might write them.

use std::fmt::Write;

/// The types as they are generated.
pub(crate) mod driven {
    use crate::runtime::private as rt;

    #[derive(Clone, Copy)]
    pub enum MeetingType {
        Instant,
        Scheduled,
        Recurring,
        Unknown(i64),
    }
    rt::integer_enum! { MeetingType { Instant = 1, Scheduled = 2, Recurring = 3, } }

    pub struct Meeting {
        pub agenda: Option<String>,
        pub created_at: Option<rt::Timestamp>,
        pub duration: Option<i64>,
        pub host_id: Option<String>,
        pub id: Option<i64>,
        pub join_url: Option<String>,
        pub pmi: Option<String>,
        pub start_time: Option<rt::Timestamp>,
        pub timezone: Option<String>,
        pub topic: Option<String>,
        pub type_: Option<MeetingType>,
        pub uuid: Option<String>,
        pub extra: rt::Extra,
    }
    rt::model! {
        Meeting {
            0 agenda = "agenda",
            1 created_at = "created_at",
            2 duration = "duration",
            3 host_id = "host_id",
            4 id = "id",
            5 join_url = "join_url",
            6 pmi = "pmi",
            7 start_time = "start_time",
            8 timezone = "timezone",
            9 topic = "topic",
            10 type_ = "type",
            11 uuid = "uuid",
        }
    }

    pub struct Meetings {
        pub next_page_token: Option<String>,
        pub page_size: Option<i64>,
        pub total_records: Option<i64>,
        pub meetings: Vec<Meeting>,
        pub extra: rt::Extra,
    }
    rt::model! {
        Meetings {
            0 next_page_token = "next_page_token",
            1 page_size = "page_size",
            2 total_records = "total_records",
            3 meetings = "meetings",
        }
    }

    #[derive(Clone, Debug)]
    pub enum Status {
        InMeeting,
        InWaitingRoom,
        Other(String),
    }
    rt::string_enum! { Status { InMeeting = "in_meeting", InWaitingRoom = "in_waiting_room", } }

    pub struct Participant {
        pub customer_key: Option<String>,
        pub duration: Option<i64>,
        pub failover: Option<bool>,
        pub id: Option<String>,
        pub join_time: Option<rt::Timestamp>,
        pub leave_time: Option<rt::Timestamp>,
        pub name: Option<String>,
        pub registrant_id: Option<String>,
        pub status: Option<Status>,
        pub user_email: Option<String>,
        pub user_id: Option<String>,
        pub bo_mtg_id: Option<String>,
        pub participant_user_id: Option<String>,
        pub extra: rt::Extra,
    }
    rt::model! {
        Participant {
            0 customer_key = "customer_key",
            1 duration = "duration",
            2 failover = "failover",
            3 id = "id",
            4 join_time = "join_time",
            5 leave_time = "leave_time",
            6 name = "name",
            7 registrant_id = "registrant_id",
            8 status = "status",
            9 user_email = "user_email",
            10 user_id = "user_id",
            11 bo_mtg_id = "bo_mtg_id",
            12 participant_user_id = "participant_user_id",
        }
    }

    pub struct Participants {
        pub next_page_token: Option<String>,
        pub page_size: Option<i64>,
        pub total_records: Option<i64>,
        pub participants: Vec<Participant>,
        pub extra: rt::Extra,
    }
    rt::model! {
        Participants {
            0 next_page_token = "next_page_token",
            1 page_size = "page_size",
            2 total_records = "total_records",
            3 participants = "participants",
        }
    }
}

/// The same types as a careful programmer writes them by hand.
pub(crate) mod strict {
    use serde::Deserialize;

    #[derive(Deserialize)]
    pub struct Meeting {
        pub agenda: Option<String>,
        pub created_at: String,
        pub duration: i64,
        pub host_id: String,
        pub id: i64,
        pub join_url: String,
        pub pmi: Option<String>,
        pub start_time: Option<String>,
        pub timezone: String,
        pub topic: String,
        #[serde(rename = "type")]
        pub type_: i64,
        pub uuid: String,
    }

    #[derive(Deserialize)]
    pub struct Meetings {
        pub next_page_token: String,
        pub page_size: i64,
        pub total_records: i64,
        pub meetings: Vec<Meeting>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Status {
        InMeeting,
        InWaitingRoom,
    }

    #[derive(Deserialize)]
    pub struct Participant {
        pub customer_key: Option<String>,
        pub duration: i64,
        pub failover: Option<bool>,
        pub id: String,
        pub join_time: String,
        pub leave_time: String,
        pub name: String,
        pub registrant_id: Option<String>,
        pub status: Status,
        pub user_email: Option<String>,
        pub user_id: String,
        pub bo_mtg_id: Option<String>,
        pub participant_user_id: Option<String>,
    }

    #[derive(Deserialize)]
    pub struct Participants {
        pub next_page_token: String,
        pub page_size: i64,
        pub total_records: i64,
        pub participants: Vec<Participant>,
    }
}

/// `~` stands for what differs from row to row.
const MEETING: &str = r#"{"agenda":"Plans of team ~","created_at":"2026-03-~T10:15:30Z","duration":60,"host_id":"KDcuGIm1QgePTO8WbOqwIQ","id":95212345~,"join_url":"https://example.com/j/95212345~?pwd=bXBKK1V0Z2w5","pmi":"5512345~","start_time":"2026-04-01T10:15:~Z","timezone":"America/Los_Angeles","topic":"Weekly \"sync\" ~","type":2,"uuid":"aDYlohsHRtCd4ii1uC2+hA~=="}"#;

const PARTICIPANT: &str = r#"{"customer_key":"349589LkJyeW~","duration":2~,"failover":false,"id":"30R7kT7bTIKSNUFEuH_Qlg","join_time":"2026-04-01T10:15:~Z","leave_time":"2026-04-01T11:20:~Z","name":"Jill Chill ~","registrant_id":"abcdefghij0-klmnopq~","status":"in_meeting","user_email":"jchill~@example.com","user_id":"27423~","bo_mtg_id":"27423744","participant_user_id":"DYHrdpjrS3uaOf7dPkkg8w~"}"#;

pub(crate) fn meetings() -> String {
    page("meetings", MEETING)
}

pub(crate) fn participants() -> String {
    page("participants", PARTICIPANT)
}

fn page(name: &str, row: &str) -> String {
    let mut text =
        format!(r#"{{"next_page_token":"","page_size":300,"total_records":300,"{name}":["#);
    for number in 100..400 {
        let before = if number == 100 { "" } else { "," };
        let _ = write!(text, "{before}{}", row.replace('~', &number.to_string()));
    }
    text + "]}"
}
