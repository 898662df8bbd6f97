from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.signal import sosfilt

from latentwalk.audio.tone import KINDS, Tone, ToneSettings, tone_settings
from latentwalk.domain.block import SAMPLE_RATE_HZ, TICK_FRAMES, Samples
from latentwalk.domain.errors import BlockSizeError
from latentwalk.domain.sound import Filter, FilterKind
from tests.unit.audio.signals import in_pieces, noise, rms_db, sine

LANE = np.zeros(1, np.intp)
LOW, HIGH, BAND = KINDS


def setting(
    kind: FilterKind, frequency_hz: float, q: float = 0.707, mix: float = 1.0
) -> ToneSettings:
    shares = np.array([[mix if each is kind else 0.0 for each in KINDS]], np.float32)
    return ToneSettings(np.array([frequency_hz]), np.array([q]), shares)


def cookbook(kind: FilterKind, frequency_hz: float, q: float) -> NDArray[np.float64]:
    """The published formulae, as scipy's sections."""
    w = 2.0 * np.pi * frequency_hz / SAMPLE_RATE_HZ
    alpha, c = np.sin(w) / (2.0 * q), np.cos(w)
    ahead = {
        LOW: [(1 - c) / 2, 1 - c, (1 - c) / 2],
        HIGH: [(1 + c) / 2, -1 - c, (1 + c) / 2],
        BAND: [alpha, 0.0, -alpha],
    }[kind]
    sections = np.array([[*ahead, 1 + alpha, -2 * c, 1 - alpha]])
    return np.asarray(sections / (1 + alpha), np.float64)


