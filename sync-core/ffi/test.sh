#!/bin/sh
# Tests the Python package as an app would get it: builds the wheel, installs it into a fresh
# environment, and runs the tests there against a real hub. Called by `./run test`; needs python3
# (3.9 or newer) with venv, and the network once, for maturin.
set -u
cd "$(dirname "$0")/../.." || exit 1

MATURIN=1.16.0
target=${CARGO_TARGET_DIR:-target}
case $target in
    /*) ;;
    *) target=$PWD/$target ;;
esac
export CARGO_TARGET_DIR="$target"
tools=$target/maturin-$MATURIN
work=$target/python

if ! python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))' 2>/dev/null; then
    echo "The Python package needs python3 (3.9 or newer) with venv: apt-get install python3-venv" >&2
    exit 1
fi
if [ ! -x "$tools/bin/maturin" ]; then
    rm -rf "$tools"
    python3 -m venv "$tools" || exit 1
    "$tools/bin/pip" install --quiet --disable-pip-version-check "maturin==$MATURIN" || exit 1
fi

cargo build --quiet --locked -p drokpa-server --bin drokpa || exit 1
# As maturin builds it, so that it is built once.
cargo build --quiet --locked --bin uniffi-bindgen || exit 1
rm -rf "$work"
mkdir -p "$work" || exit 1
"$tools/bin/maturin" build --quiet --locked --profile dev --manifest-path sync-core/ffi/Cargo.toml \
    --compatibility linux --out "$work/dist" || exit 1

python3 -m venv "$work/venv" || exit 1
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --no-index "$work"/dist/*.whl ||
    exit 1

# A proxy of the machine has no way to a hub on the loopback address.
NO_PROXY=127.0.0.1 no_proxy=127.0.0.1 PYTHONDONTWRITEBYTECODE=1 \
    DROKPA="$target/debug/drokpa" BINDGEN="$target/debug/uniffi-bindgen" \
    exec "$work/venv/bin/python" -W error -m unittest discover \
    --start-directory sync-core/ffi/tests --top-level-directory sync-core/ffi/tests "$@"
