// Lists the sessions of a Video SDK account, with tokens that it makes itself.
//
//     ZOOM_VIDEO_SDK_KEY=... ZOOM_VIDEO_SDK_SECRET=... \
//         cargo run --example video_sdk_jwt --features video-sdk,video-sdk-jwt -- 2026-10-01 2026-10-31
//
// Key and secret are those of the SDK, not of an application. ZOOM_BASE_URL names another server.

use std::env;

use zoom_client::auth::VideoSdkJwt;
use zoom_client::enums::SessionType;
use zoom_client::video_sdk::sessions;
use zoom_client::{Client, Result};

#[tokio::main]
async fn main() -> Result<()> {
    let (Some(from), Some(to)) = (env::args().nth(1), env::args().nth(2)) else {
        println!("usage: video_sdk_jwt <first day> <last day>");
        return Ok(());
    };
    let mut builder = Client::builder().auth(VideoSdkJwt::from_env()?);
    if let Ok(url) = env::var("ZOOM_BASE_URL") {
        builder = builder.base_url(url);
    }
    let zoom = builder.build()?;

    let mut sessions = sessions::list(from, to).type_(SessionType::Past).items(&zoom);
    while let Some(session) = sessions.try_next().await? {
        let name = session.session_name.as_deref().unwrap_or("unnamed");
        println!("{name}: {} users", session.user_count.unwrap_or_default());
    }
    Ok(())
}
