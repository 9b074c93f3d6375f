//! From phone to phone without a hub: what is given and taken, as bytes of a file or as the texts
//! of QR codes, and letters. Cameras, screens and files are the host's.

use crate::{AppError, Batch, Phone};
use drokpa_core::code::Code;
use drokpa_core::host::picture::{draw, texts_in};
use drokpa_core::id::MemberId;
use drokpa_core::phone::{
    Export, Exported, Imported, LetterRow, Phone as Core, Selection, period_end,
};
use drokpa_core::time::{Cycle, Day};
use drokpa_core::wire::qr::{Size, codes};
use serde::{Deserialize, Serialize};

/// What to give. With nothing chosen: all that the hub has not confirmed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ExportChoice {
    /// Everything about this member.
    pub member: Option<String>,
    /// Everything of this calendar year.
    pub year: Option<u16>,
    /// The claims of a month, such as `2026-05`; not together with a year.
    pub month: Option<String>,
    /// To whose phone: only what that member may read; and, with nothing else chosen, all of it.
    pub to: Option<String>,
    /// True to leave the writers' certificates out.
    pub without_certificates: bool,
    /// True for certificates and nothing else: the second code for a phone that lacks them.
    pub certificate_only: bool,
    /// True to send the rules along.
    pub rules: bool,
}

/// A QR code as squares, without the light edge of four squares that scanners need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeSquares {
    /// Squares of a side.
    pub side: u32,
    /// Row by row, true for dark; `side` times `side` of them.
    pub dark: Vec<bool>,
}

impl ExportChoice {
    /// What is asked of a phone; with neither a member nor a time, what the hub has not confirmed.
    ///
    /// # Errors
    /// [`Code::IdMalformed`], [`Code::DateMalformed`].
    pub fn asked(&self, phone: &Core) -> Result<Export, Code> {
        let member = self.member.as_deref().map(MemberId::new).transpose()?;
        let to = self.to.as_deref().map(MemberId::new).transpose()?;
        let selection = match (&self.month, self.year) {
            _ if self.certificate_only => Selection::Certificates,
            (Some(month), _) => {
                let period = phone.period(month)?;
                let last = Day(period_end(period).0.saturating_sub(1));
                Selection::Claims { member, first: period.0, last }
            }
            (None, None) if member.is_none() && to.is_none() => Selection::Unconfirmed,
            (None, year) => {
                let year = year.map(Cycle);
                Selection::About { member: member.or_else(|| to.clone()), year }
            }
        };
        let certificates = !self.without_certificates;
        Ok(Export { selection, to, certificates, rules: self.rules })
    }
}

impl Phone {
    /// Packs what was chosen for another phone. Only what is saved goes in. The bytes are in
    /// `content`, empty where there is nothing to give.
    ///
    /// # Errors
    /// `id_malformed`, `date_malformed`, `transfer_too_large`, `role_needed`.
    pub fn export(&self, choice: &ExportChoice) -> Result<Exported, AppError> {
        Ok(self.core.export(&choice.asked(&self.core)?)?)
    }

    /// Takes in a file that another phone gave.
    ///
    /// # Errors
    /// `transfer_malformed`, `transfer_damaged`, `transfer_foreign`, `carrying_full`.
    pub fn import(&mut self, content: &[u8]) -> Result<(Imported, Batch), AppError> {
        let (imported, batch) = self.core.import(content)?;
        Ok((imported, batch.into()))
    }

    /// Takes in the texts of scanned codes, in any order, all at once or one by one. A training's
    /// code at the door is in `check_in` of what is returned.
    ///
    /// # Errors
    /// As [`Phone::import`].
    pub fn scan<S: AsRef<str>>(&mut self, texts: &[S]) -> Result<(Imported, Batch), AppError> {
        let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        let (imported, batch) = self.core.scan(&texts)?;
        Ok((imported, batch.into()))
    }

    /// A letter to the hub for another phone to carry, before this one has met the hub. It may
    /// leave once its batch is saved.
    ///
    /// # Errors
    /// `state_wrong` where this phone has met the hub already.
    pub fn write_letter(&mut self) -> Result<(Vec<u8>, Batch), AppError> {
        let unmet = self.invite.as_ref().filter(|_| !self.core.is_welcomed());
        let met = || AppError::new(Code::StateWrong, "this phone has met the hub already");
        let (letter, batch) = self.core.write_letter(unmet.ok_or_else(met)?)?;
        Ok((letter, batch.into()))
    }

    /// The letters that this phone carries for others, and what became of them.
    #[must_use]
    pub fn letters(&self) -> Vec<LetterRow> {
        self.core.letters()
    }

    /// The hub's answers that are to be brought back: the letter's name and the bytes.
    #[must_use]
    pub fn letter_answers(&self) -> Vec<(String, Vec<u8>)> {
        self.core.answers()
    }
}

/// The texts of the QR codes that together say `content`; `small` for old cameras.
///
/// # Errors
/// `transfer_too_large` where more than 99 codes were needed.
pub fn code_texts(content: &[u8], small: bool) -> Result<Vec<String>, AppError> {
    Ok(codes(content, if small { Size::Small } else { Size::Large })?)
}

/// The text of a code that has to be one.
pub(crate) fn code_text(content: &[u8]) -> Result<String, AppError> {
    let mut texts = code_texts(content, false)?;
    let one = texts.pop().filter(|_| texts.is_empty());
    one.ok_or_else(|| Code::TransferTooLarge.into())
}

/// Draws the text of one code.
///
/// # Errors
/// `transfer_too_large`; `transfer_malformed` for characters that no code of this app has.
pub fn code_squares(text: &str) -> Result<CodeSquares, AppError> {
    let squares = draw(text, Size::Large)?;
    let side = squares.side;
    let places = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    Ok(CodeSquares { side, dark: places.map(|(x, y)| squares.is_dark(x, y)).collect() })
}

/// The texts of all codes in a camera's picture: grey pixels row by row, 0 for black. Empty where
/// there is none, or for a picture of more than 50 million pixels.
#[must_use]
pub fn codes_in_picture(grey: &[u8], width: u32) -> Vec<String> {
    texts_in(grey, width as usize)
}
