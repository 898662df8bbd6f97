import pytest
import torch

from latentwalk.rave.losses import (
    SCALES,
    ReconstructionLoss,
    as_rows,
    kl_divergence,
    mel_filters,
    spectrum,
)


@pytest.mark.parametrize(("n_fft", "n_bands"), [scale[:2] for scale in SCALES])
def test_every_mel_band_hears_something_and_sums_to_one(n_fft: int, n_bands: int) -> None:
    filters = mel_filters(n_fft, n_bands)
    assert filters.shape == (n_fft // 2 + 1, n_bands)
    torch.testing.assert_close(filters.sum(0), torch.ones(n_bands))


def test_a_sine_of_amplitude_one_measures_one() -> None:
    tone = torch.sin(2 * torch.pi * 3000 / 48_000 * torch.arange(8192))[None]
    peak = spectrum(tone, 2048, 512, torch.hann_window(2048)).max()
    assert float(peak) == pytest.approx(1.0, abs=1e-3)


def test_equal_sounds_are_no_distance_apart() -> None:
    x = 0.1 * torch.randn(2, 16_384)
    assert float(ReconstructionLoss()(x, x).total) == 0.0


def test_a_late_onset_costs_more_than_a_right_one() -> None:
    def burst(at: int) -> torch.Tensor:
        sound = torch.zeros(1, 32_768)
        sound[:, at : at + 2000] = 0.3 * torch.sin(torch.arange(2000) * 0.1)
        return sound

    loss, target = ReconstructionLoss(), burst(10_000)
    near, far = loss(burst(10_480), target), loss(burst(12_400), target)
    assert 0 < float(near.envelope) < float(far.envelope)
    assert float(near.total) < float(far.total)


def test_silence_against_silence_has_a_gradient_that_is_finite() -> None:
    made = torch.zeros(1, 16_384, requires_grad=True)
    ReconstructionLoss()(made, torch.zeros(1, 16_384)).total.backward()
    assert made.grad is not None
    assert bool(made.grad.isfinite().all())


def test_a_standard_normal_posterior_costs_nothing() -> None:
    zeros = torch.zeros(2, 8, 5)
    assert float(kl_divergence(zeros, zeros)) == 0.0
    assert float(kl_divergence(zeros + 1.0, zeros)) == pytest.approx(4.0)


def test_one_channel_is_compared_as_it_is() -> None:
    x = torch.randn(3, 1, 100)
    made, target = as_rows(x, 2 * x)
    assert torch.equal(made, x[:, 0])
    assert torch.equal(target, 2 * x[:, 0])


def test_two_channels_are_compared_as_ears_or_as_middle_and_side() -> None:
    torch.manual_seed(0)
    x = torch.randn(1, 2, 100)
    seen = [as_rows(x, x)[0] for _ in range(20)]
    side = (x[0, 0] - x[0, 1]) * 0.5**0.5
    assert any(torch.equal(rows[1], x[0, 1]) for rows in seen)
    assert any(torch.allclose(rows[1], side) for rows in seen)
    assert all(torch.allclose(rows.square().sum(), x.square().sum()) for rows in seen)
