//! Uses every item of the public API, a function a line of api.txt.
#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]

// field rooms::List.next_page_token: Option<String>
pub fn line_1(owner: sample::rooms::List) -> Option<String> { owner.next_page_token }

// field rooms::List.since: Option<String>
pub fn line_2(owner: sample::rooms::List) -> Option<String> { owner.since }

// field rooms::List.until: Option<String>
pub fn line_3(owner: sample::rooms::List) -> Option<String> { owner.until }

// field rooms::list::Page.next_page_token: Option<String>
pub fn line_4(owner: sample::rooms::list::Page) -> Option<String> { owner.next_page_token }

// field rooms::list::Page.rooms: Vec<rooms::list::Room>
pub fn line_5(owner: sample::rooms::list::Page) -> Vec<sample::rooms::list::Room> { owner.rooms }

// field rooms::list::Room.id: Option<String>
pub fn line_6(owner: sample::rooms::list::Room) -> Option<String> { owner.id }

// fn rooms::list() -> rooms::List
pub fn line_7() -> sample::rooms::List { sample::rooms::list() }

// method rooms::List::items(self, &Client) -> rooms::list::Room
pub async fn line_8(owner: sample::rooms::List, client: sample::runtime::Client) -> sample::runtime::Result<Option<sample::rooms::list::Room>> { owner.items(&client).try_next().await }

// method rooms::List::next_page_token(self, impl Into<String>) -> Self
pub fn line_9(owner: sample::rooms::List, value: String) -> sample::rooms::List { owner.next_page_token(value) }

// method rooms::List::pages(self, &Client) -> rooms::list::Page
pub async fn line_10(owner: sample::rooms::List, client: sample::runtime::Client) -> sample::runtime::Result<Option<sample::rooms::list::Page>> { owner.pages(&client).try_next().await }

// method rooms::List::send(&self, &Client) -> rooms::list::Page
pub async fn line_11(owner: sample::rooms::List, client: sample::runtime::Client) -> sample::runtime::Result<sample::rooms::list::Page> { owner.send(&client).await }

// method rooms::List::since(self, impl Into<String>) -> Self
pub fn line_12(owner: sample::rooms::List, value: String) -> sample::rooms::List { owner.since(value) }

// method rooms::List::until(self, impl Into<String>) -> Self
pub fn line_13(owner: sample::rooms::List, value: String) -> sample::rooms::List { owner.until(value) }

// struct rooms::List
pub fn line_14(value: sample::rooms::List) -> sample::rooms::List { value.clone() }

// struct rooms::list::Page: Default
pub fn line_15() -> sample::rooms::list::Page { Default::default() }

// struct rooms::list::Room: Default
pub fn line_16() -> sample::rooms::list::Room { Default::default() }
