//! What request types get from the runtime: one line of a macro each.

/// Implements everything that the request type of an operation needs.
#[doc(hidden)]
#[macro_export]
macro_rules! operation {
    (
        $name:ident $fields:tt $($default:ident)?
        => $response:ty, items in $items:ident of $item:ty; $info:expr
    ) => {
        $crate::rt::operation! {
            $name $fields $($default)? => $response, pages; $info
        }

        impl $name {
            /// All items of all pages, fetched as they are needed.
            #[inline]
            pub fn items(
                self,
                client: &$crate::rt::Client,
            ) -> $crate::rt::Items<$response, $item> {
                $crate::rt::Items::new(self.pages(client), |page| {
                    $crate::rt::IntoItems::into_items(page.$items)
                })
            }
        }

        $crate::rt::waiting! { $name => $response, items of $item }
    };
    (
        $name:ident $fields:tt $($default:ident)?
        => $response:ty, items of $item:ty; $info:expr
    ) => {
        $crate::rt::operation! {
            $name $fields $($default)? => $response, pages; $info
        }

        impl $name {
            /// All items of all pages, fetched as they are needed.
            #[inline]
            pub fn items(
                self,
                client: &$crate::rt::Client,
            ) -> $crate::rt::Items<$response, $item> {
                $crate::rt::Items::new(
                    self.pages(client),
                    $crate::rt::IntoItems::into_items,
                )
            }
        }

        $crate::rt::waiting! { $name => $response, items of $item }
    };
    (
        $name:ident $fields:tt $($default:ident)?
        => $response:ty, pages; $info:expr
    ) => {
        $crate::rt::operation! {
            $name $fields $($default)? => $response; $info
        }

        impl $name {
            /// The pages of the list, fetched as they are needed.
            #[inline]
            pub fn pages(
                self,
                client: &$crate::rt::Client,
            ) -> $crate::rt::Pages<$response> {
                $crate::rt::Pages::new(client, ::std::boxed::Box::new(self))
            }
        }

        $crate::rt::waiting! { $name => $response, pages }
    };
    (
        $name:ident $fields:tt $($default:ident)?
        => $response:ty; $info:expr
    ) => {
        $crate::rt::model! {
            $name $fields $($default)?; request options $info
        }

        $crate::rt::waiting! { $name => $response }

        impl $crate::rt::Operation for $name {}

        impl $name {
            /// Sends the request; the future owns all that it needs. To send it again, clone it.
            ///
            /// # Errors
            /// When the request is invalid, cannot be sent, or the server rejects it.
            #[inline]
            pub fn send(
                self,
                client: &$crate::rt::Client,
            ) -> $crate::rt::SendFuture<$response> {
                $crate::rt::SendFuture::new(client, &self)
            }
        }
    };
}

/// The methods of a request type that wait; none without the feature `blocking`.
#[cfg(feature = "blocking")]
#[doc(hidden)]
#[macro_export]
macro_rules! waiting {
    ($name:ident => $response:ty, windows of $item:ty) => {
        impl $name {
            /// All items of the whole range, however long it is, fetched as they are needed.
            ///
            /// # Errors
            /// As [`windows`](Self::windows).
            #[inline]
            pub fn items_in_windows_blocking(
                self,
                client: &$crate::runtime::blocking::Client,
            ) -> $crate::rt::Result<$crate::runtime::blocking::Items<$response, $item>> {
                self.items_in_windows(client.as_async()).map(|items| client.each(items))
            }
        }
    };
    ($name:ident => $response:ty, windows) => {
        impl $name {
            /// The pages of the whole range, however long it is, fetched as they are needed.
            ///
            /// # Errors
            /// As [`windows`](Self::windows).
            #[inline]
            pub fn pages_in_windows_blocking(
                self,
                client: &$crate::runtime::blocking::Client,
            ) -> $crate::rt::Result<$crate::runtime::blocking::Pages<$response>> {
                self.pages_in_windows(client.as_async()).map(|pages| client.each(pages))
            }
        }
    };
    ($name:ident => $response:ty, upload) => {
        impl $name {
            /// Sends the request and waits for the response; the content of the file that is an
            /// [`Upload::reader`](crate::runtime::Upload::reader) is read from `reader` while it is sent. The request
            /// is never repeated.
            ///
            /// # Errors
            /// As [`send_with`](Self::send_with).
            #[inline]
            pub fn send_with_blocking(
                mut self,
                client: &$crate::runtime::blocking::Client,
                reader: impl ::std::io::Read + Send + 'static,
            ) -> $crate::rt::Result<$response> {
                $crate::runtime::blocking::send_with(
                    client,
                    &mut self,
                    ::std::boxed::Box::new(reader),
                )
            }
        }
    };
    ($name:ident => $response:ty, items of $item:ty) => {
        impl $name {
            /// All items of all pages, fetched as they are needed.
            #[inline]
            pub fn items_blocking(
                self,
                client: &$crate::runtime::blocking::Client,
            ) -> $crate::runtime::blocking::Items<$response, $item> {
                client.each(self.items(client.as_async()))
            }
        }
    };
    ($name:ident => $response:ty, pages) => {
        impl $name {
            /// The pages of the list, fetched as they are needed.
            #[inline]
            pub fn pages_blocking(
                self,
                client: &$crate::runtime::blocking::Client,
            ) -> $crate::runtime::blocking::Pages<$response> {
                client.each(self.pages(client.as_async()))
            }
        }
    };
    ($name:ident => $response:ty) => {
        impl $name {
            /// Sends the request and waits for the response.
            ///
            /// # Errors
            /// When the request is invalid, cannot be sent, or the server rejects it.
            #[inline]
            pub fn send_blocking(
                self,
                client: &$crate::runtime::blocking::Client,
            ) -> $crate::rt::Result<$response> {
                client.fetch(&self).map($crate::rt::Response::into_value)
            }

            /// Sends the request, waits for the response, and keeps its status and headers.
            ///
            /// # Errors
            /// As [`send_blocking`](Self::send_blocking).
            #[inline]
            pub fn send_with_response_blocking(
                self,
                client: &$crate::runtime::blocking::Client,
            ) -> $crate::rt::Result<$crate::rt::Response<$response>> {
                client.fetch(&self)
            }
        }
    };
}

