//! The service on bytes: fates, cursors, enrolment, clocks.

use crate::world::{BRANCH, Device, NOW, World, branch};
use drokpa_core::chain::certificate::Certificate;
use drokpa_core::chain::changeset::Changeset;
use drokpa_core::chain::document::DocumentKind;
use drokpa_core::chain::entry::entry_id;
use drokpa_core::chain::keys::KeyPair;
use drokpa_core::code::Code;
use drokpa_core::schema::key::Key;
use drokpa_core::schema::value::Value;
use drokpa_core::sync::contact::{Contact, InviteCode};
use drokpa_core::sync::envelope::{KIND_CLOCK, open_reply, seal_contact};
use drokpa_core::sync::reply::{DOWNLOAD_BYTES_MAX, Fate, Reply};
use drokpa_core::sync::request::{Cursor, Request};
use drokpa_core::time::Seconds;
use drokpa_server::store::Store as _;

fn kinds(reply: &Reply) -> Vec<DocumentKind> {
    let mut kinds: Vec<_> =
        reply.streams[0].changesets.iter().map(|one| one.document.kind).collect();
    kinds.dedup();
    kinds
}

fn entries(reply: &Reply) -> usize {
    reply.streams.iter().flat_map(|one| &one.changesets).map(|one| usize::from(one.count)).sum()
}

#[test]
fn a_first_contact_is_told_who_it_is_and_what_its_branch_knows() {
    let world = World::new();
    let service = world.service();
    let (member, reply) = Device::enrol(&world, &service, "pa04", 1);
    assert_eq!(member.welcome.branch, branch(BRANCH));
    assert_eq!(kinds(&reply), [DocumentKind::Registry, DocumentKind::Membership]);
    let own = &reply.streams[0].changesets[1];
    let hub = member.welcome.hub;
    let previous = own.document.clone();
    let scope = drokpa_core::chain::entry::ChainScope::new(
        &member.welcome.realm(),
        &previous,
        &hub,
        own.actor,
    );
    let opened = own.open(&member.welcome.realm(), &hub, &scope.genesis()).unwrap();
    let certified = opened.named().any(|(_, entry)| {
        let (Ok(Some(Key::Certificate(serial))), Ok(Some(Value::Certificate(value)))) =
            (Key::read(&entry.key), Value::read(&entry.value))
        else {
            return false;
        };
        let certificate = Certificate::check(&member.welcome.realm(), &hub, serial, &value);
        certificate.is_ok_and(|one| one.key == member.pair.public() && serial.0 == 1)
    });
    assert!(certified);

    let (_, reply) = Device::enrol(&world, &service, "pa01", 2);
    let expected = [DocumentKind::Roster, DocumentKind::Membership, DocumentKind::Registry];
    for kind in expected {
        assert!(kinds(&reply).contains(&kind), "{kind:?}");
    }
    assert_eq!(entries(&reply), 25 + 25 + 3, "names, times, the branch, both certificates");
    world.verify();
}

#[test]
fn an_invite_makes_one_device_and_repeats_its_answer_for_that_key_only() {
    let world = World::new();
    let service = world.service();
    let code = world.code("pa04");
    let try_with = |seed: u8, code: &InviteCode, now: Seconds| {
        let pair = KeyPair::from_seed(&[seed; 32]);
        let contact = Contact { code: code.clone(), request: Request::default() };
        let (bytes, binding) = seal_contact(&pair, &contact.to_bytes());
        service
            .handle(&bytes, now)
            .map(|answer| Device::welcomed(pair, &binding, &answer.body).0.welcome.serial)
    };
    let refused = |result: Result<_, drokpa_server::error::HubError>| {
        assert_eq!(result.map_err(|error| error.code()), Err(Code::InviteRefused));
    };
    let late = Seconds(NOW.0 + 72 * 3600 + 1);
    refused(try_with(1, &code, late));
    let first = try_with(1, &code, NOW).unwrap();
    assert_eq!(try_with(1, &code, NOW).unwrap(), first);
    assert_eq!(try_with(1, &code, Seconds(NOW.0 + 40 * 86_400)).unwrap(), first);
    refused(try_with(2, &code, NOW));
    refused(try_with(1, &world.code("pa05"), NOW));

    let other = world.code("pa05");
    let wrong = InviteCode { secret: Box::new([7; 5]), ..other.clone() };
    for _ in 0..4 {
        refused(try_with(3, &wrong, NOW));
    }
    assert!(try_with(3, &other, NOW).is_ok(), "four wrong tries do not burn it");
    let burnt = world.code("pa06");
    let wrong = InviteCode { secret: Box::new([7; 5]), ..burnt.clone() };
    for _ in 0..5 {
        refused(try_with(4, &wrong, NOW));
    }
    refused(try_with(4, &burnt, NOW));
    refused(try_with(5, &InviteCode { selector: 1, secret: Box::new([1; 5]) }, NOW));
    world.verify();
}

