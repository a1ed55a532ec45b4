// Lists the users who hosted no meeting in a range of days, over all pages of the report.
//
//     cargo run --example inactive_hosts --features reports -- 2026-10-01 2026-10-31
//
// The range is at most a month. Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and
// ZOOM_CLIENT_SECRET, or a token from ZOOM_TOKEN. ZOOM_BASE_URL names another server.

use std::env;

use zoom_client::auth::{Bearer, ServerToServer};
use zoom_client::enums::HostReportType;
use zoom_client::{Client, Result, reports};

#[tokio::main]
async fn main() -> Result<()> {
    let mut days = env::args().skip(1);
    let (Some(from), Some(to)) = (days.next(), days.next()) else {
        println!("usage: inactive_hosts <first day> <last day>, as in 2026-10-01 2026-10-31");
        return Ok(());
    };
    let zoom = client()?;

    // The next page is fetched when the items of the last one are used up.
    let mut hosts =
        reports::hosts(from, to).type_(HostReportType::Inactive).page_size(300).items(&zoom);
    let mut count = 0;
    while let Some(host) = hosts.try_next().await? {
        count += 1;
        let email = host.email.as_deref().unwrap_or("unknown");
        println!("{email}  {}", host.user_name.unwrap_or_default());
    }
    println!("{count} inactive hosts");
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
