//! The object that apps hold: one phone behind one lock, with the place where it rests. Every call
//! that changes something is durable when it returns. What can be done stands in the files beside
//! this one.

use crate::error::PhoneError;
use crate::host::{Host, in_store};
use crate::store::Store;
use drokpa_app::{AppError, Ask, Batch, Enrolment, Phone as App, check_goes_over};
use drokpa_core::code::Code;
use drokpa_core::host::sqlite::Folder;
use drokpa_core::phone::Identity;
use drokpa_core::sync::invite::Invitation;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A member's phone on this device. All calls may come from any thread; one waits for the other.
/// When a call that changes something returns, it is saved; when it fails, it is not. After
/// `store_failed` the phone opens itself anew from what rests at the next call.
///
/// Close it when the app goes to the background for long; everything after that is refused with
/// `phone_closed`.
#[derive(uniffi::Object)]
pub struct Phone {
    slot: Mutex<Option<Opened>>,
}

/// What is open.
pub(crate) struct Opened {
    host: Host,
    phone: Option<App>,
    enrolment: Option<Enrolment>,
    /// True where what is in memory may not be what rests.
    stale: bool,
}

impl Opened {
    fn new(mut host: Host) -> Result<Opened, PhoneError> {
        let phone = host.open()?;
        let opened = Opened { host, phone, enrolment: None, stale: false };
        opened.note_met()?;
        Ok(opened)
    }

    fn phone(&mut self) -> Result<&mut App, PhoneError> {
        self.phone.as_mut().ok_or_else(|| Code::NotEnrolled.into())
    }

    /// The answer of the hub may have been kept, and the power gone before that was noted.
    fn note_met(&self) -> Result<(), PhoneError> {
        let welcomed = self.phone.as_ref().is_some_and(|phone| phone.about().welcomed);
        if welcomed && self.host.invite()?.is_some() { self.host.met() } else { Ok(()) }
    }

    /// Makes a batch durable and tells the phone.
    fn commit(&mut self, batch: Batch) -> Result<(), PhoneError> {
        let id = batch.id;
        if let Err(error) = self.host.commit(batch) {
            self.stale = true;
            return Err(error);
        }
        Ok(self.phone()?.persisted(id)?)
    }

    /// Makes this the phone of an invite's QR code. Where it was another invite's, of no use,
    /// what was recorded under that goes over.
    fn become_invited(&mut self, text: &str) -> Result<String, PhoneError> {
        if !Invitation::is_code(text) {
            return Err(Code::InviteTyped.into());
        }
        let invitation = Invitation::read(text)?;
        let again = self.host.invite()?.is_some_and(|waiting| waiting == invitation.code);
        if let Some(former) = self.host.identity()?.filter(|_| !again) {
            self.may_become(&former, &Identity::invited([0; 32], &invitation))?;
            self.host.set_former_aside()?;
        }
        self.stale = true;
        let seed = self.host.seed()?;
        self.host.keep_server(&invitation.address)?;
        self.host.begin_invited(seed, &invitation)?;
        Ok(invitation.address.into())
    }

    /// A phone that has met the hub stays what it is; one that has not may become another of the
    /// same member.
    fn may_become(&self, former: &Identity, next: &Identity) -> Result<(), PhoneError> {
        if self.host.invite()?.is_none() {
            return Err(Code::AlreadyInitialised.into());
        }
        Ok(check_goes_over(former, next)?)
    }

    fn finish(&mut self, now: u64, status: u16, body: &[u8]) -> Result<(), PhoneError> {
        let enrolment = self.enrolment.take().ok_or(Code::StateWrong)?;
        let (phone, identity, batch) = match enrolment.finish(now, status, body) {
            Ok(done) => done,
            Err(error) => {
                // The same first contact may be answered by another try.
                self.enrolment = Some(enrolment);
                return Err(error.into());
            }
        };
        let former = self.host.identity()?;
        if let Some(former) = &former {
            self.may_become(former, &Identity::from_bytes(&identity)?)?;
            self.host.set_former_aside()?;
        }
        self.stale = true;
        self.host.keep_identity(&identity)?;
        self.phone = Some(phone);
        self.commit(batch)?;
        // Opened anew only where records of the former phone have to go over.
        self.stale = former.is_some();
        Ok(())
    }
}

impl Phone {
    fn of(host: Host) -> Result<Arc<Phone>, PhoneError> {
        let opened = Opened::new(host)?;
        Ok(Arc::new(Phone { slot: Mutex::new(Some(opened)) }))
    }

