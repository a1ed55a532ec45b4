//! A Redis server for tests: on a port of its own, in a folder of its own, ended with its value.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::folder::Folder;
use crate::runtime::stores::Redis;

/// A running server. Its data survives [`stop`](Self::stop) and [`kill`](Self::kill): every write is on the disk before
/// it is acknowledged.
pub(super) struct RedisServer {
    port: u16,
    folder: Folder,
    arguments: Vec<String>,
    process: Option<Child>,
}

impl RedisServer {
    /// Starts a server; `None`, with a message, where none is installed.
    pub(super) fn start(test: &str) -> Option<Self> {
        Self::with(test, &[])
    }

    /// The same with further arguments.
    pub(super) fn with(test: &str, arguments: &[&str]) -> Option<Self> {
        if Command::new("redis-server").arg("--version").stdout(Stdio::null()).status().is_err() {
            eprintln!("NOT TESTED: {test} (redis-server is not installed)");
            return None;
        }
        let mut server = Self {
            port: free_port(),
            folder: Folder::new(),
            arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
            process: None,
        };
        server.run();
        Some(server)
    }

    /// Starts it again, after it was stopped.
    pub(super) fn run(&mut self) {
        let port = self.port.to_string();
        let mut command = Command::new("redis-server");
        command.args(["--port", &port, "--bind", "127.0.0.1", "--save", ""]);
        command.args(["--appendonly", "yes", "--appendfsync", "always"]);
        command.args(&self.arguments).current_dir(self.folder.join(""));
        self.process = Some(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        let begun = Instant::now();
        // It accepts connections before it has loaded its data.
        while !self.cli(&["PING"]).contains("PONG") && !self.cli(&["PING"]).contains("NOAUTH") {
            let ended = self.process.as_mut().unwrap().try_wait().unwrap();
            assert!(ended.is_none(), "the server has ended: {ended:?}");
            assert!(begun.elapsed() < Duration::from_secs(20), "the server has not started");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Ends it at once.
    pub(super) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Deletes its data, while it is stopped.
    pub(super) fn forget(&self) {
        std::fs::remove_dir_all(self.folder.join("appendonlydir")).unwrap();
    }

    /// Sends a signal to its process.
    pub(super) fn signal(&self, name: &str) {
        let id = self.process.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    /// What the command line of the server prints.
    pub(super) fn cli(&self, arguments: &[&str]) -> String {
        let port = self.port.to_string();
        let output = Command::new("redis-cli").args(["-p", &port]).args(arguments).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    }

    pub(super) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn redis(&self) -> Redis {
        Redis::new(self.url()).unwrap()
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A port that is free, and of a cluster also the one that its servers use among themselves, which is higher by 10,000.
pub(super) fn free_port() -> u16 {
    let free = |port: u16| TcpListener::bind(("127.0.0.1", port)).ok()?.local_addr().ok();
    let ports = std::iter::repeat_with(|| free(0).unwrap().port());
    ports.into_iter().find(|port| *port < 55_000 && free(port + 10_000).is_some()).unwrap()
}
