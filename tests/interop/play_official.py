"""Export every official configuration and play each through the engine, batched.

Usage: ``python -m tests.interop.play_official EXPORTER_PYTHON [NAME ...]``; `make interop`
does it. Prints a table and fails if an export does other than ``configurations.py`` expects.
Where v2 is among them it is also timed against nn~'s way, so that this baseline is nobody's own.
"""

import json
import subprocess
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import numpy as np

from latentwalk.app.machine import machine
from latentwalk.domain.errors import InputFileError
from latentwalk.engine.bench import Effort, measure
from latentwalk.engine.bench_report import Variant
from latentwalk.engine.local import LocalPool
from latentwalk.engine.manifest import manifest_of
from tests.interop.configurations import CONFIGURATIONS, Configuration
from tests.interop.measures import BLOCKS, SESSIONS, halves_error, rows_error, walk

OUT = Path("out/interop")
EXPORTER = Path(__file__).with_name("export_official.py")
ROOM = 1e-4  # of the loudest value
TIMED, TIMED_ROWS, TIMED_ROUNDS = "v2", 32, 15
HEAD = (
    f"{'export':15} {'rate':>5} {'ratio':>5} {'K':>3} {'F':>3} {'ears':>4} {'kind':5} {'rows':>4} "
)
HEAD += f"{'delay ms':>8} {'halves':>7} {'apart':>7} {'level dB':>8} {'ms a block':>10}  verdict"


def main() -> int:
    """Export and play what is named, or everything; return how many disappointed."""
    exporter, names = sys.argv[1], sys.argv[2:] or list(CONFIGURATIONS)
    print(HEAD)  # noqa: T201
    failures = 0
    for name in names:
        is_right, row = judge(name, CONFIGURATIONS[name], exporter)
        failures += not is_right
        print(f"{name:15} {row}{'' if is_right else '  <- NOT AS EXPECTED'}", flush=True)  # noqa: T201
    if TIMED in names and path_of(TIMED).is_file():
        print(f"\n{timed(path_of(TIMED))}")  # noqa: T201
    return min(failures, 1)


def timed(path: Path) -> str:
    """Return how many times as fast as one call per walker the engine plays an export."""
    effort = Effort(rounds=TIMED_ROUNDS, on_time_calls=0)
    report = measure(manifest_of(path), machine(), [TIMED_ROWS], effort=effort)
    ratios = [
        f"{row.variant} ({row.precision}) {row.ratio_vs_per_walker:.2f} x"
        for row in report.rows
        if row.variant is not Variant.PER_WALKER
    ]
    head = f"official {path.stem}, {TIMED_ROWS} rows against one call per walker:"
    return f"{head} {', '.join(ratios)}\n\n{report.in_words()}"


def path_of(name: str) -> Path:
    """Return where the exporter puts a configuration."""
    return OUT / f"{name}{'_streaming' if CONFIGURATIONS[name].streaming else ''}.ts"


def judge(name: str, expected: Configuration, exporter: str) -> tuple[bool, str]:
    """Return whether one configuration did as expected, and its row of the table."""
    path = path_of(name)
    if not path.is_file():
        problem = export(name, expected, exporter)
        if problem:
            return False, f"the exporter fails: {problem}"
    try:
        with closing(LocalPool(manifest_of(path))) as pool:
            return play(pool, expected)
    except InputFileError as error:
        is_right = bool(expected.refusal) and expected.refusal in str(error)
        return is_right, f"refused: {error.problem}"


def export(name: str, configuration: Configuration, exporter: str) -> str:
    """Run the official exporter; return why it failed, or nothing."""
    OUT.mkdir(parents=True, exist_ok=True)
    told = OUT / f"{name}.json"
    told.write_text(json.dumps(asdict(configuration)), encoding="utf-8")
    command = [exporter, str(EXPORTER), str(told), str(OUT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    (OUT / f"{name}.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""


def play(pool: LocalPool, expected: Configuration) -> tuple[bool, str]:
    """Measure one loaded export and play it to five who walk at once."""
    contract, model = pool.contract, pool._model
    assert model is not None
    halves, apart = halves_error(model), rows_error(model)
    sound, is_fresh = walk(pool)
    level_db = 10 * np.log10(np.mean(np.square(sound, dtype=np.float64)) + 1e-20)
    ms = 1e3 * pool.counters.call_time_p50_s
    found = contract.ratio, contract.latent_size, contract.kind, contract.channels_out
    wanted = expected.ratio, expected.latents, expected.kind, expected.channels
    is_right = (
        not expected.refusal
        and found == wanted
        and contract.sample_rate_hz == expected.sample_rate_hz
        and contract.batchable
        and is_fresh
        and bool(np.isfinite(sound).all())
        and sound.shape == (SESSIONS, 2, BLOCKS * pool.block_frames)
        and bool((np.abs(sound).max(axis=(1, 2)) > 0).all())
        and (halves is None or halves < ROOM)
        and apart < ROOM
        and pool.counters.resets == 0
    )
    drawn = "draws" if halves is None else f"{halves:.0e}"
    verdict = "plays, batched" if contract.batchable else "plays one by one"
    delay_ms = 1e3 * contract.delay_frames / contract.sample_rate_hz
    row = (
        f"{contract.sample_rate_hz:5} {contract.ratio:5} {contract.latent_size:3} "
        f"{contract.full_latent_size:3} {contract.channels_out:4} {contract.kind:5} "
        f"{contract.max_rows:4} {delay_ms:8.0f} {drawn:>7} "
        f"{apart:7.0e} {level_db:8.1f} {ms:10.1f}  {verdict}"
    )
    return is_right, row


if __name__ == "__main__":
    sys.exit(main())
