import numpy as np
import pytest

from latentwalk.latent.philox import normal, philox

# Salmon et al. (2011), Random123 distribution: known-answer vectors of philox4x32-10.
KNOWN = [
    ((0, 0, 0, 0), 0, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ((0xFFFFFFFF,) * 4, 0xFFFFFFFFFFFFFFFF, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        0x299F31D0A4093822,
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN, ids=["zeros", "ones", "pi"])
def test_philox_gives_the_published_words(counter: tuple[int, ...], key: int, words: str) -> None:
    got = philox([np.uint64(word) for word in counter], np.array(key, np.uint64))
    assert " ".join(f"{int(word):08x}" for word in got) == words


def test_many_counters_at_once_equal_one_at_a_time() -> None:
    rng = np.random.default_rng(1)
    counter = rng.integers(0, 2**32, (4, 50), np.uint64)
    keys = rng.integers(0, 2**64, 50, np.uint64)
    together = philox(counter, keys)
    for i in range(50):
        assert (philox(counter[:, i], keys[i]) == together[:, i]).all()


def test_normal_values_are_normal() -> None:
    counter = np.arange(200_000, dtype=np.uint64)
    zero = np.uint64(0)
    values = np.sort(normal(philox([counter, zero, zero, zero], np.array(7, np.uint64))))
    assert abs(values.mean()) < 0.01
    assert abs(values.std() - 1.0) < 0.01
    shares = np.searchsorted(values, [-1.96, 0.0, 1.96]) / len(values)
    np.testing.assert_allclose(shares, [0.025, 0.5, 0.975], atol=0.003)


def test_normal_is_finite_for_every_extreme_word() -> None:
    extremes = np.array([0, 0xFFFFFFFF], np.uint64)
    assert np.isfinite(normal(np.stack(np.meshgrid(extremes, extremes)))).all()
