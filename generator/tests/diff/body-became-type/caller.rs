//! Uses every item of the public API, a function a line of api.txt.
#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]

// field rooms::Create.floor: Option<String>
pub fn line_1(owner: sample::rooms::Create) -> Option<String> { owner.floor }

// field rooms::Create.name: Option<String>
pub fn line_2(owner: sample::rooms::Create) -> Option<String> { owner.name }

// field rooms::Create.owner: Option<String>
pub fn line_3(owner: sample::rooms::Create) -> Option<String> { owner.owner }

// field rooms::Create.site: Option<String>
pub fn line_4(owner: sample::rooms::Create) -> Option<String> { owner.site }

// fn rooms::create(name: impl Into<String>, site: impl Into<String>, floor: impl Into<String>) -> rooms::Create
pub fn line_5(argument_0: String, argument_1: String, argument_2: String) -> sample::rooms::Create { sample::rooms::create(argument_0, argument_1, argument_2) }

// method rooms::Create::owner(self, impl Into<String>) -> Self
pub fn line_6(owner: sample::rooms::Create, value: String) -> sample::rooms::Create { owner.owner(value) }

// method rooms::Create::send(&self, &Client) -> ()
pub async fn line_7(owner: sample::rooms::Create, client: sample::runtime::Client) -> sample::runtime::Result<()> { owner.send(&client).await }

// struct rooms::Create
pub fn line_8(value: sample::rooms::Create) -> sample::rooms::Create { value.clone() }
