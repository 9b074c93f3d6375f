#!/bin/sh
# Builds the npm package into `target/npm/core`: the wasm module, its glue, the TypeScript. Uses the
# wasm target of rustup where that is installed, else Debian's packages, which hold the sources of
# the standard library; the compiler that the user has is left as it is. Called by
# `sync-core/wasm/test.sh`.
#
# FEATURES: `qr,texts` where it is not given; `sync-core/wasm/sizes.sh` leaves parts out.
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
target=${CARGO_TARGET_DIR:-target}
case $target in
    /*) ;;
    *) target=$root/$target ;;
esac
triple=wasm32-unknown-unknown
features=${FEATURES-qr,texts}

command -v cargo >/dev/null 2>&1 || PATH=$HOME/.cargo/bin:$PATH
sysroot=$(rustc --print sysroot)

# The module. On this target `std` names what it needs of the host; a panic stops the module, and
# its message is in nobody's hands there, so it is left out.
build() {
    # shellcheck disable=SC2086 # The last argument is words.
    "$1" build --quiet --locked --profile wasm --target "$triple" -p drokpa-wasm --lib \
        --target-dir "$target" --no-default-features --features "$features" ${2-}
}

if [ -d "$sysroot/lib/rustlib/$triple" ]; then
    build cargo
else
    linker=$(find "$sysroot/lib/rustlib" -name rust-lld | head -n 1)
    [ -n "$linker" ] || linker=$(command -v lld-22)
    # Debian's compiler is a release; the standard library is built with what only it may use.
    (
        PATH=/usr/bin:$PATH
        unset RUSTUP_TOOLCHAIN
        export RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
        export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$linker"
        flags="-Zunstable-options -Cpanic=immediate-abort"
        export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$flags"
        build /usr/bin/cargo "-Zbuild-std=std -Zbuild-std-features=optimize_for_size"
    )
fi

# The glue, by a tool of a workspace of its own.
cargo build --quiet --locked --manifest-path sync-core/wasm/glue/Cargo.toml \
    --target-dir "$target/wasm-glue"

package=$target/npm/core
rm -rf "$package"
mkdir -p "$package/src/glue"
cp -R sync-core/wasm/js/. "$package/"
cp LICENSE-MIT LICENSE-APACHE "$package/"
"$target/wasm-glue/debug/drokpa-wasm-glue" "$target/$triple/wasm/drokpa_wasm.wasm" \
    "$package/src/glue"
node sync-core/wasm/js/tools/rows.mjs sync-core "$package/src/rows.ts"

# TypeScript, from the tests' tools.
(
    cd sync-core/wasm/tests
    [ -d node_modules/typescript ] || npm ci --ignore-scripts --no-audit --no-fund --silent
)
ln -s "$root/sync-core/wasm/tests/node_modules" "$package/node_modules"
"$package/node_modules/.bin/tsc" -p "$package/tsconfig.json"
rm "$package/node_modules"
mkdir -p "$package/dist/glue"
cp "$package"/src/glue/drokpa.js "$package"/src/glue/drokpa.d.ts \
    "$package"/src/glue/drokpa_bg.wasm "$package/dist/glue/"
rm -r "$package/tools"
