// One operation with the generated crate. The same by hand: by_hand.rs.

use zoom_client::{Client, auth::ServerToServer, enums::LoginType, users};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let zoom = Client::builder().auth(ServerToServer::from_env()?).build()?;
    let user = users::get("me").login_type(LoginType::Zoom).send(&zoom).await?;
    println!("{:?} is a {:?} user", user.email, user.type_);
    Ok(())
}
