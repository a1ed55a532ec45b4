// Saves the attachments of all mails of a search, and sends a confirmation.
//
//     cargo run --example mail_search --features mail -- me "subject:invoice" invoices jo@example.com
//
// Credentials come from ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET.

use std::path::Path;

use zoom_client::auth::ServerToServer;
use zoom_client::mail::{NewDraft, drafts, messages, threads};
use zoom_client::{Client, base64url};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let zoom = Client::builder().auth(ServerToServer::from_env()?).build()?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mailbox, search, folder, to] = arguments.as_slice() else {
        println!("usage: mail_search <mailbox> <search> <folder> <recipient>");
        return Ok(());
    };
    let saved = save(&zoom, mailbox, search, Path::new(folder)).await?;
    confirm(&zoom, mailbox, to, &format!("{saved} files saved")).await
}

/// Saves the attachments of the mails that a search finds; how many there were.
async fn save(zoom: &Client, mailbox: &str, search: &str, folder: &Path) -> Result<usize> {
    let mut found = threads::list(mailbox).q(search).items(zoom);
    let mut saved = 0;
    while let Some(thread) = found.try_next().await? {
        let thread = threads::get(mailbox, thread.require_id()?).send(zoom).await?;
        for message in thread.messages {
            let id = message.require_id()?;
            for part in message.payload.iter().flat_map(|payload| &payload.parts) {
                let attachment = part.body.as_ref().and_then(|body| body.attachment_id.as_ref());
                let (Some(name), Some(attachment)) = (&part.filename, attachment) else { continue };
                let file = messages::get_attachment(mailbox, id, attachment).send(zoom).await?;
                // The name is that of the sender: only its last part is used.
                let name = Path::new(name).file_name().unwrap_or("attachment".as_ref());
                let content = base64url::decode(file.data.unwrap_or_default())?;
                std::fs::write(folder.join(name), content)?;
                saved += 1;
            }
        }
    }
    Ok(saved)
}

/// Writes a draft and sends it.
async fn confirm(zoom: &Client, mailbox: &str, to: &str, text: &str) -> Result<()> {
    let mail = format!("To: {to}\r\nSubject: Invoices\r\n\r\n{text}\r\n");
    let message = NewDraft::new().raw(base64url::encode(mail));
    let draft = drafts::create(mailbox, message).send(zoom).await?;
    drafts::send(mailbox, draft.require_id()?).send(zoom).await?;
    Ok(())
}
