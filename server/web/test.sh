#!/bin/sh
# Builds the member's app and the hub that serves it, and tests both in Debian's Chromium. Does all of
# its own set-up; called by `./run test`. Without Chromium the browser's part is left out, and says
# so.
set -u
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
target=${CARGO_TARGET_DIR:-target}
case $target in
    /*) ;;
    *) target=$root/$target ;;
esac

# skipped WHY: what is left out is said; in CI nothing is.
skipped() {
    echo "SKIPPED: $1"
    [ "${CI:-}" != true ] || exit 1
}

. sync-core/wasm/tools.sh
if ! wasm_tools; then
    skipped "the wasm target of rustup or Debian's rustc-web is needed."
    exit 0
fi
server/web/build.sh || exit 1
cargo build --quiet --locked -p drokpa-server --bin drokpa || exit 1

DROKPA_BINARY=$target/debug/drokpa
DROKPA_INSTALLED=$target/npm/core
export DROKPA_BINARY DROKPA_INSTALLED
files="tests/strings.test.mjs tests/budgets.test.mjs"
if [ -x /usr/bin/chromium ]; then
    files="$files tests/app.test.mjs tests/carry.test.mjs tests/roll.test.mjs"
    files="$files tests/settle.test.mjs tests/township.test.mjs"
    # What is printed is read back as PDF, by poppler.
    if have poppler-utils || command -v pdftotext >/dev/null 2>&1; then
        files="$files tests/desk.test.mjs"
    else
        skipped "pdftotext is not installed (apt-get install poppler-utils); the desk was not tested."
    fi
    # Phones have Chinese letters; without any, what fits here says little about them.
    have fonts-droid-fallback || skipped "fonts-droid-fallback is not installed; Chinese is boxes."
    files="$files tests/shell.test.mjs tests/update.test.mjs tests/screens.test.mjs"
    files="$files tests/demo.test.mjs"
else
    skipped "Chromium is not installed; the app was not tested in a browser."
fi
cd server/web || exit 1
# One file after the other: each has a hub, and the machine has two cores.
# shellcheck disable=SC2086 # The names are words.
# A browser that a failed test left behind keeps nothing waiting.
exec node --test --test-concurrency=1 --test-force-exit $files
