//! A phone of the demo: the real phone of the core, a store that it can be opened from again, and
//! a link that can break. Members' phones rest in memory, secretaries' in a folder each.

use super::DemoError;
use super::dice::Dice;
use crate::client::{self, Cut, Link, SyncError, SyncReport};
use crate::clock::Clock;
use crate::keys;
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::host::memory::MemoryStore;
use drokpa_core::host::sqlite::Folder;
use drokpa_core::id::{BranchId, MemberId};
use drokpa_core::phone::{Batch, Identity, NoticeLanguage, Phone};
use std::future::Future as _;
use std::path::Path;
use std::pin::pin;
use tokio::runtime::Runtime;

/// How often a sync whose link broke is begun again.
const TRIES_MAX: u32 = 6;
/// How far a link holds at most that is going to break: beyond this most exchanges are over.
const CUT_UP_MAX: u32 = 420;
const CUT_DOWN_MAX: u32 = 640;

/// Where a phone rests.
#[derive(Debug)]
pub(super) enum Host {
    Memory(MemoryStore),
    Folder(Folder),
}

impl Host {
    fn commit(&mut self, phone: &mut Phone, batch: &Batch) -> Result<(), Code> {
        match self {
            Host::Memory(store) => store.commit(phone, batch),
            Host::Folder(folder) => folder.commit(phone, batch).map_err(|error| error.code()),
        }
    }
}

/// A phone with everything round it.
#[derive(Debug)]
pub(super) struct Device {
    pub(super) phone: Phone,
    pub(super) member: MemberId,
    pub(super) branch: BranchId,
    pub(super) secretary: bool,
    host: Host,
    identity: Identity,
    link: Link,
}

/// The bytes and cuts of all syncs.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    /// The syncs that came through, as each reports itself.
    pub(super) syncs: Vec<SyncReport>,
    /// Links that broke on the way up, and on the way down.
    pub(super) cuts_up: u32,
    pub(super) cuts_down: u32,
}

/// What phones are enrolled and synced with.
pub(super) struct Air {
    pub(super) runtime: Runtime,
    pub(super) clock: Clock,
    pub(super) url: String,
    pub(super) dice: Dice,
    pub(super) traffic: Traffic,
}

impl Air {
    /// Enrols a phone over HTTP. With a folder it rests there, else in memory.
    pub(super) fn enrol(
        &mut self,
        code: &str,
        folder: Option<&Path>,
    ) -> Result<(Device, SyncReport), DemoError> {
        let host = match folder {
            Some(path) => Host::Folder(Folder::open(path)?),
            None => Host::Memory(MemoryStore::default()),
        };
        let seed = keys::random().map_err(|error| error.code())?;
        let host = std::cell::RefCell::new(host);
        let mut kept = None;
        let mut link = Link::new(&self.url).map_err(SyncError::from)?;
        let (phone, report) = self.runtime.block_on(client::enrol(
            &mut link,
            (seed, code),
            || self.clock.now(),
            |identity| {
                kept = Some(identity.clone());
                match &*host.borrow() {
                    Host::Folder(folder) => {
                        folder.keep_identity(identity).map_err(|error| error.code())
                    }
                    Host::Memory(_) => Ok(()),
                }
            },
            |phone, batch| host.borrow_mut().commit(phone, batch),
        ))?;
        link.hang_up();
        let mut device = Device {
            member: phone.member().clone(),
            branch: phone.branch().clone(),
            secretary: phone.role() == Role::Secretary,
            phone,
            host: host.into_inner(),
            identity: kept.ok_or(Code::Internal)?,
            link,
        };
        if !device.phone.consent()?.is_given() {
            let answer = device.phone.answer_notice(self.clock.now(), NoticeLanguage::Bo, true)?;
            device.commit(&answer)?;
        }
        Ok((device, report))
    }

    /// Syncs a phone. With `shaky` the link may break on the way up or down; the phone then tries
    /// again, as an app would.
    pub(super) fn sync(&mut self, device: &mut Device, shaky: bool) -> Result<(), DemoError> {
        for attempt in 1..=TRIES_MAX {
            let cuts = device.link.cuts();
            let cut = self.cut(shaky && attempt < TRIES_MAX);
            if let Some(cut) = cut {
                device.link.cut_next(cut);
            }
            let host = &mut device.host;
            let synced = self.runtime.block_on(client::sync(
                &mut device.link,
                &mut device.phone,
                || self.clock.now(),
                |phone, batch| host.commit(phone, batch),
            ));
            // Each of these syncs stands for one on another day: its connection is its own.
            device.link.hang_up();
            let broke = device.link.cuts() > cuts;
            match (cut, broke) {
                (Some(Cut { after_up: Some(_), .. }), true) => self.traffic.cuts_up += 1,
                (_, true) => self.traffic.cuts_down += 1,
                (_, false) => {}
            }
            match synced {
                Ok(report) => {
                    self.traffic.syncs.push(report);
                    return Ok(());
                }
                Err(_) if broke => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Code::HubUnreachable.into())
    }

    /// Says where the hub is and waits for Ctrl-C. It is listened for before that is said, so
    /// that whoever reads the line may send it at once.
    pub(super) fn serve_on(&self) -> std::io::Result<()> {
        self.runtime.block_on(async {
            let mut stopped = pin!(tokio::signal::ctrl_c());
            let mut told = false;
            std::future::poll_fn(|context| {
                let polled = stopped.as_mut().poll(context);
                if !std::mem::replace(&mut told, true) {
                    super::report::serving(&self.url);
                }
                polled
            })
            .await
        })
    }

    fn cut(&mut self, shaky: bool) -> Option<Cut> {
        if !shaky || !self.dice.percent(45) {
            return None;
        }
        let mut below = |limit| usize::try_from(self.dice.below(limit)).ok();
        // Some break just when the answer is due: the hub has it all, the phone knows nothing.
        let cut = match below(4)? {
            0 | 1 => Cut { after_up: below(CUT_UP_MAX), after_down: None },
            2 => Cut { after_up: None, after_down: below(CUT_DOWN_MAX) },
            _ => Cut { after_up: None, after_down: Some(0) },
        };
        Some(cut)
    }
}

impl Device {
    /// Makes a batch durable.
    pub(super) fn commit(&mut self, batch: &Batch) -> Result<(), Code> {
        self.host.commit(&mut self.phone, batch)
    }

    /// Switches the phone off and on: what was not in its store is gone.
    pub(super) fn restart(&mut self) -> Result<(), DemoError> {
        self.phone = match &mut self.host {
            Host::Memory(store) => store.open(&self.identity)?,
            Host::Folder(folder) => folder.phone()?,
        };
        Ok(())
    }
}
