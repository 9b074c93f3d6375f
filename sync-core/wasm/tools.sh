# What the scripts of the web parts need of the machine, from Debian's packages where it is not there.
# They source this; nothing else does, and it changes nothing by itself.
# shellcheck shell=sh

# as_root COMMAND...: runs it as root; false where that cannot be had.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else command -v sudo >/dev/null 2>&1 && sudo "$@"; fi
}

# have PACKAGE...: true once all of these are there.
have() {
    missing=
    for package in "$@"; do
        dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null 2>&1 || return 1
    # shellcheck disable=SC2086 # The names are words.
    as_root apt-get update && as_root apt-get install -y --no-install-recommends $missing
}

# wasm_tools: true once the modules can be compiled: by the wasm target of rustup, or else by Debian's
# compiler with the sources of the standard library.
wasm_tools() {
    [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ] ||
        have rustc-web cargo-web rust-web-src
}
