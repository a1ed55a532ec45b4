//! The same without `async`.

use super::{Consent, DeviceCode, OAuth};
use crate::runtime::Result;
use crate::runtime::auth::Token;
use crate::runtime::blocking::Client;

impl OAuth {
    /// As [`is_authorized`](Self::is_authorized), and waits for the store.
    ///
    /// # Errors
    /// When the store fails.
    pub fn is_authorized_blocking(&self, client: &Client) -> Result<bool> {
        client.wait(self.is_authorized())?
    }

    /// As [`accept`](Self::accept), and waits for the token.
    ///
    /// # Errors
    /// As [`accept`](Self::accept).
    pub fn accept_blocking(
        &self,
        client: &Client,
        consent: &Consent,
        callback: &str,
    ) -> Result<()> {
        client.wait(self.accept(client.as_async(), consent, callback))?
    }

    /// As [`device`](Self::device), and waits for the code.
    ///
    /// # Errors
    /// As [`device`](Self::device).
    pub fn device_blocking(&self, client: &Client) -> Result<DeviceCode> {
        client.wait(self.device(client.as_async()))?
    }

    /// As [`wait`](Self::wait): holds the thread until the user has entered the code.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub fn wait_blocking(&self, client: &Client, code: &DeviceCode) -> Result<()> {
        client.wait(self.wait(client.as_async(), code))?
    }

    /// As [`set_token`](Self::set_token), and waits for the store.
    ///
    /// # Errors
    /// When the store fails.
    pub fn set_token_blocking(&self, client: &Client, token: Token) -> Result<()> {
        client.wait(self.set_token(token))?
    }
}
