//! Uses every item of the public API, a function a line of api.txt.
#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]

// field rooms::Create.settings: Option<rooms::create::Settings>
pub fn line_1(owner: sample::rooms::Create) -> Option<sample::rooms::create::Settings> { owner.settings }

// field rooms::create::Settings.site: Option<String>
pub fn line_2(owner: sample::rooms::create::Settings) -> Option<String> { owner.site }

// fn rooms::create() -> rooms::Create
pub fn line_3() -> sample::rooms::Create { sample::rooms::create() }

// fn rooms::create::Settings::new()
pub fn line_4() -> sample::rooms::create::Settings { sample::rooms::create::Settings::new() }

// method rooms::Create::send(&self, &Client) -> ()
pub async fn line_5(owner: sample::rooms::Create, client: sample::runtime::Client) -> sample::runtime::Result<()> { owner.send(&client).await }

// method rooms::Create::settings(self, rooms::create::Settings) -> Self
pub fn line_6(owner: sample::rooms::Create, value: sample::rooms::create::Settings) -> sample::rooms::Create { owner.settings(value) }

// method rooms::create::Settings::site(self, impl Into<String>) -> Self
pub fn line_7(owner: sample::rooms::create::Settings, value: String) -> sample::rooms::create::Settings { owner.site(value) }

// struct rooms::Create
pub fn line_8(value: sample::rooms::Create) -> sample::rooms::Create { value.clone() }

// struct rooms::create::Settings
pub fn line_9(value: sample::rooms::create::Settings) -> sample::rooms::create::Settings { value.clone() }