    fn lock(&self) -> Result<MutexGuard<'_, Option<Opened>>, PhoneError> {
        if in_store() {
            let detail = "a store must not call a phone";
            return Err(AppError::new(Code::StateWrong, detail).into());
        }
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        if self.slot.is_poisoned() {
            // A call panicked half-way: what rests is whole, what is in memory may not be.
            self.slot.clear_poison();
            if let Some(opened) = slot.as_mut() {
                opened.stale = true;
            }
        }
        Ok(slot)
    }

    /// Runs a call on what is open, opened anew where that is needed.
    pub(crate) fn with<T>(
        &self,
        call: impl FnOnce(&mut Opened) -> Result<T, PhoneError>,
    ) -> Result<T, PhoneError> {
        let mut slot = self.lock()?;
        let opened = slot.as_mut().ok_or(Code::PhoneClosed)?;
        if opened.stale {
            opened.phone = opened.host.open()?;
            opened.stale = false;
            opened.note_met()?;
        }
        call(opened)
    }

    /// Runs a call that changes nothing.
    pub(crate) fn read<T>(
        &self,
        call: impl FnOnce(&App) -> Result<T, AppError>,
    ) -> Result<T, PhoneError> {
        self.with(|opened| Ok(call(opened.phone()?)?))
    }

    /// Runs a call that changes something, and makes that durable.
    pub(crate) fn change<T>(
        &self,
        call: impl FnOnce(&mut App) -> Result<(T, Batch), AppError>,
    ) -> Result<T, PhoneError> {
        self.with(|opened| {
            let (value, batch) = call(opened.phone()?)?;
            opened.commit(batch)?;
            Ok(value)
        })
    }

    /// As [`Phone::change`], for calls without a result.
    pub(crate) fn act(
        &self,
        call: impl FnOnce(&mut App) -> Result<Batch, AppError>,
    ) -> Result<(), PhoneError> {
        self.change(|phone| Ok(((), call(phone)?)))
    }

    /// Runs a call of the facade that may hand out a batch, as an answer of the hub does.
    pub(crate) fn take(
        &self,
        call: impl FnOnce(&mut App) -> Result<Option<Batch>, AppError>,
    ) -> Result<(), PhoneError> {
        self.with(|opened| {
            if let Some(batch) = call(opened.phone()?)? {
                opened.commit(batch)?;
            }
            opened.note_met()
        })
    }

    /// Runs a call on the facade that needs no durability.
    pub(crate) fn on<T>(
        &self,
        call: impl FnOnce(&mut App) -> Result<T, AppError>,
    ) -> Result<T, PhoneError> {
        self.with(|opened| Ok(call(opened.phone()?)?))
    }
}

#[uniffi::export]
impl Phone {
    /// Opens the phone in a folder of its own, which is made where it is missing: the key and the
    /// mark as files, the records in SQLite, every commit synced to disk. Leave the folder out of
    /// backups. The command line `drokpa phone --home` opens the same folder.
    ///
    /// Fails with `phone_in_use` while it is open elsewhere, and with `store_failed`. A damaged
    /// database is set aside, never deleted; `status` says how much is missing.
    #[uniffi::constructor]
    pub fn in_folder(path: &str) -> Result<Arc<Phone>, PhoneError> {
        Phone::of(Host::Folder(Box::new(Folder::open(Path::new(path))?)))
    }

    /// Opens the phone in a store that the app provides.
    ///
    /// Fails with `store_failed` where the store does, and with `store_damaged`.
    #[uniffi::constructor]
    pub fn with_store(store: Arc<dyn Store>) -> Result<Arc<Phone>, PhoneError> {
        Phone::of(Host::Foreign(store))
    }

    /// Closes the phone: the folder may be opened elsewhere now, and every later call is refused
    /// with `phone_closed`. Closing twice does no harm.
    pub fn close(&self) -> Result<(), PhoneError> {
        *self.lock()? = None;
        Ok(())
    }

    /// True once this is a member's phone, also one that has only an invite yet.
    pub fn is_enrolled(&self) -> Result<bool, PhoneError> {
        self.with(|opened| Ok(opened.phone.is_some()))
    }

    /// Begins to enrol with an invite code as it was typed. The key is made and kept first; the
    /// app sends the request and hands what came to `finish_enrolment`. May be repeated.
    ///
    /// Fails with `invite_refused` for what is no code, and `already_initialised`.
    pub fn begin_enrolment(&self, code: &str) -> Result<crate::Ask, PhoneError> {
        self.with(|opened| {
            if opened.phone.is_some() && opened.host.invite()?.is_none() {
                return Err(Code::AlreadyInitialised.into());
            }
            let (enrolment, ask): (Enrolment, Ask) = Enrolment::begin(opened.host.seed()?, code)?;
            opened.enrolment = Some(enrolment);
            Ok(ask.into())
        })
    }

    /// Takes in the hub's answer to `begin_enrolment`: its HTTP status and body. The loop of
    /// `next_ask` then brings the rest.
    ///
    /// Fails with what the hub refused with, such as `invite_refused`; `reply_malformed`,
    /// `reply_unauthentic` or `hub_untrusted` where something else answered.
    pub fn finish_enrolment(&self, now: u64, status: u16, body: Vec<u8>) -> Result<(), PhoneError> {
        self.with(|opened| opened.finish(now, status, &body))
    }

