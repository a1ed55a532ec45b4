// A store of your own: processes of one machine share the limits of an account in a file.
//
//     cargo run --features store-checks --example own_store -- limits.json pro me me me
//     cargo run --features store-checks --example own_store -- limits.json --check
//
// The second form runs the checks that every store has to pass. Credentials come from ZOOM_TOKEN; ZOOM_BASE_URL names
// another server. docs/SCALING.md explains the parts.

use std::fs::OpenOptions;
use std::io::{Read, Seek, Write};
use std::path::PathBuf;

use zoom_client::auth::{Bearer, BoxFuture};
use zoom_client::runtime::testing;
use zoom_client::stores::{
    Lease, LeaseRequest, Ledger, LimitReport, LimitStore, StoreError, StoreErrorKind,
};
use zoom_client::zoom::Plan;
use zoom_client::{Client, Limiter, users};

/// The counts of an account in a file.
#[derive(Clone)]
struct FileLimits {
    path: PathBuf,
}

impl FileLimits {
    /// Changes the counts while no other process does: the whole work of a store.
    async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Ledger) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let path = self.path.clone();
        let work = move || {
            let open =
                OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
            let mut file = open.map_err(unwritable)?;
            // Until the file is closed.
            file.lock().map_err(unwritable)?;
            let mut text = String::new();
            file.read_to_string(&mut text).map_err(unwritable)?;
            let mut ledger = Ledger::from_json(&text)?;
            let result = change(&mut ledger);
            file.rewind().and_then(|()| file.set_len(0)).map_err(unwritable)?;
            file.write_all(ledger.to_json().as_bytes()).map_err(unwritable)?;
            Ok(result)
        };
        let ended = |_| StoreError::new(StoreErrorKind::Other, "the program ends");
        tokio::task::spawn_blocking(work).await.map_err(ended)?
    }
}

fn unwritable(error: std::io::Error) -> StoreError {
    StoreError::new(StoreErrorKind::Unwritable, "the file of the limits").with_source(error)
}

impl LimitStore for FileLimits {
    fn lease<'a>(&'a self, request: &'a LeaseRequest) -> BoxFuture<'a, Result<Lease, StoreError>> {
        let request = request.clone();
        Box::pin(self.change(move |ledger| ledger.lease(&request, Ledger::now())))
    }

    fn report<'a>(&'a self, report: &'a LimitReport) -> BoxFuture<'a, Result<(), StoreError>> {
        let report = report.clone();
        Box::pin(self.change(move |ledger| ledger.report(&report, Ledger::now())))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("the first argument is the file of the limits")?.into();
    let limits = FileLimits { path };
    let plan = match arguments.next().as_deref() {
        Some("--check") => {
            testing::stores::limits(|| limits.clone()).await?;
            println!("the store is as it should be");
            return Ok(());
        }
        Some("free") => Plan::Free,
        Some("business") => Plan::Business,
        _ => Plan::Pro,
    };
    let limiter = Limiter::new(plan).store(limits);
    let mut builder =
        Client::builder().auth(Bearer::new(std::env::var("ZOOM_TOKEN")?)).limiter(limiter);
    if let Ok(url) = std::env::var("ZOOM_BASE_URL") {
        builder = builder.base_url(url);
    }
    let zoom = builder.build()?;
    for id in arguments {
        let user = users::get(id.as_str()).send(&zoom).await?;
        println!("{id}: {}", user.display_name.unwrap_or_default());
    }
    Ok(())
}
