//! Uses every item of the public API, a function a line of api.txt.
#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]

// field rooms::Create.floor: Option<types::Floor>
pub fn line_1(owner: sample::rooms::Create) -> Option<sample::types::Floor> { owner.floor }

// field rooms::Create.name: Option<String>
pub fn line_2(owner: sample::rooms::Create) -> Option<String> { owner.name }

// field rooms::Get.room_id: Option<String>
pub fn line_3(owner: sample::rooms::Get) -> Option<String> { owner.room_id }

// field rooms::Room.floor: Option<types::Floor>
pub fn line_4(owner: sample::rooms::Room) -> Option<sample::types::Floor> { owner.floor }

// field types::Floor.level: Option<i64>
pub fn line_5(owner: sample::types::Floor) -> Option<i64> { owner.level }

// field types::Floor.tags: Option<Vec<String>>
pub fn line_6(owner: sample::types::Floor) -> Option<Vec<String>> { owner.tags }

// fn rooms::create() -> rooms::Create
pub fn line_7() -> sample::rooms::Create { sample::rooms::create() }

// fn rooms::get(room_id: impl ToString) -> rooms::Get
pub fn line_8(argument_0: impl ToString) -> sample::rooms::Get { sample::rooms::get(argument_0) }

// fn types::Floor::new()
pub fn line_9() -> sample::types::Floor { sample::types::Floor::new() }

// method rooms::Create::floor(self, types::Floor) -> Self
pub fn line_10(owner: sample::rooms::Create, value: sample::types::Floor) -> sample::rooms::Create { owner.floor(value) }

// method rooms::Create::name(self, impl Into<String>) -> Self
pub fn line_11(owner: sample::rooms::Create, value: String) -> sample::rooms::Create { owner.name(value) }

// method rooms::Create::send(&self, &Client) -> ()
pub async fn line_12(owner: sample::rooms::Create, client: sample::runtime::Client) -> sample::runtime::Result<()> { owner.send(&client).await }

// method rooms::Get::send(&self, &Client) -> rooms::Room
pub async fn line_13(owner: sample::rooms::Get, client: sample::runtime::Client) -> sample::runtime::Result<sample::rooms::Room> { owner.send(&client).await }

// method types::Floor::level(self, i64) -> Self
pub fn line_14(owner: sample::types::Floor, value: i64) -> sample::types::Floor { owner.level(value) }

// method types::Floor::tags(self, impl IntoIterator<Item = impl Into<String>>) -> Self
pub fn line_15(owner: sample::types::Floor, value: Vec<String>) -> sample::types::Floor { owner.tags(value) }

// struct rooms::Create
pub fn line_16(value: sample::rooms::Create) -> sample::rooms::Create { value.clone() }

// struct rooms::Get
pub fn line_17(value: sample::rooms::Get) -> sample::rooms::Get { value.clone() }

// struct rooms::Room: Default
pub fn line_18() -> sample::rooms::Room { Default::default() }

// struct types::Floor
pub fn line_19(value: sample::types::Floor) -> sample::types::Floor { value.clone() }
