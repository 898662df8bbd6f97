"""What a rehearsed walk was like, zone by zone and hush by hush, in numbers."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from latentwalk.audio.loudness_track import LoudnessTrack
from latentwalk.domain.block import SAMPLE_RATE_HZ, Metres
from latentwalk.domain.hush import Hush
from latentwalk.domain.walk import Walk
from latentwalk.domain.zone import Zone
from latentwalk.geo.fence import FenceSet
from latentwalk.session.rehearsal import Rehearsal
from latentwalk.session.render import VISITED_WEIGHT

SILENT_DB = -120.0  # stands for minus infinity, which JSON cannot say
STRONGEST = 0.5  # from this weight on the sound is the zone's own


@dataclass(frozen=True, slots=True)
class ZoneReport:
    """One zone.

    Attributes:
        id: The zone's.
        crossings: How often the true way crossed its edge, in or out; who begins inside has
            crossed once.
        changes: How often the server took the walker to enter or to leave.
        heard_s: How long it was heard.
        loudness_lufs: Of the time in which it sounded most; ``None`` where it never did.
    """

    id: str
    crossings: int
    changes: int
    heard_s: float
    loudness_lufs: float | None

    @property
    def flicker(self) -> int:
        """Changes for which nobody crossed."""
        return max(0, self.changes - self.crossings)


@dataclass(frozen=True, slots=True)
class HushReport:
    """One hush.

    Attributes:
        id: The hush's.
        nearest_m: How near the true way came to its edge; negative inside.
        loudest_db: The loudest tenth of a second while truly within, dBFS; ``None`` where the
            walker never was.
    """

    id: str
    nearest_m: float
    loudest_db: float | None


def zone_reports(walk: Walk, rehearsal: Rehearsal) -> list[ZoneReport]:
    """Report every zone, in document order."""
    fences = FenceSet(walk.zones)
    crossings = _changes(fences.distances_m(_held(rehearsal.truth_m)) > 0.0)
    changes = _changes(rehearsal.is_inside)
    look_s, track = _look_s(rehearsal), LoudnessTrack(rehearsal.stereo, SAMPLE_RATE_HZ)
    heard = rehearsal.weights[:, :-1] * np.square(rehearsal.gain)[:, None]  # as power goes
    return [
        ZoneReport(
            id=zone.id,
            crossings=int(crossings[column]),
            changes=int(changes[column]),
            heard_s=round(float((heard[:, column] > VISITED_WEIGHT).sum()) * look_s, 1),
            loudness_lufs=_loudness(track, rehearsal.times_s, weights >= STRONGEST),
        )
        for column, (zone, weights) in enumerate(
            zip(walk.zones, rehearsal.weights[:, :-1].T, strict=True)
        )
    ]


def hush_reports(walk: Walk, rehearsal: Rehearsal) -> list[HushReport]:
    """Report every hush, in document order."""
    if not walk.hushes:
        return []
    inward_m = FenceSet([_as_zone(hush) for hush in walk.hushes]).distances_m(
        _held(rehearsal.truth_m)
    )
    levels = levels_db(rehearsal)
    return [
        HushReport(
            id=hush.id,
            nearest_m=round(float(-inward_m[:, column].max()), 1),
            loudest_db=_loudest(levels[inward_m[:, column] >= 0.0]),
        )
        for column, hush in enumerate(walk.hushes)
    ]


def levels_db(rehearsal: Rehearsal) -> NDArray[np.float64]:
    """Return the level around each look, dBFS RMS, at least −120, [M]."""
    edges_s = np.append(rehearsal.times_s, rehearsal.times_s[-1] + _look_s(rehearsal))
    frames = np.minimum((edges_s * SAMPLE_RATE_HZ).astype(np.intp), rehearsal.stereo.shape[1])
    parts = [rehearsal.stereo[:, a:b] for a, b in pairwise(frames)]
    power = [np.square(part, dtype=np.float64).mean() if part.size else 0.0 for part in parts]
    return np.asarray(10.0 * np.log10(np.maximum(power, 1e-12)))


def errors_m(rehearsal: Rehearsal) -> Metres:
    """Return how far the server's walker is from the true one, [M]; NaN before it knew."""
    return np.asarray(np.hypot(*(rehearsal.received_m - rehearsal.truth_m).T))


def _changes(inside: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Count how often each column changes, from outside on, [Z]."""
    before = np.vstack([np.zeros((1, inside.shape[1]), np.bool_), inside[:-1]])
    return np.asarray((inside != before).sum(axis=0))


def _held(places_m: Metres) -> Metres:
    """Put what is unknown far away from everything."""
    return np.asarray(np.where(np.isnan(places_m), 1e6, places_m))


def _look_s(rehearsal: Rehearsal) -> float:
    times_s = rehearsal.times_s
    return float(times_s[1] - times_s[0]) if len(times_s) > 1 else 0.0


def _loudness(
    track: LoudnessTrack, times_s: NDArray[np.float64], looks: NDArray[np.bool_]
) -> float | None:
    """Return the programme loudness of the time around ``looks``, LUFS."""
    hops_s = np.arange(track.n_hops) * track.hop_s
    nearest = np.minimum(np.searchsorted(times_s, hops_s), len(times_s) - 1)
    wanted = looks[nearest]
    return round(max(SILENT_DB, track.lufs(wanted)), 1) if wanted.any() else None


def _loudest(levels: NDArray[np.float64]) -> float | None:
    return round(float(levels.max()), 1) if len(levels) else None


def _as_zone(hush: Hush) -> Zone:
    return Zone(hush.id, hush.title, hush.shape)
