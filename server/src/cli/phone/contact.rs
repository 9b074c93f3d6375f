//! The commands that need a link: enrol and sync.

use super::Failure;
use super::home::Home;
use super::print::Printer;
use crate::client::{self, Link, SyncReport, Trust};
use crate::keys;
use clap::Args;
use drokpa_core::code::Code;
use drokpa_core::phone::Phone;
use drokpa_core::time::Seconds;
use std::future::Future;
use std::path::Path;

/// The authorities that this phone was given.
const AUTHORITY: &str = "ca.pem";

#[derive(Debug, Args)]
pub(super) struct EnrolArgs {
    /// The hub, such as https://hub.example or http://192.0.2.7:8080
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
    let mut link = link_to(home, &args.server, home.now())?;
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
    let mut link = link(home, &phone)?;
    let report = sync_with(home, &mut link, &mut phone)?;
    printer.synced(&report)
}

/// The way to the hub of this phone.
pub(super) fn link(home: &Home, phone: &Phone) -> Result<Link, Failure> {
    link_to(home, &home.server()?, phone.hub_time(home.now()))
}

fn link_to(home: &Home, server: &str, now: Seconds) -> Result<Link, Failure> {
    let authority = home.kept(AUTHORITY)?;
    Ok(Link::trusting(server, || match &authority {
        Some(pem) => Trust::authority(pem, now),
        None => Trust::web(now),
    })?)
}

/// Keeps whom this phone trusts over https from now on.
pub(super) fn keep_authority(home: &Home, file: &Path) -> Result<(), Failure> {
    let wrong = |error: &dyn std::fmt::Display| {
        Failure::new(Code::TlsFilesWrong, format!("{}: {error}", file.display()))
    };
    let pem = std::fs::read(file).map_err(|error| wrong(&error))?;
    Trust::authority(&pem, home.now()).map_err(|error| wrong(&error))?;
    home.keep(AUTHORITY, &pem)
}

/// Syncs over a link.
pub(super) fn sync_with(
    home: &mut Home,
    link: &mut Link,
    phone: &mut Phone,
) -> Result<SyncReport, Failure> {
    let clock = home.clock();
    let folder = &mut home.folder;
    Ok(block_on(client::sync(
        link,
        phone,
        || clock.now(),
        |phone, batch| folder.commit(phone, batch).map_err(|error| error.code()),
    ))??)
}

pub(super) fn block_on<F: Future>(future: F) -> Result<F::Output, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(Code::Internal, error.to_string()))?;
    Ok(runtime.block_on(future))
}
