//! Uses every item of the public API, a function a line of api.txt.
#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]

// field rooms::Get.email: Option<String>
pub fn line_1(owner: sample::rooms::Get) -> Option<String> { owner.email }

// field rooms::Get.id: Option<String>
pub fn line_2(owner: sample::rooms::Get) -> Option<String> { owner.id }

// field rooms::Get.name: Option<String>
pub fn line_3(owner: sample::rooms::Get) -> Option<String> { owner.name }

// field rooms::Room.total: Option<i64>
pub fn line_4(owner: sample::rooms::Room) -> Option<i64> { owner.total }

// fn rooms::get() -> rooms::Get
pub fn line_5() -> sample::rooms::Get { sample::rooms::get() }

// method rooms::Get::email(self, impl Into<String>) -> Self
pub fn line_6(owner: sample::rooms::Get, value: String) -> sample::rooms::Get { owner.email(value) }

// method rooms::Get::id(self, impl Into<String>) -> Self
pub fn line_7(owner: sample::rooms::Get, value: String) -> sample::rooms::Get { owner.id(value) }

// method rooms::Get::name(self, impl Into<String>) -> Self
pub fn line_8(owner: sample::rooms::Get, value: String) -> sample::rooms::Get { owner.name(value) }

// method rooms::Get::send(&self, &Client) -> rooms::Room
pub async fn line_9(owner: sample::rooms::Get, client: sample::runtime::Client) -> sample::runtime::Result<sample::rooms::Room> { owner.send(&client).await }

// struct rooms::Get
pub fn line_10(value: sample::rooms::Get) -> sample::rooms::Get { value.clone() }

// struct rooms::Room: Default
pub fn line_11() -> sample::rooms::Room { Default::default() }
