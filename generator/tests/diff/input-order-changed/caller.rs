//! Uses every item of the public API, a function a line of api.txt.
#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]

// field rooms::Create.floor: Option<i64>
pub fn line_1(owner: sample::rooms::Create) -> Option<i64> { owner.floor }

// field rooms::Create.site: Option<String>
pub fn line_2(owner: sample::rooms::Create) -> Option<String> { owner.site }

// fn rooms::create(site: impl Into<String>, floor: i64) -> rooms::Create
pub fn line_3(argument_0: String, argument_1: i64) -> sample::rooms::Create { sample::rooms::create(argument_0, argument_1) }

// method rooms::Create::send(&self, &Client) -> ()
pub async fn line_4(owner: sample::rooms::Create, client: sample::runtime::Client) -> sample::runtime::Result<()> { owner.send(&client).await }

// struct rooms::Create
pub fn line_5(value: sample::rooms::Create) -> sample::rooms::Create { value.clone() }
