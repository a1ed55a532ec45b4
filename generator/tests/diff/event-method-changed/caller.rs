//! Uses every item of the public API, a function a line of api.txt.
#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]

// enum events::Event
pub fn line_1(value: sample::events::Event) -> sample::events::Event { value.clone() }

// event "room.opened" = events::RoomOpened
pub fn line_2() -> &'static str { <sample::events::RoomOpened as sample::runtime::EventType>::NAME }

// field events::RoomOpened.event: Option<String>
pub fn line_3(owner: sample::events::RoomOpened) -> Option<String> { owner.event }

// field events::RoomOpened.payload: Option<events::room_opened::Payload>
pub fn line_4(owner: sample::events::RoomOpened) -> Option<sample::events::room_opened::Payload> { owner.payload }

// field events::room_opened::Payload.id: Option<String>
pub fn line_5(owner: sample::events::room_opened::Payload) -> Option<String> { owner.id }

// method events::Event::room(&self) -> Option<&str>
pub fn line_6(owner: &sample::events::Event) -> Option<&str> { owner.room() }

// struct events::RoomOpened: Default
pub fn line_7() -> sample::events::RoomOpened { Default::default() }

// struct events::room_opened::Payload: Default
pub fn line_8() -> sample::events::room_opened::Payload { Default::default() }

// variant events::Event::RoomOpened(Box<events::RoomOpened>)
pub fn line_9(value: Box<sample::events::RoomOpened>) -> sample::events::Event { sample::events::Event::RoomOpened(value) }
