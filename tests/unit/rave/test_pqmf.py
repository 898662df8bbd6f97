import pytest
import torch

from latentwalk.rave.pqmf import Analysis, Synthesis

SIZES = pytest.mark.parametrize(("bands", "n_frames"), [(8, 128), (16, 256), (16, 192), (32, 512)])


def _noise(n_frames: int) -> torch.Tensor:
    return 0.3 * torch.randn(2, 1, n_frames, generator=torch.Generator().manual_seed(0))


@SIZES
def test_reconstruction_is_near_perfect_after_the_declared_delay(bands: int, n_frames: int) -> None:
    x = _noise(bands * 400)
    y = Synthesis(bands, n_frames)(Analysis(bands, n_frames)(x))
    delay = n_frames - bands
    error = y[..., delay:] - x[..., :-delay]
    error_db = 10 * torch.log10(error.square().mean() / x.square().mean())
    assert error_db < -55.0


@SIZES
def test_no_other_delay_fits(bands: int, n_frames: int) -> None:
    x = _noise(bands * 800)
    y = Synthesis(bands, n_frames)(Analysis(bands, n_frames)(x))[0, 0]
    lags = range(n_frames + bands)
    match = [float(y[lag : lag + 4096] @ x[0, 0, :4096]) for lag in lags]
    assert match.index(max(match)) == n_frames - bands


def test_stereo_comes_back_with_its_sides() -> None:
    left, right = _noise(16 * 400), _noise(16 * 401)[..., 16:].flip(2)
    x = torch.cat([left, right], dim=1)
    y = Synthesis(16, 256, channels=2)(Analysis(16, 256, channels=2)(x))
    error = y[..., 240:] - x[..., :-240]
    assert float(10 * torch.log10(error.square().mean() / x.square().mean())) < -55.0


def test_a_sound_in_the_middle_has_the_bands_of_mono_and_no_side() -> None:
    x = _noise(16 * 100)
    bands = Analysis(16, 256, channels=2)(x.repeat(1, 2, 1))
    torch.testing.assert_close(bands[..., :16], Analysis(16, 256)(x), atol=1e-5, rtol=0)
    assert float(bands[..., 16:].abs().max()) < 1e-6


def test_analysis_puts_a_tone_into_its_own_band() -> None:
    tone = torch.sin(2 * torch.pi * 5250 / 48_000 * torch.arange(16 * 300))[None, None]
    energy = Analysis(16, 256)(tone)[0, 40:].square().mean(0)
    assert int(energy.argmax()) == 3  # 4500 to 6000 Hz
    assert energy[3] > 1e4 * energy[[0, 1, 5, 6]].max()


def test_streaming_in_any_split_equals_one_call() -> None:
    x = _noise(16 * 300)
    analysis, synthesis = Analysis(16, 256, rows=4), Synthesis(16, 256, rows=4)
    whole = Synthesis(16, 256)(Analysis(16, 256)(x))
    parts = [synthesis(analysis(part)) for part in torch.split(x, [16, 1600, 160, 3024], dim=2)]
    torch.testing.assert_close(torch.cat(parts, dim=2), whole, atol=1e-6, rtol=0)
