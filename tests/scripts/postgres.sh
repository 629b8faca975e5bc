#!/bin/sh
# A throw-away PostgreSQL for the tests: `postgres.sh run COMMAND…` starts a cluster, sets
# TRIBUTARY_TEST_POSTGRES_URL, runs the command and removes everything, whatever happens.
# `start` prints the address and keeps the cluster until `stop DIRECTORY`.
#
# The programs come from PATH, from /usr/lib/postgresql/*/bin, or (as root) from the system's package.
# PostgreSQL refuses to run as root, so root hands over to the user `postgres`.
set -eu

fail() {
    echo "postgres.sh: $*" >&2
    exit 1
}

# The folder with initdb and pg_ctl, the newest version first.
programs() {
    if command -v initdb >/dev/null 2>&1 && command -v pg_ctl >/dev/null 2>&1; then
        dirname "$(command -v initdb)"
        return
    fi
    for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
        if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then
            echo "$folder"
            return
        fi
    done
}

install_package() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 ||
        fail "PostgreSQL is not installed; install it (Debian: \`sudo apt-get install postgresql\`) or put initdb and pg_ctl on PATH"
    echo "postgres.sh: installing PostgreSQL from the system's package" >&2
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql; } >&2 ||
        fail "the package postgresql could not be installed"
}

# Runs a program as somebody who is not root. No shell in between, so arguments stay whole.
unprivileged() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && exec runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

start() {
    bin=$(programs)
    if [ -z "$bin" ]; then
        install_package
        bin=$(programs)
        [ -n "$bin" ] || fail "the package brought no initdb"
    fi
    # Short: a socket's path has room for about 100 bytes.
    dir=$(mktemp -d /tmp/tributary-pg.XXXXXX)
    [ "$(id -u)" != 0 ] || chown postgres "$dir"
    unprivileged "$bin/initdb" -D "$dir/data" -U tributary --auth=trust --encoding=UTF8 --locale=C \
        --no-sync >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; fail "initdb failed"; }
    # The socket alone, in our own folder: no TCP, so the port is only a part of its name. Nothing
    # here outlives the tests, so nothing is flushed to the disk.
    port=$((20000 + $$ % 40000))
    unprivileged "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/server.log" -o "-p $port -k $dir \
        -c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off \
        -c max_connections=400" start >/dev/null || { cat "$dir/server.log" >&2; fail "the server did not start"; }
    url="postgres://tributary@localhost:$port/postgres?host=$dir"
}

stop() {
    case $1 in
        /tmp/tributary-pg.*) ;;
        *) fail "\`$1\` is not a folder that start made" ;;
    esac
    [ -d "$1" ] || fail "\`$1\` does not exist"
    unprivileged "$(programs)/pg_ctl" -D "$1/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$1"
}

case ${1-} in
    run)
        shift
        [ $# -gt 0 ] || fail "run what? \`postgres.sh run COMMAND…\`"
        dir=''
        trap '[ -z "$dir" ] || stop "$dir"' EXIT
        trap 'exit 130' INT
        trap 'exit 143' TERM HUP
        start
        TRIBUTARY_TEST_POSTGRES_URL=$url "$@"
        ;;
    start)
        start
        echo "export TRIBUTARY_TEST_POSTGRES_URL='$url'"
        echo "# stop it with: tests/scripts/postgres.sh stop $dir"
        ;;
    stop)
        [ $# = 2 ] || fail "stop which? \`postgres.sh stop DIRECTORY\`"
        stop "$2"
        ;;
    *)
        fail "usage: postgres.sh run COMMAND… | start | stop DIRECTORY"
        ;;
esac
