// Reports the devices of the Zoom Rooms of a location that are offline.
//
//     cargo run --example room_devices --features rooms -- Headquarters
//
// Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET.

use std::pin::pin;

use futures_util::TryStreamExt;
use zoom_client::auth::ServerToServer;
use zoom_client::{Client, Result, enums::RoomDeviceStatus, rooms};

#[tokio::main]
async fn main() -> Result<()> {
    let zoom = Client::builder().auth(ServerToServer::from_env()?).build()?;
    let Some(location) = std::env::args().nth(1) else {
        println!("usage: room_devices <location>");
        return Ok(());
    };
    for line in offline(&zoom, &location).await? {
        println!("{line}");
    }
    Ok(())
}

/// A line for each offline device in the rooms of the locations with this name, four rooms at a time.
async fn offline(zoom: &Client, name: &str) -> Result<Vec<String>> {
    let mut locations = rooms::locations::list().items(zoom);
    let mut lines = Vec::new();
    while let Some(location) = locations.try_next().await? {
        if location.name.as_deref() != Some(name) {
            continue;
        }
        let list = rooms::list().location_id(location.require_id()?).items(zoom);
        let checked = list.map_ok(|room| async {
            let list = rooms::devices::list(room.require_id()?).send(zoom).await?;
            zoom_client::Result::Ok((room.name.unwrap_or_default(), list.devices))
        });
        let mut checked = pin!(checked.try_buffered(4));
        while let Some((room, devices)) = checked.try_next().await? {
            for device in devices {
                if device.status == Some(RoomDeviceStatus::Offline) {
                    lines.push(format!("{room}: {}", device.device_hostname.unwrap_or_default()));
                }
            }
        }
    }
    Ok(lines)
}
