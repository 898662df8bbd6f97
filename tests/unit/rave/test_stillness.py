from dataclasses import replace
from typing import Any

import pytest
import torch

from latentwalk.rave.calibration import Axes
from latentwalk.rave.config import NetworkConfig
from latentwalk.rave.export import script
from latentwalk.rave.network import Autoencoder
from latentwalk.rave.standing import hold, repetition
from latentwalk.rave.stillness import MEMORY_STEPS, Stillness
from latentwalk.rave.streamed import Streamed, reset


@pytest.fixture
def breathing(small: NetworkConfig) -> Autoencoder:
    torch.manual_seed(0)
    return Autoencoder(replace(small, breathes=True)).eval().requires_grad_(False)


def test_standing_opens_it_and_speech_closes_it(small: NetworkConfig) -> None:
    stillness = Stillness(small).requires_grad_(False)
    stood = torch.ones(1, 30, 16)
    walked = stood + 0.02 * torch.arange(30.0)[None, :, None]  # 0.05 m a step at 1 m per deviation
    spoken = torch.randn(1, 30, 16, generator=torch.Generator().manual_seed(0))
    settled = 64 * (MEMORY_STEPS + 2)
    assert float(stillness(stood)[0, settled:].min()) > 0.999
    assert float(stillness(walked)[0, settled:].min()) > 0.95
    assert float(stillness(spoken)[0, settled:].max()) < 0.01


def test_it_opens_without_a_step(small: NetworkConfig) -> None:
    stillness = Stillness(small).requires_grad_(False)
    z = torch.cat([torch.randn(1, 20, 16), torch.ones(1, 20, 16)], dim=1)
    assert float(stillness(z)[0, :, 0].diff().abs().max()) < 1 / 32


def test_moving_latents_sound_as_if_it_were_not_there(
    breathing: Autoencoder, small: NetworkConfig
) -> None:
    plain = Autoencoder(small).eval().requires_grad_(False)
    plain.load_state_dict(breathing.state_dict(), strict=False)
    spoken = 3.0 * torch.randn(2, 16, 20)
    stood = torch.ones(2, 16, 40)
    for z, alike in ((spoken, True), (stood, False)):
        torch.manual_seed(1)
        with_breath = breathing.decoder(z)
        torch.manual_seed(1)
        without = plain.decoder(z)
        far = float((with_breath - without)[:, :, -8 * 1024 :].abs().max())
        assert (far < 1e-4) == alike


def test_an_export_streams_it_in_turned_axes(breathing: Autoencoder, axes: Axes) -> None:
    model: Any = script(Streamed(breathing, axes.rotation, axes.centre))
    z = torch.randn(2, 16, 1).repeat(1, 1, 30)
    z[:, :, :8] += torch.randn(2, 16, 8)
    whole = model.decode(z)
    reset(model)
    parts = torch.cat(
        [model.decode(part) for part in torch.split(z, [3, 1, 9, 2, 15], dim=2)], dim=2
    )
    torch.testing.assert_close(parts, whole, atol=1e-4, rtol=0)


def test_noise_of_the_same_power_takes_the_place_of_a_buzz(
    breathing: Autoencoder, small: NetworkConfig
) -> None:
    plain = Autoencoder(small).eval().requires_grad_(False)
    plain.load_state_dict(breathing.state_dict(), strict=False)
    spots = hold(torch.cat([torch.randn(4, 8), torch.zeros(4, 8)], dim=1))
    breath, buzz = (network.decoder.subbands(spots)[:, -256:] for network in (breathing, plain))
    level_db = 10 * torch.log10(breath.square().mean() / buzz.square().mean())
    assert abs(float(level_db)) < 1.5
    assert float(repetition(breathing.decoder.subbands(spots), small)) < 0.02
    assert float(repetition(plain.decoder.subbands(spots), small)) > 0.2
