#!/bin/sh
# Builds the npm package into `target/npm/core`: the wasm modules, their glue, the TypeScript. Uses the
# wasm target of rustup where that is installed, else Debian's packages, which hold the sources of
# the standard library; the compiler that the user has is left as it is. Called by
# `sync-core/wasm/test.sh` and `server/web/build.sh`.
#
# There are two modules with one glue: the member's, and the whole one for offices and Node.
# FEATURES: those of the member's module, which then is all that is built, into `target/npm/weighed`
# (`sync-core/wasm/sizes.sh`).
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
target=${CARGO_TARGET_DIR:-target}
case $target in
    /*) ;;
    *) target=$root/$target ;;
esac
triple=wasm32-unknown-unknown
member=${FEATURES-qr,texts}
whole=automerge,office,qr,texts

command -v cargo >/dev/null 2>&1 || PATH=$HOME/.cargo/bin:$PATH
sysroot=$(rustc --print sysroot)
. sync-core/wasm/tools.sh
if ! wasm_tools; then
    echo "The app's modules need the wasm target of rustup, or Debian's compiler for it:" \
        "apt-get install rustc-web cargo-web rust-web-src" >&2
    echo "网页应用的模块需要 rustup 的 wasm 目标，或 Debian 为此提供的编译器：" \
        "apt-get install rustc-web cargo-web rust-web-src" >&2
    exit 1
fi

# TypeScript and binaryen, of the tests' lock file.
tools=$root/sync-core/wasm/tests/node_modules
if [ ! -d "$tools/typescript" ] || [ ! -d "$tools/binaryen" ]; then
    (cd sync-core/wasm/tests && npm ci --ignore-scripts --no-audit --no-fund --silent)
fi

# The glue, by a tool of a workspace of its own.
cargo build --quiet --locked --manifest-path sync-core/wasm/glue/Cargo.toml \
    --target-dir "$target/wasm-glue"

# cargo_build CARGO FEATURES WORDS. On this target `std` names what it needs of the host; a panic
# stops the module, and its message is in nobody's hands there, so it is left out.
cargo_build() {
    # shellcheck disable=SC2086 # The last argument is words.
    "$1" build --quiet --locked --profile wasm --target "$triple" -p drokpa-wasm --lib \
        --target-dir "$target" --no-default-features --features "$2" ${3-}
}

# module FEATURES FOLDER: one module with its glue. Functions that differ by types alone are the same
# code here and are kept once; the second pass finds those that differed by which of them they called.
module() {
    if [ -d "$sysroot/lib/rustlib/$triple" ]; then
        cargo_build cargo "$1"
    else
        linker=$(find "$sysroot/lib/rustlib" -name rust-lld | head -n 1)
        [ -n "$linker" ] || linker=$(command -v wasm-ld-22 || command -v wasm-ld || true)
        [ -n "$linker" ] || { echo "No linker for wasm: apt-get install lld-22" >&2; exit 1; }
        # Debian's compiler is a release; the standard library is built with what only it may use.
        (
            PATH=/usr/bin:$PATH
            unset RUSTUP_TOOLCHAIN
            export RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
            export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$linker"
            flags="-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none"
            flags="$flags -Zfmt-debug=none --cfg sha2_backend_soft=\"compact\""
            export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$flags"
            cargo_build /usr/bin/cargo "$1" \
                "-Zbuild-std=std -Zbuild-std-features=optimize_for_size"
        )
    fi
    mkdir -p "$2"
    "$target/wasm-glue/debug/drokpa-wasm-glue" "$target/$triple/wasm/drokpa_wasm.wasm" "$2"
    "$tools/.bin/wasm-opt" --duplicate-function-elimination --duplicate-function-elimination \
        "$2/drokpa_bg.wasm" -o "$2/drokpa_bg.wasm"
}

if [ -n "${FEATURES+given}" ]; then
    module "$member" "$target/npm/weighed"
    exit
fi
package=$target/npm/core
rm -rf "$package"
mkdir -p "$package/src/glue"
cp -R sync-core/wasm/js/. "$package/"
cp LICENSE-MIT LICENSE-APACHE "$package/"
module "$member" "$package/src/glue"
module "$whole" "$package/src/whole"
# The glue of the whole module serves both: every line of the member's has to be in it.
if ! grep -Fxvf "$package/src/whole/drokpa.js" "$package/src/glue/drokpa.js"; then
    cp "$package/src/whole/drokpa.js" "$package/src/whole/drokpa.d.ts" "$package/src/glue/"
else
    echo "The two modules need glue of their own." >&2
    exit 1
fi
cp "$package/src/whole/drokpa_bg.wasm" "$package/src/glue/drokpa_whole_bg.wasm"
rm -r "$package/src/whole"
node sync-core/wasm/js/tools/rows.mjs sync-core "$package/src/rows.ts"

ln -s "$tools" "$package/node_modules"
"$package/node_modules/.bin/tsc" -p "$package/tsconfig.json"
rm "$package/node_modules"
mkdir -p "$package/dist/glue"
cp "$package"/src/glue/drokpa.js "$package"/src/glue/drokpa.d.ts \
    "$package"/src/glue/*.wasm "$package/dist/glue/"
rm -r "$package/tools"
