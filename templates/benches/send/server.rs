//! A server on this machine that keeps connections and always responds the same.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// Starts the server on a thread of its own, which ends with the program; its URL, and the first request of each
/// connection.
pub(crate) fn start(body: String) -> std::io::Result<(String, Receiver<String>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    let response = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let (seen, requests) = channel();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (response, seen) = (response.clone(), seen.clone());
            thread::spawn(move || serve(stream, response.as_bytes(), &seen));
        }
    });
    Ok((url, requests))
}

/// Responds to every request; they have no bodies.
fn serve(mut stream: TcpStream, response: &[u8], first: &Sender<String>) {
    let _ = stream.set_nodelay(true);
    let mut is_first = true;
    let mut seen = Vec::new();
    let mut chunk = [0; 4_096];
    while let Ok(count) = stream.read(&mut chunk) {
        if count == 0 {
            return;
        }
        seen.extend_from_slice(chunk.get(..count).unwrap_or_default());
        if seen.ends_with(b"\r\n\r\n") {
            if std::mem::take(&mut is_first) {
                let _ = first.send(String::from_utf8_lossy(&seen).into_owned());
            }
            seen.clear();
            if stream.write_all(response).is_err() {
                return;
            }
        }
    }
}
