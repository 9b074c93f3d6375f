//! The notice before the first record: shown, agreed to, refused, taken back. An app asks on a
//! screen of its own; here whoever types `record` without having answered is shown the notice and
//! takes it as agreed to, because the command line has always recorded when told to.

use super::Failure;
use super::home::Home;
use super::print::{Answer, Printer};
use clap::Subcommand;
use drokpa_core::code::Code;
use drokpa_core::phone::{ConsentRow, NOTICE_VERSION, NoticeLanguage, Phone};
use drokpa_core::time::Seconds;
use drokpa_locales::{Consent, msg};
use std::io::{Write as _, stderr};

#[derive(Debug, Subcommand)]
pub(super) enum ConsentCommand {
    /// The notice, and what the member said to it
    Show,
    /// The member agrees
    Give,
    /// The member does not agree, or no longer: nothing new is recorded on this phone
    Refuse,
}

pub(super) fn run(
    home: &mut Home,
    command: &ConsentCommand,
    printer: Printer,
) -> Result<(), Failure> {
    let mut phone = home.phone()?;
    match command {
        ConsentCommand::Show => {
            let row = phone.consent()?;
            let notice = printer.notice(&phone);
            return printer.say(&row, || [notice, vec![printer.consent_line(&row)]].concat());
        }
        ConsentCommand::Give => answer(home, &mut phone, home.now(), printer, true)?,
        ConsentCommand::Refuse => answer(home, &mut phone, home.now(), printer, false)?,
    }
    printer.consent(&phone.consent()?)
}

/// The language that the notice is shown in.
pub(super) fn language(printer: Printer) -> Result<NoticeLanguage, Code> {
    NoticeLanguage::of_tag(printer.lang.tag()).ok_or(Code::Internal)
}

/// Shows the notice to whoever has recorded without having answered it, on standard error:
/// standard output is for the answer.
pub(super) fn tell(phone: &Phone, printer: Printer) {
    let mut lines = printer.notice(phone);
    lines.push(printer.text("notice-by_recording"));
    // Whoever closed standard error reads no notice anywhere.
    let _ = writeln!(stderr().lock(), "{}", lines.join("\n"));
}

fn answer(
    home: &mut Home,
    phone: &mut Phone,
    at: Seconds,
    printer: Printer,
    given: bool,
) -> Result<(), Failure> {
    let batch = phone.answer_notice(at, language(printer)?, given)?;
    home.commit(phone, &batch)
}

impl Printer {
    fn notice(self, phone: &Phone) -> Vec<String> {
        let keeper = self.branch(phone);
        let kept = self.text("notice-kept_default");
        let consent = Consent { keeper: &keeper, kept: &kept, version: NOTICE_VERSION };
        let mut lines = vec![msg::consent::title(self.lang).into_owned()];
        lines.extend(consent.paragraphs(self.lang));
        lines
    }

    fn consent(self, row: &ConsentRow) -> Answer {
        self.say(row, || vec![self.consent_line(row)])
    }

    fn consent_line(self, row: &ConsentRow) -> String {
        let state = self.text(&format!("notice-{}", row.state));
        match &row.said_at {
            Some(at) => self.line(&[&state, at]),
            None => state,
        }
    }
}