def following(x: Samples, at: Callable[[int], ToneSettings]) -> Samples:
    """Filter ``x`` tick by tick with the setting that each tick asks for."""
    tone, outs = Tone(1), []
    tone.process(np.zeros((1, 2, 8), np.float32), at(0), LANE)
    for number, part in enumerate(np.split(x, x.shape[1] // TICK_FRAMES, axis=1)):
        outs.append(tone.process(part[None], at(number), LANE)[0])
    return np.concatenate(outs, axis=1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("frequency_hz", "q"), [(20, 0.3), (440, 0.707), (1500, 10), (18_000, 2)])
def test_a_filter_at_rest_is_the_cookbooks(kind: FilterKind, frequency_hz: float, q: float) -> None:
    x = noise(1, 2, 20 * TICK_FRAMES)
    y = following(x, lambda _: setting(kind, frequency_hz, q))
    assert np.allclose(y, sosfilt(cookbook(kind, frequency_hz, q), x, axis=1), atol=2e-6)


@settings(max_examples=20)
@given(
    cuts=st.lists(st.integers(1, 9_999), max_size=12).map(lambda c: sorted(set(c))),
    kind=st.sampled_from(KINDS),
)
def test_any_split_gives_the_whole(cuts: list[int], kind: FilterKind) -> None:
    x, asked = noise(2, 2, 10_000), setting(kind, 700.0, 3.0, 0.6)

    def filtered(at: list[int]) -> Samples:
        tone = Tone(1)
        tone.process(np.zeros((1, 2, 8), np.float32), asked, LANE)
        return in_pieces(lambda part: tone.process(part[None], asked, LANE)[0], x, at)

    assert np.allclose(filtered(cuts), filtered([5000]), atol=1e-6)


def test_a_lane_without_a_filter_passes_as_the_same_array() -> None:
    x = noise(3, 1, 2, TICK_FRAMES)
    assert Tone(1).process(x, setting(LOW, 500.0, mix=0.0), LANE) is x


def test_a_mixed_filter_is_a_mean_with_the_sound_itself() -> None:
    x = noise(4, 2, 8 * TICK_FRAMES)
    half = following(x, lambda _: setting(LOW, 800.0, mix=0.5))
    whole = following(x, lambda _: setting(LOW, 800.0))
    assert np.allclose(half, 0.5 * (x + whole), atol=1e-6)


def second_difference(x: Samples) -> float:
    return float(np.abs(np.diff(x, 2, axis=-1)).max())


@pytest.mark.parametrize(
    "at",
    [
        lambda n: setting(LOW, 300.0 if n % 2 else 6_000.0, 4.0),
        lambda n: setting(HIGH if n % 2 else LOW, 800.0),
        lambda n: setting(BAND, 200.0, 10.0 if n % 2 else 0.3),
        lambda n: setting(LOW, 120.0, mix=float(n % 2)),
    ],
    ids=["frequency", "kind", "sharpness", "on and off"],
)
def test_even_the_rudest_change_makes_no_click(at: Callable[[int], ToneSettings]) -> None:
    x = np.tile(sine(100.0, 40 * TICK_FRAMES), (2, 1))
    y = following(x, at)
    loudest = float(np.abs(y).max())
    # A click's second difference is as large as its jump; a fade over a tick bends far less.
    assert second_difference(y) < 0.01 * loudest + 2.0 * second_difference(x)


def test_a_frequency_that_glides_leaves_no_steps_in_the_spectrum() -> None:
    """Steps once a tick would leave lines 46.9 Hz apart around a tone."""
    n_ticks = 96
    x = np.tile(sine(1_000.0, n_ticks * TICK_FRAMES), (2, 1))
    y = following(x, lambda n: setting(LOW, 2_000.0 * 0.5 ** (n / n_ticks), 0.707))
    window = np.blackman(len(y[0]))
    spectrum_db = 20.0 * np.log10(np.abs(np.fft.rfft(y[0] * window)) + 1e-12)
    spectrum_db -= spectrum_db.max()
    frequency_hz = np.fft.rfftfreq(len(y[0]), 1.0 / SAMPLE_RATE_HZ)
    assert spectrum_db[np.abs(frequency_hz - 1_000.0) > 30.0].max() < -70.0


def test_a_lanes_filter_takes_over_what_the_last_one_knew() -> None:
    x = np.tile(sine(60.0, 20 * TICK_FRAMES), (2, 1))
    y = following(x, lambda n: setting(LOW, 400.0 if n < 10 else 401.0))
    steady = following(x, lambda _: setting(LOW, 400.0))
    assert np.abs(y - steady).max() < 0.005


def test_lanes_are_apart_and_a_reset_one_equals_a_fresh_one() -> None:
    used, fresh, lanes = Tone(4), Tone(4), np.array([2, 0])
    asked = ToneSettings(
        np.array([300.0, 5_000.0]), np.array([0.7, 2.0]), np.eye(3, dtype=np.float32)[:2]
    )
    x = noise(5, 2, 2, TICK_FRAMES)
    used.process(noise(6, 2, 2, TICK_FRAMES), asked, lanes)
    used.reset(2)
    y = used.process(x, asked, lanes)
    assert np.array_equal(y[0], fresh.process(x, asked, lanes)[0])
    assert not np.array_equal(y[1], fresh.process(x, asked, lanes)[1])


def test_a_filter_that_went_off_starts_anew() -> None:
    x = noise(7, 1, 2, TICK_FRAMES)
    tone = Tone(1)
    for mix in (1.0, 1.0, 0.0, 0.0):
        tone.process(noise(8, 1, 2, TICK_FRAMES), setting(LOW, 90.0, 8.0, mix), LANE)
    asked = setting(HIGH, 500.0)
    assert np.array_equal(tone.process(x, asked, LANE), Tone(1).process(x, asked, LANE))


def test_silence_is_forgotten_rather_than_computed() -> None:
    tone, asked = Tone(1), setting(LOW, 5_000.0)
    tone.process(noise(9, 1, 2, TICK_FRAMES), asked, LANE)
    for _ in range(4):
        tone.process(np.zeros((1, 2, TICK_FRAMES), np.float32), asked, LANE)
    assert not tone._past.any()


@pytest.mark.parametrize(("asked_hz", "level_db"), [(1.0, -96.2), (90_000.0, 0.0)])
def test_frequencies_are_held_where_they_mean_something(asked_hz: float, level_db: float) -> None:
    x = np.tile(sine(5_000.0, 40 * TICK_FRAMES), (2, 1))
    y = following(x, lambda _: setting(LOW, asked_hz))[:, -TICK_FRAMES:]
    assert rms_db(y) - rms_db(x) == pytest.approx(level_db, abs=1.0)


def test_between_two_zones_the_frequency_lies_between_as_pitch_does() -> None:
    filters = [Filter(LOW, 200.0), None, Filter(LOW, 3_200.0, 2.0)]
    weights = np.array([[0.5, 0.0, 0.5], [0.2, 0.8, 0.0], [0.0, 1.0, 0.0]], np.float32)
    blended = tone_settings(filters, weights)
    assert blended.frequency_hz[:2] == pytest.approx([800.0, 200.0])
    assert blended.shares.sum(axis=1) == pytest.approx([1.0, 0.2, 0.0])


def test_between_two_kinds_both_share() -> None:
    filters = [Filter(HIGH, 500.0), Filter(BAND, 500.0)]
    blended = tone_settings(filters, np.array([[0.25, 0.75]], np.float32))
    assert blended.shares[0] == pytest.approx([0.0, 0.25, 0.75])
    assert blended.frequency_hz == pytest.approx([500.0])


def test_zones_without_filters_ask_for_none() -> None:
    blended = tone_settings([None, None], np.full((3, 2), 0.5, np.float32))
    assert not blended.shares.any()
    assert blended.frequency_hz.shape == blended.q.shape == (3,)


def test_a_value_that_is_not_finite_does_not_stay() -> None:
    tone, asked = Tone(1), setting(LOW, 300.0)
    x = noise(11, 1, 2, TICK_FRAMES)
    x[0, 0, 5] = np.nan
    assert np.isfinite(tone.process(x, asked, LANE)).all()


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(BlockSizeError, match="frequency_hz"):
        Tone(2).process(noise(10, 2, 2, 64), setting(LOW, 100.0), np.arange(2))
    with pytest.raises(BlockSizeError, match="at least one frame"):
        Tone(1).process(np.zeros((1, 2, 0), np.float32), setting(LOW, 100.0), LANE)
