//! Uses every item of the public API, a function a line of api.txt.
#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]

// field rooms::Get.site: Option<String>
pub fn line_1(owner: sample::rooms::Get) -> Option<String> { owner.site }

// field rooms::Room.total: Option<i64>
pub fn line_2(owner: sample::rooms::Room) -> Option<i64> { owner.total }

// fn rooms::get() -> rooms::Get
pub fn line_3() -> sample::rooms::Get { sample::rooms::get() }

// method rooms::Get::send(&self, &Client) -> rooms::Room
pub async fn line_4(owner: sample::rooms::Get, client: sample::runtime::Client) -> sample::runtime::Result<sample::rooms::Room> { owner.send(&client).await }

// method rooms::Get::site(self, impl Into<String>) -> Self
pub fn line_5(owner: sample::rooms::Get, value: String) -> sample::rooms::Get { owner.site(value) }

// struct rooms::Get
pub fn line_6(value: sample::rooms::Get) -> sample::rooms::Get { value.clone() }

// struct rooms::Room: Default
pub fn line_7() -> sample::rooms::Room { Default::default() }
