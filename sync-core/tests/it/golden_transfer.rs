//! What travels from phone to phone opens for ever, and version 1 still writes the same bytes; the
//! files lie beside those of the frames.

use super::golden::golden;
use super::phones::{later, village};
use drokpa_core::phone::{Export, Selection};
use drokpa_core::sync::transfer::Pack;
use drokpa_core::wire::bytes::hex;
use drokpa_core::wire::qr::{Collected, Scanned, Size, codes, read};

/// A pack of three claims and their writer's certificate; keys and times are fixed.
fn pack() -> Vec<u8> {
    let mut village = village(3);
    village.attend(0, "在夏季牧场");
    village.attend(1, "");
    village.attend(2, "མཚོ་སྔོན");
    let export =
        Export { selection: Selection::Unconfirmed, to: None, certificates: true, rules: false };
    village.herder.phone.export(&export).unwrap().content
}

/// The texts of codes that hold a larger content, a line feed behind each.
fn texts(content: &[u8]) -> Vec<u8> {
    let content: Vec<u8> = content.iter().copied().cycle().take(900).collect();
    let lines = codes(&content, Size::Small).unwrap().into_iter();
    lines.flat_map(|text| text.into_bytes().into_iter().chain(*b"\n")).collect()
}

#[test]
fn what_version_one_gives_to_other_phones_is_what_it_always_gave() {
    let pack = pack();
    assert_eq!(hex(&golden("transfer.hex", &pack)), hex(&pack));
    let texts = texts(&pack);
    assert_eq!(hex(&golden("codes.hex", &texts)), hex(&texts));
}

#[test]
fn what_version_one_gave_to_other_phones_is_taken_in() {
    let bytes = golden("transfer.hex", &pack());
    let arrived = Pack::read(&bytes).unwrap();
    assert_eq!((arrived.entries, arrived.cut, arrived.pack.certificates.len()), (3, false, 1));
    let mut village = village(3);
    let (imported, batch) = village.secretary.phone.import(&bytes).unwrap();
    village.secretary.commit(&batch);
    assert_eq!((imported.outcome, imported.new), ("complete", 3));
    let notes: Vec<_> =
        village.secretary.phone.queue().into_iter().filter_map(|row| row.note).collect();
    assert_eq!(notes, ["在夏季牧场".into(), "མཚོ་སྔོན".into()]);
    assert!(village.secretary.phone.request(later(60)).unwrap().entries == 3);

    let lines = String::from_utf8(golden("codes.hex", &texts(&pack()))).unwrap();
    let mut collected: Option<Collected> = None;
    for line in lines.lines() {
        let Ok(Scanned::Part(part)) = read(line) else { panic!("a part") };
        match &mut collected {
            Some(set) => set.add(part).unwrap(),
            none => *none = Some(Collected::begin(part)),
        }
    }
    assert_eq!(collected.unwrap().whole().unwrap().unwrap().len(), 900);
}
