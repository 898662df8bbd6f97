import numpy as np
import pytest
import torch

from latentwalk.rave.measures import constant_share, edge_click, likeness, log_mel, repetition

RATIO = 1024


def _noise(channels: int, n_frames: int = 48_000) -> torch.Tensor:
    return 0.1 * torch.randn(channels, n_frames, generator=torch.Generator().manual_seed(1))


def test_likeness_is_one_for_one_point_and_nothing_for_unrelated_sides() -> None:
    stereo = _noise(2)
    assert likeness(stereo[:1].repeat(2, 1)) == pytest.approx(1.0)
    assert likeness(stereo) == pytest.approx(0.0, abs=0.03)
    assert likeness(torch.stack([stereo[0], -stereo[0]])) == pytest.approx(-1.0)


def test_a_buzz_repeats_itself_and_noise_does_not() -> None:
    noise = _noise(2)
    buzz = noise[:, :RATIO].repeat(1, 20)
    assert repetition(buzz, RATIO) == pytest.approx(1.0, abs=1e-4)
    assert repetition(noise, RATIO) == pytest.approx(0.0, abs=0.03)


def test_a_constant_in_one_channel_is_seen() -> None:
    sound = _noise(2)
    sound[1] += 0.01
    assert constant_share(sound) == pytest.approx(0.1, rel=0.1)


@pytest.mark.parametrize("delay", [0, 240, 1500])
def test_a_click_at_every_block_edge_is_seen_wherever_the_delay_puts_it(delay: int) -> None:
    smooth = torch.from_numpy(np.sin(np.arange(48_000) * 0.01, dtype=np.float32) * 0.1)[None]
    clicking = smooth + 0.05 * (torch.arange(48_000) // RATIO % 2)
    assert edge_click(smooth[:, delay:], delay, RATIO) == pytest.approx(1.0, abs=0.2)
    assert edge_click(clicking[:, delay:], delay, RATIO) > 10


def test_spectra_are_per_channel() -> None:
    mels = log_mel(torch.cat([_noise(1), torch.zeros(1, 48_000)]))
    assert mels.shape[0] == 2
    assert mels.shape[2] == 80
    assert float(mels[0].mean() - mels[1].mean()) > 3.0
