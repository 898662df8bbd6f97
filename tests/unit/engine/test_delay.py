import pytest

from latentwalk.engine.calls import engine_mode, open_calls
from latentwalk.engine.delay import measure_delay_frames
from latentwalk.engine.introspect import read_facts
from latentwalk.engine.loader import load_module
from tests.fakes.models import Shelf
from tests.fakes.nets import RATIO


def measured(shelf: Shelf, name: str) -> int:
    path = shelf.path(name)
    module = load_module(path, None)
    with engine_mode():
        facts = read_facts(module, path)
        return measure_delay_frames(module, open_calls(module, facts, path), facts, 48_000)


@pytest.mark.parametrize("delay_frames", [0, 700, 5000])
def test_pure_delay_is_measured_to_the_frame(shelf: Shelf, delay_frames: int) -> None:
    assert measured(shelf, f"echo_{delay_frames}") == delay_frames


@pytest.mark.parametrize("name", ["plain", "drawing"])
def test_smeared_delay_is_measured_to_half_a_step(shelf: Shelf, name: str) -> None:
    # A burst moves the two latent steps whose window holds it; each plays as a triangle.
    assert measured(shelf, name) == pytest.approx(RATIO, abs=RATIO / 2)
