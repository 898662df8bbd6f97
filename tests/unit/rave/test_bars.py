import math
from dataclasses import replace

import pytest

from latentwalk.rave.bars import bars_in_words, bars_of
from latentwalk.rave.evaluation import Evaluation

GOOD = Evaluation(
    mel_distance=0.5,
    mel_distance_of_mean=1.0,
    mel_distance_untrained=2.0,
    mel_ratio=0.5,
    mel_ratio_to_untrained=0.25,
    onset_correlation=0.96,
    traversal_db=(9.0, 5.0, 4.0, 3.1, 0.5),
    quietest_dbfs=-40.0,
    repetition=0.2,
    nan=0,
    peak=0.7,
    dc=0.001,
    edge_click=1.0,
    likeness=(),
    stereo_width=0.0,
)


def test_a_good_mono_model_reaches_every_bar_and_is_not_asked_for_width() -> None:
    bars = bars_of(GOOD)
    assert all(bar.is_passed for bar in bars)
    assert "stereo_width" not in {bar.name for bar in bars}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"mel_ratio": 0.66}, "mel_ratio"),
        ({"mel_ratio": math.nan}, "mel_ratio"),
        ({"mel_ratio_to_untrained": 0.36}, "mel_ratio_to_untrained"),
        ({"onset_correlation": 0.91}, "onset_correlation"),
        ({"traversal_db": (9.0, 5.0, 4.0, 2.9)}, "traversal_axes"),
        ({"quietest_dbfs": -120.0}, "quietest_dbfs"),
        ({"dc": 0.011}, "dc"),
        ({"edge_click": 1.6}, "click"),
        ({"nan": 1}, "nan"),
        ({"peak": 1.01}, "peak"),
        ({"likeness": (0.8, 0.85, 0.9), "stereo_width": 0.1}, "stereo_width"),
    ],
)
def test_each_fault_fails_its_own_bar(change: dict[str, float], name: str) -> None:
    bars = bars_of(replace(GOOD, **change))  # type: ignore[arg-type]  # fields of several types
    assert [bar.name for bar in bars if not bar.is_passed] == [name]
    assert f"FAIL  {name}" in bars_in_words(bars)


def test_what_is_not_a_number_is_null_in_json() -> None:
    bar = bars_of(replace(GOOD, mel_ratio=math.nan))[0]
    assert bar.as_dict() == {
        "name": "mel_ratio",
        "value": None,
        "asked": "<= 0.65",
        "aim": 0.5,
        "passed": False,
    }
