//! A server on this machine that takes one request, and clients that send to it.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;
use std::time::Duration;

use crate::runtime as rt;

/// Accepts one request and responds with 204; returns the address, and the request as text.
pub(super) fn listen() -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let taken = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a time limit");
        let mut received = Vec::new();
        let mut buffer = [0; 4096];
        while !is_complete(&received) {
            match stream.read(&mut buffer).expect("the request arrives") {
                0 => break,
                length => received.extend_from_slice(&buffer[..length]),
            }
        }
        let answer = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
        stream.write_all(answer).expect("the response leaves");
        String::from_utf8(received).expect("a request in UTF-8")
    });
    (base, taken)
}

fn is_complete(received: &[u8]) -> bool {
    let text = String::from_utf8_lossy(received);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let head = head.to_ascii_lowercase();
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
    match length.and_then(|length| length.parse::<usize>().ok()) {
        Some(length) => body.len() >= length,
        None => !head.contains("transfer-encoding") || body.ends_with("0\r\n\r\n"),
    }
}

/// Waits for a future.
pub(super) fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(future)
}

/// What arrives of an operation.
pub(super) fn received(operation: &dyn rt::Operation) -> String {
    received_by(rt::Client::builder(), operation)
}

/// What arrives of an operation that this client sends.
pub(super) fn received_by(client: rt::ClientBuilder, operation: &dyn rt::Operation) -> String {
    let (base, taken) = listen();
    let client = client.base_url(base).build().expect("a client");
    wait(client.execute(operation)).expect("a response");
    taken.join().expect("a request")
}