#[test]
fn what_was_accepted_is_known_the_next_time_and_does_not_come_back_down() {
    let world = World::new();
    let service = world.service();
    let (mut member, _) = Device::enrol(&world, &service, "pa04", 1);
    let (mut secretary, _) = Device::enrol(&world, &service, "pa01", 2);
    let document = member.claims();
    let sent = vec![member.write(&document, 30).pack(false)];
    let before = member.request(sent.clone());
    let reply = member.send(&service, &before).unwrap();
    assert_eq!((reply.fates.as_slice(), entries(&reply)), (&[Fate::Accepted][..], 1));
    let again = member.send(&service, &before).unwrap();
    assert_eq!((again.fates.as_slice(), entries(&again)), (&[Fate::Known][..], 1));
    let idle = member.sync(&service, Vec::new());
    assert_eq!((idle.streams[0].cursor, entries(&idle)), (None, 0));
    let reply = secretary.sync(&service, Vec::new());
    assert_eq!(entries(&reply), 30);
    world.verify();
}

#[test]
fn one_bad_changeset_does_not_hurt_the_others() {
    let world = World::new();
    let service = world.service();
    let (mut member, _) = Device::enrol(&world, &service, "pa04", 1);
    let document = member.claims();
    let first = member.write(&document, 2);
    let good = first.pack(false);
    let mut forged = member.write(&document, 1).pack(false);
    forged.signature[5] ^= 1;
    let other = member.document(DocumentKind::Claims, "pa05");
    let foreign = member.write(&other, 1).pack(false);
    let roll = member.document(DocumentKind::Roll, "pa04");
    let not_a_keeper = member.write(&roll, 1).pack(false);
    let mut gap = good.clone();
    gap.first_seq = 50;
    gap.previous = drokpa_core::chain::changeset::Previous::Prefix([0; 4]);
    let mut malformed = good.clone();
    malformed.columns = vec![0xff; 40].into();
    let mut unknown = good.clone();
    unknown.actor.serial.0 = 777;
    let reply =
        member.sync(&service, vec![forged, foreign, not_a_keeper, good, gap, malformed, unknown]);
    assert_eq!(
        reply.fates,
        [
            Fate::Waiting(Code::ChainGap),
            Fate::Rejected(Code::DocumentForeign),
            Fate::Rejected(Code::DocumentForeign),
            Fate::Accepted,
            Fate::Waiting(Code::ChainGap),
            Fate::Rejected(Code::ChangesetMalformed),
            Fate::Waiting(Code::CertificateUnknown),
        ]
    );
    member.forget(&document, Some((2, first.tip())));
    let mut forged = member.write(&document, 1).pack(false);
    forged.signature[5] ^= 1;
    let reply = member.sync(&service, vec![forged]);
    assert_eq!(reply.fates, [Fate::Rejected(Code::SignatureWrong)]);
    world.verify();
}

#[test]
fn a_fork_is_kept_as_evidence_and_answered_with_the_winner() {
    let world = World::new();
    let service = world.service();
    let (mut member, _) = Device::enrol(&world, &service, "pa04", 1);
    let document = member.claims();
    let winner = member.write(&document, 3);
    let reply = member.sync(&service, vec![winner.pack(false)]);
    assert_eq!(reply.fates, [Fate::Accepted]);
    member.forget(&document, None);
    let loser = member.write(&document, 3);
    let reply = member.sync(&service, vec![loser.pack(false)]);
    assert_eq!(reply.fates, [Fate::Forked(entry_id(&winner.tip()))]);
    member.sync(&service, vec![loser.pack(false)]);
    assert_eq!(world.store().fork_count().unwrap(), 1);
    // In the middle of a stored row, too.
    member.forget(&document, Some((2, winner.hash_at(2).unwrap())));
    let late = member.write(&document, 4);
    let reply = member.sync(&service, vec![late.pack(false)]);
    assert_eq!(reply.fates, [Fate::Forked(entry_id(&winner.tip()))]);
    world.verify();
}

