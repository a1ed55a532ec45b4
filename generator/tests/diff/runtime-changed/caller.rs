//! Uses every item of the public API, a function a line of api.txt.
#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]

// field rooms::Get.room_id: Option<String>
pub fn line_1(owner: sample::rooms::Get) -> Option<String> { owner.room_id }

// field rooms::Room.id: Option<String>
pub fn line_2(owner: sample::rooms::Room) -> Option<String> { owner.id }

// fn rooms::get(room_id: impl ToString) -> rooms::Get
pub fn line_3(argument_0: impl ToString) -> sample::rooms::Get { sample::rooms::get(argument_0) }

// method rooms::Get::send(&self, &Client) -> rooms::Room
pub async fn line_4(owner: sample::rooms::Get, client: sample::runtime::Client) -> sample::runtime::Result<sample::rooms::Room> { owner.send(&client).await }

// struct rooms::Get
pub fn line_5(value: sample::rooms::Get) -> sample::rooms::Get { value.clone() }

// struct rooms::Room: Default
pub fn line_6() -> sample::rooms::Room { Default::default() }
