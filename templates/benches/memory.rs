//! How much memory a hostile response takes: `cargo bench -p zoom-templates --bench memory`.
//!
//! Each case is a process of its own, which asks a server on loopback for a body of 63 MiB and prints the most memory
//! that it had (`VmHWM`, so this is for Linux), the time, and what came of it. The server writes one small pattern
//! again and again, so that it takes no memory to speak of.

#[allow(dead_code, unused_imports)]
#[path = "../src/runtime/mod.rs"]
mod runtime;
#[path = "../src/sample/mod.rs"]
mod sample;
#[path = "../src/servers.rs"]
mod servers;

use std::io::{BufWriter, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::time::Instant;

use runtime::auth::Bearer;
// The macros of the runtime find it at the root.
use runtime::private as rt;
use sample::users;

/// A name, the status, and the body: its beginning, what is repeated, and its end.
type Case = (&'static str, u16, &'static str, &'static str, &'static str);

const CASES: [Case; 7] = [
    ("unknown_key", 200, r#"{"z":["#, r#"{"":0},"#, "0]}"),
    ("wrong_kind", 200, "[", r#"{"":0},"#, "0]"),
    ("any_value", 200, r#"{"anything":["#, r#"{"":0},"#, "0]}"),
    ("models", 200, r#"{"manager":{"custom_attributes":["#, "{},", "{}]}}"),
    // `@` becomes a number, so that there are more than six million keys.
    ("keys", 200, "{", r#""@":0,"#, r#""":0}"#),
    ("error", 400, r#"{"code":300,"message":"x","z":["#, r#"{"":0},"#, "0]}"),
    ("error_list", 400, "[", r#"{"":0},"#, "0]"),
];

const LENGTH: usize = 63 << 20;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        return Ok(());
    }
    if let Some(name) = arguments.iter().find_map(|argument| argument.strip_prefix("--case=")) {
        return CASES.into_iter().find(|case| case.0 == name).map_or(Ok(()), measure);
    }
    for (name, ..) in CASES {
        let own = std::env::current_exe()?;
        Command::new(own).args(["--bench", &format!("--case={name}")]).status()?;
    }
    Ok(())
}

fn measure(case: Case) -> std::io::Result<()> {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    let url = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || listener.accept().and_then(|(stream, _)| serve(stream, case)));
    let threads = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (start, before) = (Instant::now(), peak()?);
    let outcome = threads.block_on(async {
        let client = runtime::Client::builder().auth(Bearer::new("token")).base_url(url).build();
        match client {
            Ok(client) => match users::get("me").send(&client).await {
                Ok(user) => format!("{} extras", user.extra.len()),
                Err(error) => error.to_string().chars().take(160).collect(),
            },
            Err(error) => error.to_string(),
        }
    });
    let (name, time) = (case.0, start.elapsed().as_millis());
    println!("{name:12} {:4} MiB (before: {before} MiB) {time:6} ms  {outcome}", peak()?);
    Ok(())
}

fn serve(mut stream: TcpStream, (_, status, start, unit, end): Case) -> std::io::Result<()> {
    let mut request = [0; 4096];
    let _ = stream.read(&mut request)?;
    let mut out = BufWriter::new(stream);
    write!(
        out,
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{start}"
    )?;
    let mut written = start.len();
    for number in 0_usize.. {
        if written + end.len() + 16 > LENGTH {
            break;
        }
        let unit = match unit.contains('@') {
            true => unit.replace('@', &format!("{number:x}")),
            false => unit.to_owned(),
        };
        out.write_all(unit.as_bytes())?;
        written += unit.len();
    }
    out.write_all(end.as_bytes())?;
    out.flush()
}

/// The most memory that this process had so far, in MiB.
fn peak() -> std::io::Result<usize> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    let kibibytes: usize =
        line.trim().trim_end_matches("kB").trim().parse().map_err(std::io::Error::other)?;
    Ok(kibibytes / 1024)
}
