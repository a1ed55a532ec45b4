//! The runtime of the client that waits goes on while nobody waits, and works wherever a thread may wait.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

use crate::runtime::auth::Bearer;
use crate::runtime::private::{self as rt, Error, Retry, blocking, reqwest};
use crate::runtime::testing::{FakeResponse, FakeTransport};
use crate::sample::users;

/// The threads of servers.
static THREADS: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// A server that closes connections 20 ms after their last response.
struct Impatient {
    url: String,
    opened: Arc<AtomicUsize>,
    /// Connections that the client has closed too.
    closed: Arc<AtomicUsize>,
}

impl Impatient {
    fn start() -> Self {
        let listener = THREADS.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (opened, closed) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let counts = (Arc::clone(&opened), Arc::clone(&closed));
        THREADS.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counts.0.fetch_add(1, Ordering::SeqCst);
                let closed = Arc::clone(&counts.1);
                tokio::spawn(async move {
                    serve(stream).await;
                    closed.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        Self { url, opened, closed }
    }

    /// Waits until all connections are closed on both sides. A loaded machine needs long for it; a request that is sent
    /// before that may fail, whatever the client does.
    fn rest(&self) {
        let begun = Instant::now();
        while self.closed.load(Ordering::SeqCst) < self.opened.load(Ordering::SeqCst)
            && begun.elapsed() < Duration::from_secs(30)
        {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

async fn serve(mut stream: TcpStream) {
    let mut request = Vec::new();
    // Only idle connections are closed: a slow machine may need longer for a request.
    let mut idle = Duration::from_secs(10);
    loop {
        let mut piece = [0; 1024];
        let read = tokio::time::timeout(idle, stream.read(&mut piece)).await;
        match read {
            Ok(Ok(count)) if count > 0 => request.extend_from_slice(&piece[..count]),
            Ok(_) => return,
            Err(_) => break,
        }
        // Bodies of these requests are JSON objects in one piece.
        if request.ends_with(b"}") {
            request.clear();
            idle = Duration::from_millis(20);
            let response = b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}";
            if stream.write_all(response).await.is_err() {
                return;
            }
        }
    }
    let _ = stream.shutdown().await;
    while stream.read(&mut [0; 64]).await.is_ok_and(|count| count > 0) {}
}

#[test]
fn a_thousand_posts_survive_connections_that_the_server_closes() {
    // Each program has a server of its own, so that it knows when its one connection is closed: a request that is
    // sent while the server closes it can only fail.
    let program = || {
        let server = Impatient::start();
        let http = reqwest::Client::builder().no_proxy();
        let builder = rt::Client::builder().http(http).base_url(&server.url).auth(Bearer::new("t"));
        let zoom = builder.retry(Retry::none()).build_blocking().unwrap();
        for _ in 0..50 {
            let user = users::create("create", users::UserInfo::new("a@example.com"));
            user.send_blocking(&zoom).unwrap();
            server.rest();
        }
        assert_eq!(server.opened.load(Ordering::SeqCst), 50, "each connection was closed");
    };
    std::thread::scope(|scope| {
        let programs: Vec<_> = (0..20).map(|_| scope.spawn(program)).collect();
        let failed = programs.into_iter().filter_map(|program| program.join().err()).count();
        assert_eq!(failed, 0);
    });
}

fn client(transport: &FakeTransport) -> blocking::Client {
    let builder = rt::Client::builder().transport(transport.clone()).retry(Retry::none());
    builder.auth(Bearer::new("t")).build_blocking().unwrap()
}

/// Uses everything that waits: a request with a timer, a list, and the end of the client.
fn use_and_drop() {
    let transport = FakeTransport::new();
    transport.respond(FakeResponse::json(200, r#"{"id":"a"}"#).after(Duration::from_millis(5)));
    transport
        .respond(FakeResponse::json(200, json!({"next_page_token": "", "users": [{"id": "b"}]})));
    let zoom = client(&transport);
    assert_eq!(users::get("me").send_blocking(&zoom).unwrap().id.as_deref(), Some("a"));
    let items = users::list().items_blocking(&zoom).collect::<rt::Result<Vec<_>>>().unwrap();
    assert_eq!(items.len(), 1);
}

fn is_rejected() -> bool {
    let transport = FakeTransport::new();
    transport.always(FakeResponse::json(200, "{}"));
    let error = users::get("me").send_blocking(&client(&transport)).unwrap_err();
    matches!(error, Error::InvalidRequest(_))
        && error.to_string().contains("spawn_blocking")
        && transport.sent().is_empty()
}

#[test]
fn it_works_where_a_thread_may_wait() {
    use_and_drop();
    let many = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let many = many.unwrap();
    let one = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for runtime in [&many, &one] {
        runtime.block_on(async { tokio::task::spawn_blocking(use_and_drop).await.unwrap() });
        // Being within reach of a runtime is not running in it.
        let _entered = runtime.enter();
        use_and_drop();
    }
    many.block_on(async {
        tokio::task::block_in_place(use_and_drop);
        tokio::spawn(async { tokio::task::block_in_place(use_and_drop) }).await.unwrap();
        let nested = || tokio::task::block_in_place(use_and_drop);
        tokio::task::spawn_blocking(nested).await.unwrap();
    });
}

#[test]
fn directly_inside_of_a_task_it_is_an_error() {
    let many = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let one = tokio::runtime::Builder::new_current_thread().enable_all().build();
    for runtime in [many.unwrap(), one.unwrap()] {
        runtime.block_on(async {
            assert!(is_rejected() && is_rejected());
            assert!(tokio::spawn(async { is_rejected() }).await.unwrap());
            let local = tokio::task::LocalSet::new();
            assert!(local.run_until(async { is_rejected() }).await);
            // Other tasks of the thread go on.
            tokio::time::sleep(Duration::from_millis(1)).await;
        });
    }
}

#[cfg(feature = "oauth")]
mod grants {
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use secrecy::ExposeSecret;

    use super::super::oauth::{old, user};
    use super::super::renewal::rotating;
    use super::super::server::Server;
    use super::super::token_store::Folder;
    use super::THREADS;
    use crate::runtime::auth::{FileStore, TokenStore};
    use crate::runtime::{Error, blocking};
    use crate::sample::users;

    /// A server that needs 300 ms for a token, a store that holds a token which has ended, and a client that waits for
    /// 100 ms at most.
    fn impatient(folder: &Folder) -> (Server, blocking::Client) {
        let server = THREADS.block_on(rotating(Duration::from_millis(300)));
        let store = FileStore::new(folder.file());
        THREADS.block_on(store.save(&old())).unwrap();
        let builder = server.builder().auth(user(&server).store(store));
        let zoom = builder.total_timeout(Duration::from_millis(100)).build_blocking().unwrap();
        let error = users::get("me").send_blocking(&zoom).unwrap_err();
        assert!(error.is_timeout(), "{error}");
        (server, zoom)
    }

    fn kept(folder: &Folder) -> String {
        let kept = THREADS.block_on(FileStore::new(folder.file()).load()).unwrap().unwrap();
        kept.refresh.unwrap().expose_secret().to_owned()
    }

    /// Whether a program that shares the store can go on with it.
    fn another_process_goes_on(folder: &Folder, server: &Server) -> bool {
        let store = FileStore::new(folder.file()).lock_timeout(Duration::from_millis(50));
        drop(THREADS.block_on(store.lock()).unwrap());
        let builder = server.builder().auth(user(server).store(store));
        users::get("me").send_blocking(&builder.build_blocking().unwrap()).is_ok()
    }

    #[test]
    fn a_caller_that_gives_up_loses_no_grant_and_leaves_no_lock() {
        let folder = Folder::new();
        let (server, zoom) = impatient(&folder);
        let begun = Instant::now();
        // Nobody uses the client meanwhile.
        while kept(&folder) == "refresh-0" && begun.elapsed() < Duration::from_secs(5) {
            std::thread::sleep(Duration::from_millis(10));
        }
        assert_eq!(kept(&folder), "refresh-1");
        assert!(another_process_goes_on(&folder, &server));
        users::get("me").send_blocking(&zoom).unwrap();
        let asked = server.received().iter().filter(|one| one.path() == "/oauth/token").count();
        assert_eq!(asked, 1);
    }

    #[test]
    fn dropping_the_client_waits_for_the_renewal() {
        let folder = Folder::new();
        let (server, zoom) = impatient(&folder);
        let begun = Instant::now();
        drop(zoom);
        assert!(begun.elapsed() < Duration::from_secs(5));
        assert_eq!(kept(&folder), "refresh-1");
        assert!(another_process_goes_on(&folder, &server));
    }

    #[test]
    fn dropping_the_client_in_a_task_does_not_wait_and_the_renewal_goes_on() {
        let folder = Folder::new();
        let (server, zoom) = impatient(&folder);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let begun = Instant::now();
            drop(zoom);
            assert!(begun.elapsed() < Duration::from_millis(100));
        });
        drop(runtime);
        let begun = Instant::now();
        while kept(&folder) == "refresh-0" && begun.elapsed() < Duration::from_secs(5) {
            std::thread::sleep(Duration::from_millis(10));
        }
        assert_eq!(kept(&folder), "refresh-1");
        assert!(another_process_goes_on(&folder, &server));
    }

    /// The same for the asynchronous client: its renewals end with the runtime, so a program waits for them.
    #[test]
    fn a_program_waits_for_renewals_before_its_runtime_ends() {
        let folder = Folder::new();
        let server = THREADS.block_on(rotating(Duration::from_millis(300)));
        let store = Arc::new(FileStore::new(folder.file()));
        THREADS.block_on(store.save(&old())).unwrap();
        let user = user(&server).store(FileStore::new(folder.file()));
        let zoom = server.builder().auth(user).total_timeout(Duration::from_millis(100));
        let zoom = zoom.build().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let error = users::get("me").send(&zoom).await.unwrap_err();
            assert!(matches!(error, Error::Transport(_)), "{error}");
            zoom.finish_renewals().await;
            // Nothing is in flight: no wait.
            zoom.finish_renewals().await;
        });
        drop(runtime);
        assert_eq!(kept(&folder), "refresh-1");
    }
}
