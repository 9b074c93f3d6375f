//! The commands that make a phone and that need a link: enrol, with a network or without, and sync.

use super::Failure;
use super::home::Home;
use super::print::Printer;
use super::transfer::scanned;
use crate::client::{self, Link, SyncReport, Trust};
use crate::keys;
use clap::Args;
use drokpa_core::code::Code;
use drokpa_core::phone::{Identity, Phone};
use drokpa_core::sync::contact::{InviteCode, Welcome};
use drokpa_core::sync::invite::Invitation;
use drokpa_core::time::Seconds;
use std::cell::RefCell;
use std::future::Future;
use std::path::{Path, PathBuf};

/// The authorities that this phone was given.
const AUTHORITY: &str = "ca.pem";

#[derive(Debug, Args)]
pub(super) struct EnrolArgs {
    /// The hub, such as https://hub.example or http://192.0.2.7:8080, where the invite's QR code does
    /// not say it
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// The invite code as it is typed, or the text of its QR code
    #[arg(long, required_unless_present = "scan")]
    code: Option<String>,
    /// A picture of the invite's QR code
    #[arg(long, value_name = "PNG", conflicts_with = "code")]
    scan: Option<PathBuf>,
    /// Without a network: the phone can record at once, and meets the hub with its first sync
    #[arg(long)]
    offline: bool,
}

pub(super) fn enrol(home: &mut Home, args: &EnrolArgs, printer: Printer) -> Result<(), Failure> {
    let text = invite_text(args)?;
    let waiting = home.folder.invite()?;
    if home.folder.identity()?.is_some() && waiting.is_none() {
        return Err(Code::AlreadyInitialised.into());
    }
    let invitation = match (Invitation::is_code(&text), args.offline) {
        (true, _) => Some(Invitation::read(&text)?),
        (false, true) => return Err(Code::InviteTyped.into()),
        (false, false) => None,
    };
    let same = invitation.as_ref().map(|one| &one.code) == waiting.as_ref();
    // The invite before this one was of no use; what was recorded under it goes over.
    let former = home.folder.identity()?.filter(|_| !same);
    match invitation {
        Some(invitation) => {
            if let Some(former) = &former {
                check_goes_over(former, &invitation.welcome)?;
                home.folder.set_former_aside()?;
            }
            enrol_invited(home, args, &invitation, printer)
        }
        None => enrol_typed(home, args, (&text, former.as_ref()), printer),
    }
}

/// Records go over to an invite of the same member and organisation alone.
fn check_goes_over(former: &Identity, next: &Welcome) -> Result<(), Code> {
    let same = former.welcome.member == next.member && former.welcome.realm() == next.realm();
    if same { Ok(()) } else { Err(Code::TransferForeign) }
}

fn invite_text(args: &EnrolArgs) -> Result<String, Failure> {
    match (&args.code, &args.scan) {
        (Some(code), _) => Ok(code.clone()),
        (None, Some(picture)) => {
            let texts = scanned(std::slice::from_ref(picture))?;
            let mut invites = texts.into_iter().filter(|text| Invitation::read(text).is_ok());
            let invite = invites.next().ok_or(Code::TransferMalformed)?;
            if invites.next().is_some() {
                return Err(Failure::new(Code::QrUnreadable, "more than one invite is in it"));
            }
            Ok(invite)
        }
        (None, None) => Err(Code::InviteRefused.into()),
    }
}

fn seed(home: &Home) -> Result<[u8; 32], Failure> {
    let fresh = keys::random().map_err(|error| Failure::new(error.code(), error.to_string()))?;
    Ok(home.folder.seed(fresh)?)
}

fn enrol_typed(
    home: &mut Home,
    args: &EnrolArgs,
    (code, former): (&str, Option<&Identity>),
    printer: Printer,
) -> Result<(), Failure> {
    let missing = || Failure::new(Code::NotEnrolled, "a typed code needs --server");
    let server = args.server.as_deref().ok_or_else(missing)?;
    let mut link = link_to(home, server, home.now())?;
    let seed = seed(home)?;
    home.keep_server(server)?;
    let clock = home.clock();
    // Both closures write to the folder, one after the other.
    let folder = RefCell::new(&mut home.folder);
    let (mut phone, report) = block_on(client::enrol(
        &mut link,
        (seed, code),
        || clock.now(),
        |identity| {
            let mut folder = folder.borrow_mut();
            // Only now: until the hub has answered, the phone of the former invite is used on.
            if let Some(former) = former {
                check_goes_over(former, &identity.welcome)?;
                folder.set_former_aside().map_err(|error| error.code())?;
            }
            folder.keep_identity(identity).map_err(|error| error.code())
        },
        |phone, batch| folder.borrow_mut().commit(phone, batch).map_err(|error| error.code()),
    ))??;
    let report = match home.folder.carry_over(&mut phone)? {
        0 => report,
        _ => sync_with(home, &mut link, &mut phone)?,
    };
    printer.enrolled(&phone, &report)
}

fn enrol_invited(
    home: &mut Home,
    args: &EnrolArgs,
    invitation: &Invitation,
    printer: Printer,
) -> Result<(), Failure> {
    let server = args.server.as_deref().unwrap_or(&invitation.address);
    if server.is_empty() {
        return Err(Failure::new(Code::NotEnrolled, "the invite does not say where the hub is"));
    }
    // A wrong address is told now, and not weeks later.
    link_to(home, server, home.now())?;
    home.folder.begin_invited(seed(home)?, invitation)?;
    home.keep_server(server)?;
    let mut phone = home.phone()?;
    home.folder.carry_over(&mut phone)?;
    if args.offline {
        return printer.invited(&phone);
    }
    let mut link = link(home, &phone)?;
    let report = sync_with(home, &mut link, &mut phone)?;
    printer.enrolled(&phone, &report)
}

pub(super) fn sync(home: &mut Home, printer: Printer) -> Result<(), Failure> {
    let mut phone = home.phone()?;
    home.folder.carry_over(&mut phone)?;
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

/// Syncs over a link; a phone that only has an invite yet meets the hub for the first time.
pub(super) fn sync_with(
    home: &mut Home,
    link: &mut Link,
    phone: &mut Phone,
) -> Result<SyncReport, Failure> {
    let clock = home.clock();
    if let Some(code) = unmet(home, phone)? {
        let folder = RefCell::new(&mut home.folder);
        return Ok(block_on(client::meet(
            link,
            phone,
            (&code, || clock.now()),
            || folder.borrow().met().map_err(|error| error.code()),
            |phone, batch| folder.borrow_mut().commit(phone, batch).map_err(|error| error.code()),
        ))??);
    }
    let folder = &mut home.folder;
    Ok(block_on(client::sync(
        link,
        phone,
        || clock.now(),
        |phone, batch| folder.commit(phone, batch).map_err(|error| error.code()),
    ))??)
}

/// The invite of a phone that the hub has not answered yet.
pub(super) fn unmet(home: &Home, phone: &Phone) -> Result<Option<InviteCode>, Failure> {
    let invite = home.folder.invite()?;
    if invite.is_some() && phone.is_welcomed() {
        // The answer was kept, and the power went before that could be noted.
        home.folder.met()?;
        return Ok(None);
    }
    Ok(invite)
}

pub(super) fn block_on<F: Future>(future: F) -> Result<F::Output, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(Code::Internal, error.to_string()))?;
    Ok(runtime.block_on(future))
}
