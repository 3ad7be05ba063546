# SPDX-License-Identifier: MIT
# Sourced by the package tests: a temporary directory, a demonstration server that is stopped on every way out, failures.
root=$(cd "$(dirname "$0")/../../.." && pwd)
work=$(mktemp -d)
server=
cleanup() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

skip_unless() {
    for program in "$@"; do
        command -v "$program" >/dev/null || { echo "skipped: $program is not installed"; exit 77; }
    done
}

# Starts an HTTPS server whose CA is $work/ca/ca.pem; sets $url.
start_server() {
    "$root/tools/make_test_ca" "$work/ca"
    mkfifo "$work/port"
    python3 "$root/tools/demo_server" --cert "$work/ca/server.pem" --key "$work/ca/server.key" --lifetime 240 \
        >"$work/port" </dev/null &
    server=$!
    port=
    read -r port <"$work/port" || true
    [ -n "$port" ] || fail "the demonstration server did not start"
    url="https://localhost:$port/"
}
