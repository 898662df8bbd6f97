"""Which sounds never train, so that a model can be judged by them: the same on every machine."""

import hashlib
import math
from collections.abc import Sequence
from pathlib import Path

import soundfile

HELD_OUT_ONE_IN = 32  # about 3 % of the files never train
SHORTEST_S = 0.5  # of a held-out sound: below it there is nothing to judge
ENOUGH_S = 10.0  # of held-out sound: a phrase or two says little of a model
TAIL_ONE_IN, TAIL_S = 16, 12.0  # held out of each long file where no file's name is chosen


def is_held_out(name: str) -> bool:
    """Say whether a file of this name is kept for evaluation, the same on every machine."""
    return hashlib.sha256(name.encode()).digest()[0] % HELD_OUT_ONE_IN == 0


def held_out_seconds(folder: Path, sounds: Sequence[Path]) -> dict[Path, float]:
    """Say how many seconds at the end of each of ``sounds`` are kept for evaluation.

    Whole files chosen by name, ``inf`` seconds; where that chooses too little, as it may among an
    artist's few recordings, the end of every long one; where none is long, whole files after all.
    """
    chosen = [p for p in sounds if is_held_out(p.relative_to(folder).as_posix())]
    usable = [path for path in chosen if duration_s(path) >= SHORTEST_S]
    if sum(map(duration_s, usable)) >= ENOUGH_S:
        return dict.fromkeys(chosen, math.inf)
    lasting = {path: duration_s(path) for path in sounds}
    tails = {p: min(s / TAIL_ONE_IN, TAIL_S) for p, s in lasting.items()}
    if long := {path: tail_s for path, tail_s in tails.items() if tail_s >= SHORTEST_S}:
        return long
    if usable:
        return dict.fromkeys(chosen, math.inf)
    heard = [path for path, lasts_s in lasting.items() if lasts_s >= SHORTEST_S]
    return dict.fromkeys(heard[:1] if len(heard) > 1 else [], math.inf)


def duration_s(path: Path) -> float:
    """Read how long a file lasts; 0 when it cannot be read."""
    try:
        return float(soundfile.info(path).duration)
    except (soundfile.LibsndfileError, OSError):
        return 0.0
