//! Writes the JavaScript side of the wasm file.
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut b = Bindgen::new();
    b.web(true).unwrap();
    b.input_path(&arguments[0]).typescript(true).out_name("drokpa");
    b.generate(Path::new(&arguments[1])).unwrap();
}
