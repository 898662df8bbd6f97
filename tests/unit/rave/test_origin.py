from dataclasses import replace
from pathlib import Path

import pytest
import torch

from latentwalk.domain.errors import ModelFileError
from latentwalk.rave.calibration import Axes
from latentwalk.rave.config import NetworkConfig
from latentwalk.rave.export import script
from latentwalk.rave.network import Autoencoder
from latentwalk.rave.origin import load_origin
from latentwalk.rave.streamed import Streamed


@pytest.mark.parametrize("breathes", [False, True])
def test_an_export_gives_back_the_weights_it_came_from(
    small: NetworkConfig, axes: Axes, tmp_path: Path, breathes: bool
) -> None:
    torch.manual_seed(0)
    network = Autoencoder(replace(small, breathes=breathes))
    torch.jit.save(script(Streamed(network, axes.rotation, axes.centre)), tmp_path / "model.ts")
    (tmp_path / "model.toml").write_text(
        "[training]\nduration_hours = 1.5\nenergy_kwh = 0.036\nsteps = 9\n"
    )
    kept = load_origin(tmp_path)
    assert kept.network == network.config
    assert (kept.spent_s, kept.spent_steps) == (5400.0, 9)
    assert kept.core_hours == pytest.approx(3.0)
    for name, weight in network.state_dict().items():
        torch.testing.assert_close(kept.averaged[name], weight, atol=1e-5, rtol=1e-5)


def test_a_folder_with_nothing_to_begin_with_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="neither checkpoint.pt nor a .ts"):
        load_origin(tmp_path)


def test_another_module_is_refused_by_name(tmp_path: Path) -> None:
    torch.jit.save(script(torch.nn.Linear(2, 2)), tmp_path / "strange.ts")
    with pytest.raises(ModelFileError, match=r"strange\.ts: no export of ours to begin with"):
        load_origin(tmp_path / "strange.ts")
