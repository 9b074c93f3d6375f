//! The generator of UniFFI at the version that the library is built with: writes the Kotlin, Swift
//! and Python sources that call it. Called by maturin and by the tests; it ships with nothing.

fn main() {
    uniffi::uniffi_bindgen_main();
}
