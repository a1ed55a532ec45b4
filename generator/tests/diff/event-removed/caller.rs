//! Uses every item of the public API, a function a line of api.txt.
#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]

// enum events::Event
pub fn line_1(value: sample::events::Event) -> sample::events::Event { value.clone() }

// event "room.closed" = events::RoomClosed
pub fn line_2() -> &'static str { <sample::events::RoomClosed as sample::runtime::EventType>::NAME }

// event "room.opened" = events::RoomOpened
pub fn line_3() -> &'static str { <sample::events::RoomOpened as sample::runtime::EventType>::NAME }

// field events::RoomClosed.event: Option<String>
pub fn line_4(owner: sample::events::RoomClosed) -> Option<String> { owner.event }

// field events::RoomClosed.payload: Option<events::room_closed::Payload>
pub fn line_5(owner: sample::events::RoomClosed) -> Option<sample::events::room_closed::Payload> { owner.payload }

// field events::RoomOpened.event: Option<String>
pub fn line_6(owner: sample::events::RoomOpened) -> Option<String> { owner.event }

// field events::RoomOpened.payload: Option<events::room_opened::Payload>
pub fn line_7(owner: sample::events::RoomOpened) -> Option<sample::events::room_opened::Payload> { owner.payload }

// field events::room_closed::Payload.id: Option<String>
pub fn line_8(owner: sample::events::room_closed::Payload) -> Option<String> { owner.id }

// field events::room_opened::Payload.id: Option<String>
pub fn line_9(owner: sample::events::room_opened::Payload) -> Option<String> { owner.id }

// struct events::RoomClosed: Default
pub fn line_10() -> sample::events::RoomClosed { Default::default() }

// struct events::RoomOpened: Default
pub fn line_11() -> sample::events::RoomOpened { Default::default() }

// struct events::room_closed::Payload: Default
pub fn line_12() -> sample::events::room_closed::Payload { Default::default() }

// struct events::room_opened::Payload: Default
pub fn line_13() -> sample::events::room_opened::Payload { Default::default() }

// variant events::Event::RoomClosed(Box<events::RoomClosed>)
pub fn line_14(value: Box<sample::events::RoomClosed>) -> sample::events::Event { sample::events::Event::RoomClosed(value) }

// variant events::Event::RoomOpened(Box<events::RoomOpened>)
pub fn line_15(value: Box<sample::events::RoomOpened>) -> sample::events::Event { sample::events::Event::RoomOpened(value) }