    /// Makes this the phone that the text of an invite's QR code describes. It needs no network
    /// and can record at once; the hub hears of it with the first sync. Returns the hub's address,
    /// which may be empty. Where it was made of another invite that turned out to be of no use,
    /// what was recorded goes over.
    ///
    /// Fails with `invite_typed` for a typed code, which needs the hub; `transfer_malformed` for
    /// what is no invite; `hub_untrusted`; `already_initialised`; `transfer_foreign` where the
    /// former invite was another member's.
    pub fn enrol_invited(&self, qr_text: &str) -> Result<String, PhoneError> {
        self.with(|opened| opened.become_invited(qr_text))
    }

    /// The address of the hub as it was kept last.
    pub fn server(&self) -> Result<Option<String>, PhoneError> {
        self.with(|opened| opened.host.server())
    }

    /// Keeps the address of the hub, such as `https://hub.example`.
    pub fn keep_server(&self, url: &str) -> Result<(), PhoneError> {
        self.with(|opened| opened.host.keep_server(url))
    }

    /// Records anew what a former phone of this member recorded under an invite that was of no
    /// use; `name` tells that phone from others. Returns how many records went over; done once,
    /// it is not done again. In a folder this happens by itself.
    ///
    /// Fails with `transfer_foreign` for another member's phone, and `state_wrong` for this one.
    pub fn carry_over(&self, former: Arc<Phone>, name: &str) -> Result<u32, PhoneError> {
        if std::ptr::eq(self, Arc::as_ptr(&former)) {
            return Err(Code::StateWrong.into());
        }
        // The former is taken out of its lock, so that two phones that carry over from each other
        // at once cannot wait for one another.
        let taken = former.with(|opened| opened.host.open()?.ok_or(Code::NotEnrolled.into()))?;
        self.change(|phone| {
            let (over, batch) = phone.carry_over(&taken, name)?;
            Ok((over.records, batch))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::NewClaim;
    use crate::store::{Kept, Record, Rest, StoreError, Write};
    use drokpa_core::chain::certificate::Role;
    use drokpa_fixtures::world::{MemoryHub, START, branch, member};
    use std::collections::BTreeMap;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicBool, Ordering};

    /// A store in memory whose next write may panic, as a bug of ours in a call would.
    #[derive(Default)]
    struct Fragile {
        kept: Mutex<BTreeMap<String, Vec<u8>>>,
        records: Mutex<BTreeMap<Vec<u8>, Vec<u8>>>,
        panics: AtomicBool,
    }

    impl Store for Fragile {
        fn load(&self) -> Result<Rest, StoreError> {
            let kept = self.kept.lock().unwrap().clone().into_iter();
            let records = self.records.lock().unwrap().clone().into_iter();
            Ok(Rest {
                kept: kept.map(|(name, value)| Kept { name, value }).collect(),
                records: records.map(|(key, value)| Record { key, value }).collect(),
            })
        }

        fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError> {
            assert!(!self.panics.swap(false, Ordering::SeqCst), "as a bug would");
            let mut records = self.records.lock().unwrap();
            for Write { key, value } in writes {
                match value {
                    Some(value) => records.insert(key, value),
                    None => records.remove(&key),
                };
            }
            Ok(())
        }

        fn keep(&self, name: String, value: Option<Vec<u8>>) -> Result<(), StoreError> {
            let mut kept = self.kept.lock().unwrap();
            match value {
                Some(value) => kept.insert(name, value),
                None => kept.remove(&name),
            };
            Ok(())
        }
    }

    #[test]
    fn a_panic_in_the_middle_of_a_call_leaves_what_rests_and_the_next_call_goes_on() {
        let mut hub = MemoryHub::new();
        let invite = hub.invitation(&branch("pasture-a"), &member("pa05"), Role::Member);
        let store = Arc::new(Fragile::default());
        let phone = Phone::with_store(Arc::clone(&store) as Arc<dyn Store>).unwrap();
        phone.enrol_invited(&invite.to_text().unwrap()).unwrap();
        phone.answer_notice(START.0, "bo", true).unwrap();
        let study =
            |course: &str| NewClaim::Study { course: course.into(), minutes: 45, day: None };
        phone.record(START.0, &study("policy-1"), "").unwrap();

        store.panics.store(true, Ordering::SeqCst);
        let call = AssertUnwindSafe(|| phone.record(START.0, &study("policy-2"), ""));
        assert!(catch_unwind(call).is_err());
        assert_eq!(phone.list().unwrap().len(), 1);
        assert!(phone.record(START.0, &study("policy-2"), "").unwrap().new);
        assert_eq!((phone.list().unwrap().len(), phone.status().unwrap().missing), (2, 0));
    }
}
