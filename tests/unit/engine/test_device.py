"""The same graphs play on another device, and are proved there as on the processor."""

from pathlib import Path

import numpy as np
import pytest
import torch

from latentwalk.engine import tuning
from latentwalk.engine.calls import engine_mode
from latentwalk.engine.dice import Dice
from latentwalk.engine.lowering import Lowered, Lowering
from latentwalk.engine.options import Precision
from latentwalk.engine.tuning import Tuning
from tests.fakes.models import Shelf
from tests.unit.engine.lowering_rig import BLOCK_S, rig
from tests.unit.rave.pretend_gpu import pretend_gpu


def dice_for(rows: int) -> Dice:
    return Dice(np.arange(1, rows + 1, dtype=np.uint64), np.full(rows, rows, np.uint64))


@pytest.mark.parametrize("name", ["plain", "v1", "v2_small"])
@pytest.mark.parametrize("method", ["encode", "decode"])
def test_programs_elsewhere_answer_as_programs_here(shelf: Shelf, name: str, method: str) -> None:
    given = rig(shelf, name, method)
    near = given.lowered()
    with engine_mode(), pretend_gpu() as device:
        limits = 64, BLOCK_S, Precision.FP32, device
        far = Lowering(given.sha256, *limits).lower(method, given.method, given.state, given.shape)
        assert isinstance(far, Lowered), far
        assert far.error_db >= 80.0
        assert all(buffer.tensor.device == device for buffer in far.state.buffers)
        for rows in (1, 2, 2, 3):
            noise, dice = given.noise(rows, rows), dice_for(rows)
            expected, heard = near.call(noise, dice), far.call(noise, dice)
            assert heard.is_cpu
            np.testing.assert_allclose(heard.numpy(), expected.numpy(), atol=1e-5)


def test_another_device_keeps_its_own_tuning_and_no_layouts_of_the_processors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    here, there = (
        Tuning("model", Precision.FP32, True, torch.device(name)) for name in ("cpu", "meta")
    )
    assert here._path != there._path
    assert {"packed", "half packed"} <= set(here.names)
    assert {"plain", "half"} <= set(there.names)
    assert not {"packed", "half packed"} & set(there.names)


def test_a_gpu_says_itself_whether_it_multiplies_bf16(monkeypatch: pytest.MonkeyPatch) -> None:
    for told in (True, False):
        monkeypatch.setattr("torch.cuda.is_bf16_supported", lambda told=told: told)
        assert tuning.has_bf16(torch.device("cuda")) == told
