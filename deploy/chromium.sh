#!/usr/bin/env bash
# Print the path of a Chromium; install Debian's where there is none. Never skips.
set -euo pipefail
find_one() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
if [ -n "${CHROMIUM:-}" ]; then echo "$CHROMIUM"; exit; fi
find_one && exit
install="apt-get install -y -qq chromium"
if [ "$(id -u)" = 0 ]; then (apt-get update -qq && $install) >&2
elif sudo -n true 2>/dev/null; then (sudo apt-get update -qq && sudo $install) >&2
else echo "The browser tests need Chromium. Run: sudo apt install chromium (or set CHROMIUM=/path/to/chrome)" >&2; exit 1
fi
find_one
