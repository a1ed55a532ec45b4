//! Uses every item of the public API, a function a line of api.txt.
#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]

// field rooms::list::Response.next_page_token: Option<String>
pub fn line_1(owner: sample::rooms::list::Response) -> Option<String> { owner.next_page_token }

// field rooms::list::Response.rooms: Vec<rooms::list::Room>
pub fn line_2(owner: sample::rooms::list::Response) -> Vec<sample::rooms::list::Room> { owner.rooms }

// field rooms::list::Room.id: Option<String>
pub fn line_3(owner: sample::rooms::list::Room) -> Option<String> { owner.id }

// fn rooms::list() -> rooms::List
pub fn line_4() -> sample::rooms::List { sample::rooms::list() }

// method rooms::List::send(&self, &Client) -> rooms::list::Response
pub async fn line_5(owner: sample::rooms::List, client: sample::runtime::Client) -> sample::runtime::Result<sample::rooms::list::Response> { owner.send(&client).await }

// struct rooms::List
pub fn line_6(value: sample::rooms::List) -> sample::rooms::List { value.clone() }

// struct rooms::list::Response: Default
pub fn line_7() -> sample::rooms::list::Response { Default::default() }

// struct rooms::list::Room: Default
pub fn line_8() -> sample::rooms::list::Room { Default::default() }
