// Schedules a course on Mondays and Wednesdays, registers people for it, and prints their links.
//
//     cargo run --example recurring_meeting --features meetings -- jo@example.com=Jo sam@example.com=Sam
//
// Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET.

use tokio::task::JoinSet;
use zoom_client::auth::ServerToServer;
use zoom_client::enums::{ApprovalType, MeetingType, RecurrenceType, Weekday};
use zoom_client::{Client, Result, meetings, types::Recurrence};

#[tokio::main]
async fn main() -> Result<()> {
    let zoom = Client::builder().auth(ServerToServer::from_env()?).build()?;
    for line in schedule(&zoom, std::env::args().skip(1)).await? {
        println!("{line}");
    }
    Ok(())
}

async fn schedule(zoom: &Client, people: impl Iterator<Item = String>) -> Result<Vec<String>> {
    let days = Recurrence::new(RecurrenceType::Weekly)
        .weekly_days([Weekday::Monday, Weekday::Wednesday])
        .end_times(12);
    let course = meetings::create("me")
        .topic("Rust in the evening")
        .type_(MeetingType::RecurringFixed)
        .start_time("2026-12-07T18:00:00Z")
        .duration(90)
        .recurrence(days)
        .settings(meetings::Settings::new().approval_type(ApprovalType::Automatic))
        .send(zoom)
        .await?;
    let mut pending = JoinSet::new();
    for person in people {
        let (email, name) = person.split_once('=').unwrap_or((&person, "Guest"));
        pending.spawn(meetings::registrants::add(course.require_id()?, name, email).send(zoom));
    }
    let mut lines = Vec::new();
    for registered in pending.join_all().await {
        lines.push(registered?.join_url.unwrap_or_default());
    }
    lines.sort();
    Ok(lines)
}
