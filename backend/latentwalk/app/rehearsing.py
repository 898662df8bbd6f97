"""What the command and the page's own rendering share: a walker made up, a walk told in numbers."""

from dataclasses import asdict
from pathlib import PurePath

import numpy as np
from pydantic import JsonValue

from latentwalk.audio.loudness import peak_db
from latentwalk.audio.loudness_track import LoudnessTrack
from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples
from latentwalk.domain.errors import OutOfAreaError, TrackFileError
from latentwalk.domain.pose import Pose
from latentwalk.domain.walk import Walk
from latentwalk.domain.words import words_in
from latentwalk.geo.gps_error import phone_poses
from latentwalk.geo.gpx import Track
from latentwalk.geo.projection import LocalFrame
from latentwalk.geo.surroundings import Surroundings
from latentwalk.latent.noise import session_key
from latentwalk.session.rehearsal import Rehearsal, Rehearsed
from latentwalk.session.rehearsal_report import (
    SILENT_DB,
    errors_m,
    hush_reports,
    levels_db,
    zone_reports,
)

CURVE_EVERY_S = 1.0
ENCODED_WITHIN_S = 120.0  # what is planted sounds as terrain if it takes longer
Report = dict[str, JsonValue]


def require_near(walk: Walk, track: Track, file: PurePath | str) -> None:
    """Refuse a track that lies elsewhere than the walk; one that is planted lies anywhere.

    Raises:
        TrackFileError: If a point is over 50 km from the walk.
    """
    if walk.origin is None:
        return
    try:
        LocalFrame(walk.origin).to_local_many(track.lon_deg, track.lat_deg)
    except OutOfAreaError as error:
        raise TrackFileError(
            file, "", f"{error}", "Give another track, or move the walk's origin"
        ) from error


def walker_of(
    walk: Walk,
    track: Track,
    place: Surroundings,
    speed: float,
    seed: int,
    mic: Samples | None = None,
) -> Rehearsed:
    """Put a phone into the walker's hand."""

    def truth(time_s: float) -> Pose:
        return track.at(time_s * speed)

    return Rehearsed(
        poses=list(phone_poses(track, place, seed, speed)),
        truth=truth,
        duration_s=track.duration_s / speed,
        noise_key=session_key(walk.seed, 0),
        mic=mic,
        seed=seed,
    )


def report_of(walk: Walk, rehearsal: Rehearsal) -> Report:
    """Return how a rehearsed walk went, as JSON can say it."""
    zones = zone_reports(walk, rehearsal)
    errors = errors_m(rehearsal)
    known = errors[np.isfinite(errors)]
    titles = {str(zone.id): words_in(zone.title) for zone in walk.zones}
    return {
        "duration_s": round(rehearsal.stereo.shape[1] / SAMPLE_RATE_HZ, 2),
        "zones": [
            {**asdict(zone), "title": titles[zone.id], "flicker": zone.flicker} for zone in zones
        ],
        "flicker": sum(zone.flicker for zone in zones),
        "hushes": [asdict(hush) for hush in hush_reports(walk, rehearsal)],
        "position_error_m": {
            "median": _quantile(known, 0.5),
            "p95": _quantile(known, 0.95),
            "known": round(len(known) / max(1, len(errors)), 3),
        },
        "loudness_lufs": _finite(LoudnessTrack(rehearsal.stereo, SAMPLE_RATE_HZ).lufs()),
        "peak_dbfs": _finite(peak_db(rehearsal.stereo)),
        "timeline": _curves(rehearsal),
    }


def _curves(rehearsal: Rehearsal) -> Report:
    """Return one value a second of everything that the picture shows."""
    times_s = rehearsal.times_s
    seconds = np.arange(0.0, times_s[-1] + 1e-9, CURVE_EVERY_S)
    looks = np.minimum(np.searchsorted(times_s, seconds), len(times_s) - 1)
    return {
        "every_s": CURVE_EVERY_S,
        "weights": _table(rehearsal.weights[looks]),
        "gain": _table(rehearsal.gain[looks]),
        "level_db": _table(levels_db(rehearsal)[looks]),
        "truth_m": _table(rehearsal.truth_m[looks]),
        "received_m": _table(rehearsal.received_m[looks]),
        "accuracy_m": _table(rehearsal.accuracy_m[looks]),
        "latents": {str(m): _table(z[looks]) for m, z in rehearsal.latents.items()},
    }


def _table(values: np.ndarray) -> list[JsonValue]:
    """Write numbers as JSON can: what is unknown is null."""
    rows: list[JsonValue] = [
        _table(row) if isinstance(row, np.ndarray) else _number(float(row)) for row in values
    ]
    return rows


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 3)


def _quantile(values: np.ndarray, share: float) -> float | None:
    return round(float(np.quantile(values, share)), 2) if len(values) else None


def _finite(level_db: float) -> float:
    return round(max(SILENT_DB, level_db), 2)
