"""Planted sounds are encoded once, off the clock, by the shipped model in a real process."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from latentwalk.app.trajectories import Trajectories, planted_in
from latentwalk.domain.ids import ModelId, WalkId, ZoneId
from latentwalk.domain.pose import Position
from latentwalk.domain.rule import Rule, UseModel, Visited
from latentwalk.domain.shape import Circle
from latentwalk.domain.sound import MappingKind, Planted, Sound
from latentwalk.domain.walk import Frame, Walk
from latentwalk.domain.zone import Zone
from latentwalk.engine.manifest import load_manifest
from latentwalk.latent.mapping import mapping_of
from latentwalk.latent.planted import PlantedMapping

ROOT = Path(__file__).parents[3]
STREET = ROOT / "tests" / "data" / "audio" / "street-and-voice.wav"
VOICES = load_manifest(ROOT / "models" / "voices")
MODEL = ModelId("voices")
PATIENCE_S = 250.0  # a busy machine gives a background process little
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
FILES = "street.wav", "words.wav", "gone.wav"
PLANTED = Sound(
    MappingKind.PLANTED,
    planted=tuple(Planted(Position(40.0 * i, 0.0), file) for i, file in enumerate(FILES)),
)
WALK = Walk(
    id=WalkId("garden"),
    title="Garden",
    frame=Frame.LOCAL,
    origin=None,
    start=Position(0.0, 0.0),
    start_heading_deg=0.0,
    model=MODEL,
    seed=1,
    zones=(
        Zone(ZoneId("bed"), "Bed", Circle(Position(0.0, 0.0), 50.0), PLANTED),
        Zone(ZoneId("hall"), "Hall", Circle(Position(0.0, 0.0), 9.0), Sound(planted=(
            Planted(Position(0.0, 0.0), "unheard.wav"),
        ))),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("garden.sounds")
    shutil.copy(STREET, folder / "street.wav")
    (folder / "words.wav").write_text("these are words")
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache") / "latents"


@pytest.fixture(scope="module")
def told() -> list[Path]:
    return []


@pytest.fixture(scope="module")
def encoded(folder: Path, cache: Path, told: list[Path]) -> Iterator[Trajectories]:
    with closing(Trajectories(cache, [VOICES], told.append)) as trajectories:
        assert not trajectories.of(WALK, folder)  # asking never waits
        assert trajectories.wait(PATIENCE_S)
        yield trajectories


def test_a_walk_plants_what_its_planted_zones_name() -> None:
    assert planted_in(WALK) == [(MODEL, file) for file in FILES]


def test_a_zone_that_a_rule_gives_to_another_model_is_heard_by_it_too() -> None:
    swap = Rule("swap", Visited(ZoneId("bed"), 2), (UseModel(ZoneId("bed"), ModelId("shore")),))
    lent = planted_in(replace(WALK, rules=(swap,)))
    assert lent == [(model, file) for model in ("voices", "shore") for file in FILES]


def test_a_planted_sound_becomes_a_loop_in_standard_deviations(
    encoded: Trajectories, folder: Path
) -> None:
    trajectory = encoded.get(MODEL, folder / "street.wav")
    assert trajectory is not None
    assert trajectory.rate_hz == 46.875
    assert trajectory.duration_s == pytest.approx(12.0 - 0.3, abs=0.05)
    spread = trajectory.loop.std(axis=1)
    assert ((spread > 0.3) & (spread < 2.0)).all()


def test_what_is_ready_is_heard_and_told(
    encoded: Trajectories, folder: Path, told: list[Path]
) -> None:
    ready = encoded.of(WALK, folder)
    assert list(ready) == [(MODEL, "street.wav")]
    assert told == [folder / "street.wav"]
    mapping = mapping_of(PLANTED, 1, [ready.get((MODEL, file)) for file in FILES])
    assert isinstance(mapping, PlantedMapping)
    here, still = np.zeros((1, 3)), np.zeros(1)
    first, later = (mapping.place(here, still, still + t, 8, still) for t in (1.0, 2.0))
    assert float(np.abs(later - first).max()) > 0.1


def test_what_is_wrong_names_document_place_and_remedy(encoded: Trajectories, folder: Path) -> None:
    words, gone = encoded.errors(WALK, folder)
    assert str(words).startswith("garden.geojson: planted words.wav: not a sound file")
    assert "Export it as WAV or FLAC" in str(words)
    assert str(gone).startswith("garden.geojson: planted gone.wav: there is no such file")


def test_what_was_encoded_comes_from_the_disk_the_next_time(
    encoded: Trajectories, folder: Path, cache: Path
) -> None:
    street = folder / "street.wav"
    first = encoded.get(MODEL, street)
    written = {path.stat().st_ino for path in cache.iterdir()}
    with closing(Trajectories(cache, [VOICES])) as again:
        assert again.get(MODEL, street) is None
        assert again.wait(PATIENCE_S)
        second = again.get(MODEL, street)
    assert first is not None
    assert second is not None
    assert (first.loop == second.loop).all()
    assert {path.stat().st_ino for path in cache.iterdir()} == written


def test_the_same_sound_under_another_name_is_encoded_once(
    encoded: Trajectories, folder: Path, cache: Path
) -> None:
    count = len(list(cache.iterdir()))
    copy = Path(shutil.copy(folder / "street.wav", folder / "copy.wav"))
    encoded.get(MODEL, copy)
    assert encoded.wait(PATIENCE_S)
    assert encoded.get(MODEL, copy) is not None
    assert len(list(cache.iterdir())) == count


def test_a_model_that_is_not_loaded_is_an_error_of_the_walk(
    encoded: Trajectories, folder: Path
) -> None:
    assert encoded.get(ModelId("other"), folder / "street.wav") is None
    assert encoded.wait(PATIENCE_S)
    other = replace(WALK, model=ModelId("other"))
    assert "there is no model 'other'" in str(encoded.errors(other, folder)[0])


def test_closing_ends_what_runs_and_starts_nothing_more(tmp_path: Path) -> None:
    trajectories = Trajectories(tmp_path / "latents", [VOICES])
    assert trajectories.get(MODEL, STREET) is None
    trajectories.close()
    assert trajectories.get(MODEL, STREET) is None
    assert trajectories.wait(0.0)
