//! Uses every item of the public API, a function a line of api.txt.
#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]

// enum rooms::create::settings::Size: i64
pub fn line_1(value: sample::rooms::create::settings::Size) -> i64 { value.as_i64() }

// field rooms::Create.settings: Option<rooms::create::Settings>
pub fn line_2(owner: sample::rooms::Create) -> Option<sample::rooms::create::Settings> { owner.settings }

// field rooms::create::Settings.size: Option<rooms::create::settings::Size>
pub fn line_3(owner: sample::rooms::create::Settings) -> Option<sample::rooms::create::settings::Size> { owner.size }

// fn rooms::create() -> rooms::Create
pub fn line_4() -> sample::rooms::Create { sample::rooms::create() }

// fn rooms::create::Settings::new()
pub fn line_5() -> sample::rooms::create::Settings { sample::rooms::create::Settings::new() }

// method rooms::Create::send(&self, &Client) -> ()
pub async fn line_6(owner: sample::rooms::Create, client: sample::runtime::Client) -> sample::runtime::Result<()> { owner.send(&client).await }

// method rooms::Create::settings(self, rooms::create::Settings) -> Self
pub fn line_7(owner: sample::rooms::Create, value: sample::rooms::create::Settings) -> sample::rooms::Create { owner.settings(value) }

// method rooms::create::Settings::size(self, rooms::create::settings::Size) -> Self
pub fn line_8(owner: sample::rooms::create::Settings, value: sample::rooms::create::settings::Size) -> sample::rooms::create::Settings { owner.size(value) }

// struct rooms::Create
pub fn line_9(value: sample::rooms::Create) -> sample::rooms::Create { value.clone() }

// struct rooms::create::Settings
pub fn line_10(value: sample::rooms::create::Settings) -> sample::rooms::create::Settings { value.clone() }

// variant rooms::create::settings::Size::Large = 2
pub fn line_11() -> sample::rooms::create::settings::Size { sample::rooms::create::settings::Size::Large }

// variant rooms::create::settings::Size::Small = 1
pub fn line_12() -> sample::rooms::create::settings::Size { sample::rooms::create::settings::Size::Small }
