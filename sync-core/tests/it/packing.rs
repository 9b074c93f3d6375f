//! Changesets on the wire: notes that can be erased, limits at their edges, hostile bytes.

use drokpa_core::chain::changeset::{
    COLUMNS_BYTES_MAX, Changeset, Context, ENTRIES_MAX, Opened, Previous, join_stored,
};
use drokpa_core::chain::document::{DocumentId, DocumentKind};
use drokpa_core::chain::entry::{ENTRY_BYTES_MAX, Entry, EntryId, NOTE_BYTES_MAX, Note, note_salt};
use drokpa_core::chain::keys::{Hash, KeyPair, Realm};
use drokpa_core::code::Code;
use drokpa_core::hub::write_chain;
use drokpa_core::id::{Actor, Serial};
use drokpa_core::schema::record::Record;
use drokpa_core::time::{Cycle, Minute};
use drokpa_core::wire::bytes::Reader;
use drokpa_fixtures::world::{branch, member};
use proptest::prelude::*;
use std::sync::Arc;

const ACTOR: Actor = Actor { serial: Serial(9), generation: 0 };
const SALT: [u8; 16] = [5; 16];

fn pair() -> KeyPair {
    KeyPair::from_seed(&[44; 32])
}

fn realm() -> Realm {
    Realm::of(&KeyPair::from_seed(&[45; 32]).public())
}

fn document() -> DocumentId {
    DocumentId::of_member(DocumentKind::Claims, &branch("pasture-a"), &member("pa05"), Cycle(2026))
}

fn entry(number: u64, note: Note) -> Entry {
    let key = Record::new(1, vec![9, 0, number], vec![]).unwrap();
    let value = Record::new(1, vec![0, 0, number % 3], vec![]).unwrap();
    Entry {
        recorded_at: Minute(29_000_000 + number as u32 * 700),
        key,
        value,
        replaces: vec![],
        note,
    }
}

fn noted(seq: u32, text: &str) -> Note {
    Note::Text { salt: note_salt(&SALT, seq), text: text.into() }
}

fn chain(tip: Option<(u32, Hash)>, entries: Vec<Entry>) -> Opened {
    write_chain(&realm(), &pair(), ACTOR, &document(), (tip, entries)).unwrap()
}

fn genesis() -> Hash {
    chain(None, vec![entry(1, Note::None)]).previous
}

fn reopen(changeset: &Changeset, previous: &Hash) -> Result<Opened, Code> {
    let mut bytes = Vec::new();
    changeset.put(&mut bytes, &Context::default(), None);
    let mut reader = Reader::new(&bytes);
    let read = Changeset::read(&mut reader, &Context::default(), None)?;
    reader.end()?;
    assert_eq!(&read, changeset);
    read.open(&realm(), &pair().public(), previous)
}

#[test]
fn a_changeset_opens_to_the_entries_that_were_signed() {
    let mut opened = chain(
        None,
        (1..=40)
            .map(|n| entry(n, if n % 7 == 0 { noted(n as u32, "ང་ཡིན") } else { Note::None }))
            .collect(),
    );
    opened.chain_salt = Some(SALT);
    let again = reopen(&opened.pack(false), &opened.previous).unwrap();
    assert_eq!(again.entries, opened.entries);
    assert_eq!(again.chain_salt, Some(SALT));
}

#[test]
fn an_erased_note_leaves_the_chain_and_its_signature_whole() {
    let mut opened =
        chain(None, (1..=3).map(|seq| entry(u64::from(seq), noted(seq, "在夏季牧场"))).collect());
    opened.chain_salt = Some(SALT);
    let hash = opened.entries[1].1.note.hash().unwrap();
    opened.entries[1].1.note = Note::Erased(hash);
    opened.packed = None;
    let again = reopen(&opened.pack(true), &opened.previous).unwrap();
    let texts: Vec<_> = again.entries.iter().map(|(_, entry)| entry.note.text()).collect();
    assert_eq!(texts, [Some("在夏季牧场"), None, Some("在夏季牧场")]);
    assert_eq!(again.chain_salt, None, "a chain's salt would let the erased text be guessed");
    let mut bytes = Vec::new();
    opened.pack(true).put(&mut bytes, &Context::default(), None);
    assert!(!bytes.windows(16).any(|window| window == SALT));
    assert!(!bytes.windows(16).any(|window| window == note_salt(&SALT, 2)));
    opened.entries[1].1.note = Note::None;
    assert_eq!(reopen(&opened.pack(true), &opened.previous).err(), Some(Code::SignatureWrong));
}

#[test]
fn neighbours_join_and_the_inner_signature_is_not_missed() {
    let first = chain(None, (1..=5).map(|n| entry(n, Note::None)).collect());
    let second =
        chain(Some((5, first.tip())), (6..=9).map(|n| entry(n, noted(n as u32, "笔记"))).collect());
    let third = chain(Some((9, second.tip())), vec![entry(10, Note::None)]);
    let mut second = second;
    second.chain_salt = Some(SALT);
    let stored =
        join_stored(vec![first.pack(false), second.pack(false), third.pack(false)]).unwrap();
    assert_eq!(stored.len(), 1);
    assert_eq!((stored[0].first_seq, stored[0].last_seq()), (1, 10));
    let opened = reopen(&stored[0], &first.previous).unwrap();
    assert_eq!(opened.tip(), third.tip());
    let mut joined = first.clone();
    joined.join(Box::new(second.clone())).unwrap();
    joined.join(Box::new(third.clone())).unwrap();
    assert_eq!(joined.entries, opened.entries);
    let gap = join_stored(vec![first.pack(false), third.pack(false)]).unwrap();
    assert_eq!(gap.len(), 2, "what is no neighbour stays apart");
    let mut first = first;
    assert!(first.join(Box::new(third)).is_err());
}

