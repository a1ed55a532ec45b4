//! Uses every item of the public API, a function a line of api.txt.
#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]

// field rooms::Create.body: Option<rooms::create::Body>
pub fn line_1(owner: sample::rooms::Create) -> Option<sample::rooms::create::Body> { owner.body }

// field rooms::create::Body.floor: Option<String>
pub fn line_2(owner: sample::rooms::create::Body) -> Option<String> { owner.floor }

// field rooms::create::Body.name: Option<String>
pub fn line_3(owner: sample::rooms::create::Body) -> Option<String> { owner.name }

// field rooms::create::Body.owner: Option<String>
pub fn line_4(owner: sample::rooms::create::Body) -> Option<String> { owner.owner }

// field rooms::create::Body.site: Option<String>
pub fn line_5(owner: sample::rooms::create::Body) -> Option<String> { owner.site }

// fn rooms::create(body: rooms::create::Body) -> rooms::Create
pub fn line_6(argument_0: sample::rooms::create::Body) -> sample::rooms::Create { sample::rooms::create(argument_0) }

// fn rooms::create::Body::new(name: impl Into<String>, site: impl Into<String>, floor: impl Into<String>, owner: impl Into<String>)
pub fn line_7(argument_0: String, argument_1: String, argument_2: String, argument_3: String) -> sample::rooms::create::Body { sample::rooms::create::Body::new(argument_0, argument_1, argument_2, argument_3) }

// method rooms::Create::send(&self, &Client) -> ()
pub async fn line_8(owner: sample::rooms::Create, client: sample::runtime::Client) -> sample::runtime::Result<()> { owner.send(&client).await }

// struct rooms::Create
pub fn line_9(value: sample::rooms::Create) -> sample::rooms::Create { value.clone() }

// struct rooms::create::Body
pub fn line_10(value: sample::rooms::create::Body) -> sample::rooms::create::Body { value.clone() }
