"""Law 6: a GPX walk in, the golden control curve and the golden sound out."""

import json
from typing import Any

import numpy as np
import pytest

from tests.flow.replay import GOLDEN, replay


@pytest.fixture(scope="module")
def walked() -> dict[str, Any]:
    return replay()


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(GOLDEN.read_text())
    return document


@pytest.mark.parametrize("field", ["position_m", "weights", "place", "gain_place", "gain_mic"])
def test_the_replayed_walk_asks_the_model_for_the_golden_curve(
    walked: dict[str, Any], golden: dict[str, Any], field: str
) -> None:
    ours = np.array([point[field] for point in walked["curve"]])
    theirs = np.array([point[field] for point in golden["curve"]])
    np.testing.assert_allclose(ours, theirs, atol=2e-3)


def test_the_replayed_walk_sounds_as_loud_as_the_golden_one(
    walked: dict[str, Any], golden: dict[str, Any]
) -> None:
    assert walked["sound"] == pytest.approx(golden["sound"], abs=0.1)


def test_the_golden_walk_visits_every_zone_and_uses_the_mic(golden: dict[str, Any]) -> None:
    weights = np.array([point["weights"] for point in golden["curve"]])
    assert (weights[:, :-1].max(axis=0) > 0.95).all()
    assert max(max(point["gain_mic"]) for point in golden["curve"]) > 0.5
