#!/bin/sh
# Prints how large the phone's library is in release, stripped: what an app becomes larger by, before
# its package is compressed. Fails above the budget, which is for x86-64 Linux. Called by hand, and
# by `.ci/run` behind the demonstration, of whose release build it uses the dependencies.
set -u
cd "$(dirname "$0")/../.." || exit 1

# Bytes, and bytes as gzip.
budget=9000000
budget_gzip=4000000

cargo build --quiet --release --locked -p drokpa-ffi --lib || exit 1
library=${CARGO_TARGET_DIR:-target}/release/libdrokpa_ffi.so
bytes=$(wc -c <"$library") || exit 1
gzip=$(gzip -9 -c "$library" | wc -c)
printf '%s: %s bytes, %s bytes as gzip\n' "$library" "$bytes" "$gzip"
if [ "$(uname -sm)" != "Linux x86_64" ]; then
    echo "The budget is for x86-64 Linux; it was not checked."
elif [ "$bytes" -gt "$budget" ] || [ "$gzip" -gt "$budget_gzip" ]; then
    echo "That is above the budget of $budget bytes, $budget_gzip as gzip." >&2
    exit 1
fi