#[test]
fn a_changeset_that_overlaps_the_log_adds_only_what_is_new() {
    let world = World::new();
    let service = world.service();
    let (mut member, _) = Device::enrol(&world, &service, "pa04", 1);
    let document = member.claims();
    let first = member.write(&document, 4);
    let mut whole = first.clone();
    let second = member.write(&document, 3);
    whole.join(Box::new(second)).unwrap();
    member.sync(&service, vec![first.pack(false)]);
    let reply = member.sync(&service, vec![whole.pack(false)]);
    assert_eq!(reply.fates, [Fate::Accepted]);
    let mut inner = whole.clone();
    inner.drop_front(2);
    let reply = member.sync(&service, vec![inner.pack(false)]);
    assert_eq!(reply.fates, [Fate::Known]);
    let two = [member.write(&document, 1), member.write(&document, 1)];
    let reply = member.sync(&service, two.iter().map(|one| one.pack(false)).collect());
    assert_eq!(reply.fates, [Fate::Accepted, Fate::Accepted]);
    world.verify();
}

#[test]
fn a_secretarys_phone_carries_for_others_and_a_members_does_not() {
    let world = World::new();
    let service = world.service();
    let (mut member, _) = Device::enrol(&world, &service, "pa04", 1);
    let (mut secretary, _) = Device::enrol(&world, &service, "pa01", 2);
    let (mut neighbour, _) = Device::enrol(&world, &service, "pa05", 3);
    let claims = member.claims();
    let opened = member.write(&claims, 2);
    let reply = neighbour.sync(&service, vec![opened.pack(true)]);
    assert_eq!(reply.fates, [Fate::Rejected(Code::DocumentForeign)]);
    let reply = secretary.sync(&service, vec![opened.pack(true)]);
    assert_eq!(reply.fates, [Fate::Accepted]);
    let reply = member.sync(&service, Vec::new());
    assert_eq!(entries(&reply), 2 + 1, "and the secretary's certificate");
}

#[test]
fn a_township_reviewer_reads_and_reviews_below_and_is_certified_there() {
    let world = World::new();
    let service = world.service();
    let (mut reviewer, reply) = Device::enrol(&world, &service, "tw01", 1);
    assert_eq!(reviewer.welcome.branch, branch("township-x"));
    assert!(kinds(&reply).contains(&DocumentKind::Registry));
    let (_, reply) = Device::enrol(&world, &service, "pa04", 2);
    let registries = |reply: &Reply| {
        let all = reply.streams[0].changesets.iter();
        all.filter(|one| one.document.kind == DocumentKind::Registry).count()
    };
    assert_eq!(registries(&reply), 1, "the reviewer's certificate");
    let mut document = reviewer.document(DocumentKind::Review, "pa04");
    document.branch = branch(BRANCH);
    let review = reviewer.write(&document, 1).pack(false);
    assert_eq!(reviewer.sync(&service, vec![review]).fates, [Fate::Accepted]);
    let mut request = reviewer.request(Vec::new());
    request.streams[0].branch = branch("county-x");
    // Asking is no offence; nothing comes down, and what is handed in there is refused.
    let reply = reviewer.send(&service, &request).unwrap();
    let foreign = reply.streams.iter().find(|one| one.branch == branch("county-x")).unwrap();
    assert_eq!((&foreign.changesets[..], &foreign.cursor, &foreign.tips), (&[][..], &None, &None));
    document.branch = branch("county-x");
    request.streams[0].changesets = vec![reviewer.write(&document, 1).pack(false)];
    let refused = reviewer.send(&service, &request).unwrap_err();
    assert_eq!(refused.code(), Code::DocumentForeign);
    let (mut member, _) = Device::enrol(&world, &service, "pa05", 3);
    let mut request = member.request(Vec::new());
    request.streams[0].branch = branch("village-b");
    let reply = member.send(&service, &request).unwrap();
    assert!(reply.streams.iter().all(|one| one.changesets.is_empty() && one.tips.is_none()));
    world.verify();
}

