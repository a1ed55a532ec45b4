//! Uses every item of the public API, a function a line of api.txt.
#![allow(dead_code, deprecated, missing_docs, unused, clippy::all)]

// field rooms::Delete.room_id: Option<String>
pub fn line_1(owner: sample::rooms::Delete) -> Option<String> { owner.room_id }

// fn rooms::delete(room_id: impl ToString) -> rooms::Delete
pub fn line_2(argument_0: impl ToString) -> sample::rooms::Delete { sample::rooms::delete(argument_0) }

// method rooms::Delete::send(&self, &Client) -> ()
pub async fn line_3(owner: sample::rooms::Delete, client: sample::runtime::Client) -> sample::runtime::Result<()> { owner.send(&client).await }

// struct rooms::Delete
pub fn line_4(value: sample::rooms::Delete) -> sample::rooms::Delete { value.clone() }
