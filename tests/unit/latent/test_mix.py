import numpy as np

from latentwalk.latent.mix import mic_shares, mix


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
