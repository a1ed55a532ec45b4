//! Uses every item of the public API, a function a line of api.txt.
#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]

// field others::Other.total: Option<i64>
pub fn line_1(owner: sample::others::Other) -> Option<i64> { owner.total }

// field rooms::Get.room_id: Option<String>
pub fn line_2(owner: sample::rooms::Get) -> Option<String> { owner.room_id }

// field rooms::Room.id: Option<String>
pub fn line_3(owner: sample::rooms::Room) -> Option<String> { owner.id }

// field rooms::Room.name: Option<String>
pub fn line_4(owner: sample::rooms::Room) -> Option<String> { owner.name }

// fn others::get() -> others::Get
pub fn line_5() -> sample::others::Get { sample::others::get() }

// fn rooms::get(room_id: impl ToString) -> rooms::Get
pub fn line_6(argument_0: impl ToString) -> sample::rooms::Get { sample::rooms::get(argument_0) }

// method others::Get::send(&self, &Client) -> others::Other
pub async fn line_7(owner: sample::others::Get, client: sample::runtime::Client) -> sample::runtime::Result<sample::others::Other> { owner.send(&client).await }

// method rooms::Get::send(&self, &Client) -> rooms::Room
pub async fn line_8(owner: sample::rooms::Get, client: sample::runtime::Client) -> sample::runtime::Result<sample::rooms::Room> { owner.send(&client).await }

// struct others::Get
pub fn line_9(value: sample::others::Get) -> sample::others::Get { value.clone() }

// struct others::Other: Default
pub fn line_10() -> sample::others::Other { Default::default() }

// struct rooms::Get
pub fn line_11(value: sample::rooms::Get) -> sample::rooms::Get { value.clone() }

// struct rooms::Room: Default
pub fn line_12() -> sample::rooms::Room { Default::default() }
