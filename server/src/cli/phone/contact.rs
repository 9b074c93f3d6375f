//! The commands that need a link: enrol and sync.

use super::Failure;
use super::home::Home;
use super::print::Printer;
use crate::client::{self, Link};
use crate::keys;
use clap::Args;
use drokpa_core::code::Code;
use std::future::Future;

#[derive(Debug, Args)]
pub(super) struct EnrolArgs {
    /// The hub, such as http://192.0.2.7:8080
    #[arg(long, value_name = "URL")]
    server: String,
    /// The invite code
    #[arg(long)]
    code: String,
}

pub(super) fn enrol(home: &mut Home, args: &EnrolArgs, printer: Printer) -> Result<(), Failure> {
    if home.folder.identity()?.is_some() {
        return Err(Code::AlreadyInitialised.into());
    }
    let mut link = Link::new(&args.server)?;
    let fresh = keys::random().map_err(|error| Failure::new(error.code(), error.to_string()))?;
    let seed = home.folder.seed(fresh)?;
    home.keep_server(&args.server)?;
    let clock = home.clock();
    // Both closures write to the folder, one after the other.
    let folder = std::cell::RefCell::new(&mut home.folder);
    let (phone, report) = block_on(client::enrol(
        &mut link,
        (seed, &args.code),
        || clock.now(),
        |identity| folder.borrow().keep_identity(identity).map_err(|error| error.code()),
        |phone, batch| folder.borrow_mut().commit(phone, batch).map_err(|error| error.code()),
    ))??;
    printer.enrolled(&phone, &report)
}

pub(super) fn sync(home: &mut Home, printer: Printer) -> Result<(), Failure> {
    let mut phone = home.phone()?;
    let mut link = Link::new(&home.server()?)?;
    let clock = home.clock();
    let folder = &mut home.folder;
    let report = block_on(client::sync(
        &mut link,
        &mut phone,
        || clock.now(),
        |phone, batch| folder.commit(phone, batch).map_err(|error| error.code()),
    ))??;
    printer.synced(&report)
}

fn block_on<F: Future>(future: F) -> Result<F::Output, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(Code::Internal, error.to_string()))?;
    Ok(runtime.block_on(future))
}
