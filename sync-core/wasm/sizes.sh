#!/bin/sh
# Prints what the parts of the wasm module weigh that an app can leave out, for
# `docs/embedding/javascript.md`: builds it whole and without each part. Takes a while; run it after a
# change of dependencies.
set -eu
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-target}

weigh() {
    FEATURES=$2 sync-core/wasm/build.sh
    module=$target/npm/weighed/drokpa_bg.wasm
    printf '| %s | %s | %s |\n' "$1" "$(wc -c <"$module")" "$(brotli -q 11 -c "$module" | wc -c)"
}

echo '| module | bytes | brotli |'
echo '|---|---|---|'
weigh 'without texts and QR codes' ''
weigh 'with QR codes' qr
weigh 'with texts in three languages' texts
weigh 'with both' qr,texts
