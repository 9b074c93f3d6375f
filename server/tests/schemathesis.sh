#!/bin/sh
# Holds a running hub against the OpenAPI document that it serves: Schemathesis calls every address
# with data that fits the document and with data that does not, as an organiser, a secretary, a
# member and nobody. No answer may be a 5xx, have a status that is not documented, or a body of
# another shape. Called by `./run test`; needs python3 with venv, and the network once.
#
# Rates are a thousand times the usual ones: limits have tests of their own.
#
# EXAMPLES: cases for each address (20). SEED: which ones (1).
set -u
cd "$(dirname "$0")/../.." || exit 1

VERSION=4.32.5
target=${CARGO_TARGET_DIR:-target}
case $target in
    /*) ;;
    *) target=$PWD/$target ;;
esac
venv=$target/schemathesis-$VERSION
drokpa=$target/debug/drokpa

if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
    echo "SKIPPED: Schemathesis needs python3 with venv (apt-get install python3-venv)."
    exit 0
fi
if [ ! -x "$venv/bin/schemathesis" ]; then
    rm -rf "$venv"
    python3 -m venv "$venv" || exit 1
    "$venv/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$VERSION" || exit 1
fi
cargo build --quiet --locked -p drokpa-server --bin drokpa || exit 1

work=$(mktemp -d) || exit 1
hub=
stop() {
    [ -z "$hub" ] || kill "$hub" 2>/dev/null
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' INT TERM

data=$work/hub
{
    "$drokpa" init --data "$data" &&
        "$drokpa" branches import fixtures/org/branches.csv --data "$data" &&
        "$drokpa" roster import fixtures/org/roster.csv --data "$data" &&
        "$drokpa" rules publish fixtures/org/rules.json --data "$data"
} >"$work/setup" || exit 1
mkfifo "$work/address"
"$drokpa" serve --data "$data" --listen 127.0.0.1:0 --rates-times 1000 >"$work/address" 2>"$work/log" &
hub=$!
# It says where once it listens.
url=$(sed -n 's|.*\(http://[^ ]*\).*|\1|p;q' <"$work/address")
[ -n "$url" ] || { cat "$work/log"; exit 1; }

# Something to read: a herder's claim, decided by nobody, on a phone with the serial 1.
code=$("$drokpa" --json invite --data "$data" --member pa06 |
    sed -n 's/.*"code":"\([^"]*\)".*/\1/p')
phone="$drokpa phone --home $work/phone"
$phone enrol --server "$url" --code "$code" >>"$work/setup" || exit 1
today=$(date +%F)
$phone record activity --item volunteer --on "$today" >>"$work/setup" || exit 1
$phone sync >>"$work/setup" || exit 1
hash=$("$drokpa" --json rules publish fixtures/org/rules.json --data "$data" |
    sed -n '1s/.*"hash":"\([0-9a-f]*\)".*/\1/p')

# Ids that exist, so that half of the calls get behind the doors. The other half takes any id.
cat >"$work/known.toml" <<TOML
[[operations]]
include-path-regex = "^/v1/branches/"
parameters = { "path.id" = "pasture-a" }
[[operations]]
include-path-regex = "^/v1/(members|audit)/"
parameters = { "path.id" = "pa06" }
[[operations]]
include-path-regex = "^/v1/(devices|imports)/"
parameters = { "path.id" = 1 }
[[operations]]
include-path-regex = "^/v1/publications/"
parameters = { "path.id" = "$hash" }
TOML
# Beside the usual ones: a body can be refused for its length before anybody looks at its form.
checks='[checks]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 413, 415, 429]'
echo "$checks" >"$work/any.toml"
echo "$checks" >>"$work/known.toml"

# attack NAME IDS [MEMBER]: one run.
attack() {
    printf '\n-- %s, %s ids\n' "$1" "$2"
    set -- "$2" "${3:-}"
    ids=$work/$1.toml
    if [ -n "$2" ]; then
        token=$("$drokpa" token --data "$data" --member "$2" --minutes 60) || exit 1
        set -- -H "Authorization: Bearer $token"
    else
        set --
    fi
    # Whether a frame, a table or a signature is a good one, no schema can say; so data that fits
    # the document may still be refused, and that one check is left out.
    # It keeps what it found in the folder that it runs in.
    (cd "$work" && "$venv/bin/schemathesis" --config-file "$ids" run "$url/openapi.json" "$@" \
        --phases examples,coverage,fuzzing --checks all \
        --exclude-checks positive_data_acceptance --continue-on-failure --warnings off \
        --max-examples "${EXAMPLES:-20}" --seed "${SEED:-1}" --generation-database none \
        >"$work/report" 2>&1)
    outcome=$?
    if [ "$outcome" -eq 0 ]; then
        grep -E '^ +[0-9]+ generated|no issues|passed in' "$work/report"
    else
        cat "$work/report"
        tail -n 50 "$work/log"
        failed=1
    fi
}

failed=0
attack organiser any co01
attack organiser known co01
attack secretary known pa01
attack member known pa06
attack nobody any
exit "$failed"
