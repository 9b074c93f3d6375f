//! The contract of batches, with a store of one's own: one file in which each line is a batch,
//! and beside it a file with the mark. It lives through a crash in the middle of a line, a disk
//! that is full, and the loss of the whole file. Run it with
//! `cargo run -p drokpa-core --example own_store`; the tests run it too.
//!
//! The contract: commit batches in their order, whole or not at all, and durably; then replace the
//! mark; then say `persisted`. After an error say `failed`, and open the phone anew.

use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::phone::{Batch, Identity, Mark, NewClaim, NoticeLanguage, Phone, Write};
use drokpa_core::time::Seconds;
use drokpa_fixtures::world::{Handset, MemoryHub, START, branch, member};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::PathBuf;

type Line = Vec<(Vec<u8>, Option<Vec<u8>>)>;

/// The store. `room` is how many bytes the disk still takes.
struct Journal {
    folder: PathBuf,
    room: usize,
}

impl Journal {
    /// Opens what rests: every whole line in order. A torn last line was never called saved, so
    /// it is cut off; what came before it stays.
    fn open(&self, identity: &Identity) -> Result<Phone, Box<dyn Error>> {
        let text = fs::read_to_string(self.folder.join("journal")).unwrap_or_default();
        let whole = match text.rsplit_once('\n') {
            Some((whole, _torn)) => format!("{whole}\n"),
            None => String::new(),
        };
        fs::write(self.folder.join("journal"), &whole)?;
        let mut records = BTreeMap::new();
        for line in whole.lines() {
            for (key, value) in serde_json::from_str::<Line>(line)? {
                match value {
                    Some(value) => records.insert(key, value),
                    None => records.remove(&key),
                };
            }
        }
        let mark = fs::read(self.folder.join("mark")).ok();
        let mark = mark.and_then(|bytes| Mark::from_bytes(&bytes));
        let phone = Phone::open(identity, mark, records)?;
        // The host may have died after the line and before the mark.
        phone.mark_owed().map_or(Ok(()), |mark| self.put_mark(mark))?;
        Ok(phone)
    }

    fn commit(&mut self, phone: &mut Phone, batch: &Batch) -> Result<(), Code> {
        match self.append(batch) {
            Ok(()) => phone.persisted(batch.id),
            Err(_) => {
                phone.failed(batch.id);
                Err(Code::StoreFailed)
            }
        }
    }

    fn append(&mut self, batch: &Batch) -> io::Result<()> {
        let change = |write: &Write| match write {
            Write::Put(key, value) => (key.clone(), Some(value.clone())),
            Write::Delete(key) => (key.clone(), None),
        };
        let line: Line = batch.writes.iter().map(change).collect();
        let mut line = serde_json::to_string(&line)?;
        line.push('\n');
        let mut file =
            File::options().create(true).append(true).open(self.folder.join("journal"))?;
        let fits = line.as_bytes().get(..self.room).unwrap_or(line.as_bytes());
        self.room -= fits.len();
        file.write_all(fits)?;
        if fits.len() < line.len() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        // Durable first, then the mark: one that ran ahead would look like a lost store.
        file.sync_all()?;
        batch.mark.map_or(Ok(()), |mark| self.put_mark(mark))
    }

    fn put_mark(&self, mark: Mark) -> io::Result<()> {
        let beside = self.folder.join("mark.new");
        let mut file = File::create(&beside)?;
        file.write_all(&mark.to_bytes())?;
        file.sync_all()?;
        fs::rename(beside, self.folder.join("mark"))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut journal = Journal { folder: folder.path().to_owned(), room: usize::MAX };
    let mut hub = MemoryHub::new();
    let (home, herder) = (branch("pasture-a"), member("pa05"));
    let identity = Handset::unasked(&mut hub, &home, &herder, Role::Member, START).identity;
    let mut phone = journal.open(&identity)?;
    let batch = phone.answer_notice(START, NoticeLanguage::Bo, true)?;
    journal.commit(&mut phone, &batch)?;
    sync(&mut hub, &mut journal, &mut phone)?;

    study(&mut journal, &mut phone, 1)?;
    println!("saved: {}", phone.status().outbox);

    // The power goes in the middle of a line. Nobody was told "saved", and nothing else is hurt.
    journal.room = 40;
    assert_eq!(study(&mut journal, &mut phone, 2), Err(Code::StoreFailed));
    assert_eq!(study(&mut journal, &mut phone, 2), Err(Code::StoreFailed), "opened anew first");
    journal.room = usize::MAX;
    let mut phone = journal.open(&identity)?;
    assert_eq!(phone.status().outbox, 1, "what was saved is here, what was not is not");
    study(&mut journal, &mut phone, 2)?;
    println!("after the crash, recorded again: {}", phone.status().outbox);
    sync(&mut hub, &mut journal, &mut phone)?;

    // The journal is lost, the mark beside the key is not: the phone knows what is missing, and
    // goes on under another generation, so that no number is used twice.
    fs::remove_file(folder.path().join("journal"))?;
    let mut phone = journal.open(&identity)?;
    println!("missing: {}, generation {}", phone.status().missing, phone.actor().generation);
    assert_eq!((phone.status().missing, phone.actor().generation), (3, 1));

    // What had reached the hub comes back from there, the member's consent too.
    sync(&mut hub, &mut journal, &mut phone)?;
    study(&mut journal, &mut phone, 3)?;
    println!("missing: {}, records: {}", phone.status().missing, phone.list().len());
    assert_eq!((phone.status().missing, phone.list().len()), (0, 3));
    Ok(())
}

fn sync(hub: &mut MemoryHub, journal: &mut Journal, phone: &mut Phone) -> Result<(), Code> {
    loop {
        let outgoing = phone.request(START)?;
        let reply = hub.handle(START, &outgoing.body)?;
        let (received, batch) = phone.reply(START, &reply)?;
        journal.commit(phone, &batch)?;
        if !(received.more || received.repeat) {
            return Ok(());
        }
    }
}

fn study(journal: &mut Journal, phone: &mut Phone, days: u64) -> Result<(), Code> {
    let at = Seconds(START.0 + days * 86_400);
    let claim = NewClaim::Study { course: "policy-1".parse()?, day: at.day(), minutes: 45 };
    let (_, batch) = phone.record(at, &claim, "")?;
    journal.commit(phone, &batch)
}

#[test]
fn the_story_of_a_store_of_ones_own_ends_as_it_is_told() {
    main().unwrap();
}
