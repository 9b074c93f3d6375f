//! The phone for Kotlin, Swift and Python: `drokpa-app` behind UniFFI, with a store on the device.
//! Called by apps in those languages through sources that are generated (README.md). A panic never
//! crosses: UniFFI turns it into an error of its own, and the phone is opened anew from what rests.
//! It must never open a socket or read a clock; bytes are moved, and the time is told, by the app.

#![deny(missing_docs)]
#![expect(
    clippy::needless_pass_by_value,
    reason = "what comes over the border comes by value; bytes by reference would be direct buffers \
              in Kotlin, which are awkward to fill"
)]

mod carry;
mod error;
mod figures;
mod host;
mod input;
mod member;
mod office;
mod phone;
mod rows;
mod store;
mod sync;
mod text;

pub use carry::LetterAnswer;
pub use carry::{CodeSquares, ExportChoice, code_squares, code_texts, codes_in_picture};
pub use error::{PhoneError, message_of};
pub use figures::{Figures, fold};
pub use input::{
    ManualLine, NewAdjustment, NewAttestation, NewClaim, NewDecision, NewTraining, RollMark,
    TrainingEdit,
};
pub use member::About;
pub use office::Days;
pub use phone::Phone;
pub use rows::*;
pub use store::{Kept, Record, Rest, Store, StoreError, Write};
pub use sync::{Access, Ask, SyncReport};
pub use text::*;

uniffi::setup_scaffolding!("drokpa");
