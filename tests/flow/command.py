"""The installed command, run as people run it."""

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def latentwalk(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run ``latentwalk`` with ``arguments`` and return what it said."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "backend")}
    command = [sys.executable, "-m", "latentwalk", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, timeout=110, check=False
    )
