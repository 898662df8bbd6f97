import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.latent.noise import axis_keys, ears_mix, noise, noise_key, session_key
from latentwalk.latent.philox import Keys

metres = st.floats(-50_000.0, 50_000.0)
KEY, VALUE = 3364626395870124906, -0.5836042761802673  # written down at birth


def many_keys(count: int, ear: int = 0) -> Keys:
    sessions = np.array([session_key(1, walker) for walker in range(count)], np.uint64)
    return axis_keys(sessions, 8, ear)


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 0.9], ids=lambda share: f"at {share}")
def test_variance_is_one_everywhere_in_a_cell(share: float) -> None:
    values = noise(many_keys(3000), np.full(3, 40.0 + 10.0 * share), 8.0 * share, 10.0, 8.0)
    assert abs(float(values.mean())) < 0.03
    assert abs(float(values.var()) - 1.0) < 0.04


def test_a_row_sounds_the_same_in_every_batch() -> None:
    keys = many_keys(32)
    place = np.random.default_rng(2).uniform(-100.0, 100.0, (32, 1, 3))
    together = noise(keys, place, 3.0, 10.0, 8.0)
    for row in (0, 7, 31):
        alone = noise(keys[row : row + 1], place[row : row + 1], 3.0, 10.0, 8.0)
        assert (alone == together[row]).all()


@given(metres, metres, st.floats(0.0, 1e6))
@settings(deadline=None, max_examples=60)
def test_a_small_step_changes_it_little(east_m: float, north_m: float, time_s: float) -> None:
    keys = many_keys(2)
    here = noise(keys, np.array([east_m, north_m, 0.0]), time_s, 10.0, 8.0)
    near = noise(keys, np.array([east_m + 0.01, north_m, 0.0]), time_s + 0.01, 10.0, 8.0)
    assert float(np.abs(near - here).max()) < 0.1


def test_far_places_and_far_times_are_independent() -> None:
    keys = many_keys(2000)
    here = noise(keys, np.zeros(3), 0.0, 10.0, 8.0).ravel()
    for place, time_s in ((np.array([20.0, 0.0, 0.0]), 0.0), (np.zeros(3), 16.0)):
        there = noise(keys, place, time_s, 10.0, 8.0).ravel()
        assert abs(float(np.corrcoef(here, there)[0, 1])) < 0.03


def test_time_alone_moves_it() -> None:
    keys = many_keys(1)
    values = [noise(keys, np.zeros(3), t, 10.0, 8.0) for t in np.arange(0.0, 80.0, 4.0)]
    assert float(np.std(values, axis=0).min()) > 0.2


def test_axes_do_not_stand_still_together() -> None:
    keys = many_keys(1)
    times = np.arange(0.0, 8.0, 0.1)
    values = noise(keys[..., None], np.zeros(3), times, 10.0, 8.0)[0]
    slowest = np.argmin(np.abs(np.diff(values, axis=-1)), axis=-1)
    assert len(set(slowest.tolist())) > 4


def test_every_seed_axis_and_ear_has_its_own_key() -> None:
    keys = {
        noise_key(walk, walker, axis, ear)
        for walk in range(4) for walker in range(4) for axis in range(8) for ear in range(2)
    }  # fmt: skip
    assert len(keys) == 4 * 4 * 8 * 2


def test_one_key_equals_its_place_among_many() -> None:
    many = axis_keys(np.array([session_key(5, 6)], np.uint64), 8, 1)
    assert noise_key(5, 6, 3, 1) == int(many[0, 3])


def test_the_same_seeds_give_the_same_noise_on_every_machine() -> None:
    key = np.array(noise_key(2023, 1, 0, 0), np.uint64)
    value = noise(key, np.array([1.0, 2.0, 3.0]), 4.0, 10.0, 8.0)
    assert noise_key(2023, 1, 0, 0) == KEY
    assert float(value) == pytest.approx(VALUE, abs=1e-6)


@pytest.mark.parametrize("width", [0.0, 0.3, 1.0])
def test_ears_keep_their_variance_at_every_width(width: float) -> None:
    left, fresh = (noise(many_keys(4000, ear), np.zeros(3), 0.0, 10.0, 8.0) for ear in (0, 1))
    right = ears_mix(left, fresh, width)
    assert abs(float(right.var()) - 1.0) < 0.04
    assert float(np.corrcoef(left.ravel(), right.ravel())[0, 1]) == pytest.approx(
        1.0 - width, abs=0.03
    )


def test_no_width_means_equal_ears() -> None:
    left, fresh = (noise(many_keys(4, ear), np.zeros(3), 0.0, 10.0, 8.0) for ear in (0, 1))
    assert (ears_mix(left, fresh, 0.0) == left).all()
