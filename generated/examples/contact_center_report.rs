// Adds agents to a queue of Contact Center, and writes the engagements of a day as JSON lines.
//
//     cargo run --example contact_center_report --features contact-center -- Support 2026-11-02 jo@example.com
//
// Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET.

use std::io::Write;

use zoom_client::auth::ServerToServer;
use zoom_client::contact_center::{engagements, queues};
use zoom_client::{Client, Date, types::contact_center::Queue};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let zoom = Client::builder().auth(ServerToServer::from_env()?).build()?;
    let mut arguments = std::env::args().skip(1);
    let (Some(name), Some(day)) = (arguments.next(), arguments.next()) else {
        println!("usage: contact_center_report <queue> <day> [<email of an agent>…]");
        return Ok(());
    };
    let queue = find(&zoom, &name).await?;
    queues::agents::add(queue.require_queue_id()?, arguments).send(&zoom).await?;
    let count = export(&zoom, &queue, day.parse()?, &mut std::io::stdout()).await?;
    eprintln!("{count} engagements");
    Ok(())
}

/// The queue with this name.
async fn find(zoom: &Client, name: &str) -> Result<Queue> {
    let mut list = queues::list().items(zoom);
    while let Some(queue) = list.try_next().await? {
        if queue.queue_name.as_deref() == Some(name) {
            return Ok(queue);
        }
    }
    Err(format!("there is no queue {name}").into())
}

/// Writes the engagements of a queue on a day.
async fn export(zoom: &Client, queue: &Queue, day: Date, out: &mut impl Write) -> Result<usize> {
    let list = engagements::list().queue_id(queue.require_queue_id()?).from(&day).to(&day);
    let mut items = list.items(zoom);
    let mut count = 0;
    while let Some(engagement) = items.try_next().await? {
        writeln!(out, "{}", serde_json::to_string(&engagement)?)?;
        count += 1;
    }
    Ok(count)
}
