from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.block import Latents
from latentwalk.latent.mix import mic_shares, mix
from latentwalk.latent.space import LatentKind, LatentSpace

PLAIN = LatentSpace.identity(2)
ROUND, COUNTED = (replace(PLAIN, kind=kind) for kind in (LatentKind.ANGLE, LatentKind.INDEX))


def column(*axes: float) -> Latents:
    return np.array(axes, np.float32)[:, None]  # [K, 1]


def test_the_mix_is_the_formula_per_axis_and_step() -> None:
    rng = np.random.default_rng(0)
    z, place, a, b = (rng.normal(size=(2, 3, 4)).astype(np.float32) for _ in range(4))
    assert np.array_equal(mix(z, place, a, b), a * place + b * z)
    assert mix(z, place, a, b).dtype == np.float32


def test_the_last_mic_share_holds_for_all_further_axes() -> None:
    np.testing.assert_allclose(mic_shares((0.2, 0.7), 5), [0.2, 0.7, 0.7, 0.7, 0.7])


def test_shares_beyond_the_models_latents_are_left_out() -> None:
    np.testing.assert_allclose(mic_shares((0.1, 0.2, 0.3), 2), [0.1, 0.2])


def test_no_share_at_all_means_no_mic() -> None:
    assert mic_shares((), 3).tolist() == [0.0, 0.0, 0.0]


def test_a_full_circle_is_mixed_the_short_way_round() -> None:
    mixed = mix(
        column(0.5, 0.9), column(-0.5, -0.9), column(0.5, 0.5), column(0.5, 0.5), space=ROUND
    )
    assert mixed[0, 0] == 0.0  # a polar angle is a coordinate
    assert abs(mixed[1, 0]) == pytest.approx(1.0)


@given(st.floats(-0.4, 0.4), st.floats(0.0, 1.0))
def test_on_a_circle_the_gains_are_those_of_a_line(apart: float, share: float) -> None:
    place, mic = column(0.0, 3.8 - apart / 2), column(0.0, 3.8 + apart / 2)
    gain = column(0.0, share)
    on_circle = mix(mic, place, column(0.0, 1.0) - gain, gain, space=ROUND)[1, 0]
    on_line = 3.8 + (share - 0.5) * apart
    assert abs((on_circle - on_line + 1.0) % 2.0 - 1.0) < 0.04


def test_what_gains_lack_of_one_is_the_mean_on_a_circle_too() -> None:
    nothing, half = column(0.0, 0.0), column(0.0, 0.5)
    assert not mix(column(0.0, 0.7), column(0.0, 0.7), nothing, nothing, space=ROUND).any()
    mixed = mix(nothing, column(0.0, 0.4), half, nothing, space=ROUND)
    assert mixed[1, 0] == pytest.approx(0.2, abs=1e-6)


def test_of_indices_the_larger_gain_wins_on_each_axis() -> None:
    place, mic, prior = column(1.0, 2.0), column(3.0, 4.0), column(5.0, 6.0)
    mixed = mix(mic, place, column(0.6, 0.4), column(0.4, 0.6), space=COUNTED)
    np.testing.assert_array_equal(mixed, column(1.0, 4.0))
    gains = column(0.3, 0.3), column(0.3, 0.4)
    mixed = mix(mic, place, *gains, prior, column(0.4, 0.3), space=COUNTED)
    np.testing.assert_array_equal(mixed, column(5.0, 4.0))


def test_indices_without_any_gain_are_the_mean() -> None:
    nothing = column(0.0, 0.0)
    assert not mix(column(3.0, 4.0), column(1.0, 2.0), nothing, nothing, space=COUNTED).any()
