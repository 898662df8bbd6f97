"""A singing decoder inside a whole export."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from latentwalk.rave.calibration import Axes
from latentwalk.rave.config import NetworkConfig
from latentwalk.rave.export import script
from latentwalk.rave.network import Autoencoder
from latentwalk.rave.streamed import Streamed, reset


@pytest.fixture(scope="module", params=[1, 2], ids=["mono", "stereo"])
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    config = NetworkConfig(
        channels=(16, 24, 32), inner_channels=16, singing=True, sound_channels=request.param
    )
    network = Autoencoder(config).eval()
    torch.nn.init.normal_(network.decoder.source.enter.weight, std=0.1)
    file = tmp_path_factory.mktemp("singing") / "singing.ts"
    torch.jit.save(script(Streamed(network, torch.eye(16), torch.zeros(16))), file)
    return file


def _load(file: Path) -> Any:
    return torch.jit.load(file)  # type: ignore[no-untyped-call]


def test_it_streams_in_any_split_as_in_one_call(exported: Path) -> None:
    model = _load(exported)
    z = torch.randn(3, 8, 12, generator=torch.Generator().manual_seed(1))
    whole = model.decode(z)
    reset(model)
    made = torch.cat([model.decode(part) for part in z.split([1, 3, 2, 1, 5], dim=2)], dim=2)
    torch.testing.assert_close(made, whole, atol=1e-4, rtol=0)


def test_rows_never_hear_each_other_and_a_reset_row_is_fresh(exported: Path) -> None:
    model = _load(exported)
    z = torch.randn(3, 8, 6, generator=torch.Generator().manual_seed(1))
    together = model.decode(z)
    for row in range(3):
        reset(model)
        torch.testing.assert_close(
            model.decode(z[row : row + 1])[0], together[row], atol=1e-5, rtol=0
        )


def test_turned_axes_sing_the_same_pitch(small: NetworkConfig, axes: Axes) -> None:
    torch.manual_seed(0)
    network = Autoencoder(replace(small, singing=True)).eval()
    streamed = Streamed(network, axes.rotation, axes.centre)
    z = torch.randn(2, 16, 5)
    turned = torch.einsum("ij,bjn->bin", axes.rotation, z - axes.centre[:, None])
    with torch.inference_mode():
        wanted = network.decoder.source.octave(z.transpose(1, 2))
        sung = streamed.decoder.source.octave(turned.transpose(1, 2))
    settled = slice(2, None)  # the past before the first step is zero in either axes
    torch.testing.assert_close(sung[:, settled].float(), wanted[:, settled], atol=1e-4, rtol=1e-4)
