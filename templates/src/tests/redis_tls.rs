//! Redis over TLS, with certificates that `openssl` makes.

use std::process::Command;
use std::time::{Duration, Instant};

use super::folder::Folder;
use super::redis_server::{RedisServer, free_port};
use crate::runtime::stores::{
    Inbox, InboxCounts, NewEvent, Redis, RedisInbox, RedisKeys, RedisLimits, RedisTokens,
    StoreError, StoreErrorKind,
};
use crate::runtime::testing::stores as checks;

/// An authority, and what it has signed: certificates of a server, of a program, and of another server.
pub(super) struct Authority(Folder);

const CONFIGURATION: &str = "
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
[server]
subjectAltName = IP:127.0.0.1
[program]
extendedKeyUsage = clientAuth
[other]
subjectAltName = DNS:other.example.com
";

impl Authority {
    /// `None`, with a message, where `openssl` is missing.
    pub(super) fn new(test: &str) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            eprintln!("NOT TESTED: {test} (openssl is not installed)");
            return None;
        }
        let authority = Self(Folder::new());
        std::fs::write(authority.0.join("configuration"), CONFIGURATION).unwrap();
        authority.openssl(
            "req -config configuration -x509 -extensions authority -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
             -nodes -subj /CN=authority -days 2 -keyout authority.key -out authority.pem",
        );
        for name in ["server", "program", "other"] {
            authority.openssl(&format!(
                "req -config configuration -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN={name} \
                 -keyout {name}.key -out {name}.request",
            ));
            authority.openssl(&format!(
                "x509 -req -in {name}.request -CA authority.pem -CAkey authority.key -CAcreateserial -days 2 \
                 -extfile configuration -extensions {name} -out {name}.pem",
            ));
        }
        Some(authority)
    }

    fn openssl(&self, arguments: &str) {
        let mut command = Command::new("openssl");
        command.args(arguments.split_whitespace()).current_dir(self.0.join(""));
        let output = command.output().unwrap();
        let problem = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {arguments}: {problem}");
    }

    pub(super) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// Starts a server with the certificate of this name; its port for TLS.
    pub(super) fn server(
        &self,
        test: &str,
        name: &str,
        further: &[&str],
    ) -> Option<(RedisServer, u16)> {
        let port = free_port();
        let path = |name: &str| self.0.join(name).to_str().unwrap().to_owned();
        let (certificate, key) = (path(&format!("{name}.pem")), path(&format!("{name}.key")));
        let (authority, number) = (path("authority.pem"), port.to_string());
        let mut arguments = vec!["--tls-port", &number, "--tls-cert-file", &certificate];
        arguments.extend(["--tls-key-file", &key, "--tls-ca-cert-file", &authority]);
        arguments.extend(further);
        Some((RedisServer::with(test, &arguments)?, port))
    }
}

/// The user `app`, with the rights that docs/SCALING.md names.
const USER: [&str; 7] = ["--user", "app", "on", ">s3cret", "~mine:*", "+@all", "-@dangerous"];

fn redis(port: u16) -> Redis {
    Redis::new(format!("rediss://127.0.0.1:{port}")).unwrap()
}

/// The error of a server that is not the right one, which comes at once.
async fn failure(redis: &Redis) -> StoreError {
    let begun = Instant::now();
    let error = redis.ping().await.unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}: {error}", begun.elapsed());
    assert!(!format!("{error:?} {redis:?}").contains("s3cret"), "{error:?}");
    error
}

#[tokio::test]
async fn stores_over_tls_conform() {
    let test = "Redis over TLS";
    let Some(authority) = Authority::new(test) else { return };
    let mut acl = vec!["--tls-auth-clients", "no"];
    acl.extend(USER);
    let Some((_server, port)) = authority.server(test, "server", &acl) else { return };
    let trusting = redis(port).certificate_authority(authority.read("authority.pem"));
    let app = trusting.clone().credentials(Some("app"), &"s3cret".into()).prefix("mine");
    app.ping().await.unwrap();
    checks::tokens(|| RedisTokens::new(&app, "user")).await.unwrap();
    checks::keys(|| RedisKeys::new(&app, "events")).await.unwrap();
    checks::limits(|| RedisLimits::new(&app, "account")).await.unwrap();
    let inbox = RedisInbox::new(&app, "events");
    inbox.put(NewEvent::new([1; 32], "body")).await.unwrap();
    let taken = inbox.take(1, Duration::from_secs(9)).await.unwrap();
    inbox.done(&taken[0].receipt).await.unwrap();
    assert_eq!(inbox.counts().await.unwrap(), InboxCounts::default());
    // Certificates are checked before the password is sent.
    let error = failure(&redis(port).credentials(Some("app"), &"s3cret".into())).await;
    assert_eq!((error.kind, error.is_temporary()), (StoreErrorKind::Other, false), "{error}");
    assert!(error.reason.contains("UnknownIssuer"), "{error}");
    let wrong = trusting.clone().credentials(Some("app"), &"s3cret-wrong".into());
    let error = failure(&wrong).await;
    assert_eq!(error.kind, StoreErrorKind::Other, "{error}");
    let nobody = trusting.credentials(Some("nobody"), &"s3cret".into());
    assert_eq!(failure(&nobody).await.kind, StoreErrorKind::Other);
}

