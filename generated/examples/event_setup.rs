// Sets up an event of Zoom Events: a session, a ticket type, and a ticket for each person.
//
//     cargo run --example event_setup --features zoom-events -- HUB 2026-12-07 jo@example.com sam@example.com
//
// Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET.

use zoom_client::auth::ServerToServer;
use zoom_client::enums::{
    EventAccessLevel, EventAction, EventAttendanceType, EventSessionType, ZoomEventType,
};
use zoom_client::zoom_events::{NewTicket, Period, events, sessions, ticket_types, tickets};
use zoom_client::{Client, Result, ids::ZoomEventId};

const ZONE: &str = "Europe/Zurich";

#[tokio::main]
async fn main() -> Result<()> {
    let zoom = Client::builder().auth(ServerToServer::from_env()?).build()?;
    let mut arguments = std::env::args().skip(1);
    let (Some(hub), Some(day)) = (arguments.next(), arguments.next()) else {
        println!("usage: event_setup <hub> <day> [<email>…]");
        return Ok(());
    };
    println!("{}", create(&zoom, &hub, &day, arguments).await?);
    Ok(())
}

async fn create(
    zoom: &Client,
    hub: &str,
    day: &str,
    people: impl Iterator<Item = String>,
) -> Result<ZoomEventId> {
    let (start, end) = (format!("{day}T09:00:00Z"), format!("{day}T11:00:00Z"));
    let event = events::create::Body::new(
        "Open day",
        "A look behind the scenes",
        ZONE,
        ZoomEventType::Conference,
        EventAccessLevel::PrivateRestricted,
        hub,
        EventAttendanceType::Virtual,
    );
    let event = event.calendar([Period::new(&*start, &*end)]);
    let event = events::create(event).send(zoom).await?;
    let event = event.require_event_id()?;

    let kind = EventSessionType::Meeting;
    let session = sessions::create::Body::new("Welcome", &*start, &*end, ZONE, kind);
    sessions::create(event, session).send(zoom).await?;

    let ticket = ticket_types::create::Body::new("Guest", "USD", &*start, &*end).free(true);
    let ticket = ticket_types::create(event, ticket).send(zoom).await?;
    let ticket = ticket.require_ticket_type_id()?;
    events::perform_action(event, EventAction::Publish).send(zoom).await?;

    let people = people.map(|email| NewTicket::new(email).ticket_type_id(ticket));
    tickets::create(event).tickets(people).send(zoom).await?;
    Ok(event.clone())
}
