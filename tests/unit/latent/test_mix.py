import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.latent.mix import mic_shares, mix, mix_gains

shares = st.floats(0.0, 1.0, width=32)


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


@given(shares, shares, st.floats(-3.0, 3.0, width=32), st.floats(-3.0, 3.0, width=32))
def test_a_mix_lies_between_place_and_mic(
    share: float, gate: float, place: float, z_mic: float
) -> None:
    gain_place, gain_mic = mix_gains(np.array([[share]], np.float32), np.array([gate], np.float32))
    out = float(gain_place[0, 0] * np.float32(place) + gain_mic[0, 0] * np.float32(z_mic))
    assert min(place, z_mic) - 1e-5 <= out <= max(place, z_mic) + 1e-5


def test_a_closed_gate_leaves_the_place_alone() -> None:
    gain_place, gain_mic = mix_gains(np.full((1, 4), 0.9, np.float32), np.zeros(1, np.float32))
    assert gain_place.tolist() == [[1.0] * 4]
    assert gain_mic.tolist() == [[0.0] * 4]
