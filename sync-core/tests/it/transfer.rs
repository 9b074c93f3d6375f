//! Two phones and no network between them and the hub: by file and by codes, whole, in part, cut
//! off, damaged, for somebody else.

use super::phones::{Village, decide, later, row, sometime, village};
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{Export, Imported, NewClaim, NewTraining, Selection};
use drokpa_core::schema::value::Verdict;
use drokpa_core::time::{Cycle, Day};
use drokpa_core::wire::qr::{Size, codes};
use drokpa_fixtures::world::{Handset, branch, member};
use proptest::prelude::*;

fn everything() -> Export {
    Export { selection: Selection::Unconfirmed, to: None, certificates: true, rules: false }
}

fn give(from: &Handset, export: &Export) -> Vec<u8> {
    let exported = from.phone.export(export).unwrap();
    assert_eq!(exported.bytes as usize, exported.content.len());
    exported.content
}

fn take(by: &mut Handset, content: &[u8]) -> Imported {
    let (imported, batch) = by.phone.import(content).unwrap();
    by.commit(&batch);
    imported
}

fn scan(by: &mut Handset, texts: &[String]) -> Imported {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (imported, batch) = by.phone.scan(&texts).unwrap();
    by.commit(&batch);
    imported
}

fn study(by: &mut Handset, day: u64) {
    let course = format!("course-{}", day % 3).parse().unwrap();
    let claim = NewClaim::Study { course, day: later(day).day(), minutes: 45 };
    let (_, batch) = by.phone.record(sometime(day), &claim, "").unwrap();
    by.commit(&batch);
}

/// How many facts of a member a phone shows.
fn facts(of: &Handset, whose: &str) -> usize {
    of.phone.member_rows(&member(whose)).len()
}

/// A member whose phone the secretary's phone has never heard of.
fn newcomer(village: &mut Village) -> Handset {
    let home = branch("pasture-a");
    Handset::enrol(&mut village.hub, &home, &member("pa09"), Role::Member, later(1))
}

/// The same, before anything of it is at the hub.
fn unmet_newcomer(village: &mut Village) -> Handset {
    let home = branch("pasture-a");
    let mut phone =
        Handset::unasked(&mut village.hub, &home, &member("pa09"), Role::Member, later(1));
    phone.agree(later(1));
    phone
}

#[test]
fn claims_carried_by_hand_are_decided_at_once_and_reach_the_hub_with_the_secretary() {
    let mut village = village(3);
    let claims: Vec<_> = (0..3).map(|at| village.attend(at, "笔记")).collect();
    let content = give(&village.herder, &everything());
    let imported = take(&mut village.secretary, &content);
    // Before the first claim comes what its member said to the notice; the secretary knew that.
    assert_eq!((imported.outcome, imported.done, imported.total), ("complete", 4, 4));
    assert_eq!((imported.new, imported.waiting, imported.refused), (3, 0, 0));
    assert_eq!(village.secretary.phone.queue().len(), 3);
    decide(&mut village.secretary, &claims[0], Verdict::Approve);

    // Exported is not confirmed, on either phone.
    assert_eq!(village.herder.phone.status().outbox, 3);
    assert_eq!(village.secretary.phone.status().outbox, 4);
    let up = village.secretary.sync(&mut village.hub, later(60));
    assert_eq!((up.requests, up.received.accepted), (1, 2));
    let own = village.herder.sync(&mut village.hub, later(60));
    assert_eq!((own.received.accepted, own.received.known, own.requests), (0, 1, 1));
    assert_eq!(row(&village.herder, &claims[0]).decision, "approved");
    assert!(village.herder.phone.status().synced && village.secretary.phone.status().synced);
}

