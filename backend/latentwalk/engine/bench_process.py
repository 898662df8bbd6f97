"""A fresh process that loads one model and plays it, and tells what that took.

``python -m latentwalk.engine.bench_process MODEL.ts ROWS`` prints one line of JSON.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import torch

from latentwalk.domain.errors import EngineClosedError
from latentwalk.engine.bench_report import Variant
from latentwalk.engine.bench_ways import Loaded, make_feed
from latentwalk.engine.manifest import manifest_of
from latentwalk.engine.options import Precision

BLOCKS = 20


def measure_process(model: Path, rows: int) -> dict[str, float]:
    """Let a process of its own play, and return what it tells.

    Raises:
        EngineClosedError: If it fails.
    """
    command = [sys.executable, "-m", __name__, str(model), str(rows)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise EngineClosedError(f"the fresh process failed: {done.stderr.strip()[-200:]}")
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def main() -> None:
    """Do as the command line says."""
    path, rows = Path(sys.argv[1]), int(sys.argv[2])
    torch.set_num_threads(1)
    loaded = Loaded(manifest_of(path), Precision.AUTO)
    contract = loaded.model.contract
    rows = min(rows, contract.max_rows)
    feed = make_feed(contract, loaded.model.decode_size, contract.block_frames, rows)
    way = loaded.way(Variant.CHOSEN, feed)
    for _ in range(BLOCKS):
        way.play(rows)
    told = {"rows": rows, "load_s": way.load_s, "resident_mb": resident_mb()}
    sys.stdout.write(json.dumps(told) + "\n")


def resident_mb(status: Path = Path("/proc/self/status")) -> float:
    """Return the memory of this process that lies in RAM, 0 where nothing tells."""
    text = status.read_text(encoding="utf-8") if status.exists() else ""
    found = re.search(r"VmRSS:\s*(\d+) kB", text)
    return 1024 * int(found[1]) / 1e6 if found else 0.0


if __name__ == "__main__":
    main()
