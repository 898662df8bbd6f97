#!/usr/bin/env bash
# Make the environment that exports official models. Usage: interop.sh PYTHON VENV
set -euo pipefail
python=$1 venv=$2

"$python" - <<'PY' || { echo "acids-rave's SciPy needs Python 3.11; run: make interop PYTHON=python3.11" >&2; exit 1; }
import sys
sys.exit(sys.version_info[:2] != (3, 11))
PY

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
pip=("$venv/bin/python" -m pip --disable-pip-version-check install --quiet)
echo "Installing acids-rave and the older packages it needs (a few minutes the first time) …"
"${pip[@]}" torch==2.13.0  # before the rest, or pip weighs builds for CUDA
"${pip[@]}" --requirement deploy/interop-requirements.txt
# PyPI's torchaudio carries an extension built for CUDA, which fails to load beside a torch
# for the CPU; the transforms that RAVE imports are Python.
rm -f "$venv"/lib/python3*/site-packages/torchaudio/lib/*.so
