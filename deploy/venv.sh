#!/usr/bin/env bash
# Make the virtual environment and install Latentwalk into it. Usage: venv.sh PYTHON VENV TORCH_INDEX WHAT
set -euo pipefail
python=$1 venv=$2 torch_index=$3 what=$4

"$python" - <<'PY' || { echo "Latentwalk needs Python 3.11 or newer; set PYTHON=/path/to/python3.11" >&2; exit 1; }
import sys
sys.exit(sys.version_info < (3, 11))
PY

# Debian keeps ensurepip in a package of its own.
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
  package="python3-venv"
  if [ "$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq "$package"
  elif sudo -n true 2>/dev/null; then sudo apt-get update -qq && sudo apt-get install -y -qq "$package"
  else echo "Python has no ensurepip here. Run: sudo apt install $package" >&2; exit 1
  fi
fi

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
pip=("$venv/bin/python" -m pip --disable-pip-version-check install --quiet --constraint deploy/constraints.txt)
echo "Installing Python packages (the first time takes a few minutes) …"
if ! "$venv/bin/python" -c 'import torch' 2>/dev/null; then
  "${pip[@]}" ${torch_index:+--index-url "$torch_index"} torch==2.13.0
fi
"${pip[@]}" --editable "$what"
