#!/bin/sh
# Prints the path of a Chromium for the browser stories: the one that CHROMIUM names, one on PATH, or
# (as root on Debian) the system's package, which it installs.
# `chromium.sh --installed` only looks: without one it prints nothing and exits with 1.
set -eu

fail() {
    echo "chromium.sh: $*" >&2
    exit 1
}

# What is there already.
installed() {
    if [ -n "${CHROMIUM-}" ]; then
        [ -x "$CHROMIUM" ] || fail "CHROMIUM names \`$CHROMIUM\`, which is no program"
        echo "$CHROMIUM"
        return
    fi
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$name" 2>/dev/null; then
            return
        fi
    done
}

install_package() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 ||
        fail "Chromium is not installed; install it (Debian: \`sudo apt-get install chromium\`; anywhere: \`npx playwright install chromium\`) or set CHROMIUM to its path"
    echo "chromium.sh: installing Chromium from the system's package" >&2
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium; } >&2 ||
        fail "the package chromium could not be installed"
}

path=$(installed)
case ${1-} in
    '')
        if [ -z "$path" ]; then
            install_package
            path=$(installed)
            [ -n "$path" ] || fail "the package brought no Chromium"
        fi
        ;;
    --installed) [ -n "$path" ] || exit 1 ;;
    *) fail "usage: chromium.sh [--installed]" ;;
esac
echo "$path"
