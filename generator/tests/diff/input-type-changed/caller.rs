//! Uses every item of the public API, a function a line of api.txt.
#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]

// field rooms::Get.floor: Option<i64>
pub fn line_1(owner: sample::rooms::Get) -> Option<i64> { owner.floor }

// field rooms::Room.total: Option<i64>
pub fn line_2(owner: sample::rooms::Room) -> Option<i64> { owner.total }

// fn rooms::get() -> rooms::Get
pub fn line_3() -> sample::rooms::Get { sample::rooms::get() }

// method rooms::Get::floor(self, i64) -> Self
pub fn line_4(owner: sample::rooms::Get, value: i64) -> sample::rooms::Get { owner.floor(value) }

// method rooms::Get::send(&self, &Client) -> rooms::Room
pub async fn line_5(owner: sample::rooms::Get, client: sample::runtime::Client) -> sample::runtime::Result<sample::rooms::Room> { owner.send(&client).await }

// struct rooms::Get
pub fn line_6(value: sample::rooms::Get) -> sample::rooms::Get { value.clone() }

// struct rooms::Room: Default
pub fn line_7() -> sample::rooms::Room { Default::default() }
