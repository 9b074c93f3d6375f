//! Drokpa in browsers and Node: the facade `drokpa-app` over wasm-bindgen. Called by the
//! TypeScript in `sync-core/wasm/js`, which has the typed calls, the stores and the way to the
//! hub. It must never open anything, read a clock or make randomness: bytes, times and seeds come
//! in from there.
//!
//! Results are JSON text or bytes, and refusals are thrown as JSON text with `code`, `retry` and
//! `detail`. A batch waits in the object until [`WasmPhone::take_batch`] fetches it, which the
//! TypeScript does before anything else can be called.

#![deny(missing_docs)]

mod calls;
mod frame;

use drokpa_app::{AppError, Ask, Batch, Beside, Enrolment, Phone};
use drokpa_core::code::Code;
use serde_json::{Value, json};
use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};

type Thrown<T> = Result<T, JsValue>;

fn thrown(error: &AppError) -> JsValue {
    let detail = error.detail.as_deref();
    let body = json!({ "code": error.code, "retry": error.retry, "detail": detail });
    JsValue::from_str(&body.to_string())
}

fn throw<T>(result: Result<T, AppError>) -> Thrown<T> {
    result.map_err(|error| thrown(&error))
}

fn seed(bytes: &[u8]) -> Result<[u8; 32], AppError> {
    let wrong = |_| AppError::new(Code::ParameterMalformed, "a seed has 32 bytes");
    bytes.try_into().map_err(wrong)
}

/// A moment as JavaScript counts it: seconds since 1970 as a number.
fn seconds(now: f64) -> u64 {
    // A float that is negative, too large or no number becomes the nearest moment there is.
    now as u64
}

/// What a request is, without its body.
fn head(ask: &Ask) -> String {
    json!({ "method": ask.method, "path": ask.path, "token": ask.token }).to_string()
}

/// A first contact on its way.
#[wasm_bindgen]
#[derive(Debug)]
pub struct WasmEnrolment {
    core: Enrolment,
    ask: Ask,
}

#[wasm_bindgen]
impl WasmEnrolment {
    /// Begins with an invite code as it was typed, and 32 bytes that the host keeps.
    ///
    /// # Errors
    /// As [`Enrolment::begin`].
    pub fn begin(seed_bytes: &[u8], code: &str) -> Thrown<WasmEnrolment> {
        let begun = seed(seed_bytes).and_then(|seed| Enrolment::begin(seed, code));
        let (core, ask) = throw(begun)?;
        Ok(WasmEnrolment { core, ask })
    }

    /// Method, path and token of the request.
    #[must_use]
    pub fn head(&self) -> String {
        head(&self.ask)
    }

    /// Its body.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        self.ask.body.clone()
    }

    /// Takes in the hub's answer.
    ///
    /// # Errors
    /// As [`Enrolment::finish`].
    pub fn finish(&self, now: f64, status: u16, body: &[u8]) -> Thrown<WasmPhone> {
        let (core, identity, batch) = throw(self.core.finish(seconds(now), status, body))?;
        Ok(WasmPhone { identity, batch: Some(batch), ..WasmPhone::new(core) })
    }
}

/// A phone.
#[wasm_bindgen]
#[derive(Debug)]
pub struct WasmPhone {
    core: Phone,
    batch: Option<Batch>,
    bytes: Option<Vec<u8>>,
    identity: Vec<u8>,
    invite: Option<Vec<u8>>,
}

impl WasmPhone {
    fn new(core: Phone) -> WasmPhone {
        WasmPhone { core, batch: None, bytes: None, identity: Vec::new(), invite: None }
    }

    fn changed(&mut self, (value, batch): (Value, Batch)) -> String {
        self.batch = Some(batch);
        value.to_string()
    }
}

#[wasm_bindgen]
impl WasmPhone {
    /// Opens a phone from what rests.
    ///
    /// # Errors
    /// As [`Phone::open`].
    #[expect(clippy::needless_pass_by_value, reason = "the glue hands over no borrowed options")]
    pub fn open(
        identity: &[u8],
        mark: Option<Vec<u8>>,
        invite: Option<Vec<u8>>,
        records: &[u8],
    ) -> Thrown<WasmPhone> {
        let beside = Beside { identity, mark: mark.as_deref(), invite: invite.as_deref() };
        let opened = frame::records(records).and_then(|records| Phone::open(beside, records));
        Ok(WasmPhone { invite, identity: identity.to_vec(), ..WasmPhone::new(throw(opened)?) })
    }

    /// Makes a phone of the text of an invite's QR code.
    ///
    /// # Errors
    /// As [`Phone::invited`].
    pub fn invited(seed_bytes: &[u8], text: &str) -> Thrown<WasmPhone> {
        let made = throw(seed(seed_bytes).and_then(|seed| Phone::invited(seed, text)))?;
        let (identity, invite) = (made.identity, Some(made.invite));
        // The address is handed out like other bytes: it is the host's to keep.
        let bytes = Some(made.address.into_bytes());
        Ok(WasmPhone { identity, invite, bytes, ..WasmPhone::new(made.phone) })
    }

    /// What is to be kept beside the key.
    #[must_use]
    pub fn identity(&self) -> Vec<u8> {
        self.identity.clone()
    }

    /// What is to be kept beside the key until the hub has answered.
    #[must_use]
    pub fn invite(&self) -> Option<Vec<u8>> {
        self.invite.clone().filter(|_| !self.core.about().welcomed)
    }

