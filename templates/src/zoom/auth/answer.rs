//! The answers of the token endpoint.

use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::runtime::RawResponse;
use crate::runtime::auth::{AuthError, AuthErrorKind, Token, hide};

/// How long a token lives when the answer does not say.
const LIFETIME: u64 = 3_600;

/// Reads a token, or why there is none. Only the token itself has to be there.
pub(super) fn read(answer: &RawResponse, secret: &SecretString) -> Result<Token, AuthError> {
    let object = match serde_json::from_slice(&answer.body) {
        Ok(Value::Object(object)) => object,
        _ => {
            let what = if answer.body.is_empty() { "is empty" } else { "is not a JSON object" };
            let reason = format!("the answer of the token endpoint {what}");
            return Err(AuthError::new(AuthErrorKind::Other, reason).with_status(answer.status));
        }
    };
    match text(&object, "access_token") {
        Some(token) if answer.is_success() => Ok(Token::new(
            token,
            Duration::from_secs(integer(&object, "expires_in").unwrap_or(LIFETIME)),
        )),
        _ => Err(refusal(answer.status, &object, secret)),
    }
}

fn refusal(status: u16, object: &Map<String, Value>, secret: &SecretString) -> AuthError {
    let error = text(object, "error").map(ToOwned::to_owned);
    let code = ["code", "errorCode", "error_code"].iter().find_map(|key| integer(object, key));
    let keys = ["reason", "error_description", "message", "errorMessage"];
    let reason = keys.iter().find_map(|key| text(object, key)).unwrap_or("the answer has no token");
    let mut reason = match code {
        Some(code) => format!("{reason} (code {code})"),
        None => reason.to_owned(),
    };
    hide(&mut reason, &[secret]);
    AuthError::new(kind(error.as_deref(), code), reason).with_status(status).with_error(error)
}

/// What to do: the code is more exact than the name where there is one.
fn kind(error: Option<&str>, code: Option<u64>) -> AuthErrorKind {
    match (code, error) {
        (Some(4702 | 4704 | 4706), _) => AuthErrorKind::BadClient,
        (Some(4711), _) => AuthErrorKind::WrongScope,
        (Some(4717 | 4733..=4735 | 4737 | 4738 | 4741), _) => AuthErrorKind::Reauthorize,
        (_, Some("invalid_client" | "unauthorized_client")) => AuthErrorKind::BadClient,
        (_, Some("invalid_grant" | "access_denied")) => AuthErrorKind::Reauthorize,
        (_, Some("invalid_scope" | "insufficient_scope")) => AuthErrorKind::WrongScope,
        _ => AuthErrorKind::Other,
    }
}

fn text<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    object.get(key)?.as_str().filter(|text| !text.is_empty())
}

fn integer(object: &Map<String, Value>, key: &str) -> Option<u64> {
    match object.get(key)? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}