#[test]
fn the_second_time_there_is_nothing_new_and_only_the_hub_ends_the_outbox() {
    let mut village = village(2);
    village.attend(0, "");
    let content = give(&village.herder, &everything());
    take(&mut village.secretary, &content);
    let again = take(&mut village.secretary, &content);
    assert_eq!((again.outcome, again.done, again.total), ("nothing_new", 2, 2));
    assert_eq!((again.new, again.known), (0, 2));
    // A second export still carries it; after the sync there is nothing left to give.
    assert_eq!(give(&village.herder, &everything()), content);
    village.sync_all(2);
    let empty = village.herder.phone.export(&everything()).unwrap();
    assert_eq!((empty.outcome, empty.entries, empty.content.len()), ("nothing_new", 0, 0));
}

#[test]
fn without_its_certificate_a_claim_waits_and_a_second_code_frees_it() {
    let mut village = village(1);
    let mut newcomer = unmet_newcomer(&mut village);
    study(&mut newcomer, 3);
    let bare = Export { certificates: false, ..everything() };
    let content = give(&newcomer, &bare);
    let imported = take(&mut village.secretary, &content);
    assert_eq!((imported.new, imported.waiting), (0, 2));
    assert_eq!(imported.chains[0].code, Some("certificate_unknown"));
    assert_eq!(village.secretary.phone.status().unchecked, 2);
    village.secretary.restart();
    assert_eq!(village.secretary.phone.status().unchecked, 2);

    let second = Export { selection: Selection::Certificates, ..bare };
    let imported = take(&mut village.secretary, &give(&newcomer, &second));
    assert_eq!((imported.certificates, imported.new, imported.total), (1, 2, 0));
    assert_eq!(facts(&village.secretary, "pa09"), 1);
    village.secretary.restart();
    assert_eq!(village.secretary.phone.status().damaged, 0);
    assert_eq!(facts(&village.secretary, "pa09"), 1);
    assert_eq!(village.secretary.phone.status().unchecked, 0);
}

#[test]
fn what_waited_is_read_once_connected_and_is_still_offered_to_the_hub() {
    let mut village = village(1);
    let mut newcomer = newcomer(&mut village);
    study(&mut newcomer, 3);
    let content = give(&newcomer, &Export { certificates: false, ..everything() });
    take(&mut village.secretary, &content);
    // The newcomer's phone falls into the river: what was carried is all there is.
    drop(newcomer);
    let sync = village.secretary.sync(&mut village.hub, later(60));
    assert_eq!(facts(&village.secretary, "pa09"), 1);
    assert!(village.secretary.phone.status().synced, "{sync:?}");
    village.other.sync(&mut village.hub, later(60));
    assert_eq!(facts(&village.other, "pa09"), 1);
}

#[test]
fn a_file_that_was_cut_gives_its_beginning_and_the_whole_one_the_rest() {
    let mut village = village(1);
    for number in 0..30 {
        village.attend_course(number);
    }
    let all = Selection::About { member: Some(member("pa05")), year: None };
    let content = give(&village.herder, &Export { selection: all, ..everything() });
    let mut cut = None;
    for length in 0..content.len() {
        let mut fresh = village.other.store.clone().open(&village.other.identity).unwrap();
        match fresh.import(&content[..length]) {
            Ok((imported, _)) => {
                assert_eq!(imported.outcome, "cut", "{length} of {} bytes", content.len());
                assert!(imported.refused == 0 && imported.done <= imported.total);
                cut =
                    (imported.done > 0 && imported.done < imported.total).then_some(length).or(cut);
            }
            Err(code) => assert_eq!(code, Code::TransferMalformed),
        }
    }
    let half = take(&mut village.other, &content[..cut.unwrap()]);
    let whole = take(&mut village.other, &content);
    assert_eq!((half.outcome, whole.outcome), ("cut", "complete"));
    assert_eq!(whole.done, whole.total);
    assert!(whole.known >= half.done && whole.known + whole.new == whole.total, "{whole:?}");
}

impl Village {
    /// Three courses a day, so that documents differ and chains are many.
    fn attend_course(&mut self, number: u64) {
        study(&mut self.herder, number);
    }
}

