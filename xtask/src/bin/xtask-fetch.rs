//! `cargo xtask` with an HTTP client; started by `xtask` itself where one is needed.

fn main() -> std::process::ExitCode {
    xtask::run()
}
