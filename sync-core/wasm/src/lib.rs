//! tmp
use wasm_bindgen::prelude::*;
use drokpa_core::phone::*;

/// x
#[wasm_bindgen]
pub struct P(Phone);

#[wasm_bindgen]
impl P {
    /// x
    #[wasm_bindgen(constructor)]
    pub fn new(id: &[u8]) -> P { P(Phone::open(&Identity::from_bytes(id).unwrap(), None, vec![]).unwrap()) }
    /// x
    pub fn list(&self) -> String { format!("{:?}", self.0.list()) }
    /// x
    pub fn request(&mut self) -> Vec<u8> { self.0.request(drokpa_core::time::Seconds(3)).unwrap().body }
    /// x
    pub fn reply(&mut self, b: &[u8]) { self.0.reply(drokpa_core::time::Seconds(3), b).unwrap(); }
}
