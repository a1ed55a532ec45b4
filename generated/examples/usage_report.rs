// Exports what the hosts of an account did in a range of any length, as CSV.
//
//     cargo run --example usage_report --features reports -- 2026-01-01 2026-10-31 > hosts.csv
//
// Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET.

use std::collections::BTreeMap;

use zoom_client::{Client, Result, auth::ServerToServer, enums::HostReportType, reports};

#[tokio::main]
async fn main() -> Result<()> {
    let zoom = Client::builder().auth(ServerToServer::from_env()?).build()?;
    let mut days = std::env::args().skip(1);
    let (Some(from), Some(to)) = (days.next(), days.next()) else {
        println!("usage: usage_report <first day> <last day>");
        return Ok(());
    };
    for (email, [meetings, minutes]) in totals(&zoom, &from, &to).await? {
        println!("{email},{meetings},{minutes}");
    }
    Ok(())
}

/// Meetings and minutes by email address; a report has one row for each month and host.
async fn totals(zoom: &Client, from: &str, to: &str) -> Result<BTreeMap<String, [i64; 2]>> {
    let mut hosts =
        reports::hosts(from, to).type_(HostReportType::Active).items_in_windows(zoom)?;
    let mut totals = BTreeMap::<String, [i64; 2]>::new();
    while let Some(host) = hosts.try_next().await? {
        let [meetings, minutes] = totals.entry(host.email.unwrap_or_default()).or_default();
        *meetings += host.meetings.unwrap_or_default();
        *minutes += host.meeting_minutes.unwrap_or_default();
    }
    Ok(totals)
}
