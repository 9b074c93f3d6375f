#!/bin/sh
# Prints how large the phone's library is in release, stripped: what an app becomes larger by, before
# its package is compressed. Called by hand; it takes a while the first time.
set -u
cd "$(dirname "$0")/../.." || exit 1
cargo build --quiet --release --locked -p drokpa-ffi --lib || exit 1
library=${CARGO_TARGET_DIR:-target}/release/libdrokpa_ffi.so
printf '%s: %s bytes, %s bytes as gzip\n' "$library" "$(wc -c <"$library")" \
    "$(gzip -9 -c "$library" | wc -c)"
