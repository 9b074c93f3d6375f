//! From phone to phone without a hub: bytes of a file or texts of QR codes, and letters.

use crate::error::PhoneError;
use crate::phone::Phone;
use crate::rows::{Exported, Imported, LetterRow};
pub use drokpa_app::{CodeSquares, ExportChoice};

/// What to give. With nothing chosen: all that the hub has not confirmed.
#[uniffi::remote(Record)]
pub struct ExportChoice {
    /// Everything about this member.
    #[uniffi(default = None)]
    pub member: Option<String>,
    /// Everything of this calendar year.
    #[uniffi(default = None)]
    pub year: Option<u16>,
    /// The claims of a month, such as `2026-05`; not together with a year.
    #[uniffi(default = None)]
    pub month: Option<String>,
    /// To whose phone: only what that member may read; and, with nothing else chosen, all of it.
    #[uniffi(default = None)]
    pub to: Option<String>,
    /// True to leave the writers' certificates out.
    #[uniffi(default = false)]
    pub without_certificates: bool,
    /// True for certificates and nothing else: the second code for a phone that lacks them.
    #[uniffi(default = false)]
    pub certificate_only: bool,
    /// True to send the rules along.
    #[uniffi(default = false)]
    pub rules: bool,
}

/// A QR code as squares, without the light edge of four squares that scanners need.
#[uniffi::remote(Record)]
pub struct CodeSquares {
    /// Squares of a side.
    pub side: u32,
    /// Row by row, true for dark; `side` times `side` of them.
    pub dark: Vec<bool>,
}

/// The hub's answer to a letter, to be brought back to the phone that wrote it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LetterAnswer {
    /// The letter's name, as `letters` has it.
    pub letter: String,
    /// The bytes for a file or for codes.
    pub content: Vec<u8>,
}

#[uniffi::export]
impl Phone {
    /// Packs what was chosen for another phone; the bytes are in `content`.
    ///
    /// Fails with `id_malformed`, `date_malformed`, `member_unknown`, `transfer_too_large`.
    pub fn export(&self, choice: &ExportChoice) -> Result<Exported, PhoneError> {
        self.read(|phone| Ok(phone.export(choice)?.into()))
    }

    /// Takes in a file that another phone gave.
    ///
    /// Fails with `transfer_malformed`, `transfer_damaged`, `transfer_foreign`, `carrying_full`.
    pub fn take_in(&self, content: Vec<u8>) -> Result<Imported, PhoneError> {
        self.change(|phone| {
            let (imported, batch) = phone.import(&content)?;
            Ok((imported.into(), batch))
        })
    }

    /// Takes in the texts of scanned codes, in any order, all at once or one by one. A training's
    /// code at the door is in `check_in` of what is returned.
    ///
    /// Fails as `take_in`.
    pub fn scan(&self, texts: &[String]) -> Result<Imported, PhoneError> {
        self.change(|phone| {
            let (imported, batch) = phone.scan(texts)?;
            Ok((imported.into(), batch))
        })
    }

    /// A letter to the hub for another phone to carry, before this one has met the hub.
    ///
    /// Fails with `state_wrong` where this phone has met the hub already.
    pub fn write_letter(&self) -> Result<Vec<u8>, PhoneError> {
        self.change(drokpa_app::Phone::write_letter)
    }

    /// The letters that this phone carries for others, and what became of them.
    pub fn letters(&self) -> Result<Vec<LetterRow>, PhoneError> {
        self.read(|phone| Ok(phone.letters().into_iter().map(Into::into).collect()))
    }

    /// The hub's answers that are to be brought back.
    pub fn letter_answers(&self) -> Result<Vec<LetterAnswer>, PhoneError> {
        self.read(|phone| {
            let answers = phone.letter_answers().into_iter();
            Ok(answers.map(|(letter, content)| LetterAnswer { letter, content }).collect())
        })
    }
}

/// The texts of the QR codes that together say `content`; `small` for old cameras.
///
/// Fails with `transfer_too_large` where more than 99 codes were needed.
#[uniffi::export(default(small = false))]
pub fn code_texts(content: Vec<u8>, small: bool) -> Result<Vec<String>, PhoneError> {
    Ok(drokpa_app::code_texts(&content, small)?)
}

/// Draws the text of one code.
///
/// Fails with `transfer_too_large`, or `transfer_malformed` for characters that no code has.
#[uniffi::export]
pub fn code_squares(text: &str) -> Result<CodeSquares, PhoneError> {
    Ok(drokpa_app::code_squares(text)?)
}

/// The texts of all codes in a camera's picture: grey pixels row by row, 0 for black.
#[uniffi::export]
#[must_use]
pub fn codes_in_picture(grey: Vec<u8>, width: u32) -> Vec<String> {
    drokpa_app::codes_in_picture(&grey, width)
}