#[test]
fn a_cursor_of_another_history_is_answered_with_the_tips() {
    let world = World::new();
    let service = world.service();
    let (mut member, _) = Device::enrol(&world, &service, "pa04", 1);
    let document = member.claims();
    let opened = member.write(&document, 2);
    member.sync(&service, vec![opened.pack(false)]);
    let good = member.cursors[&branch(BRANCH)];
    for cursor in [
        Cursor { position: good.position, check: [0; 4] },
        Cursor { position: good.position + 1, check: good.check },
        Cursor { position: 1, check: good.check },
    ] {
        let mut request = member.request(Vec::new());
        request.streams[0].cursor = cursor;
        let reply = member.send(&service, &request).unwrap();
        let tips = reply.streams[0].tips.as_ref().unwrap();
        assert!(tips.iter().any(|tip| tip.entry == entry_id(&opened.tip()) && tip.seq == 2));
        let own = "the own claims, what the hub says about the member, and about the branch";
        assert_eq!(tips.len(), 3, "{own}");
        assert!(reply.streams[0].changesets.is_empty());
    }
}

#[test]
fn a_wrong_clock_is_told_the_time_and_nothing_else() {
    let world = World::new();
    let service = world.service();
    let (mut member, _) = Device::enrol(&world, &service, "pa04", 1);
    let claims = member.claims();
    let changeset = member.write(&claims, 1).pack(false);
    let request = member.request(vec![changeset]);
    let (bytes, binding) = member.seal(&request, Seconds(NOW.0 - 601));
    let answer = service.handle(&bytes, NOW).unwrap();
    assert_eq!(answer.status, 401);
    let (kind, payload) = open_reply(&member.key, &binding, &answer.body).unwrap();
    assert_eq!((kind, payload), (KIND_CLOCK, &NOW.0.to_be_bytes()[..]));
    assert_eq!(member.send(&service, &request).unwrap().fates, [Fate::Accepted]);
}

#[test]
fn a_long_absence_comes_down_in_capped_pieces_without_a_hole() {
    let world = World::new();
    let service = world.service();
    let (mut member, _) = Device::enrol(&world, &service, "pa04", 1);
    let (mut secretary, _) = Device::enrol(&world, &service, "pa01", 2);
    let claims = member.claims();
    let start = secretary.cursors[&branch(BRANCH)];
    let mut sent = 0;
    for _ in 0..40 {
        // Notes do not compress, so these fill the cap.
        let mut entries: Vec<_> = (0..10).map(|_| member.entry()).collect();
        for (at, entry) in entries.iter_mut().enumerate() {
            let text: String = (0..900)
                .map(|n| char::from(b'a' + ((n * 7 + at * 3 + n / 26) % 26) as u8))
                .collect();
            entry.note =
                drokpa_core::chain::entry::Note::Text { salt: [at as u8; 16], text: text.into() };
        }
        let tip = member.tip(&claims);
        let opened = drokpa_core::hub::write_chain(
            &member.welcome.realm(),
            &member.pair,
            member.actor(),
            &claims,
            (tip, entries),
        )
        .unwrap();
        member.forget(&claims, Some((opened.last_seq(), opened.tip())));
        sent += opened.entries.len();
        let changesets: Vec<Changeset> = vec![opened.pack(false)];
        assert_eq!(member.sync(&service, changesets).fates, [Fate::Accepted]);
    }
    assert_eq!(secretary.cursors[&branch(BRANCH)], start);
    let (mut got, mut rounds) = (0, 0);
    loop {
        let reply = secretary.sync(&service, Vec::new());
        got += entries(&reply);
        rounds += 1;
        let bytes: usize = reply.streams[0].changesets.iter().map(|one| one.columns.len()).sum();
        assert!(bytes <= DOWNLOAD_BYTES_MAX);
        if !reply.more {
            break;
        }
    }
    assert_eq!(got, sent);
    assert!(rounds >= 2, "{rounds}");
    assert_eq!(entries(&secretary.sync(&service, Vec::new())), 0);
}
