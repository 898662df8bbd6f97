"""The park walk replayed through the walk function, its model replaced by a wire.

Regenerate the golden curve, after a change that is meant: ``python -m tests.flow.replay``.
"""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from latentwalk.audio.files import read_sound
from latentwalk.audio.loudness import integrated_lufs, peak_db
from latentwalk.domain.block import SAMPLE_RATE_HZ, TICK_FRAMES, Samples
from latentwalk.domain.ids import ModelId
from latentwalk.domain.pose import GeoPoint, Pose
from latentwalk.geo.gpx import load_track
from latentwalk.geo.projection import LocalFrame
from latentwalk.geo.walkfile import load_walk
from latentwalk.session.ground import Ground
from latentwalk.session.hall import Hall
from latentwalk.session.port import Port
from latentwalk.session.walker import walk
from tests.fakes.pool import WirePool, wire_contract
from tests.fakes.walks import tick_of

REPOSITORY = Path(__file__).resolve().parents[2]
GOLDEN = REPOSITORY / "tests" / "data" / "golden" / "park-3min.json"
MIC = REPOSITORY / "tests" / "data" / "audio" / "street-and-voice.wav"
FIX_ACCURACY_M = 5.0
TICKS_PER_S = SAMPLE_RATE_HZ / TICK_FRAMES


def replay() -> dict[str, object]:
    """Walk it at one fix a second; return what was asked of the model each 5 s, and the sound."""
    document = load_walk(REPOSITORY / "geofences" / "park-geographic.geojson")
    track = load_track(REPOSITORY / "tests" / "data" / "gpx" / "park-3min.gpx")
    assert document.origin is not None
    frame = LocalFrame(document.origin)
    pool = WirePool(wire_contract(delay_frames=240))
    ground = Ground(document, {ModelId("voices"): pool.contract})
    hall = Hall([Port(_named(pool), 1)], 1)
    mic = read_sound(MIC, SAMPLE_RATE_HZ, 1)[0]
    curve, stereo = [], []
    next_fix_s = 0.0
    for number in range(int(track.duration_s * TICKS_PER_S)):
        time_s = number / TICKS_PER_S
        while next_fix_s <= time_s:
            pose = track.at(next_fix_s)
            assert isinstance(pose.point, GeoPoint)
            fix = Pose(next_fix_s, pose.point, pose.heading_deg, FIX_ACCURACY_M)
            hall.poses.report(0, fix, frame.to_local(pose.point), next_fix_s)
            next_fix_s += 1.0
        heard = walk(hall, tick_of(number, [ground], _mic(mic, number), at_ear=True))
        stereo.append(heard.stereo[0])
        if number % round(5 * TICKS_PER_S) == 0 and pool.seen:
            curve.append(_point(time_s, heard.here.positions[0], heard.weights[0][0], pool))
    return {"curve": curve, "sound": _sound(np.concatenate(stereo, axis=1))}


def _named(pool: WirePool) -> WirePool:
    pool.contract = replace(pool.contract, model_id=ModelId("voices"))
    return pool


def _mic(mic: Samples, number: int) -> Samples:
    start = number * TICK_FRAMES % (len(mic) - TICK_FRAMES)
    return mic[None, start : start + TICK_FRAMES]


def _point(
    time_s: float, position: np.ndarray, weights: np.ndarray, pool: WirePool
) -> dict[str, object]:
    block = pool.seen[-1]
    return {
        "time_s": round(time_s, 3),
        "position_m": _rounded(position),
        "weights": _rounded(weights),
        "place": _rounded(block.place[0, :, -1]),
        "gain_place": _rounded(block.gain_place[0, :, -1]),
        "gain_mic": _rounded(block.gain_mic[0, :, -1]),
    }


def _sound(stereo: Samples) -> dict[str, float]:
    return {
        "loudness_lufs": round(integrated_lufs(stereo, SAMPLE_RATE_HZ), 2),
        "peak_db": round(peak_db(stereo), 2),
        "seconds": round(stereo.shape[1] / SAMPLE_RATE_HZ, 2),
    }


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 4) for value in values]


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(json.dumps(replay(), indent=1) + "\n")
