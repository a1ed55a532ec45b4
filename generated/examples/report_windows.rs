// Lists the hosts of a range of days that is longer than the month that one request of Zoom covers.
//
//     cargo run --example report_windows --features reports -- 2026-04-01 2026-09-30
//
// Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET, or a token from ZOOM_TOKEN.
// ZOOM_BASE_URL names another server.

use std::env;
use zoom_client::Operation as _;

use zoom_client::auth::{Bearer, ServerToServer};
use zoom_client::enums::HostReportType;
use zoom_client::{Client, Result, reports};

#[tokio::main]
async fn main() -> Result<()> {
    let mut days = env::args().skip(1);
    let (Some(from), Some(to)) = (days.next(), days.next()) else {
        println!("usage: report_windows <first day> <last day>, as in 2026-04-01 2026-09-30");
        return Ok(());
    };
    let zoom = client()?;
    let report = reports::hosts(from, to).type_(HostReportType::Active).page_size(300);

    // The request that would be sent, without a server.
    for window in report.clone().windows()? {
        println!("{}", window.request()?.url);
    }

    // All pages of all windows as one stream.
    let mut hosts = report.items_in_windows(&zoom)?;
    while let Some(host) = hosts.try_next().await? {
        let email = host.email.as_deref().unwrap_or("unknown");
        println!("{email}  {} meetings", host.meetings.unwrap_or_default());
    }
    Ok(())
}

fn client() -> Result<Client> {
    let mut builder = Client::builder();
    if let Ok(url) = env::var("ZOOM_BASE_URL") {
        builder = builder.base_url(url);
    }
    match env::var("ZOOM_TOKEN") {
        Ok(token) => builder.auth(Bearer::new(token)).build(),
        Err(_) => builder.auth(ServerToServer::from_env()?).build(),
    }
}
