#!/bin/sh
# Installs the Debian packages named, when any is missing: as root, or with a clear line saying what to install.
set -eu
command -v dpkg-query >/dev/null 2>&1 || exit 0 # not Debian: docs/DEPENDENCIES.md names what is needed
missing=""
for package in "$@"; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -eq 0 ]; then
    apt-get update -qq
    # shellcheck disable=SC2086 # a list of package names
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "Cần cài các gói Debian sau rồi chạy lại / install these first: sudo apt-get install$missing" >&2
    exit 1
fi
