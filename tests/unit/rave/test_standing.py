import pytest
import torch

from latentwalk.rave.config import NetworkConfig
from latentwalk.rave.standing import (
    EARLIEST_STEP,
    HELD_STEPS,
    colour_distance,
    draw_ends,
    draw_spots,
    excess,
    hold,
    repetition,
    shortfall,
)


def test_half_the_spots_are_where_sound_was_and_none_uses_the_noise_axes() -> None:
    torch.manual_seed(0)
    latents = torch.randn(8, 16, 32)
    spots, at = draw_spots(latents, 6, 8)
    assert spots.shape == (6, 16)
    assert int(at.min()) >= EARLIEST_STEP
    for row in range(3):
        assert torch.equal(spots[row, :8], latents[row, :8, at[row]])
    assert float(spots[:, 8:].abs().max()) == 0.0
    assert hold(spots).shape == (6, 16, HELD_STEPS)


def test_a_buzz_at_the_step_rate_repeats_itself_and_noise_does_not(small: NetworkConfig) -> None:
    torch.manual_seed(0)
    period = torch.randn(2, 64, small.bands)
    buzz, noise = period.repeat(1, HELD_STEPS, 1), torch.randn(2, 64 * HELD_STEPS, small.bands)
    assert float(repetition(buzz, small)) > 0.3  # at one of the two periods
    assert float(repetition(noise, small)) < 0.05


def test_silence_is_no_way_out_of_a_buzz(small: NetworkConfig) -> None:
    torch.manual_seed(0)
    noise = torch.randn(2, 64 * HELD_STEPS, small.bands)
    assert float(repetition(0.0 * noise, small)) > float(repetition(noise, small)) + 0.3


def test_places_nobody_was_at_follow_the_shape_of_those_where_sound_was() -> None:
    torch.manual_seed(0)
    latents = torch.zeros(64, 16, 32)
    latents[:, 0] = torch.randn(64, 32)
    latents[:, 1] = 2.0 * latents[:, 0]  # a line in two axes: nothing lies beside it
    spots = draw_spots(latents, 64, 8)[0][32:]
    assert float((spots[:, 1] - 2.0 * spots[:, 0]).abs().max()) < 0.1


def test_colour_is_of_the_spectrum_and_not_of_the_moment() -> None:
    torch.manual_seed(0)
    noise = torch.randn(2, 20_000)
    hiss, rumble = noise[:, 1:] - noise[:, :-1], noise[:, 1:] + noise[:, :-1]
    same = colour_distance(hiss[:, :9000], hiss[:, 9000:])
    assert float(same) < 0.3 * float(colour_distance(hiss, rumble))


def test_only_peaks_that_no_spot_needs_cost_anything() -> None:
    assert float(excess(0.5 * torch.ones(2, 1, 100))) == 0.0
    assert float(excess(0.9 * torch.ones(2, 1, 100))) == pytest.approx(0.3)


def test_the_ends_of_an_axis_lie_two_deviations_either_side_of_the_mean() -> None:
    generator = torch.Generator().manual_seed(4)
    latents = torch.randn(8, 10, 64, generator=generator)
    latents[:, :6] *= torch.tensor([8.0, 7.0, 6.0, 5.0, 4.0, 0.01])[None, :, None]
    known = latents[:, :6].transpose(1, 2).flatten(0, 1)
    for seed in range(20):
        torch.manual_seed(seed)
        low, high = draw_ends(latents, 6)
        torch.testing.assert_close((low + high)[:6] / 2, known.mean(0), atol=1e-4, rtol=1e-4)
        way = ((high - low)[:6] / 4).norm()
        assert 3.5 < float(way) < 9.0  # never the sixth axis, which carries nothing
        assert float(low[6:].abs().max()) == 0.0


def test_ends_that_sound_alike_fall_short_and_ends_apart_do_not() -> None:
    generator = torch.Generator().manual_seed(5)
    hiss = 0.1 * torch.randn(1, 16384, generator=generator)
    assert float(shortfall(hiss, hiss)) == 1.0
    assert float(shortfall(hiss, 2.0 * hiss)) == 0.0  # 6 dB everywhere
    assert 0.0 < float(shortfall(hiss, 1.3 * hiss)) < 1.0
