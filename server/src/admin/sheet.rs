//! The sheet of invites: one card a member to cut out, in both languages, with the QR code that a
//! phone scans and the code that is typed where there is no camera.

use super::InviteLine;
use crate::print::{called, each, escape, page};
use crate::store::{Branch, Member};
use drokpa_core::code::Code;
use drokpa_core::host::picture::draw_for_paper;
use drokpa_locales::{Lang, SortKey, msg};
use std::fmt::Write as _;

/// A page to print. `members` and `branches` give the names; who or what has none is shown by the
/// id alone.
///
/// # Errors
/// [`Code::TransferTooLarge`] where the text of a QR code is longer than paper takes, which an
/// address of sensible length never makes it.
pub fn sheet(
    invites: &[InviteLine],
    members: &[Member],
    branches: &[Branch],
) -> Result<String, Code> {
    let member = |invite: &InviteLine| members.iter().find(|member| member.member == invite.member);
    // Whoever hands the cards out looks for names, so each branch is in the order of a dictionary.
    let mut sorted: Vec<_> = invites.iter().map(|invite| (invite, member(invite))).collect();
    sorted.sort_by_cached_key(|(invite, member)| {
        let name = member.map_or(invite.member.as_str(), |member| &member.name_bo);
        (invite.branch.clone(), SortKey::new(name))
    });
    let mut cards = String::new();
    for (invite, member) in sorted {
        let branch = branches.iter().find(|branch| branch.branch == invite.branch);
        card(&mut cards, invite, member, branch)?;
    }
    Ok(page(msg::sheet::title, &cards))
}

fn card(
    cards: &mut String,
    invite: &InviteLine,
    member: Option<&Member>,
    branch: Option<&Branch>,
) -> Result<(), Code> {
    let name = |lang| {
        let names = member.map(|member| match lang {
            Lang::Bo => member.name_bo.to_string(),
            _ => member.name_zh.to_string(),
        });
        names.unwrap_or_default()
    };
    // The day and the minute are enough for paper.
    let until = invite.expires_at.get(..16).unwrap_or_default().replace('T', " ");
    let scan = |lang| format!("{} {}", msg::sheet::scan(lang), msg::sheet::until(lang, &until));
    let type_in = |lang| format!("{} {}", msg::sheet::how(lang), msg::sheet::keep_private(lang));
    // Writing into a String cannot fail.
    let _ = write!(
        cards,
        "<div class=\"card\"><div><p class=\"who\">{}<span class=\"ids\">{}</span></p>\
         <p class=\"of\">{}</p>{}<p class=\"code\">{}</p>{}</div>{}</div>",
        each("span", name),
        escape(invite.member.as_str()),
        branch_of(invite, branch),
        how(scan),
        escape(&invite.code),
        how(type_in),
        draw_for_paper(&invite.qr)?.svg(),
    );
    Ok(())
}

/// What the branch is called in both languages; once where that is the same, as an id is.
fn branch_of(invite: &InviteLine, branch: Option<&Branch>) -> String {
    let id = invite.branch.as_str();
    let names = branch.map_or(("", ""), |branch| (&*branch.name_zh, &*branch.name_bo));
    let [bo, zh] = [Lang::Bo, Lang::ZhHans].map(|lang| called(lang, names, id));
    if bo == zh { escape(bo) } else { each("span", |lang| called(lang, names, id).to_owned()) }
}

/// A sentence in both languages, in small type.
fn how(text: impl Fn(Lang) -> String) -> String {
    each("p", text).replace("<p ", "<p class=\"how\" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use drokpa_core::chain::certificate::Role;

    fn invite(member: &str) -> InviteLine {
        InviteLine {
            member: member.parse().unwrap(),
            branch: "pasture-a".parse().unwrap(),
            role: Role::Member,
            code: "ABCD-EFGH-JKMN".to_owned(),
            qr: "DK:BB8".to_owned(),
            expires_at: "2026-05-07T10:00:00+08:00".to_owned(),
        }
    }

    fn member(id: &str, zh: &str, bo: &str) -> Member {
        Member {
            member: id.parse().unwrap(),
            branch: "pasture-a".parse().unwrap(),
            role: Role::Member,
            sector: "village".into(),
            category: "".into(),
            exempt: "".into(),
            name_zh: zh.into(),
            name_bo: bo.into(),
            joined_on: "2020-01-01".into(),
            since: None,
        }
    }

    #[test]
    fn names_are_text_and_nothing_else() {
        let page = sheet(&[invite("pa01")], &[member("pa01", "<b>示例</b>", "དཔེ")], &[]).unwrap();
        assert!(page.contains("&lt;b&gt;示例&lt;/b&gt;") && !page.contains("<b>"));
        assert!(page.contains("ABCD-EFGH-JKMN") && page.contains("2026-05-07 10:00"));
        assert_eq!(page.matches("<svg").count(), 1);
        for lang in [Lang::Bo, Lang::ZhHans] {
            assert!(page.contains(&*msg::sheet::scan(lang)), "{}", lang.tag());
        }
        let long = InviteLine { qr: format!("DK:{}", "0".repeat(700)), ..invite("pa01") };
        assert_eq!(sheet(&[long], &[], &[]).err(), Some(Code::TransferTooLarge));
    }

    #[test]
    fn a_card_calls_the_branch_by_its_names_and_an_unnamed_one_by_its_id_once() {
        let branch = |zh: &str, bo: &str| Branch {
            branch: "pasture-a".parse().unwrap(),
            parent: None,
            level: "branch".into(),
            sector: "village".into(),
            name_zh: zh.into(),
            name_bo: bo.into(),
            station: false,
        };
        let page = |branches: &[Branch]| sheet(&[invite("pa01")], &[], branches).unwrap();
        let named = page(&[branch("示例村", "དཔེ་མཚོན་གྲོང་ཚོ")]);
        assert!(named.contains("<span lang=\"bo\">དཔེ་མཚོན་གྲོང་ཚོ</span>"));
        assert!(named.contains("<span lang=\"zh-Hans\">示例村</span>"));
        assert!(!named.contains("pasture-a"));
        for unnamed in [page(&[]), page(&[branch("pasture-a", "pasture-a")])] {
            assert_eq!(unnamed.matches("pasture-a").count(), 1);
        }
    }

    #[test]
    fn cards_lie_in_the_order_of_a_tibetan_dictionary() {
        let names = [("pa01", "ཁྲོ"), ("pa02", "སྐལ"), ("pa03", "དཀོན"), ("pa04", "ཀརྨ")];
        let members = names.map(|(id, bo)| member(id, "示例", bo));
        let page = sheet(&names.map(|(id, _)| invite(id)), &members, &[]).unwrap();
        let mut places = names.map(|(id, bo)| (page.find(bo).unwrap(), id));
        places.sort_unstable();
        assert_eq!(places.map(|(_, id)| id), ["pa04", "pa03", "pa02", "pa01"]);
    }
}
