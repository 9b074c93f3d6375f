//! The sheet of invites: one card a member to cut out, in both languages, codes in large type.

use super::InviteLine;
use crate::print::escape;
use crate::store::Member;
use drokpa_locales::{Arg, Lang, format, text};
use std::fmt::Write as _;

const STYLE: &str = "body{font-family:sans-serif;margin:1cm}\
    .card{border:1px dashed #555;padding:.6cm;margin:0 0 .5cm;break-inside:avoid}\
    .code{font:700 32pt ui-monospace,monospace;letter-spacing:.06em;margin:.3cm 0}\
    .who{font-size:16pt;margin:0}[lang=bo]{line-height:2}p{margin:.15cm 0}\
    .small{color:#333;font-size:10pt}";

/// A page to print. `members` gives the names; an invite without one shows its id alone.
#[must_use]
pub fn sheet(invites: &[InviteLine], members: &[Member]) -> String {
    let mut page = String::from("<!doctype html><html lang=\"zh-Hans\"><meta charset=\"utf-8\">");
    // Writing into a String cannot fail.
    let _ = write!(
        page,
        "<title>{} · {}</title><style>{STYLE}</style>",
        escape(&text(Lang::ZhHans, "sheet-title")),
        escape(&text(Lang::Bo, "sheet-title")),
    );
    for invite in invites {
        let member = members.iter().find(|member| member.member == invite.member);
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
            "<p lang=\"{}\">{} {}</p>",
            lang.tag(),
            escape(&text(lang, "sheet-how")),
            escape(&format(lang, "sheet-until", &[("value", Arg::Text(&until))])),
        );
    }
    page.push_str("</div>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use drokpa_core::chain::certificate::Role;

    #[test]
    fn names_are_text_and_nothing_else() {
        let invite = InviteLine {
            member: "pa01".parse().unwrap(),
            branch: "pasture-a".parse().unwrap(),
            role: Role::Member,
            code: "ABCD-EFGH-JKMN".to_owned(),
            qr: "DK:BB8".to_owned(),
            expires_at: "2026-05-07T10:00:00+08:00".to_owned(),
        };
        let member = Member {
            member: "pa01".parse().unwrap(),
            branch: "pasture-a".parse().unwrap(),
            role: Role::Member,
            sector: "village".into(),
            name_zh: "<b>示例</b>".into(),
            name_bo: "དཔེ".into(),
            joined_on: "2020-01-01".into(),
        };
        let page = sheet(&[invite], &[member]);
        assert!(page.contains("&lt;b&gt;示例&lt;/b&gt;") && !page.contains("<b>"));
        assert!(page.contains("ABCD-EFGH-JKMN") && page.contains("2026-05-07 10:00"));
    }
}