/// The methods of a request type that wait; none without the feature `blocking`.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! waiting {
    ($($ignored:tt)*) => {};
}

/// What the request type of an operation gets whose range is limited.
#[doc(hidden)]
#[macro_export]
macro_rules! windowed {
    ($name:ident => $response:ty, items in $items:ident of $item:ty) => {
        $crate::rt::windowed! { $name => $response }

        impl $name {
            /// All items of the whole range, however long it is: one window after the other, each as long
            /// as the server allows, the earliest first.
            ///
            /// Each window is a list of its own: an item that sums up a range, a host in a report for example, comes
            /// once for every window. [`windows`](Self::windows) shows the range of each.
            ///
            /// # Errors
            /// As [`windows`](Self::windows).
            #[inline]
            pub fn items_in_windows(
                self,
                client: &$crate::rt::Client,
            ) -> $crate::rt::Result<$crate::rt::Items<$response, $item>> {
                self.pages_in_windows(client).map(|pages| {
                    $crate::rt::Items::new(pages, |page| {
                        $crate::rt::IntoItems::into_items(page.$items)
                    })
                })
            }
        }

        $crate::rt::waiting! { $name => $response, windows of $item }
    };
    ($name:ident => $response:ty, items of $item:ty) => {
        $crate::rt::windowed! { $name => $response }

        impl $name {
            /// All items of the whole range, however long it is: one window after the other, each as long
            /// as the server allows, the earliest first.
            ///
            /// Each window is a list of its own: an item that sums up a range, a host in a report for example, comes
            /// once for every window. [`windows`](Self::windows) shows the range of each.
            ///
            /// # Errors
            /// As [`windows`](Self::windows).
            #[inline]
            pub fn items_in_windows(
                self,
                client: &$crate::rt::Client,
            ) -> $crate::rt::Result<$crate::rt::Items<$response, $item>> {
                self.pages_in_windows(client)
                    .map(|pages| $crate::rt::Items::new(pages, $crate::rt::IntoItems::into_items))
            }
        }

        $crate::rt::waiting! { $name => $response, windows of $item }
    };
    ($name:ident => $response:ty) => {
        impl $name {
            /// The requests that this one is split into, each for a range that the server accepts and has in its
            /// fields, as this request has its own.
            ///
            /// # Errors
            /// When an end of the range is missing or not understood, or it ends before it begins.
            #[inline]
            pub fn windows(self) -> $crate::rt::Result<$crate::rt::Windows<Self>> {
                $crate::rt::Windows::new(self)
            }

            /// The pages of the whole range, however long it is: one window after the other, the
            /// earliest first; all pages of each.
            ///
            /// # Errors
            /// As [`windows`](Self::windows).
            #[inline]
            pub fn pages_in_windows(
                self,
                client: &$crate::rt::Client,
            ) -> $crate::rt::Result<$crate::rt::Pages<$response>> {
                self.windows().map(|windows| windows.pages(client))
            }
        }

        $crate::rt::waiting! { $name => $response, windows }
    };
}

/// What the request type of an operation gets that sends a file.
#[doc(hidden)]
#[macro_export]
macro_rules! upload {
    ($name:ident => $response:ty) => {
        impl $name {
            /// Sends the request; the content of the file that is an [`Upload::reader`](crate::runtime::Upload::reader)
            /// is read from `reader` while it is sent. A reader cannot be read twice, so the request is never repeated.
            ///
            /// # Errors
            /// As [`send`](Self::send), and when no file or more than one waits for a reader.
            #[inline]
            pub fn send_with(
                mut self,
                client: &$crate::rt::Client,
                reader: impl $crate::rt::AsyncRead + Send + Unpin + 'static,
            ) -> $crate::rt::SendFuture<$response> {
                $crate::rt::send_with(client, &mut self, ::std::boxed::Box::new(reader))
            }
        }

        $crate::rt::waiting! { $name => $response, upload }
    };
}
