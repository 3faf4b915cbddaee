#!/bin/sh
# Chromium for the browser tests: found, installed by apt-get as root, or said to be missing.
set -eu
for name in "${CHROME:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests (once) ..."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
    echo "No Chromium here: the browser tests will be skipped. Install the package chromium." >&2
fi
