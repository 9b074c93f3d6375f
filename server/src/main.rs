//! The binary `drokpa`: arguments in, exit code out. Everything else is in the library.

use clap::Parser as _;
use drokpa_server::cli::{Arguments, run};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    // Standard output is for results; a second subscriber cannot be there yet.
    let _ =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    run(Arguments::parse())
}
