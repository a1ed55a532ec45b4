//! Lists that span several pages: pages, items, cursors and windows of time.

pub(crate) mod cursor;
pub(crate) mod endless_list;
pub(crate) mod items;
pub(crate) mod list_request;
pub(crate) mod next_page;
pub(crate) mod page_json;
pub(crate) mod page_link;
pub(crate) mod paging;
pub(crate) mod raw_list;
pub(crate) mod windows;
