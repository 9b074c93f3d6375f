//! The sheet of invites: one card a member to cut out, in both languages, codes in large type.

use super::InviteLine;
use crate::print::escape;
use crate::store::Member;
use drokpa_locales::{Lang, SortKey, msg};
use std::fmt::Write as _;

const STYLE: &str = "body{font-family:sans-serif;margin:1cm}\
    .card{border:1px dashed #555;padding:.6cm;margin:0 0 .5cm;break-inside:avoid}\
    .code{font:700 32pt ui-monospace,monospace;letter-spacing:.06em;margin:.3cm 0}\
    .who{font-size:16pt;margin:0}[lang=bo]{line-height:2;font-family:\"Noto Serif Tibetan\",\
    \"Microsoft Himalaya\",Kailasa,serif}p{margin:.15cm 0}\
    .small{color:#333;font-size:10pt}";

/// A page to print. `members` gives the names; an invite without one shows its id alone.
#[must_use]
pub fn sheet(invites: &[InviteLine], members: &[Member]) -> String {
    let mut page = String::from("<!doctype html><html lang=\"zh-Hans\"><meta charset=\"utf-8\">");
    // Writing into a String cannot fail.
    let _ = write!(
        page,
        "<title>{} · {}</title><style>{STYLE}</style>",
        escape(&msg::sheet::title(Lang::ZhHans)),
        escape(&msg::sheet::title(Lang::Bo)),
    );
    let member = |invite: &InviteLine| members.iter().find(|member| member.member == invite.member);
    // Whoever hands the cards out looks for names, so each branch is in the order of a dictionary.
    let mut cards: Vec<_> = invites.iter().map(|invite| (invite, member(invite))).collect();
    cards.sort_by_cached_key(|(invite, member)| {
        let name = member.map_or(invite.member.as_str(), |member| &member.name_bo);
        (invite.branch.clone(), SortKey::new(name))
    });
    for (invite, member) in cards {
        card(&mut page, invite, member);
    }
    page.push_str("</html>\n");
    page
}

fn card(page: &mut String, invite: &InviteLine, member: Option<&Member>) {
    let (zh, bo) = member.map_or(("", ""), |member| (&*member.name_zh, &*member.name_bo));
    let _ = write!(
        page,
        "<div class=\"card\"><p class=\"who\"><span lang=\"bo\">{}</span> {} \
         <span class=\"small\">{} · {}</span></p><p class=\"code\">{}</p>",
        escape(bo),
        escape(zh),
        escape(invite.member.as_str()),
        escape(invite.branch.as_str()),
        escape(&invite.code),
    );
    for lang in [Lang::Bo, Lang::ZhHans] {
        // The day and the minute are enough for paper.
        let until = invite.expires_at.get(..16).unwrap_or_default().replace('T', " ");
        let _ = write!(
            page,
            "<p lang=\"{}\">{} {} {}</p>",
            lang.tag(),
            escape(&msg::sheet::how(lang)),
            escape(&msg::sheet::keep_private(lang)),
            escape(&msg::sheet::until(lang, &until)),
        );
    }
    page.push_str("</div>");
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
        let page = sheet(&[invite("pa01")], &[member("pa01", "<b>示例</b>", "དཔེ")]);
        assert!(page.contains("&lt;b&gt;示例&lt;/b&gt;") && !page.contains("<b>"));
        assert!(page.contains("ABCD-EFGH-JKMN") && page.contains("2026-05-07 10:00"));
    }

    #[test]
    fn cards_lie_in_the_order_of_a_tibetan_dictionary() {
        let names = [("pa01", "ཁྲོ"), ("pa02", "སྐལ"), ("pa03", "དཀོན"), ("pa04", "ཀརྨ")];
        let members = names.map(|(id, bo)| member(id, "示例", bo));
        let page = sheet(&names.map(|(id, _)| invite(id)), &members);
        let mut places = names.map(|(id, bo)| (page.find(bo).unwrap(), id));
        places.sort_unstable();
        assert_eq!(places.map(|(_, id)| id), ["pa04", "pa03", "pa02", "pa01"]);
    }
}