#[test]
fn limits_hold_at_the_edge() {
    let most: Vec<Entry> = (1..=ENTRIES_MAX as u64).map(|n| entry(n, Note::None)).collect();
    let opened = chain(None, most.clone());
    assert_eq!(reopen(&opened.pack(false), &opened.previous).unwrap().entries.len(), ENTRIES_MAX);
    let over: Vec<Entry> = most.into_iter().chain([entry(999, Note::None)]).collect();
    assert_eq!(
        write_chain(&realm(), &pair(), ACTOR, &document(), (None, over)).err(),
        Some(Code::CountTooLarge)
    );
    assert_eq!(
        write_chain(&realm(), &pair(), ACTOR, &document(), (None, vec![])).err(),
        Some(Code::CountTooLarge)
    );
    let note = |bytes: usize| entry(1, noted(1, &"x".repeat(bytes)));
    assert_eq!(note(NOTE_BYTES_MAX).check(), Ok(()));
    assert_eq!(note(NOTE_BYTES_MAX + 1).check(), Err(Code::EntryTooLarge));
    let replaces = |count: u8| Entry {
        replaces: (0..count).map(|n| EntryId([n; 16])).collect(),
        ..entry(1, Note::None)
    };
    assert_eq!(replaces(8).check(), Ok(()));
    assert_eq!(replaces(9).check(), Err(Code::EntryTooLarge));
    let twice = Entry { replaces: vec![EntryId([1; 16]); 2], ..entry(1, Note::None) };
    assert_eq!(twice.check(), Err(Code::ChangesetMalformed));
    let blobs: Vec<Arc<[u8]>> = vec![Arc::from(vec![7; 2048]); 6];
    let large = Entry { value: Record::new(1, vec![], blobs).unwrap(), ..entry(1, Note::None) };
    assert!(large.size() > ENTRY_BYTES_MAX);
    assert_eq!(large.check(), Err(Code::EntryTooLarge));
}

#[test]
fn what_unpacks_to_more_than_the_limit_is_refused_however_small_it_travels() {
    let blob: Arc<[u8]> = Arc::from(vec![7; 2048]);
    let value = Record::new(1, vec![], vec![blob]).unwrap();
    let entries: Vec<Entry> =
        (1..=100).map(|n| Entry { value: value.clone(), ..entry(n, Note::None) }).collect();
    let opened = chain(None, entries);
    let packed = opened.pack(false);
    assert!(packed.columns.len() < 3000, "{} bytes travel", packed.columns.len());
    assert_eq!(
        packed.open(&realm(), &pair().public(), &genesis()).err(),
        Some(Code::EntryTooLarge)
    );
}

#[test]
fn another_predecessor_another_key_and_another_place_are_told_apart() {
    let first = chain(None, vec![entry(1, Note::None)]);
    let second = chain(Some((1, first.tip())), vec![entry(2, Note::None)]);
    assert!(reopen(&second.pack(false), &first.tip()).is_ok());
    assert!(reopen(&second.pack(true), &first.tip()).is_ok());
    assert_eq!(reopen(&second.pack(false), &Hash([1; 32])).err(), Some(Code::ChainGap));
    assert_eq!(reopen(&first.pack(false), &Hash([1; 32])).err(), Some(Code::ChainGap));
    let stranger = KeyPair::from_seed(&[46; 32]).public();
    assert_eq!(first.pack(false).open(&realm(), &stranger, &genesis()).err(), Some(Code::ChainGap));
    let moved = Changeset { document: document().sibling(DocumentKind::Roll), ..second.pack(true) };
    assert_eq!(
        moved.open(&realm(), &pair().public(), &first.tip()).err(),
        Some(Code::SignatureWrong)
    );
    let later =
        Changeset { previous: Previous::Full(first.tip()), first_seq: 3, ..second.pack(true) };
    assert_eq!(
        later.open(&realm(), &pair().public(), &first.tip()).err(),
        Some(Code::SignatureWrong)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn flipped_and_cut_changesets_are_refused_without_harm(
        at in 0_usize..400,
        bit in 0_u8..8,
        cut in prop::bool::ANY,
    ) {
        let opened = chain(None, (1..=12).map(|n| entry(n, noted(n as u32, "笔记"))).collect());
        let mut bytes = Vec::new();
        opened.pack(false).put(&mut bytes, &Context::default(), None);
        let at = at % bytes.len();
        if cut {
            bytes.truncate(at);
        } else {
            bytes[at] ^= 1 << bit;
        }
        let mut reader = Reader::new(&bytes);
        if let Ok(read) = Changeset::read(&mut reader, &Context::default(), None) {
            prop_assert!(read.open(&realm(), &pair().public(), &opened.previous).is_err());
        }
    }

    #[test]
    fn hostile_columns_end_in_a_code(
        columns in prop::collection::vec(any::<u8>(), 0..600),
        count in 1_u16..128,
    ) {
        let changeset = Changeset {
            document: document(),
            actor: ACTOR,
            first_seq: 1,
            count,
            previous: Previous::Genesis,
            columns: columns.into(),
            signature: [0; 64],
        };
        let code = changeset.open(&realm(), &pair().public(), &genesis()).err();
        let codes = [Code::ChangesetMalformed, Code::EntryTooLarge, Code::SignatureWrong];
        prop_assert!(code.is_some_and(|code| codes.contains(&code)));
    }
}

const _: () = assert!(COLUMNS_BYTES_MAX == 32 * 1024);
