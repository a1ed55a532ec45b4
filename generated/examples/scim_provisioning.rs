// Provisions a user by SCIM and puts it into a group; without a group, deactivates the user.
//
//     cargo run --example scim_provisioning --features scim2 -- jo@example.com Sales
//
// Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET.

use zoom_client::auth::ServerToServer;
use zoom_client::enums::{ScimOperation, ScimSchema};
use zoom_client::scim::Filter;
use zoom_client::scim2::{self, GroupPatch, GroupPatchValue, Member, UserAttributes, UserPatch};
use zoom_client::{Client, Result, ids::UserId};

#[tokio::main]
async fn main() -> Result<()> {
    let zoom = Client::builder().auth(ServerToServer::from_env()?).build()?;
    let mut arguments = std::env::args().skip(1);
    let Some(email) = arguments.next() else {
        println!("usage: scim_provisioning <email> [<group>]");
        return Ok(());
    };
    let group = arguments.next();
    let user = provision(&zoom, &email, group.is_some()).await?;
    if let Some(group) = group {
        join(&zoom, &user, &group).await?;
    }
    println!("{user}");
    Ok(())
}

/// The user with this email address, created if there is none, and active or not.
async fn provision(zoom: &Client, email: &str, active: bool) -> Result<UserId> {
    let mut found = scim2::users::list().filter(Filter::user_name(email)).items(zoom);
    let user = match found.try_next().await? {
        Some(user) => user,
        None => scim2::users::create(email).schemas([ScimSchema::User]).send(zoom).await?,
    };
    let id = user.require_id()?;
    let attributes = UserAttributes::new().active(active);
    let patch = UserPatch::new(ScimOperation::Replace).value(attributes);
    scim2::users::update(id, [patch]).schemas([ScimSchema::PatchOp]).send(zoom).await?;
    Ok(id.clone())
}

/// Adds a user to the group with this name, which is created if there is none.
async fn join(zoom: &Client, user: &UserId, name: &str) -> Result<()> {
    let mut found = scim2::groups::list().filter(Filter::display_name(name)).items(zoom);
    let group = match found.try_next().await? {
        Some(group) => group,
        None => scim2::groups::create(name).schemas([ScimSchema::Group]).send(zoom).await?,
    };
    let members = GroupPatchValue::Members(vec![Member::new(user)]);
    let patch = GroupPatch::new(ScimOperation::Add).path("members").value(members);
    let update = scim2::groups::update(group.require_id()?, [patch]);
    update.schemas([ScimSchema::PatchOp]).send(zoom).await
}
