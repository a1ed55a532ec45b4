//! Numbers in headers, whatever a server writes there: an error within its time, and never a panic.

use std::time::Duration;

use crate::runtime::auth::Bearer;
use crate::runtime::testing::{FakeResponse, FakeTransport};
use crate::runtime::{Client, Limiter, Method, Retry};
use crate::sample::users;

const NUMBERS: [&str; 16] = [
    "0",
    "-1",
    "1.5",
    "1e400",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "-9223372036854775808",
    "253402300800",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "+999999999999-12-31T23:59:59Z",
    "9999-12-31T23:59:59+00:00",
    "soon",
];

/// A client with or without a limiter.
fn client(transport: &FakeTransport, limited: bool, retry: Retry) -> Client {
    let builder = Client::builder().transport(transport.clone()).auth(Bearer::new("t"));
    let builder = builder.base_url("https://api.example.com/v2").retry(retry);
    let builder = builder.total_timeout(Duration::from_secs(300));
    let builder = if limited { builder.limiter(Limiter::new("free")) } else { builder };
    builder.build().unwrap()
}

const PERIODS: [&str; 3] = ["QPS", "Daily-limit", ""];

#[tokio::test(start_paused = true)]
async fn limits_of_any_size_are_errors_within_their_time() {
    let headers =
        ["retry-after", "x-ratelimit-reset", "x-ratelimit-limit", "x-ratelimit-remaining", "date"];
    for header in headers {
        let other = if header == "retry-after" { "x-ratelimit-reset" } else { "retry-after" };
        for (number, period) in
            NUMBERS.into_iter().flat_map(|number| PERIODS.map(|one| (number, one)))
        {
            let transport = FakeTransport::new();
            let error_response = FakeResponse::json(429, r#"{"code":429,"message":"too many"}"#)
                .header(header, number)
                .header(other, "18446744073709551615")
                .header("x-ratelimit-type", period);
            transport.on(Method::GET, "/v2/users/{}", error_response);
            for limited in [false, true] {
                let client = client(&transport, limited, Retry::new());
                for _ in 0..2 {
                    let error = users::get("me").send(&client).await.unwrap_err();
                    let shown = format!("{error} {error:?} {:?}", error.resume_at());
                    assert!(
                        error.is_rate_limited() || error.is_timeout(),
                        "{header} {number}: {shown}"
                    );
                }
            }
        }
    }
}
