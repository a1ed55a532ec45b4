//! What is secret with the names of `crate::servers::SECRETS`. These tests are not in the runtime, because a crate of
//! another document has other names.

use crate::runtime::secret::{is_secret, is_secret_parameter, masked};

#[test]
fn exact_entries_come_first() {
    for (name, secret) in [
        ("host_key", true),
        ("hostKey", true),
        ("next_page_token", false),
        ("nextPageToken", false),
        ("new_password", true),
        ("password_requirement", false),
        ("client_secret_2", true),
        ("downloadTokens", true),
        ("mapping", false),
        ("display_name", false),
    ] {
        assert_eq!(is_secret(name), secret, "{name}");
    }
    for (name, secret) in
        [("pwd", true), ("code", true), ("country_code", false), ("page_size", false)]
    {
        assert_eq!(is_secret_parameter(name), secret, "{name}");
    }
    assert!(!is_secret("code"), "a code is secret in URLs alone");
}

#[test]
fn secrets_in_urls_are_masked_and_the_rest_stays() {
    for (text, expected) in [
        ("https://a.example/j/1?pwd=X&from=2", "https://a.example/j/1?pwd=***&from=2"),
        ("https://a.example/j/1?from=2&tk=X.Y#frag", "https://a.example/j/1?from=2&tk=***#frag"),
        ("https://user:X@a.example:8/p", "https://***@a.example:8/p"),
        (
            "wss://X@a.example?subscriptionId=s&access_token=X",
            "wss://***@a.example?subscriptionId=s&access_token=***",
        ),
        (
            "see https://a.example/?PWD=X, or https://b.example",
            "see https://a.example/?PWD=***, or https://b.example",
        ),
        ("/rec/x?access_token=X", "/rec/x?access_token=***"),
        (
            "https://a.example/cb#access_token=X&state=s",
            "https://a.example/cb#access_token=***&state=s",
        ),
        (
            "https://a.example/?to=https%3A%2F%2Fb.example%2F%3Fpwd%3DX%26n%3D1&m=2",
            "https://a.example/?to=https%3A%2F%2Fb.example%2F%3Fpwd%3D***%26n%3D1&m=2",
        ),
        ("?X-Amz-Signature=X&X-Amz-Date=d", "?X-Amz-Signature=***&X-Amz-Date=d"),
        (
            "https://a.example/?next_page_token=t&code=X",
            "https://a.example/?next_page_token=t&code=***",
        ),
        ("ends with ?pwd=", "ends with ?pwd="),
        ("(https://a.example/?a=1&pwd=X,X(X);X|X'X)", "(https://a.example/?a=1&pwd=***)"),
        ("[a](https://a.example/?pwd=X), b", "[a](https://a.example/?pwd=***), b"),
        (
            "https://a.example/?%70wd=X&p%77%64=X&b=1",
            "https://a.example/?%70wd=***&p%77%64=***&b=1",
        ),
        ("https://a.example/?b%26%70wd=X 5%3D5", "https://a.example/?b%26%70wd=*** 5%3D5"),
        ("100%ab=1, 100%token=X", "100%ab=1, 100%token=***"),
        ("code=300 is no secret, password=X is", "code=300 is no secret, password=*** is"),
        ("mail a@b.example: 1+1=2", "mail a@b.example: 1+1=2"),
    ] {
        assert_eq!(masked(text), expected);
    }
}