#[test]
fn codes_are_read_in_any_order_and_some_of_them_bring_what_they_can() {
    let mut village = village(1);
    for number in 0..200 {
        study(&mut village.herder, number);
    }
    let content = give(&village.herder, &everything());
    let texts = codes(&content, Size::Small).unwrap();
    assert!(texts.len() >= 3, "{}", texts.len());
    let (last, rest) = texts.split_last().unwrap();
    let mut rest = rest.to_vec();
    rest.reverse();

    let some = scan(&mut village.secretary, &rest);
    let left = some.codes.as_ref().unwrap();
    assert_eq!((some.outcome, &left.missing[..]), ("cut", &[texts.len() as u8][..]));
    assert!(some.done > 0 && some.done < some.total, "{some:?}");
    village.secretary.restart();
    let all = scan(&mut village.secretary, std::slice::from_ref(last));
    assert_eq!((all.outcome, all.done, all.total), ("complete", 201, 201));
    assert_eq!(all.codes.unwrap().missing, [0_u8; 0]);
    assert_eq!(facts(&village.secretary, "pa05"), 200);
    // Nothing of the codes is kept once they were taken in.
    let again = scan(&mut village.secretary, std::slice::from_ref(last));
    assert_eq!(again.codes.unwrap().missing.len(), texts.len() - 1);
}

#[test]
fn a_secretary_hands_news_down_to_a_member_and_only_what_that_member_may_read() {
    let mut village = village(1);
    let claim = village.attend(0, "");
    let other = newcomer(&mut village);
    village.sync_all(2);
    decide(&mut village.secretary, &claim, Verdict::Approve);
    let new = NewTraining {
        kind: TrainingKind::TopicTraining,
        title_zh: "专题培训".into(),
        title_bo: "ཆེད་དོན་སྦྱོང་བརྡར".into(),
        start: later(70),
        minutes: 120,
        days: 1,
        item: None,
    };
    let (training, batch) = village.secretary.phone.create_training(later(50), &new).unwrap();
    village.secretary.commit(&batch);

    let news = Export {
        selection: Selection::About { member: Some(member("pa05")), year: Some(Cycle(2026)) },
        to: Some(member("pa05")),
        certificates: true,
        rules: true,
    };
    let content = give(&village.secretary, &news);
    let imported = take(&mut village.herder, &content);
    assert_eq!((imported.outcome, imported.refused, imported.waiting), ("complete", 0, 0));
    assert_eq!(row(&village.herder, &claim).decision, "approved");
    let attend = NewClaim::Attendance { training, minutes: None, code: None };
    let (_, batch) = village.herder.phone.record(later(70), &attend, "").unwrap();
    village.herder.commit(&batch);

    let about = |of: &str| Export {
        selection: Selection::About { member: Some(member(of)), year: None },
        ..news.clone()
    };
    let kinds: Vec<&str> = village
        .secretary
        .phone
        .export(&news)
        .unwrap()
        .chains
        .iter()
        .map(|chain| chain.document)
        .collect();
    assert!(!kinds.contains(&"office") && !kinds.contains(&"roster"), "{kinds:?}");
    // Somebody else's records stay out, whatever was chosen.
    let chains = village.secretary.phone.export(&about("pa09")).unwrap().chains;
    assert!(chains.iter().all(|chain| chain.member.is_none()), "{chains:?}");
    let stranger = Export { to: Some(member("nobody")), ..news };
    assert_eq!(village.secretary.phone.export(&stranger).err(), Some(Code::MemberUnknown));
    let claims =
        Selection::Claims { member: Some(member("pa05")), first: Day(0), last: Day(u32::MAX) };
    let wrong = Export { selection: claims, to: Some(member("pa09")), ..everything() };
    assert_eq!(village.secretary.phone.export(&wrong).err(), Some(Code::DocumentForeign));
    drop(other);
}

