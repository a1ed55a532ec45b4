//! A server on this machine with configured responses, good or bad.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// The response of a path.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    status: String,
    headers: Vec<String>,
    etag: Option<String>,
    body: Vec<u8>,
    announced: Option<usize>,
    manner: Manner,
}

/// How it is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Manner {
    #[default]
    Whole,
    /// Not a byte, for ever.
    Silence,
    /// What there is, and then not a byte.
    ThenSilence,
    /// A byte now and then, for ever.
    Drip,
    /// Bytes without end.
    Endless,
    /// The connection is closed at once.
    Drop,
    /// Something that is not HTTP.
    Garbage,
}

impl Reply {
    pub fn status(status: &str) -> Reply {
        Reply { status: status.to_owned(), ..Reply::default() }
    }

    pub fn document(body: impl Into<String>) -> Reply {
        let headers = vec!["content-type: application/json".to_owned()];
        Reply { headers, body: body.into().into_bytes(), ..Reply::status("200 OK") }
    }

    pub fn tagged(body: impl Into<String>, etag: &str) -> Reply {
        Reply { etag: Some(etag.to_owned()), ..Reply::document(body) }
    }

    pub fn html(body: &str) -> Reply {
        let headers = vec!["content-type: text/html".to_owned()];
        Reply { headers, ..Reply::document(body) }
    }

    pub fn redirect(to: &str) -> Reply {
        Reply { headers: vec![format!("location: {to}")], ..Reply::status("301 Moved Permanently") }
    }

    pub fn silence() -> Reply {
        Reply { manner: Manner::Silence, ..Reply::default() }
    }

    pub fn drops() -> Reply {
        Reply { manner: Manner::Drop, ..Reply::default() }
    }

    pub fn garbage() -> Reply {
        Reply { manner: Manner::Garbage, ..Reply::default() }
    }

    pub fn untagged(self) -> Reply {
        Reply { etag: None, ..self }
    }

    pub fn bytes(self, body: &[u8]) -> Reply {
        Reply { body: body.to_vec(), ..self }
    }

    pub fn announcing(self, length: usize) -> Reply {
        Reply { announced: Some(length), ..self }
    }

    /// The first half of it; the whole is announced.
    pub fn half(mut self) -> Reply {
        let announced = Some(self.body.len());
        self.body.truncate(self.body.len() / 2);
        Reply { announced, ..self }
    }

    pub fn endless(self) -> Reply {
        Reply { manner: Manner::Endless, ..self }
    }

    pub fn then_silent(self) -> Reply {
        Reply { manner: Manner::ThenSilence, ..self }
    }

    pub fn dripping(self) -> Reply {
        Reply { manner: Manner::Drip, ..self }
    }
}

#[derive(Default)]
struct State {
    replies: BTreeMap<String, Reply>,
    requests: Vec<String>,
    answers: Vec<String>,
}

/// Responds until the test program ends.
pub struct Server {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Server {
    pub fn new() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                // Errors of the response are seen at the client.
                thread::spawn(move || drop(serve(stream, &shared)));
            }
        });
        Server { port, state }
    }

    pub fn at(&self, path: &str, reply: Reply) {
        self.state.lock().unwrap().replies.insert(path.to_owned(), reply);
    }

    /// The configured responses.
    pub fn reply(&self, path: &str) -> Reply {
        self.state.lock().unwrap().replies[path].clone()
    }

    pub fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The heads of all requests so far, in lower case.
    pub fn requests(&self) -> Vec<String> {
        self.state.lock().unwrap().requests.clone()
    }

    /// The status codes of all responses so far.
    pub fn answers(&self) -> Vec<String> {
        self.state.lock().unwrap().answers.clone()
    }

    pub fn forget(&self) {
        let mut state = self.state.lock().unwrap();
        state.requests.clear();
        state.answers.clear();
    }
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    // Nobody waits here longer than the slowest test.
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut head = String::new();
    let mut lines = BufReader::new(stream.try_clone()?);
    while lines.read_line(&mut head)? > 2 {}
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let head = head.to_ascii_lowercase();
    let missing = || Reply::status("404 Not Found");
    let mut reply = state.lock().unwrap().replies.get(&path).cloned().unwrap_or_else(missing);
    if reply.etag.as_ref().is_some_and(|etag| head.contains(&format!("if-none-match: {etag}"))) {
        reply = Reply { etag: reply.etag, ..Reply::status("304 Not Modified") };
    }
    {
        let mut state = state.lock().unwrap();
        state.requests.push(head);
        state.answers.push(reply.status.split(' ').next().unwrap_or_default().to_owned());
    }
    send(&mut stream, &reply)
}

fn send(stream: &mut TcpStream, reply: &Reply) -> std::io::Result<()> {
    match reply.manner {
        Manner::Drop => return Ok(()),
        Manner::Garbage => return stream.write_all(b"\x00\x01\x02 what?\r\n\r\n"),
        Manner::Silence => return wait(stream),
        _ => {}
    }
    let mut head = format!("HTTP/1.1 {}\r\nconnection: close\r\n", reply.status);
    let length = reply.announced.or((reply.manner == Manner::Whole).then_some(reply.body.len()));
    let length = length.map(|length| format!("content-length: {length}"));
    let etag = reply.etag.as_ref().map(|etag| format!("etag: {etag}"));
    for line in reply.headers.iter().cloned().chain(length).chain(etag) {
        head.push_str(&line);
        head.push_str("\r\n");
    }
    stream.write_all(head.as_bytes())?;
    stream.write_all(b"\r\n")?;
    stream.write_all(&reply.body)?;
    match reply.manner {
        Manner::ThenSilence => wait(stream),
        Manner::Drip => (0..100).try_for_each(|_| {
            thread::sleep(Duration::from_millis(100));
            stream.write_all(b" ")
        }),
        // A bound all the same, should nobody stop it.
        Manner::Endless => (0..4096).try_for_each(|_| stream.write_all(&[b' '; 64 << 10])),
        _ => Ok(()),
    }
}

/// Until the client goes away.
fn wait(stream: &TcpStream) -> std::io::Result<()> {
    let mut rest = Vec::new();
    std::io::Read::read_to_end(&mut stream.try_clone()?, &mut rest).map(drop)
}
