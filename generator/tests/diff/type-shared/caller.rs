//! Uses every item of the public API, a function a line of api.txt.
#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]

// field rooms::Get.room_id: Option<String>
pub fn line_1(owner: sample::rooms::Get) -> Option<String> { owner.room_id }

// field rooms::Room.floor: Option<rooms::get::Floor>
pub fn line_2(owner: sample::rooms::Room) -> Option<sample::rooms::get::Floor> { owner.floor }

// field rooms::Room.id: Option<String>
pub fn line_3(owner: sample::rooms::Room) -> Option<String> { owner.id }

// field rooms::get::Floor.label: Option<String>
pub fn line_4(owner: sample::rooms::get::Floor) -> Option<String> { owner.label }

// field rooms::get::Floor.level: Option<i64>
pub fn line_5(owner: sample::rooms::get::Floor) -> Option<i64> { owner.level }

// field rooms::list::Floor.label: Option<String>
pub fn line_6(owner: sample::rooms::list::Floor) -> Option<String> { owner.label }

// field rooms::list::Floor.level: Option<i64>
pub fn line_7(owner: sample::rooms::list::Floor) -> Option<i64> { owner.level }

// field rooms::list::Response.floor: Option<rooms::list::Floor>
pub fn line_8(owner: sample::rooms::list::Response) -> Option<sample::rooms::list::Floor> { owner.floor }

// field rooms::list::Response.total: Option<i64>
pub fn line_9(owner: sample::rooms::list::Response) -> Option<i64> { owner.total }

// fn rooms::get(room_id: impl ToString) -> rooms::Get
pub fn line_10(argument_0: impl ToString) -> sample::rooms::Get { sample::rooms::get(argument_0) }

// fn rooms::list() -> rooms::List
pub fn line_11() -> sample::rooms::List { sample::rooms::list() }

// method rooms::Get::send(&self, &Client) -> rooms::Room
pub async fn line_12(owner: sample::rooms::Get, client: sample::runtime::Client) -> sample::runtime::Result<sample::rooms::Room> { owner.send(&client).await }

// method rooms::List::send(&self, &Client) -> rooms::list::Response
pub async fn line_13(owner: sample::rooms::List, client: sample::runtime::Client) -> sample::runtime::Result<sample::rooms::list::Response> { owner.send(&client).await }

// struct rooms::Get
pub fn line_14(value: sample::rooms::Get) -> sample::rooms::Get { value.clone() }

// struct rooms::List
pub fn line_15(value: sample::rooms::List) -> sample::rooms::List { value.clone() }

// struct rooms::Room: Default
pub fn line_16() -> sample::rooms::Room { Default::default() }

// struct rooms::get::Floor: Default
pub fn line_17() -> sample::rooms::get::Floor { Default::default() }

// struct rooms::list::Floor: Default
pub fn line_18() -> sample::rooms::list::Floor { Default::default() }

// struct rooms::list::Response: Default
pub fn line_19() -> sample::rooms::list::Response { Default::default() }
