#!/bin/sh
# Builds the npm package and tests it as an app has it: packed, installed into a fresh folder, run in
# Node and in Debian's Chromium against a real hub. Does all of its own set-up; called by
# `./run test`. Without Chromium the browser's part is left out, and says so.
#
# DROKPA_KILLS: how often the browser is killed while it writes (4).
set -u
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
target=${CARGO_TARGET_DIR:-target}
case $target in
    /*) ;;
    *) target=$root/$target ;;
esac
tests=$root/sync-core/wasm/tests

# skipped WHY: what is left out is said; in CI nothing is.
skipped() {
    echo "SKIPPED: $1"
    [ "${CI:-}" != true ] || exit 1
}

. sync-core/wasm/tools.sh
if ! wasm_tools || ! have brotli; then
    skipped "brotli, and the wasm target of rustup or Debian's rustc-web are needed."
    exit 0
fi

sync-core/wasm/build.sh || exit 1
cargo build --quiet --locked -p drokpa-server --bin drokpa || exit 1

# As an app has it.
installed=$target/npm/app
rm -rf "$installed"
mkdir -p "$installed"
cp sync-core/wasm/samples/*.mjs "$installed/" || exit 1
archive=$(cd "$target/npm" && npm pack --silent ./core) || exit 1
(
    cd "$installed" &&
        echo '{ "name": "app", "private": true, "type": "module" }' >package.json &&
        npm install --silent --ignore-scripts --no-audit --no-fund "../$archive"
) || exit 1

DROKPA_BINARY=$target/debug/drokpa
DROKPA_INSTALLED=$installed/node_modules/@drokpa/core
export DROKPA_BINARY DROKPA_INSTALLED
files="budgets.test.mjs vectors.test.mjs package.test.mjs member.test.mjs files.test.mjs"
if [ -x /usr/bin/chromium ] || have chromium; then
    files="$files browser.test.mjs"
else
    skipped "Chromium could not be installed; the browser's store was not tested."
fi
cd "$tests" || exit 1
# One file after the other: each has a hub, and the machine has two cores.
# shellcheck disable=SC2086 # The names are words.
# A browser that a failed test left behind keeps nothing waiting.
exec node --test --test-concurrency=1 --test-force-exit $files
