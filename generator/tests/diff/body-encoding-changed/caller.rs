//! Uses every item of the public API, a function a line of api.txt.
#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]

// field rooms::Create.name: Option<String>
pub fn line_1(owner: sample::rooms::Create) -> Option<String> { owner.name }

// field rooms::Create.size: Option<i64>
pub fn line_2(owner: sample::rooms::Create) -> Option<i64> { owner.size }

// fn rooms::create(name: impl Into<String>) -> rooms::Create
pub fn line_3(argument_0: String) -> sample::rooms::Create { sample::rooms::create(argument_0) }

// method rooms::Create::send(&self, &Client) -> ()
pub async fn line_4(owner: sample::rooms::Create, client: sample::runtime::Client) -> sample::runtime::Result<()> { owner.send(&client).await }

// method rooms::Create::size(self, i64) -> Self
pub fn line_5(owner: sample::rooms::Create, value: i64) -> sample::rooms::Create { owner.size(value) }

// struct rooms::Create
pub fn line_6(value: sample::rooms::Create) -> sample::rooms::Create { value.clone() }
