"""The machine that a figure was measured on."""

import os
import platform
import re
from pathlib import Path


def machine() -> str:
    """Name processor, cores and Python in one line."""
    names = re.findall(r"model name\s*: (.*)", _cpuinfo())
    cpu = names[0] if names else platform.machine()
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _cpuinfo() -> str:
    path = Path("/proc/cpuinfo")
    return path.read_text() if path.exists() else ""