    /// The mark that the host still owes.
    #[must_use]
    pub fn mark_owed(&self) -> Option<Vec<u8>> {
        self.core.mark_owed()
    }

    /// The batch of the last call, as `frame.rs` describes it.
    pub fn take_batch(&mut self) -> Option<Vec<u8>> {
        self.batch.take().map(|batch| frame::of_batch(&batch))
    }

    /// The bytes of the last call: a request's body, a file.
    pub fn take_bytes(&mut self) -> Option<Vec<u8>> {
        self.bytes.take()
    }

    /// The batch is durable.
    ///
    /// # Errors
    /// `state_wrong` where batches are answered out of order.
    pub fn persisted(&mut self, batch: f64) -> Thrown<()> {
        throw(self.core.persisted(batch as u64))
    }

    /// The batch could not be made durable.
    pub fn failed(&mut self, batch: f64) {
        self.core.failed(batch as u64);
    }

    /// A call that changes something, by its name.
    ///
    /// # Errors
    /// Those of the call.
    pub fn change(&mut self, name: &str, now: f64, arguments: &str) -> Thrown<String> {
        let result = throw(calls::change(&mut self.core, name, seconds(now), arguments))?;
        Ok(self.changed(result))
    }

    /// A call that only looks, by its name.
    ///
    /// # Errors
    /// Those of the call.
    pub fn look(&self, name: &str, now: f64, arguments: &str) -> Thrown<String> {
        let value = throw(calls::look(&self.core, name, seconds(now), arguments))?;
        Ok(value.to_string())
    }

    /// Begins a sync, or with `log` a query of the access log.
    pub fn begin(&mut self, log: bool) {
        if log { self.core.begin_access_log() } else { self.core.begin_sync() }
    }

    /// The next request; its body is fetched as bytes.
    ///
    /// # Errors
    /// As [`Phone::next_ask`].
    pub fn next_ask(&mut self, now: f64) -> Thrown<Option<String>> {
        let ask = throw(self.core.next_ask(seconds(now)))?;
        let head = ask.as_ref().map(head);
        self.bytes = ask.map(|ask| ask.body);
        Ok(head)
    }

    /// Takes in what came back. There may be a batch.
    ///
    /// # Errors
    /// As [`Phone::answer`].
    pub fn answer(&mut self, now: f64, status: u16, body: &[u8]) -> Thrown<()> {
        self.batch = throw(self.core.answer(seconds(now), status, body))?;
        Ok(())
    }

    /// Packs what was chosen; the content is fetched as bytes.
    ///
    /// # Errors
    /// As [`Phone::export`].
    pub fn export(&mut self, choice: &str) -> Thrown<String> {
        let exported = calls::choice(choice).and_then(|choice| self.core.export(&choice));
        let mut exported = throw(exported)?;
        self.bytes = Some(std::mem::take(&mut exported.content));
        serde_json::to_string(&exported).map_err(|error| JsError::new(&error.to_string()).into())
    }

    /// Takes in a file that another phone gave.
    ///
    /// # Errors
    /// As [`Phone::import`].
    pub fn import(&mut self, content: &[u8]) -> Thrown<String> {
        let (imported, batch) = throw(self.core.import(content))?;
        Ok(self.changed((json!(imported), batch)))
    }

    /// Writes a letter for another phone to carry; it is fetched as bytes once its batch is saved.
    ///
    /// # Errors
    /// As [`Phone::write_letter`].
    pub fn write_letter(&mut self) -> Thrown<()> {
        let (letter, batch) = throw(self.core.write_letter())?;
        self.bytes = Some(letter);
        self.batch = Some(batch);
        Ok(())
    }

    /// Records anew what a former phone of this member recorded under an invite of no use.
    ///
    /// # Errors
    /// As [`Phone::carry_over`].
    pub fn carry_over(&mut self, former: &WasmPhone, name: &str) -> Thrown<String> {
        let (over, batch) = throw(self.core.carry_over(&former.core, name))?;
        Ok(self.changed((json!(over), batch)))
    }
}

/// Texts that need no phone, by name.
///
/// # Errors
/// Those of the call.
#[cfg(feature = "texts")]
#[wasm_bindgen]
pub fn words(name: &str, arguments: &str) -> Thrown<String> {
    Ok(throw(calls::words(name, arguments))?.to_string())
}

/// The texts of the QR codes that together say `content`, as a JSON array.
///
/// # Errors
/// `transfer_too_large`.
#[wasm_bindgen]
pub fn code_texts(content: &[u8], small: bool) -> Thrown<String> {
    Ok(json!(throw(drokpa_app::code_texts(content, small))?).to_string())
}

/// The squares of one code, row by row: 1 for dark. The side is the root of their number.
///
/// # Errors
/// `transfer_too_large`, `transfer_malformed`.
#[cfg(feature = "qr")]
#[wasm_bindgen]
pub fn code_squares(text: &str) -> Thrown<Vec<u8>> {
    let squares = throw(drokpa_app::code_squares(text))?;
    Ok(squares.dark.into_iter().map(u8::from).collect())
}

/// The texts of all codes in grey pixels, as a JSON array.
#[cfg(feature = "qr")]
#[wasm_bindgen]
#[must_use]
pub fn codes_in_picture(grey: &[u8], width: u32) -> String {
    json!(drokpa_app::codes_in_picture(grey, width)).to_string()
}
