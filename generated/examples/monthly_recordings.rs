// Downloads the videos of all meetings of a range of days, three files at a time.
//
//     cargo run --example monthly_recordings --features cloud-recording,downloads -- 2026-10-01 2026-10-31 videos
//
// Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET.

use futures_util::{StreamExt, TryStreamExt, stream};
use zoom_client::auth::ServerToServer;
use zoom_client::{Client, Download, Result, enums::RecordingFileType, recordings};

#[tokio::main]
async fn main() -> Result<()> {
    let zoom = Client::builder().auth(ServerToServer::from_env()?).build()?;
    let mut arguments = std::env::args().skip(1);
    let (Some(from), Some(to), Some(folder)) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        println!("usage: monthly_recordings <first day> <last day> <folder>");
        return Ok(());
    };
    println!("{} bytes", save(&zoom, &from, &to, &folder).await?);
    Ok(())
}

async fn save(zoom: &Client, from: &str, to: &str, folder: &str) -> Result<u64> {
    let mut meetings = recordings::list("me").from(from).to(to).items_in_windows(zoom)?;
    let mut videos = Vec::new();
    while let Some(meeting) = meetings.try_next().await? {
        let files = meeting.recording_files.into_iter();
        videos.extend(files.filter(|file| file.file_type == Some(RecordingFileType::Mp4)));
    }
    let saved = stream::iter(videos).map(async |file| {
        let path = format!("{folder}/{}.mp4", file.id.unwrap_or_default());
        Download::new(file.download_url.unwrap_or_default()).save(zoom, path).await
    });
    saved.buffer_unordered(3).try_fold(0, async |sum, file| Ok(sum + file.length)).await
}
