//! The responses of the token endpoint.

use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::runtime::auth::{AuthError, AuthErrorKind, Token};
use crate::runtime::error::error_body;
use crate::runtime::private::{ErrorShape, RawResponse};
use crate::runtime::secret::{Known, LONGEST_NAME, LONGEST_TEXT};

/// How long a token is valid if the response does not contain it.
const LIFETIME: u64 = 3_600;

/// How error responses are written; there are more ways than Zoom documents.
const SHAPE: ErrorShape = ErrorShape {
    code: &["code", "errorCode", "error_code"],
    message: &["reason", "error_description", "message", "errorMessage"],
    scopes: Some("does not contain scopes:["),
    ..ErrorShape::DEFAULT
};

/// Reads a token, or why there is none. Only the token itself has to be there.
pub(super) fn token(response: &RawResponse, secrets: &Known<'_>) -> Result<Token, AuthError> {
    let object = object(response, secrets)?;
    let Some(access) = text(&object, "access_token") else {
        return Err(error_response(response, Some(&object), secrets));
    };
    let lifetime = seconds(&object, "expires_in").unwrap_or(LIFETIME);
    let mut token = Token::new(access, Duration::from_secs(lifetime));
    token.refresh = text(&object, "refresh_token").map(SecretString::from);
    token.scopes = words(&object, "scope");
    token.api_url = text(&object, "api_url").map(ToOwned::to_owned);
    Ok(token)
}

/// The object of a successful response.
pub(super) fn object(
    response: &RawResponse,
    secrets: &Known<'_>,
) -> Result<Map<String, Value>, AuthError> {
    match error_body::json(&response.body) {
        Some(Value::Object(object)) if response.is_success() => Ok(object),
        Some(Value::Object(object)) => Err(error_response(response, Some(&object), secrets)),
        _ => Err(error_response(response, None, secrets)),
    }
}

/// The problem that an error response reports, with advice.
pub(super) fn error_response(
    response: &RawResponse,
    object: Option<&Map<String, Value>>,
    secrets: &Known<'_>,
) -> AuthError {
    let mut found = error_body::read(&SHAPE, &response.body);
    // A body that is no object is quoted only where it cannot hold a token.
    let has_token = || response.body.windows(6).any(|word| word == b"_token");
    if object.is_none() && (response.is_success() || has_token()) {
        found.message.clear();
    }
    let error = object.and_then(|object| text(object, "error"));
    let first = response.body.iter().find(|byte| !byte.is_ascii_whitespace());
    let reason = match first {
        None => "the response is empty",
        Some(b'<') => "the response is a page and not JSON: is the URL right?",
        Some(_) if object.is_none() && found.message.is_empty() => {
            "the response is not a JSON object"
        }
        Some(_) if found.message.is_empty() => "the response is not what was asked for",
        Some(_) => &found.message,
    };
    let kind = kind(error, found.code, reason);
    let scopes = error_body::scopes(&SHAPE, reason);
    let scopes = scopes.iter().map(|scope| secrets.clean(scope, LONGEST_NAME)).collect();
    let mut reason = secrets.clean(reason, LONGEST_TEXT);
    if let Some(code) = found.code {
        reason.push_str(&format!(" (code {code})"));
    }
    AuthError::new(kind, reason)
        .with_status(response.status)
        .with_error(error.map(|error| secrets.clean(error, LONGEST_NAME)))
        .with_missing_scopes(scopes)
        .with_retry_after(response.retry_after())
}

/// The reaction: the code is more exact than the name where there is one, and the words decide where the
/// name is general. Codes: <https://developers.zoom.us/docs/integrations/oauth-error-messages/>.
pub(super) fn kind(error: Option<&str>, code: Option<i64>, reason: &str) -> AuthErrorKind {
    match (code, error) {
        (Some(4702 | 4704 | 4706), _) => AuthErrorKind::BadClient,
        (Some(104 | 4711), _) => AuthErrorKind::WrongScope,
        (Some(4717 | 4733..=4735 | 4737 | 4738 | 4741), _) => AuthErrorKind::Reauthorize,
        (_, Some("invalid_client" | "unauthorized_client")) => AuthErrorKind::BadClient,
        (_, Some("invalid_grant")) => AuthErrorKind::Reauthorize,
        (_, Some("access_denied")) => AuthErrorKind::Denied,
        (_, Some("expired_token")) => AuthErrorKind::Expired,
        (_, Some("invalid_scope" | "insufficient_scope")) => AuthErrorKind::WrongScope,
        _ => {
            let reason = reason.to_ascii_lowercase();
            let spent = ["invalid token", "invalid authorization code", "invalid refresh token"];
            if spent.iter().any(|words| reason.contains(words)) {
                AuthErrorKind::Reauthorize
            } else {
                AuthErrorKind::Other
            }
        }
    }
}

/// A string that is not empty.
pub(super) fn text<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    object.get(key)?.as_str().filter(|text| !text.is_empty())
}

/// A number of seconds, or the string of one: without its fraction, and at least 0. A number that is too large becomes
/// the largest possible one.
pub(super) fn seconds(object: &Map<String, Value>, key: &str) -> Option<u64> {
    let number = match object.get(key)? {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => {
            text.trim().parse().ok().filter(|number: &f64| number.is_finite())?
        }
        _ => return None,
    };
    // `Duration` checks whether a number with a fraction fits.
    let number = number.max(0.0);
    Some(Duration::try_from_secs_f64(number).map_or(u64::MAX, |duration| duration.as_secs()))
}

/// Words that are separated by spaces or commas, or the strings of a list.
fn words(object: &Map<String, Value>, key: &str) -> Vec<String> {
    let split = |text: &str| -> Vec<String> {
        let words = text.split([' ', ',']).filter(|word| !word.is_empty());
        words.map(ToOwned::to_owned).collect()
    };
    match object.get(key) {
        Some(Value::String(text)) => split(text),
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).flat_map(split).collect(),
        _ => Vec::new(),
    }
}
