//! An imitation of generated events: what the modules of `zoom` that receive them are written against.
// The generated code is a library: no program has to call all of it.
#![allow(missing_docs, dead_code)]

use crate::runtime::private as rt;

pub use crate::runtime::UnknownEvent;

#[non_exhaustive]
pub enum Event {
    EndpointUrlValidation(Box<apps::EndpointUrlValidation>),
    MeetingEnded(Box<meetings::Ended>),
    MeetingParticipantJoined(Box<meetings::ParticipantJoined>),
    MeetingStarted(Box<meetings::Started>),
    Unknown(UnknownEvent),
}

rt::event_enum! {
    Event {
        0 EndpointUrlValidation(apps::EndpointUrlValidation) = "endpoint.url_validation",
        1 MeetingEnded(meetings::Ended) = "meeting.ended",
        2 MeetingParticipantJoined(meetings::ParticipantJoined) = "meeting.participant_joined",
        3 MeetingStarted(meetings::Started) = "meeting.started",
    }
}

rt::event_types! {
    Event {
        apps::EndpointUrlValidation = "endpoint.url_validation",
        meetings::Ended = "meeting.ended",
        meetings::ParticipantJoined = "meeting.participant_joined",
        meetings::Started = "meeting.started",
    }
}

rt::event_names! { Event in "event" }

rt::event_identity! { Event { time: "event_ts", without: ["download_token", "download_url", "play_url"] } }

rt::event_values! {
    Event {
        event_ts: integer = ["event_ts"],
        account_id: text = ["payload", "account_id"],
        download_token: text = ["download_token"],
    }
}

pub mod apps {
    use crate::runtime::private as rt;

    #[non_exhaustive]
    pub struct EndpointUrlValidation {
        pub event: Option<String>,
        pub event_ts: Option<i64>,
        pub payload: Option<rt::Value>,
        pub extra: rt::Extra,
    }

    rt::model! {
        EndpointUrlValidation { 0 event = "event", 1 event_ts = "event_ts", 2 payload = "payload" } default
    }
}

pub mod meetings {
    use crate::runtime::private as rt;

    #[non_exhaustive]
    pub struct Started {
        pub event: Option<String>,
        pub event_ts: Option<i64>,
        pub payload: Option<Payload>,
        pub extra: rt::Extra,
    }

    rt::model! {
        Started { 0 event = "event", 1 event_ts = "event_ts", 2 payload = "payload" } default
    }

    #[non_exhaustive]
    pub struct Ended {
        pub event: Option<String>,
        pub event_ts: Option<i64>,
        pub payload: Option<Payload>,
        pub extra: rt::Extra,
    }

    rt::model! {
        Ended { 0 event = "event", 1 event_ts = "event_ts", 2 payload = "payload" } default
    }

    #[non_exhaustive]
    pub struct ParticipantJoined {
        pub event: Option<String>,
        pub event_ts: Option<i64>,
        pub payload: Option<Payload>,
        pub extra: rt::Extra,
    }

    rt::model! {
        ParticipantJoined { 0 event = "event", 1 event_ts = "event_ts", 2 payload = "payload" } default
    }

    #[non_exhaustive]
    pub struct Payload {
        pub account_id: Option<String>,
        pub object: Option<Object>,
        pub extra: rt::Extra,
    }

    rt::model! { Payload { 0 account_id = "account_id", 1 object = "object" } default }

    #[non_exhaustive]
    pub struct Object {
        pub id: Option<i64>,
        pub uuid: Option<String>,
        pub host_id: Option<String>,
        pub topic: Option<String>,
        pub type_: Option<i64>,
        pub start_time: Option<rt::Timestamp>,
        pub timezone: Option<String>,
        pub duration: Option<i64>,
        pub participant: Option<Participant>,
        pub extra: rt::Extra,
    }

    rt::model! {
        Object {
            0 id = "id",
            1 uuid = "uuid",
            2 host_id = "host_id",
            3 topic = "topic",
            4 type_ = "type",
            5 start_time = "start_time",
            6 timezone = "timezone",
            7 duration = "duration",
            8 participant = "participant",
        } default
    }

    #[non_exhaustive]
    pub struct Participant {
        pub user_id: Option<String>,
        pub user_name: Option<String>,
        pub id: Option<String>,
        pub participant_uuid: Option<String>,
        pub join_time: Option<rt::Timestamp>,
        pub email: Option<String>,
        pub registrant_id: Option<String>,
        pub participant_user_id: Option<String>,
        pub customer_key: Option<String>,
        pub extra: rt::Extra,
    }

    rt::model! {
        Participant {
            0 user_id = "user_id",
            1 user_name = "user_name",
            2 id = "id",
            3 participant_uuid = "participant_uuid",
            4 join_time = "join_time",
            5 email = "email",
            6 registrant_id = "registrant_id",
            7 participant_user_id = "participant_user_id",
            8 customer_key = "customer_key",
        } default
    }
}
