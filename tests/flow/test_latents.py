"""Latents out and in again: what a composer takes to Max and brings back."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from latentwalk.audio.files import read_sound
from latentwalk.domain.block import SAMPLE_RATE_HZ
from latentwalk.engine.manifest import find_models
from latentwalk.geo.gpx import load_track
from tests.flow.command import REPOSITORY, latentwalk
from tests.flow.mel import distance_db, log_mel

TRACK = REPOSITORY / "tests" / "data" / "gpx" / "straight-south-60s.gpx"
WALK = REPOSITORY / "geofences" / "latent-sounds.geojson"  # one model, no zone, no mic
SECONDS = 10  # the track's points are ten seconds apart


@pytest.fixture(scope="module")
def track(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the first seconds of a straight line."""
    text = TRACK.read_text()
    points = [part + "</trkpt>" for part in text.split("</trkpt>")[:-1]]
    path = tmp_path_factory.mktemp("track") / "short.gpx"
    path.write_text("".join(points[:2]) + "</trkseg></trk></gpx>")
    assert load_track(path).duration_s == SECONDS
    return path


def test_latents_of_a_walk_come_back_as_the_same_sound(tmp_path: Path, track: Path) -> None:
    walked, latents, played = (tmp_path / name for name in ("walk.wav", "z.wav", "played.wav"))
    done = latentwalk(
        "render", "--walk", WALK, "--track", track, "--out", walked, "--latents-out", latents
    )
    assert done.returncode == 0, done.stderr
    again = latentwalk("render", "--walk", WALK, "--latents-in", latents, "--out", played, "--json")
    assert again.returncode == 0, again.stderr
    (model,) = [m for m in find_models(REPOSITORY / "models") if m.model.id == "voices"]
    assert model.model.ratio is not None
    step_rate_hz = SAMPLE_RATE_HZ / model.model.ratio
    written = soundfile.info(latents)
    assert written.channels == model.model.latent_size
    assert written.frames == int(np.ceil(SECONDS * step_rate_hz))
    assert json.loads(again.stdout)["latent_steps"] == written.frames
    before, after = (
        read_sound(path, SAMPLE_RATE_HZ, 2)[:, SAMPLE_RATE_HZ:] for path in (walked, played)
    )
    shared = min(before.shape[1], after.shape[1])
    parts = [slice(k * SAMPLE_RATE_HZ, (k + 2) * SAMPLE_RATE_HZ) for k in (0, 3, 7)]
    spectra = [[log_mel(x[:, :shared][:, p]) for p in parts] for x in (before, after)]
    apart = [distance_db(a, b) for a, b in zip(*spectra, strict=True)]
    assert max(apart) < 0.5 * distance_db(spectra[0][0], spectra[0][2])


def test_latents_are_written_in_the_models_own_units(tmp_path: Path, track: Path) -> None:
    """On this walk the third latent falls as the walker goes south: z = +south / 4 m · std."""
    latents = tmp_path / "z.wav"
    done = latentwalk(
        "render", "--walk", WALK, "--track", track, "--out", tmp_path / "w.wav",
        "--latents-out", latents,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    values, _ = soundfile.read(latents, dtype="float32", always_2d=True)
    card = next(m for m in find_models(REPOSITORY / "models") if m.model.id == "voices")
    assert card.calibration is not None
    std, sign = card.calibration.std[2], card.calibration.sign[2]
    gone_m = load_track(track).duration_s * 0.75
    expected = sign * std * gone_m / 4.0
    assert values[-1, 2] == pytest.approx(expected, rel=0.15)
    assert np.abs(values[:, 3:]).max() < 1e-3  # the others rest at zero


def test_latents_of_another_model_are_refused_with_the_reason(tmp_path: Path) -> None:
    wrong = tmp_path / "z.wav"
    soundfile.write(wrong, np.zeros((10, 3), np.float32), 47, "FLOAT")
    done = latentwalk("render", "--walk", WALK, "--latents-in", wrong, "--out", tmp_path / "w.wav")
    assert done.returncode == 2
    assert "got 3" in done.stderr


def test_a_render_wants_a_track_or_latents_and_not_both(tmp_path: Path, track: Path) -> None:
    neither = latentwalk("render", "--walk", WALK, "--out", tmp_path / "w.wav")
    both = latentwalk(
        "render", "--walk", WALK, "--out", tmp_path / "w.wav", "--track", track,
        "--latents-in", tmp_path / "z.wav",
    )  # fmt: skip
    assert neither.returncode == both.returncode == 2
