//! Tests of the runtime, against an imitation of generated code and servers on this machine.

// The requests of these tests get more methods than each test calls.
#![allow(dead_code)]

mod auth;
mod base64url;
#[cfg(feature = "blocking")]
mod blocking;
#[cfg(feature = "blocking")]
mod blocking_driver;
mod boundaries;
mod budget;
mod client;
mod connections;
mod conversions;
mod copies;
mod decoding;
#[cfg(feature = "oauth")]
mod device;
mod download_rules;
mod downloads;
mod dripping;
mod echoes;
mod encoding;
mod enums;
mod errors;
mod events;
mod faults;
#[cfg(feature = "inbox")]
mod file_keys;
mod file_names;
mod folder;
mod hosts;
mod ids;
mod inbox;
mod joined;
mod keys;
mod limiter;
mod memory;
mod no_files;
mod numbers;
#[cfg(feature = "oauth")]
mod oauth;
mod paging;
mod paging_arrays;
mod paging_links;
mod paging_offsets;
mod paths;
#[cfg(all(feature = "redis", unix))]
mod processes;
mod raw;
mod raw_json;
mod redirects;
#[cfg(feature = "redis")]
mod redis;
#[cfg(all(feature = "redis-cluster", feature = "rustls"))]
mod redis_cluster;
#[cfg(feature = "redis")]
mod redis_server;
#[cfg(feature = "redis")]
mod redis_stores;
#[cfg(all(feature = "redis", feature = "rustls"))]
mod redis_tls;
#[cfg(feature = "oauth")]
mod renewal;
mod renewing;
mod report;
mod requests;
mod resume;
mod resuming;
mod retry;
mod robustness;
mod rows;
mod scim;
mod secret_names;
mod secrets;
mod server;
mod shared_limits;
#[cfg(feature = "tracing")]
mod spans;
mod stored_requests;
mod stores;
mod storms;
mod sub_accounts;
mod testing;
mod time;
#[cfg(unix)]
mod token_links;
mod token_pauses;
mod token_service;
mod token_store;
mod transport;
mod unions;
mod uploads;
mod v1;
#[cfg(feature = "video-sdk-jwt")]
mod video_sdk_jwt;
#[cfg(feature = "webhooks")]
mod webhooks;
#[cfg(feature = "websocket")]
mod websocket;
mod windows;