#[test]
fn a_pack_for_somebody_else_changes_nothing_and_says_whose_it_is_not() {
    let mut village = village(1);
    village.attend(0, "");
    let content = give(&village.herder, &everything());
    let mut newcomer = newcomer(&mut village);
    let before = newcomer.store.clone().records;
    assert_eq!(newcomer.phone.import(&content).err(), Some(Code::TransferForeign));
    let texts = codes(&content, Size::Large).unwrap();
    assert_eq!(newcomer.phone.scan(&[&texts[0]]).err(), Some(Code::TransferForeign));
    assert_eq!(newcomer.store.records, before);
    let mut other_realm = content.clone();
    other_realm[2] ^= 1;
    let refused = village.secretary.phone.import(&other_realm).err();
    assert!(matches!(refused, Some(Code::TransferForeign | Code::TransferDamaged)));
    // Mixed: what may be read is taken, the rest is refused and named.
    let whole = Export { selection: Selection::About { member: None, year: None }, ..everything() };
    let content = give(&village.secretary, &whole);
    let imported = take(&mut newcomer, &content);
    assert!(imported.refused > 0 && imported.known + imported.new > 0, "{imported:?}");
    assert!(imported.chains.iter().any(|chain| chain.code == Some("document_foreign")));
    assert_eq!(newcomer.phone.status().waiting, 0);
}

#[test]
fn a_month_of_claims_goes_alone_and_ends_at_a_head_of_its_own() {
    let mut village = village(1);
    for day in [0, 5, 9, 40, 44, 49, 80, 85] {
        study(&mut village.herder, day);
    }
    village.sync_all(2);
    let month = |from: u64, to: u64| Export {
        selection: Selection::Claims {
            member: None,
            first: later(from).day(),
            last: later(to).day(),
        },
        ..everything()
    };
    let first = village.herder.phone.export(&month(0, 20)).unwrap();
    // The first entry of the chain is what the member said to the notice.
    assert_eq!((first.entries, first.chains[0].first, first.chains[0].last), (4, 1, 4));
    let second = village.herder.phone.export(&month(30, 60)).unwrap();
    assert_eq!((second.entries, second.chains[0].first), (3, 5));

    // A phone that lacks the month before keeps the second one until that is here.
    let mut fresh = village.other.store.clone();
    fresh.records.retain(|key, _| key.first() != Some(&b'c') || !key.starts_with(b"c\x01"));
    let mut fresh = Handset {
        phone: fresh.open(&village.other.identity).unwrap(),
        store: fresh,
        identity: village.other.identity.clone(),
    };
    let later_month = take(&mut fresh, &second.content);
    assert_eq!((later_month.waiting, later_month.chains[0].code), (3, Some("chain_gap")));
    let earlier = take(&mut fresh, &first.content);
    assert_eq!((earlier.new, earlier.done), (7, 4));
    assert_eq!(facts(&fresh, "pa05"), 6);
}

#[test]
fn nothing_that_was_not_persisted_goes_into_a_pack() {
    let mut village = village(1);
    let claim = NewClaim::Study { course: "c".parse().unwrap(), day: Day(20_600), minutes: 30 };
    let (_, batch) = village.herder.phone.record(later(1), &claim, "").unwrap();
    assert_eq!(village.herder.phone.export(&everything()).unwrap().outcome, "nothing_new");
    village.herder.commit(&batch);
    assert_eq!(village.herder.phone.export(&everything()).unwrap().entries, 2);
}

#[test]
fn a_phone_that_gets_its_own_lost_entries_back_goes_on_under_other_numbers() {
    let mut village = village(1);
    let old = village.herder.store.clone();
    study(&mut village.herder, 1);
    study(&mut village.herder, 2);
    take(&mut village.secretary, &give(&village.herder, &everything()));
    // The phone's store is restored from before; the mark beside its key is gone as well.
    village.herder.store = old;
    village.herder.restart();
    let back = Export {
        selection: Selection::About { member: Some(member("pa05")), year: None },
        to: Some(member("pa05")),
        ..everything()
    };
    let imported = take(&mut village.herder, &give(&village.secretary, &back));
    assert!(imported.new >= 2);
    assert_eq!(village.herder.phone.actor().generation, 1);
    study(&mut village.herder, 3);
    village.sync_all(2);
    assert_eq!(village.herder.phone.status().rejected, 0);
    assert_eq!(village.herder.phone.list().len(), 3);
}

