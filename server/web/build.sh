#!/bin/sh
# Builds the member's app into `server/web/built`, where `server/build.rs` finds it: the npm package of
# the core, exactly the tools of the lock file, then Vite. Needs Node 20.19 or newer with npm; what the
# wasm modules need `sync-core/wasm/build.sh` installs. Called by `./run demo --web` and
# `server/web/test.sh`.
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
target=${CARGO_TARGET_DIR:-target}
case $target in
    /*) ;;
    *) target=$root/$target ;;
esac
package=$target/npm/core/dist/browser.js

# The package is built anew where anything that it is made of is newer.
newer() {
    [ ! -e "$package" ] || [ -n "$(find Cargo.lock locales/*/*.ftl sync-core \
        -name node_modules -prune -o -type f -newer "$package" -print | head -n 1)" ]
}
if newer; then
    sync-core/wasm/build.sh
    touch "$package"
fi

cd server/web
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
    npm ci --ignore-scripts --no-audit --no-fund --silent
fi
mkdir -p node_modules/@drokpa
ln -sfn "$target/npm/core" node_modules/@drokpa/core
npm run --silent check
npm run --silent build
