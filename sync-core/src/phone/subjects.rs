//! What decisions are about. A decision fits only what stands for its fact now: of the member's own
//! claims the highest round, else of the claims that others entered, else the roll marks, else what
//! a host attests. What was overtaken cannot carry its approval over to what overtook it.

use super::Held;
use crate::chain::document::DocumentId;
use crate::chain::keys::Hash;
use crate::model::facts::{Decided, Said, Wording};
use crate::schema::digest::{Subject, digest};
use crate::schema::record::Record;
use crate::schema::value::{Claim, Decision, Training};

/// One thing that could be decided.
#[derive(Clone, Debug)]
pub(super) struct Decidable {
    /// 0: the member's own claim; 1: entered by another; 2: a roll mark; 3: a host's attestation.
    pub(super) rank: u8,
    pub(super) round: u32,
    /// Of study the largest stands: not withdrawn before withdrawn, then by minutes.
    size: (bool, Option<u32>),
    pub(super) key: Record,
    pub(super) document: DocumentId,
    pub(super) value: Record,
    pub(super) note: Option<Hash>,
    /// The first 8 bytes of its entry's name.
    pub(super) name: [u8; 8],
    /// Of claims, how they are worded.
    pub(super) wording: Option<Wording>,
}

impl Decidable {
    pub(super) fn claim(
        rank: u8,
        claims: &DocumentId,
        held: &Held<'_>,
        claim: &Claim,
    ) -> Decidable {
        let size = (!claim.withdrawn, claim.minutes);
        let wording = Wording { claim: claim.clone(), fingerprint: fingerprint(held) };
        Decidable {
            rank,
            round: claim.round,
            size,
            wording: Some(wording),
            ..Decidable::mark(claims, held)
        }
    }

    pub(super) fn mark(claims: &DocumentId, held: &Held<'_>) -> Decidable {
        Decidable {
            rank: 2,
            round: 1,
            size: (false, None),
            key: held.entry.key.clone(),
            document: claims.clone(),
            value: held.entry.value.clone(),
            note: held.entry.note.hash(),
            name: first_eight(held),
            wording: None,
        }
    }

    pub(super) fn attested(claims: &DocumentId, held: &Held<'_>) -> Decidable {
        Decidable { rank: 3, ..Decidable::mark(claims, held) }
    }

    pub(super) fn subject<'a>(&'a self, training: Option<&'a Training>) -> Subject<'a> {
        Subject {
            document: &self.document,
            key: &self.key,
            value: &self.value,
            note: self.note,
            training,
        }
    }
}

/// Of everything that could be decided what stands; more than one where phones disagree.
pub(super) fn standing(all: &[Decidable], study: bool) -> Vec<&Decidable> {
    let rank = all.iter().map(|one| one.rank).min();
    let first = || all.iter().filter(move |one| Some(one.rank) == rank);
    let round = first().map(|one| one.round).max();
    let last = || first().filter(move |one| Some(one.round) == round);
    let size = last().map(|one| one.size).max();
    last().filter(|one| !study || Some(one.size) == size).collect()
}

/// A decision before it is known whether it fits.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) key: Record,
    pub(super) said: Said<Decision>,
    pub(super) posted: bool,
}

impl Candidate {
    /// The decision with what it is about; `None` where that is none of these.
    pub(super) fn fitting(
        self,
        standing: &[&Decidable],
        training: Option<&Training>,
    ) -> Option<Said<Decided>> {
        let decision = &self.said.value;
        let of = standing.iter().find(|one| {
            one.key == self.key
                && one.round == decision.round
                && digest(&decision.salt, &one.subject(training)) == decision.digest
        })?;
        let about = of.wording.clone();
        Some(self.said.map(|decision| Decided { decision, about }))
    }
}

/// The first 8 bytes of an entry's name: what people and answers refer to it by.
pub(super) fn first_eight(held: &Held<'_>) -> [u8; 8] {
    let mut name = [0; 8];
    name.iter_mut().zip(held.id.0).for_each(|(to, from)| *to = from);
    name
}

/// Stands for an entry's note. Equal words are equal, though each phone salts its own; erased ones
/// keep their hash.
pub(super) fn fingerprint(held: &Held<'_>) -> [u8; 8] {
    let note = &held.entry.note;
    let words = note.text().map(|text| Hash::plain(text.as_bytes())).or_else(|| note.hash());
    words.map_or([0; 8], |hash| hash.prefix())
}
