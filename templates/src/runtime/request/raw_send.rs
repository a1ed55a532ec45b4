//! Sending requests that no operation makes.

use serde::de::DeserializeOwned;

use super::operation_details::OperationDetails;
use super::raw::{ID, Raw};
#[cfg(feature = "blocking")]
use crate::runtime::error::Result;
use crate::runtime::list::items::Items;
use crate::runtime::list::list_request::{ListRequest, RawList};
use crate::runtime::list::paging::Pages;
use crate::runtime::list::raw_list;
use crate::runtime::send::client::Client;
use crate::runtime::send::response::FromResponse;
#[cfg(feature = "blocking")]
use crate::runtime::send::response::Response;
use crate::runtime::send::send_future::SendFuture;

impl Raw {
    /// Sends the request; the future owns all that it needs. To send it again, clone it.
    ///
    /// The response is [`Bytes`](bytes::Bytes), a `String` (the text as it came, whatever its media type is, except that JSON which is
    /// one text is that text), `()`, or what an operation responds with: a model, a list, a
    /// [`Value`](crate::runtime::Value). [`send_json`](Self::send_json) reads it as a type of your own.
    ///
    /// # Errors
    /// When the request is invalid, cannot be sent, or the server rejects it.
    pub fn send<T: FromResponse + 'static>(self, client: &Client) -> SendFuture<T> {
        SendFuture::of(client, self.call(client), ID)
    }

    /// Sends the request and waits for the response.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    #[cfg(feature = "blocking")]
    pub fn send_blocking<T: FromResponse + 'static>(
        self,
        client: &crate::runtime::blocking::Client,
    ) -> Result<T> {
        client.wait(self.send(client.as_async()))?
    }

    /// Sends the request, waits for the response, and keeps its status and headers.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    #[cfg(feature = "blocking")]
    pub fn send_with_response_blocking<T: FromResponse + 'static>(
        self,
        client: &crate::runtime::blocking::Client,
    ) -> Result<Response<T>> {
        client.wait(self.send(client.as_async()).with_response())?
    }
}

impl Raw {
    /// Sends the request and reads the JSON of the response as any type with `serde::Deserialize`; an empty response is
    /// read as `null`.
    ///
    /// # Errors
    /// As [`send`](Self::send), and when the response does not fit the type.
    pub fn send_json<T: DeserializeOwned + Send + 'static>(self, client: &Client) -> SendFuture<T> {
        SendFuture::json(client, self.call(client), ID)
    }

    /// The pages of a list, fetched as they are needed, each as any type with `serde::Deserialize`.
    ///
    /// How a page names the next one is known of the server; [`page_token`](Self::page_token) sets other names. A page
    /// may also name it in the header `Link`. Token and number are sent as query parameters, or in the form where the request has one.
    pub fn pages<T: DeserializeOwned + Send + 'static>(self, client: &Client) -> Pages<T> {
        Pages::fetched(client, self.list(String::new()), raw_list::page)
    }

    /// All items of all pages, fetched as they are needed, each as any type with `serde::Deserialize`.
    ///
    /// `key` is the key of the list in a page: `users`, or `data/users` for a list inside of an object. It is empty
    /// where the page is the list.
    pub fn items<I: DeserializeOwned + Send + 'static>(
        self,
        client: &Client,
        key: impl Into<String>,
    ) -> Items<Vec<I>, I> {
        let pages = Pages::fetched(client, self.list(key.into()), raw_list::items);
        Items::new(pages, std::convert::identity)
    }

    fn list(self, key: String) -> ListRequest {
        let mut info = self.info();
        info.details = &OperationDetails { link_paging: true, ..OperationDetails::DEFAULT };
        ListRequest::Raw(Box::new(RawList { raw: self, info, key }))
    }
}

#[cfg(feature = "blocking")]
impl Raw {
    /// Sends the request and waits for the response, which is read as any type with `serde::Deserialize`.
    ///
    /// # Errors
    /// As [`send_json`](Self::send_json).
    pub fn send_json_blocking<T: DeserializeOwned + Send + 'static>(
        self,
        client: &crate::runtime::blocking::Client,
    ) -> Result<T> {
        client.wait(self.send_json(client.as_async()))?
    }

    /// The pages of a list, fetched as they are needed; see [`pages`](Self::pages).
    pub fn pages_blocking<T: DeserializeOwned + Send + 'static>(
        self,
        client: &crate::runtime::blocking::Client,
    ) -> crate::runtime::blocking::Pages<T> {
        client.each(self.pages(client.as_async()))
    }

    /// All items of all pages, fetched as they are needed; see [`items`](Self::items).
    pub fn items_blocking<I: DeserializeOwned + Send + 'static>(
        self,
        client: &crate::runtime::blocking::Client,
        key: impl Into<String>,
    ) -> crate::runtime::blocking::Items<Vec<I>, I> {
        client.each(self.items(client.as_async(), key))
    }
}
