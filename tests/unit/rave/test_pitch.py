import pytest
import torch

from latentwalk.rave.pitch import MIDDLE_HZ, find_pitch


@pytest.mark.parametrize("pitch_hz", [70.0, 131.0, 187.5, 333.0, 700.0])
def test_the_pitch_of_a_buzz_is_found_to_a_hundredth(pitch_hz: float) -> None:
    turns = torch.arange(48_000) * pitch_hz / 48_000
    buzz = 0.3 * torch.exp(40 * (torch.cos(2 * torch.pi * turns) - 1))[None]
    octave, repeats = find_pitch(buzz[:, : 46 * 1024], 1024)
    assert octave.shape == repeats.shape == (1, 46)
    settled = octave[0, 5:]
    torch.testing.assert_close(
        MIDDLE_HZ * 2**settled, torch.full_like(settled, pitch_hz), rtol=0.01, atol=0
    )
    assert float(repeats[0, 5:].min()) > 0.9


def test_noise_and_silence_have_no_pitch() -> None:
    noise = torch.randn(1, 40 * 1024, generator=torch.Generator().manual_seed(0))
    assert float(find_pitch(noise, 1024)[1].median()) < 0.5
    assert float(find_pitch(torch.zeros(1, 8192), 1024)[1].max()) == 0.0
    assert float(find_pitch(1e-5 * noise, 1024)[1].max()) < 0.5