#[tokio::test]
async fn certificates_of_others_are_errors() {
    let test = "certificates of Redis";
    let Some(authority) = Authority::new(test) else { return };
    let no_clients = ["--tls-auth-clients", "no"];
    let Some((server, port)) = authority.server(test, "other", &no_clients) else { return };
    let trusting = |port| redis(port).certificate_authority(authority.read("authority.pem"));
    let error = failure(&trusting(port)).await;
    assert_eq!(error.kind, StoreErrorKind::Other, "{error}");
    assert!(error.reason.contains("not valid for name"), "{error}");
    let stranger = Authority::new(test).unwrap().read("authority.pem");
    let error = failure(&redis(port).certificate_authority(stranger)).await;
    assert_eq!(error.kind, StoreErrorKind::Other, "{error}");
    for pem in
        ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
    {
        let error = failure(&redis(port).certificate_authority(pem)).await;
        assert_eq!(error.kind, StoreErrorKind::Other, "{pem}: {error}");
    }
    // One end with TLS and the other without.
    let plain = Redis::new(format!("redis://127.0.0.1:{port}")).unwrap();
    assert_eq!(failure(&plain).await.kind, StoreErrorKind::Unreachable);
    let begun = Instant::now();
    let quick = trusting(server.port()).timeout(Duration::from_millis(300));
    quick.ping().await.unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn servers_may_demand_a_certificate() {
    let test = "certificates of programs";
    let Some(authority) = Authority::new(test) else { return };
    let Some((_server, port)) = authority.server(test, "server", &[]) else { return };
    let trusting = redis(port).certificate_authority(authority.read("authority.pem"));
    let error = failure(&trusting).await;
    assert!(error.reason.contains("CertificateRequired"), "{error}");
    let key = authority.read("program.key");
    let known =
        trusting.clone().client_certificate(authority.read("program.pem"), &key.as_str().into());
    known.ping().await.unwrap();
    assert!(!format!("{known:?}").contains("PRIVATE"));
    let error = failure(&trusting.client_certificate("none", &"s3cret".into())).await;
    assert_eq!(error.kind, StoreErrorKind::Other, "{error}");
}

#[cfg(feature = "redis-cluster")]
#[tokio::test]
async fn a_cluster_over_tls() {
    let test = "a cluster over TLS";
    let Some(authority) = Authority::new(test) else { return };
    let mut arguments = vec!["--cluster-enabled", "yes", "--tls-cluster", "yes"];
    arguments.extend(["--requirepass", "s3cret"].iter().chain(&USER));
    let Some((server, port)) = authority.server(test, "server", &arguments) else { return };
    server.cli(&["-a", "s3cret", "CLUSTER", "ADDSLOTSRANGE", "0", "16383"]);
    let begun = Instant::now();
    while !server.cli(&["-a", "s3cret", "CLUSTER", "INFO"]).contains("cluster_state:ok") {
        assert!(begun.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let cluster = Redis::cluster([format!("rediss://127.0.0.1:{port}")]).unwrap();
    let known = cluster
        .certificate_authority(authority.read("authority.pem"))
        .client_certificate(authority.read("program.pem"), &authority.read("program.key").into());
    known.clone().credentials(None, &"s3cret".into()).ping().await.unwrap();
    let redis = known.clone().credentials(Some("app"), &"s3cret".into()).prefix("mine");
    redis.ping().await.unwrap();
    checks::tokens(|| RedisTokens::new(&redis, "user")).await.unwrap();
    let error = failure(&known.clone().credentials(None, &"s3cret-wrong".into())).await;
    assert!(error.reason.contains("WRONGPASS") || error.reason.contains("assword"), "{error}");
    let error = failure(&known.certificate_authority(authority.read("other.pem"))).await;
    assert!(error.reason.contains("certificate"), "{error}");
}
