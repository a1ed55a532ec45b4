//! Token endpoints in trouble, and tokens that nobody takes: few requests for tokens, however many callers there are.

use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::time::sleep;

use super::token_service::{ISSUING, Service, fine, get, rejected, start, token};
use crate::runtime::Operation as _;
use crate::runtime::auth::{AuthErrorKind, MemoryStore, Token, TokenStore};
use crate::runtime::private::{self as rt, Error, Retry};
use crate::sample::users;
use crate::zoom::auth::ServerToServer;

#[tokio::test(start_paused = true)]
async fn five_hundred_tasks_honor_the_retry_after_of_the_token_endpoint_together() {
    for status in [503, 429] {
        let service = Service::new(
            move |number| match number {
                1 => (status, Some(30), String::new()),
                number => token(number, 3_600),
            },
            fine,
        );
        let zoom = service.client(Retry::new(), MemoryStore::new());
        let mut tasks = start(&zoom, 400);
        sleep(Duration::from_secs(5)).await;
        tasks.extend(start(&zoom, 100));
        sleep(Duration::from_secs(5)).await;
        assert_eq!(service.issued(), 1, "requests for tokens in 10 s");
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(service.issued(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_names_no_time_is_asked_ever_less_often() {
    let service = Service::new(|_| (503, None, String::new()), fine);
    let zoom = service.client(Retry::new(), MemoryStore::new());
    let tasks = start(&zoom, 500);
    sleep(Duration::from_secs(10)).await;
    // After about 0, 1, 2, 4 and 8 seconds.
    assert!((3..=5).contains(&service.issued()), "{}", service.issued());
    for task in tasks {
        assert!(task.await.unwrap().is_err());
    }
    let (before, once) = (service.issued(), rt::Options::new().retry(Retry::none()));
    for _ in 0..3_600 {
        users::get("me").options(once.clone()).send(&zoom).await.unwrap_err();
        sleep(Duration::from_secs(1)).await;
    }
    // Half a minute and up to half of it more lie between two requests.
    let hour = service.issued() - before;
    assert!((75..=125).contains(&hour), "{hour} in an hour");
}

#[tokio::test(start_paused = true)]
async fn the_error_says_when_the_next_attempt_is_worth_it() {
    let service = Service::new(
        |number| match number {
            1 => (503, Some(30), String::new()),
            2 => (503, Some(u64::MAX), String::new()),
            number => token(number, 3_600),
        },
        fine,
    );
    let zoom = service.client(Retry::none(), MemoryStore::new());
    let wait = async || {
        let error = get(&zoom).await.unwrap_err();
        assert!(error.resume_at().is_some() && error.is_retryable(), "{error:?}");
        let Error::Auth(error) = error else { panic!("{error:?}") };
        error.retry_after().unwrap()
    };
    assert_eq!(wait().await, Duration::from_secs(30));
    sleep(Duration::from_secs(10)).await;
    assert_eq!(wait().await, Duration::from_secs(20));
    assert_eq!(service.issued(), 1);
    sleep(Duration::from_secs(20)).await;
    // A number that no clock can count to is a year, and stops tokens for an hour only.
    assert_eq!(wait().await, Duration::from_secs(365 * 86_400));
    sleep(Duration::from_secs(3_600)).await;
    get(&zoom).await.unwrap();
    assert_eq!(service.issued(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_rejects_every_token_does_not_cost_one_for_each_request() {
    let service = Service::new(|number| token(number, 3_600), rejected);
    let zoom = service.client(Retry::none(), MemoryStore::new());
    for _ in 0..100 {
        let error = get(&zoom).await.unwrap_err();
        assert_eq!((error.status(), error.is_unauthorized()), (Some(401), true));
    }
    for task in start(&zoom, 100) {
        task.await.unwrap().unwrap_err();
    }
    assert_eq!(service.issued(), 3, "the first token, and two more that may be better");
    // One request every half minute for an hour.
    for _ in 0..120 {
        get(&zoom).await.unwrap_err();
        sleep(Duration::from_secs(30)).await;
    }
    assert!((6..=12).contains(&service.issued()), "{}", service.issued());
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_is_replaced_once_it_has_been_in_use() {
    // Tokens are good for half an hour, although the server says an hour.
    let begun = tokio::time::Instant::now();
    let good = move |shown: &str| {
        let number: u64 = shown.rsplit('-').next().unwrap().parse().unwrap();
        match begun.elapsed() < Duration::from_secs(number * 1_800) {
            true => fine(shown),
            false => rejected(shown),
        }
    };
    let service = Service::new(|number| token(number, 3_600), good);
    let zoom = service.client(Retry::none(), MemoryStore::new());
    for number in 1..=4 {
        get(&zoom).await.unwrap();
        assert_eq!(service.issued(), number);
        sleep(Duration::from_secs(1_800)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_of_another_process_is_taken_although_the_last_one_was_new() {
    let service = Service::new(
        |number| token(number, 3_600),
        |shown| if shown == "elsewhere" { fine(shown) } else { rejected(shown) },
    );
    let store = MemoryStore::new();
    let zoom = service.client(Retry::none(), store.clone());
    for _ in 0..3 {
        get(&zoom).await.unwrap_err();
    }
    assert_eq!(service.issued(), 3);
    store.save(&Token::new("elsewhere", Duration::from_secs(3_600))).await.unwrap();
    get(&zoom).await.unwrap();
    assert_eq!(service.issued(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_that_the_caller_asks_for_is_no_rejection() {
    let service = Service::new(
        |number| token(number, 3_600),
        |shown| if shown == "token-5" { fine(shown) } else { rejected(shown) },
    );
    let auth = ServerToServer::new("account-1", "client-1", "client-secret");
    let builder = rt::Client::builder().transport(service.clone()).auth(auth.clone());
    let zoom = builder.retry(Retry::none()).build().unwrap();
    for _ in 0..4 {
        auth.refresh(&zoom).await.unwrap();
    }
    get(&zoom).await.unwrap();
    assert_eq!(service.issued(), 5);
}

#[tokio::test(start_paused = true)]
async fn callers_that_wait_share_a_token_without_a_life() {
    let service = Service::new(|number| token(number, 0), fine);
    let zoom = service.client(Retry::none(), MemoryStore::new());
    for task in start(&zoom, 100) {
        task.await.unwrap().unwrap();
    }
    assert_eq!((service.issued(), service.shown().len()), (1, 100));
    // Nobody waited for it: the next call needs one of its own.
    get(&zoom).await.unwrap();
    assert_eq!(service.issued(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_no_header_can_carry_is_rejected_at_receipt() {
    for bad in [r"to\r\nken", r"to\nken", r"to\u0000ken", r"to\u007fken", r"token\u001b"] {
        let body = format!(r#"{{"access_token":"{bad}","expires_in":3600}}"#);
        let service = Service::new(
            move |number| match number {
                1 | 3 | 4 => (200, None, body.clone()),
                number => token(number, 60),
            },
            fine,
        );
        let store = MemoryStore::new();
        let zoom = service.client(Retry::none(), store.clone());
        let rejected = async || {
            let Err(Error::Auth(error)) = get(&zoom).await else { panic!("{bad}") };
            assert_eq!((error.kind, error.is_temporary()), (AuthErrorKind::Other, false));
            assert!(error.to_string().contains("cannot be sent in a header"), "{error}");
            assert!(!format!("{error} {error:?}").contains("ken\""), "{error:?}");
        };
        rejected().await;
        assert!(store.load().await.unwrap().is_none());
        // The next call asks again.
        get(&zoom).await.unwrap();
        assert_eq!((service.issued(), service.shown()), (2, vec!["token-2".to_owned()]));
        // An endpoint that goes on like this is left alone for a while.
        sleep(Duration::from_secs(31)).await;
        for _ in 0..10 {
            rejected().await;
        }
        assert_eq!(service.issued(), 4);
        sleep(Duration::from_secs(2)).await;
        get(&zoom).await.unwrap();
        assert_eq!((service.issued(), service.shown().len()), (5, 2));
    }
}

#[tokio::test(start_paused = true)]
async fn a_stored_token_that_no_header_can_carry_is_replaced() {
    let service = Service::new(|number| token(number, 3_600), fine);
    let store = MemoryStore::with(Token::new("stor\r\ned", Duration::from_secs(3_600)));
    get(&service.client(Retry::none(), store)).await.unwrap();
    assert_eq!(service.shown(), ["token-1"]);
}

#[cfg(feature = "oauth")]
#[tokio::test(start_paused = true)]
async fn the_grant_survives_a_token_that_no_header_can_carry() {
    let service = Service::new(
        |number| match number {
            1 => (200, None, r#"{"access_token":"a\r\nb","refresh_token":"refresh-1"}"#.to_owned()),
            number => token(number, 3_600),
        },
        fine,
    );
    let store = MemoryStore::with(super::oauth::old());
    let user = crate::zoom::auth::OAuth::new("client-1", "client-secret").store(store.clone());
    let builder = rt::Client::builder().transport(service.clone()).auth(user.clone());
    let zoom = builder.retry(Retry::none()).build().unwrap();
    let refresh = async || store.load().await.unwrap().unwrap().refresh.unwrap();
    assert!(matches!(get(&zoom).await, Err(Error::Auth(_))));
    assert_eq!(refresh().await.expose_secret(), "refresh-1", "the server has replaced the old one");
    get(&zoom).await.unwrap();
    assert_eq!((refresh().await.expose_secret(), service.issued()), ("refresh-2", 2));
    // What the caller brings is looked at too.
    let bad = Token::new("a\nb", Duration::from_secs(3_600));
    assert!(matches!(user.set_token(bad).await, Err(Error::Auth(_))));
    assert_eq!(refresh().await.expose_secret(), "refresh-2");
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_in_the_background_before_its_end() {
    let service = Service::new(|number| token(number, 3_600), fine);
    let zoom = service.client(Retry::none(), MemoryStore::new());
    get(&zoom).await.unwrap();
    // 59 minutes are used; the last 2.5 to 5 of them are the time to renew.
    sleep(Duration::from_secs(3_540 - 310)).await;
    get(&zoom).await.unwrap();
    sleep(Duration::from_millis(100)).await;
    assert_eq!(service.issued(), 1);
    sleep(Duration::from_secs(310 - 140)).await;
    let before = tokio::time::Instant::now();
    for task in start(&zoom, 100) {
        task.await.unwrap().unwrap();
    }
    assert!(before.elapsed() < ISSUING, "nobody waited for the new token");
    assert!(service.shown().iter().all(|shown| shown == "token-1"));
    zoom.finish_renewals().await;
    assert_eq!(service.issued(), 2);
    get(&zoom).await.unwrap();
    assert_eq!(service.shown().last().unwrap(), "token-2");
}

#[tokio::test(start_paused = true)]
async fn a_renewal_in_the_background_that_fails_disturbs_nobody() {
    for (status, retry_after) in [(503, Some(60)), (400, None)] {
        let service = Service::new(
            move |number| match number {
                1 => token(1, 3_600),
                2 => (status, retry_after, String::new()),
                number => token(number, 3_600),
            },
            fine,
        );
        let zoom = service.client(Retry::none(), MemoryStore::new());
        get(&zoom).await.unwrap();
        sleep(Duration::from_secs(3_540 - 140)).await;
        for _ in 0..29 {
            get(&zoom).await.unwrap();
            zoom.finish_renewals().await;
            sleep(Duration::from_millis(900)).await;
        }
        assert_eq!(service.issued(), 2, "one attempt in half a minute");
        sleep(Duration::from_secs(40)).await;
        get(&zoom).await.unwrap();
        zoom.finish_renewals().await;
        get(&zoom).await.unwrap();
        assert_eq!((service.issued(), service.shown().last().unwrap().as_str()), (3, "token-3"));
    }
}

#[test]
fn processes_do_not_renew_at_the_same_second() {
    let early: Vec<_> = (0..20)
        .map(|_| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .start_paused(true)
                .build()
                .unwrap();
            runtime.block_on(async {
                let service = Service::new(|number| token(number, 3_600), fine);
                let zoom = service.client(Retry::none(), MemoryStore::new());
                let begun = tokio::time::Instant::now();
                get(&zoom).await.unwrap();
                sleep(Duration::from_secs(3_230)).await;
                while service.issued() < 2 {
                    get(&zoom).await.unwrap();
                    sleep(Duration::from_secs(1)).await;
                }
                begun.elapsed().as_secs()
            })
        })
        .collect();
    assert!(early.iter().all(|at| (3_235..=3_395).contains(at)), "{early:?}");
    let different: std::collections::HashSet<_> = early.iter().collect();
    assert!(different.len() > 10, "{early:?}");
}
