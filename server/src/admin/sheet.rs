//! The sheet of invites: one card a member to cut out, in both languages, with the QR code that a
//! phone scans and the code that is typed where there is no camera.

use super::InviteLine;
use crate::print::{each, escape, page};
use crate::store::Member;
use drokpa_core::code::Code;
use drokpa_core::host::picture::draw_for_paper;
use drokpa_locales::{Arg, Lang, format, text};
use std::fmt::Write as _;

/// A page to print. `members` gives the names; an invite without one shows its id alone.
///
/// # Errors
/// [`Code::TransferTooLarge`] where the text of a QR code is longer than paper takes, which an
/// address of sensible length never makes it.
pub fn sheet(invites: &[InviteLine], members: &[Member]) -> Result<String, Code> {
    let mut cards = String::new();
    for invite in invites {
        let member = members.iter().find(|member| member.member == invite.member);
        card(&mut cards, invite, member)?;
    }
    Ok(page("sheet-title", &cards))
}

fn card(cards: &mut String, invite: &InviteLine, member: Option<&Member>) -> Result<(), Code> {
    let name = |lang| {
        let names = member.map(|member| match lang {
            Lang::Bo => member.name_bo.to_string(),
            _ => member.name_zh.to_string(),
        });
        names.unwrap_or_default()
    };
    // The day and the minute are enough for paper.
    let until = invite.expires_at.get(..16).unwrap_or_default().replace('T', " ");
    let scan = |lang| {
        let until = format(lang, "sheet-until", &[("value", Arg::Text(&until))]);
        format!("{} {until}", text(lang, "sheet-scan"))
    };
    // Writing into a String cannot fail.
    let _ = write!(
        cards,
        "<div class=\"card\"><div><p class=\"who\">{}<span class=\"ids\">{} · {}</span></p>{}\
         <p class=\"code\">{}</p>{}</div>{}</div>",
        each("span", name),
        escape(invite.member.as_str()),
        escape(invite.branch.as_str()),
        how(scan),
        escape(&invite.code),
        how(|lang| text(lang, "sheet-how").into_owned()),
        draw_for_paper(&invite.qr)?.svg(),
    );
    Ok(())
}

/// A sentence in both languages, in small type.
fn how(text: impl Fn(Lang) -> String) -> String {
    each("p", text).replace("<p ", "<p class=\"how\" ")
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
        let page = sheet(std::slice::from_ref(&invite), &[member]).unwrap();
        assert!(page.contains("&lt;b&gt;示例&lt;/b&gt;") && !page.contains("<b>"));
        assert!(page.contains("ABCD-EFGH-JKMN") && page.contains("2026-05-07 10:00"));
        assert_eq!(page.matches("<svg").count(), 1);
        for lang in [Lang::Bo, Lang::ZhHans] {
            assert!(page.contains(&*text(lang, "sheet-scan")), "{}", lang.tag());
        }
        let long = InviteLine { qr: format!("DK:{}", "0".repeat(700)), ..invite };
        assert_eq!(sheet(&[long], &[]).err(), Some(Code::TransferTooLarge));
    }
}
