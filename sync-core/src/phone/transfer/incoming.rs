//! The receiver's half: a pack is read within limits, checked, and taken in as far as it checks.
//! Nothing changes on the phone where a call returns an error.

use super::{CarriedChain, CheckIn, Codes, Imported};
use crate::chain::changeset::Changeset;
use crate::code::Code;
use crate::phone::letters::Opened;
use crate::phone::state::space;
use crate::phone::{Batch, Draft, Phone, Write, publication_hash};
use crate::sync::check_in::{Card, KIND_CHECK_IN, digits};
use crate::sync::letter::{KIND_ANSWER, KIND_LETTER};
use crate::sync::reply::intake_order;
use crate::sync::transfer::{Arrived, Pack, realm_mark};
use crate::wire::qr::{Collected, Scanned, read};

/// What was carried here.
enum Content {
    Pack(Arrived),
    /// A training's code at the door.
    CheckIn(CheckIn, Arrived),
    /// A letter for the hub, not to be read.
    Letter(Vec<u8>),
    /// An answer to a letter that this phone carries.
    Answer(Vec<u8>),
    /// The answer to a letter of this phone's own.
    Welcome(Box<Opened>),
}

impl Phone {
    /// Takes in what another phone exported: the content of a file.
    ///
    /// # Errors
    /// [`Code::StoreFailed`]; those of [`Pack::read`]; [`Code::TransferForeign`] where it is of
    /// another organisation, or nothing of it is for this phone. Nothing changes then.
    pub fn import(&mut self, content: &[u8]) -> Result<(Imported, Batch), Code> {
        self.ready()?;
        let content = self.understood(content)?;
        let mut draft = Draft::default();
        let imported = self.take_content(&mut draft, content)?;
        Ok((imported, self.batch(draft)))
    }

    /// Takes in the texts of scanned codes, in any order. Codes of a set that is not whole yet
    /// are kept, and what its first codes say is taken in.
    ///
    /// # Errors
    /// As [`Phone::import`]; [`Code::TransferMalformed`] for a text that is no code of this app;
    /// [`Code::TransferDamaged`] where the codes of a set do not belong together.
    pub fn scan(&mut self, texts: &[&str]) -> Result<(Imported, Batch), Code> {
        self.ready()?;
        let mut set = self.carried.parts.clone();
        let mut parts = Vec::new();
        let mut arrived = Vec::new();
        for text in texts {
            match read(text)? {
                Scanned::Whole(content) => arrived.push(self.understood(&content)?),
                Scanned::Part(part) => {
                    match &mut set {
                        Some(set) if set.set == part.set && set.total == part.total => {
                            // The same set, so it has no reason to refuse.
                            let _ = set.add(part.clone());
                        }
                        other => *other = Some(Collected::begin(part.clone())),
                    }
                    parts.push(part);
                }
            }
        }
        let mut codes = None;
        if let Some(set) = set.filter(|_| !parts.is_empty()) {
            match set.whole()? {
                Some(content) => arrived.push(self.understood(&content)?),
                None => arrived.extend(self.understood(&set.beginning()).ok()),
            }
            codes = Some(Codes { total: set.total, missing: set.missing() });
        }
        let mut draft = Draft::default();
        for part in parts {
            self.keep_part(&mut draft, part);
        }
        let mut imported = Imported::default();
        for one in arrived {
            let next = self.take_content(&mut draft, one)?;
            imported.add(next);
        }
        let whole = codes.as_ref().is_none_or(|codes| codes.missing.is_empty());
        if whole {
            self.drop_parts(&mut draft);
        }
        imported.codes = codes;
        imported.settle(!whole);
        Ok((imported, self.batch(draft)))
    }

    /// Reads what was carried here, so far that taking it in cannot fail any more.
    fn understood(&self, content: &[u8]) -> Result<Content, Code> {
        match content.first().copied() {
            Some(KIND_LETTER) => {
                self.can_carry(content)?;
                Ok(Content::Letter(content.to_vec()))
            }
            Some(KIND_ANSWER) => Ok(match self.opened_answer(content)? {
                Some(opened) => Content::Welcome(Box::new(opened)),
                None => Content::Answer(content.to_vec()),
            }),
            Some(KIND_CHECK_IN) => {
                let card = Card::read(content)?;
                let check_in = CheckIn { training: card.training, code: digits(card.code) };
                Ok(Content::CheckIn(check_in, self.understood_pack(&card.pack)?))
            }
            _ => self.understood_pack(content).map(Content::Pack),
        }
    }