#[test]
fn a_months_claims_fit_one_small_code_and_thirty_one_large_one() {
    let mut village = village(31);
    for at in 0..6 {
        village.attend(at, "");
    }
    let six = village.herder.phone.export(&everything()).unwrap();
    for at in 6..30 {
        village.attend(at, if at % 5 == 0 { "夏季牧场集中学习" } else { "" });
    }
    let thirty = village.herder.phone.export(&everything()).unwrap();
    println!(
        "with certificate: 6 claims {} B, 30 claims {} B",
        six.content.len(),
        thirty.content.len()
    );
    assert_eq!((six.entries, six.certificates), (7, 1));
    assert_eq!((thirty.entries, thirty.certificates), (31, 1));
    assert!(six.content.len() <= 505 && codes(&six.content, Size::Small).unwrap().len() == 1);
    assert!(thirty.content.len() <= 832);
    assert_eq!(codes(&thirty.content, Size::Large).unwrap().len(), 1);
}

#[test]
fn hostile_certificates_fill_nothing_up() {
    let mut village = village(1);
    let mut newcomer = newcomer(&mut village);
    let mut refused = 0;
    for day in 0..300 {
        study(&mut newcomer, day);
        let one = Export {
            selection: Selection::Claims {
                member: None,
                first: later(day).day(),
                last: later(day).day(),
            },
            certificates: false,
            ..everything()
        };
        let imported = take(&mut village.secretary, &give(&newcomer, &one));
        refused += imported.refused;
        if imported.refused > 0 {
            assert_eq!(imported.chains[0].code, Some("carrying_full"));
        }
    }
    // The first one has two entries: what the member said to the notice comes along.
    assert_eq!((village.secretary.phone.status().unchecked, refused), (257, 44));
    // A sync goes on as before, and brings what lets all of it in.
    newcomer.sync(&mut village.hub, later(301));
    village.secretary.sync(&mut village.hub, later(301));
    assert!(village.secretary.phone.status().synced);
    assert_eq!(facts(&village.secretary, "pa09"), 300);
    assert_eq!(village.secretary.phone.status().unchecked, 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_changed_pack_brings_nothing_that_was_not_signed(
        flips in proptest::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 1..4),
        length: prop::sample::Index,
    ) {
        let (content, mut phone) = hostile();
        let mut bytes = content.clone();
        for (at, bit) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        bytes.truncate(length.index(bytes.len()) + 1);
        if let Ok((imported, _)) = phone.import(&bytes) {
            prop_assert!(imported.new <= 4);
        }
        let honest: Vec<String> = vec!["45".into(); 4];
        let minutes: Vec<String> = phone
            .queue()
            .iter()
            .map(|row| if row.note.as_deref() == Some("真的") { "45" } else { "forged" }.into())
            .collect();
        prop_assert!(honest.starts_with(&minutes), "{minutes:?}");
    }
}

/// A pack of four claims, and the phone of a secretary who has none of them.
fn hostile() -> (Vec<u8>, drokpa_core::phone::Phone) {
    static WORLD: std::sync::OnceLock<(Vec<u8>, Handset)> = std::sync::OnceLock::new();
    let (content, handset) = WORLD.get_or_init(|| {
        let mut village = village(4);
        (0..4).for_each(|at| drop(village.attend(at, "真的")));
        (give(&village.herder, &everything()), village.secretary)
    });
    (content.clone(), handset.store.clone().open(&handset.identity).unwrap())
}
