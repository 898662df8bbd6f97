"""The high-pass of the decoder's lowest bands: a constant goes, what is heard stays."""

import math

import pytest
import torch
from torch import Tensor

from latentwalk.rave.causal import CausalConv
from latentwalk.rave.config import NetworkConfig
from latentwalk.rave.highpass import MEMORY_STEPS, HighPass
from latentwalk.rave.measures import constant_share
from latentwalk.rave.network import Autoencoder

BANDS, BAND_RATE_HZ = 16, 3000


def tone(frequency_hz: float, n_steps: int) -> Tensor:
    return torch.sin(2 * math.pi * frequency_hz * torch.arange(n_steps) / BAND_RATE_HZ)


@torch.inference_mode()
def test_a_constant_becomes_nothing_and_other_bands_pass_untouched() -> None:
    x = torch.randn(1, 1000, 2 * BANDS, generator=torch.Generator().manual_seed(1))
    x[:, :, [0, BANDS]] = 0.3
    y = HighPass(2, BANDS)(x)
    assert y[:, MEMORY_STEPS:, [0, BANDS]].abs().max() < 1e-6
    others = [band for band in range(2 * BANDS) if band % BANDS]
    assert torch.equal(y[:, :, others], x[:, :, others])


@pytest.mark.parametrize("frequency_hz", [50, 80, 200, 1000])
@torch.inference_mode()
def test_what_is_heard_changes_by_less_than_06_db(frequency_hz: float) -> None:
    x = torch.zeros(1, 6000, BANDS)
    x[0, :, 0] = tone(frequency_hz, 6000)
    y = HighPass(1, BANDS)(x)[0, 3000:, 0]
    change_db = 10 * torch.log10(y.square().mean() / x[0, 3000:, 0].square().mean())
    assert abs(float(change_db)) < 0.6


@pytest.mark.parametrize("step", [1, 64, 128, 700])
@torch.inference_mode()
def test_any_split_gives_the_whole(step: int) -> None:
    x = torch.randn(3, 1400, BANDS, generator=torch.Generator().manual_seed(2))
    streaming = HighPass(1, BANDS, rows=4)
    parts = [streaming(x[:, at : at + step]) for at in range(0, 1400, step)]
    assert torch.allclose(torch.cat(parts, dim=1), HighPass(1, BANDS)(x), atol=1e-5)


@torch.inference_mode()
def test_a_decoder_with_it_holds_no_offset() -> None:
    torch.manual_seed(3)
    z = torch.zeros(1, 16, 40)
    shares = []
    for high_passes in (False, True):
        torch.manual_seed(3)
        decoder = Autoencoder(NetworkConfig(high_passes=high_passes)).decoder
        head = decoder.layers[-1]
        assert isinstance(head, CausalConv)
        head.bias[0] += 2.0  # the lowest band's waveform leans to one side
        shares.append(constant_share(decoder(z)[0, :, 16 * 1024 :]))
    assert shares[0] > 0.02
    assert shares[1] < 0.01