    /// Reads a pack of this organisation.
    fn understood_pack(&self, content: &[u8]) -> Result<Arrived, Code> {
        let arrived = Pack::read(content)?;
        let pack = &arrived.pack;
        let readable = |one: &Changeset| self.may_read(&one.document);
        let all_foreign = !pack.changesets.is_empty() && !pack.changesets.iter().any(readable);
        if pack.realm != realm_mark(&self.trust.realm) || all_foreign {
            return Err(Code::TransferForeign);
        }
        Ok(arrived)
    }

    fn take_content(&mut self, draft: &mut Draft, content: Content) -> Result<Imported, Code> {
        let mut imported = Imported::default();
        match content {
            Content::Pack(arrived) => return Ok(self.take_pack(draft, &arrived)),
            Content::CheckIn(check_in, arrived) => {
                imported = self.take_pack(draft, &arrived);
                imported.check_in = Some(check_in);
            }
            Content::Letter(letter) => {
                imported.letters = u32::from(self.keep_letter(draft, &letter));
            }
            Content::Answer(answer) => {
                imported.answers = u32::from(self.keep_answer(draft, &answer));
            }
            Content::Welcome(opened) => {
                imported.new = self.take_answer(draft, *opened)?;
                imported.welcomed = true;
            }
        }
        imported.settle(false);
        Ok(imported)
    }

    fn take_pack(&mut self, draft: &mut Draft, arrived: &Arrived) -> Imported {
        let mut imported = Imported { total: arrived.entries, ..Imported::default() };
        for (serial, value) in &arrived.pack.certificates {
            // One that does not check out vouches for nothing; what it was for then waits.
            let new = self.take_certificate(draft, *serial, value).unwrap_or(false);
            imported.certificates += u32::from(new);
        }
        let mut pieces: Vec<&Changeset> = arrived.pack.changesets.iter().collect();
        pieces.sort_by_key(|one| (intake_order(one.document.kind), one.first_seq));
        for piece in pieces {
            self.take_piece(draft, piece, &mut imported);
        }
        imported.done = imported.new + imported.known;
        // What waited for something in this pack; it was sent before.
        imported.new += self.retry_carried(draft);
        if std::mem::take(&mut self.unread) {
            self.read_directory();
        }
        if imported.new > 0 {
            self.erase_texts(draft);
        }
        imported.publications = self.take_publications(draft, &arrived.pack.publications);
        imported.settle(arrived.cut);
        imported
    }

    fn take_piece(&mut self, draft: &mut Draft, piece: &Changeset, imported: &mut Imported) {
        let count = u32::from(piece.count);
        let taken = match self.may_read(&piece.document) {
            true => self.take_carried(draft, piece),
            false => Err(Code::DocumentForeign),
        };
        let taken = match taken {
            Err(Code::ChainGap) => self.take_loose(draft, piece),
            other => other,
        };
        let waits = match taken {
            Err(code @ (Code::CertificateUnknown | Code::ChainGap)) => {
                Some(self.wait(draft, piece).map_or_else(Err, |()| Ok(code)))
            }
            _ => None,
        };
        let (fate, code) = match (taken, waits) {
            (Ok(0), _) => {
                imported.known += count;
                ("known", None)
            }
            (Ok(new), _) => {
                imported.new += new;
                imported.known += count.saturating_sub(new);
                ("taken", None)
            }
            (Err(_), Some(Ok(code))) => {
                imported.waiting += count;
                ("waiting", Some(code))
            }
            (Err(code), None) | (Err(_), Some(Err(code))) => {
                imported.refused += count;
                ("refused", Some(code))
            }
        };
        imported.chains.push(CarriedChain::of(piece, fate, code));
    }

    fn take_publications(&mut self, draft: &mut Draft, bodies: &[Box<[u8]>]) -> u32 {
        let wanted = self.wanted();
        let mut taken = 0;
        for body in bodies {
            let hash = publication_hash(body);
            if wanted.contains(&hash) && self.publications.insert(hash, body.clone()).is_none() {
                let key = space::publication(&hash);
                draft.writes.push(Write::Put(key, body.to_vec()));
                taken += 1;
            }
        }
        taken
    }

    /// Entries that came from other phones and wait for a certificate or an earlier entry.
    pub(in crate::phone) fn carried_waiting(&self) -> u32 {
        self.carried.waiting.values().map(|one| u32::from(one.count)).sum()
    }
}
