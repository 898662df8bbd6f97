from pathlib import Path

import pytest

from latentwalk.domain.errors import ModelFileError
from latentwalk.engine.manifest import find_models, load_manifest, manifest_of
from tests.fakes.pool import wire_contract

CARD = """
[model]
id = "voices"
title = "Voices"
licence = "CC-BY-SA-3.0"
file = "voices.ts"
sample_rate_hz = 48000
[calibration]
mean = [0.0, 1.0]
std = [1.0, 2.0]
sign = [1.0, -1.0]
[[source]]
name = "prompts"
"""


def write_card(folder: Path, text: str = CARD) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.toml").write_text(text)
    return folder


def test_card_states_file_and_units(tmp_path: Path) -> None:
    manifest = load_manifest(write_card(tmp_path))
    assert manifest.path == tmp_path / "voices.ts"
    assert manifest.calibration is not None
    assert manifest.calibration.sign == (1.0, -1.0)
    assert manifest.source[0].name == "prompts"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[model", ["cannot be read as TOML"]),
        (CARD.replace('title = "Voices"', ""), ["model.title", "required"]),
        (CARD.replace('"voices.ts"', '"../voices.ts"'), ["model.file", "../voices.ts"]),
        (CARD.replace('"voices"', '"My Voices"'), ["model.id", "My Voices"]),
        (CARD.replace("std = [1.0, 2.0]", "std = [1.0]"), ["calibration", "2, 1 and 2 values"]),
        (CARD.replace("std = [1.0, 2.0]", "std = [1.0, nan]"), ["calibration.std.1", "finite"]),
        (CARD.replace("-1.0", "-2.0"), ["calibration", "1 or -1"]),
        (CARD.replace("48000", "-1"), ["model.sample_rate_hz", "-1"]),
        (CARD.replace("licence", "license"), ["model.license"]),
    ],
)
def test_wrong_card_is_refused_by_field(tmp_path: Path, text: str, told: list[str]) -> None:
    write_card(tmp_path, text)
    with pytest.raises(ModelFileError) as refusal:
        load_manifest(tmp_path)
    for part in ["model.toml", *told]:
        assert part in str(refusal.value)


def test_missing_card_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="no such card"):
        load_manifest(tmp_path)


def test_later_tables_are_let_pass(tmp_path: Path) -> None:
    assert load_manifest(write_card(tmp_path, CARD + "[later]\nx = 1\n")).model.id == "voices"


def test_models_are_found_by_folder(tmp_path: Path) -> None:
    write_card(tmp_path / "b", CARD.replace('"voices"', '"birds"'))
    write_card(tmp_path / "a")
    (tmp_path / "empty").mkdir()
    assert [manifest.model.id for manifest in find_models(tmp_path)] == ["voices", "birds"]


def test_two_models_of_one_id_are_refused(tmp_path: Path) -> None:
    write_card(tmp_path / "a")
    write_card(tmp_path / "b")
    with pytest.raises(ModelFileError, match="'voices' is the id of"):
        find_models(tmp_path)


def test_lone_file_is_named_after_itself(tmp_path: Path) -> None:
    manifest = manifest_of(tmp_path / "Wild Birds_b2048.ts")
    assert (manifest.model.id, manifest.path.name) == ("wild-birds-b2048", "Wild Birds_b2048.ts")


def test_lone_file_takes_the_card_beside_it_only_if_it_is_meant(tmp_path: Path) -> None:
    write_card(tmp_path)
    assert manifest_of(tmp_path / "voices.ts").calibration is not None
    assert manifest_of(tmp_path / "other.ts").calibration is None


def test_measured_card_keeps_its_own_units(tmp_path: Path) -> None:
    stated = load_manifest(write_card(tmp_path)).measured(wire_contract(delay_frames=240))
    assert stated.calibration is not None
    assert stated.calibration.mean == (0.0, 1.0)
    assert stated.model.delay_frames == 240


def test_measured_card_takes_units_where_it_had_none(tmp_path: Path) -> None:
    measured = manifest_of(tmp_path / "voices.ts").measured(wire_contract())
    assert measured.calibration is not None
    assert measured.calibration.std == (1.0,) * 4
