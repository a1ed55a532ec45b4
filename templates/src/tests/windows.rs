//! Ranges that are longer than a server accepts at once.

use super::server::{Reply, Server};
use crate::runtime::private as rt;
use crate::sample::{reports, users};

fn split(from: &str, to: &str) -> Vec<(String, String)> {
    let windows = reports::hosts(from, to).windows().unwrap();
    windows.take(100).map(|one| (one.from.unwrap(), one.to.unwrap())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect()
}

#[test]
fn days_are_split_into_months() {
    for (from, to, expected) in [
        ("2026-01-15", "2026-01-15", &[("2026-01-15", "2026-01-15")][..]),
        ("2026-04-01", "2026-04-30", &[("2026-04-01", "2026-04-30")]),
        // No month is longer than 30 days, so that a server that counts days agrees.
        ("2026-01-01", "2026-01-31", &[("2026-01-01", "2026-01-30"), ("2026-01-31", "2026-01-31")]),
        // Nor longer than the month of the calendar that it begins in.
        ("2026-02-01", "2026-03-02", &[("2026-02-01", "2026-02-28"), ("2026-03-01", "2026-03-02")]),
        ("2024-01-30", "2024-03-01", &[("2024-01-30", "2024-02-28"), ("2024-02-29", "2024-03-01")]),
        ("2025-12-20", "2026-02-01", &[("2025-12-20", "2026-01-18"), ("2026-01-19", "2026-02-01")]),
    ] {
        assert_eq!(split(from, to), pairs(expected), "{from} {to}");
    }
}

#[test]
fn a_year_is_covered_without_gaps() {
    let windows = split("2025-03-01", "2026-02-28");
    let day = |text: &str| {
        let (year, month, day) = rt::Date::new(text).ymd().unwrap();
        rt::Timestamp::new(format!("{year:04}-{month:02}-{day:02}T00:00:00Z"))
            .unix_seconds()
            .unwrap()
            / 86_400
    };
    let mut next = day("2025-03-01");
    for (from, to) in &windows {
        assert_eq!(day(from), next, "{from}");
        assert!((0..30).contains(&(day(to) - day(from))), "{from} {to}");
        next = day(to) + 1;
    }
    assert_eq!(next, day("2026-02-28") + 1);
}

#[test]
fn points_in_time_are_split_to_the_second() {
    assert_eq!(
        split("2026-05-10T08:30:00Z", "2026-06-20T00:00:00+02:00"),
        pairs(&[
            ("2026-05-10T08:30:00Z", "2026-06-09T08:29:59Z"),
            ("2026-06-09T08:30:00Z", "2026-06-20T00:00:00+02:00"),
        ])
    );
}

#[test]
fn what_cannot_be_split_is_said() {
    for (from, to, reason) in [
        ("", "2026-01-01", "`from` has no value"),
        ("2026-01-01", "soon", "`to` is neither a day"),
        ("2026-02-30", "2026-03-01", "`from` is neither a day"),
        ("2026-01-01T10:00:00", "2026-03-01", "`from` is neither a day"),
        ("2026-03-01", "2026-02-01", "`from` is after `to`"),
    ] {
        let error = reports::hosts(from, to).windows().unwrap_err().to_string();
        assert!(
            error.starts_with("invalid request reports::hosts: ") && error.contains(reason),
            "{error}"
        );
    }
    let error = rt::Windows::new(users::list()).unwrap_err().to_string();
    assert!(error.contains("there are no windows"), "{error}");
}

#[test]
fn data_that_is_too_old_is_advice() {
    let windows = reports::hosts("2025-03-30", "2026-02-01").windows().unwrap();
    let today = |text: &str| windows.too_early(&rt::Date::new(text));
    assert_eq!(today("2025-09-30"), None);
    assert_eq!(today("2025-10-01"), Some(rt::Date::new("2025-04-01")));
    assert_eq!(today("today"), None);
}

#[tokio::test]
async fn items_of_all_windows_come_in_one_stream() {
    let server = Server::start(|number, received| {
        let pages = [
            ("?from=2026-01-01&to=2026-01-30", r#"{"next_page_token":"t","users":[{"id":"1"}]}"#),
            (
                "?from=2026-01-01&to=2026-01-30&next_page_token=t",
                r#"{"next_page_token":"","users":[{"id":"2"}]}"#,
            ),
            // A token that was good in another window is a new one here.
            ("?from=2026-01-31&to=2026-02-27", r#"{"next_page_token":"t","users":[]}"#),
            ("?from=2026-01-31&to=2026-02-27&next_page_token=t", r#"{"users":[{"id":"3"}]}"#),
            ("?from=2026-02-28&to=2026-03-05", r#"{"users":[{"id":"4"}]}"#),
        ];
        match pages.get(number) {
            Some((query, page)) if received.target.ends_with(query) => Reply::json(200, page),
            _ => Reply::json(500, &format!(r#"{{"code":1,"message":"{}"}}"#, received.target)),
        }
    })
    .await;
    let mut items =
        reports::hosts("2026-01-01", "2026-03-05").items_in_windows(&server.client()).unwrap();
    let mut ids = String::new();
    while let Some(user) = items.try_next().await.unwrap() {
        ids.push_str(&user.id.unwrap());
    }
    assert_eq!(ids, "1234");
    assert_eq!(server.received().len(), 5);
}

#[tokio::test]
async fn windows_are_resumed() {
    let server = Server::start(|_, received| {
        let day = received.target.split(['=', '&']).nth(1).unwrap();
        Reply::json(200, &format!(r#"{{"users":[{{"id":"{day}"}},{{"id":"{day} later"}}]}}"#))
    })
    .await;
    let list = reports::hosts("2026-01-01", "2026-04-01");
    let mut items = list.clone().items_in_windows(&server.client()).unwrap();
    for _ in 0..3 {
        items.try_next().await.unwrap();
    }
    let position = items.position();
    assert_eq!((position.windows, position.pages, position.items), (1, 0, 1));
    let mut rest = list.items_in_windows(&server.client()).unwrap().resume(position);
    let next = rest.try_next().await.unwrap().unwrap();
    assert_eq!(next.id.as_deref(), Some("2026-01-31 later"));
    assert_eq!(server.received().len(), 3);
}
