import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import fftconvolve

from latentwalk.audio.reverb import ROOMS, Reverb, room_sends
from latentwalk.audio.room import impulse_response
from latentwalk.domain.block import TICK_FRAMES, Samples, Weights
from latentwalk.domain.errors import BlockSizeError
from latentwalk.domain.sound import Reverb as Setting
from latentwalk.domain.sound import ReverbRoom
from tests.unit.audio.signals import biggest_step, in_pieces, noise, rms_db

HALL, FOREST = ROOMS.index(ReverbRoom.HALL), ROOMS.index(ReverbRoom.FOREST)
LANE = np.zeros(1, np.intp)


def sends_to(room: int, gain: float = 1.0, n_lanes: int = 1) -> Weights:
    sends = np.zeros((n_lanes, len(ROOMS)), np.float32)
    sends[:, room] = gain
    return sends


def answered(x: Samples, sends: Weights, cuts: list[int] | None = None) -> Samples:
    """What a lane answers whose sends have stood for long, tick by tick or cut elsewhere."""
    reverb = Reverb(1)
    reverb.process(np.zeros((1, 2, TICK_FRAMES), np.float32), sends, LANE)
    whole = list(range(TICK_FRAMES, x.shape[1], TICK_FRAMES))
    return in_pieces(lambda part: reverb.process(part[None], sends, LANE)[0], x, cuts or whole)


@pytest.mark.parametrize("room", range(len(ROOMS)))
def test_streaming_equals_the_convolution_of_the_whole(room: int) -> None:
    x = noise(1, 2, 140 * TICK_FRAMES)
    response = impulse_response(ROOMS[room]).astype(np.float64)
    both = 0.76 * x + 0.33 * x[::-1].astype(np.float64)
    whole = fftconvolve(both, response, axes=1)[:, : x.shape[1]]
    assert np.abs(answered(x, sends_to(room)) - whole).max() < 2e-6


@settings(max_examples=10)
@given(cuts=st.lists(st.integers(1, 39), max_size=8).map(lambda c: sorted({k * 1024 for k in c})))
def test_any_split_into_ticks_gives_the_whole(cuts: list[int]) -> None:
    x = noise(2, 2, 40 * TICK_FRAMES)
    assert np.array_equal(answered(x, sends_to(HALL), cuts), answered(x, sends_to(HALL)))


def test_declared_latency_is_measured_latency() -> None:
    x = np.zeros((2, 8 * TICK_FRAMES), np.float32)
    x[:, 777] = 1.0
    loudest = np.argmax(np.abs(impulse_response(ReverbRoom.HALL)), axis=1)  # a reflection
    y = answered(x, sends_to(HALL))
    assert (np.argmax(np.abs(y), axis=1) - 777).tolist() == (
        loudest + Reverb.latency_frames
    ).tolist()


@pytest.mark.parametrize("is_mono", [True, False], ids=["alike", "unrelated"])
@pytest.mark.parametrize("room", range(len(ROOMS)))
def test_a_full_send_answers_about_as_loud_as_the_sound(room: int, is_mono: bool) -> None:
    x = noise(4, 2, 200 * TICK_FRAMES)
    x[1] = x[0] if is_mono else x[1]
    y = answered(x, sends_to(room))[:, -60 * TICK_FRAMES :]
    assert rms_db(y) == pytest.approx(rms_db(x), abs=2.5)


def test_rooms_add_up() -> None:
    x = noise(5, 2, 30 * TICK_FRAMES)
    both = sends_to(HALL, 0.5) + sends_to(FOREST, 0.25)
    apart = answered(x, sends_to(HALL, 0.5)) + answered(x, sends_to(FOREST, 0.25))
    assert np.allclose(answered(x, both), apart, atol=1e-6)


def test_a_walker_who_leaves_hears_the_room_die_away() -> None:
    reverb = Reverb(1)
    for _ in range(60):
        reverb.process(noise(6, 1, 2, TICK_FRAMES), sends_to(HALL), LANE)
    levels = [
        rms_db(reverb.process(noise(7, 1, 2, TICK_FRAMES), sends_to(HALL, 0.0), LANE))
        for _ in range(94)
    ]
    assert levels[2] > -40.0
    assert levels[47] == pytest.approx(levels[2] - 30.0, abs=8.0)  # one second, decay 2 s
    assert levels[93] < levels[2] - 50.0


def test_a_send_that_changes_makes_no_click() -> None:
    reverb, tone = Reverb(1), np.ones((1, 2, TICK_FRAMES), np.float32)
    gains = [0.0, 1.0, 0.0, 0.5, 0.5, 0.0]
    outs = [reverb.process(tone, sends_to(FOREST, gain), LANE) for gain in gains * 5]
    response = np.abs(impulse_response(ReverbRoom.FOREST)).max()
    assert biggest_step(np.concatenate(outs, axis=2)) < 1.09 * response / 100


def test_who_was_sent_nothing_and_has_died_away_holds_nothing() -> None:
    reverb, lanes = Reverb(8), np.array([5, 2])
    reverb.process(noise(8, 2, 2, TICK_FRAMES), sends_to(HALL, n_lanes=2), lanes)
    still = np.zeros((2, len(ROOMS)), np.float32)
    for _ in range(140):
        out = reverb.process(noise(9, 2, 2, TICK_FRAMES), still, lanes)
    assert not out.any()
    assert not reverb._convolvers


def test_silence_in_an_open_room_holds_nothing_either() -> None:
    reverb, silence = Reverb(1), np.zeros((1, 2, TICK_FRAMES), np.float32)
    reverb.process(noise(10, 1, 2, TICK_FRAMES), sends_to(HALL), LANE)
    for _ in range(140):
        reverb.process(silence, sends_to(HALL), LANE)
    assert not reverb.process(silence, sends_to(HALL), LANE).any()
    assert not reverb._convolvers


def test_lanes_are_apart_and_a_reset_one_equals_a_fresh_one() -> None:
    used, fresh = Reverb(4), Reverb(4)
    lanes, x = np.array([2, 0]), noise(11, 2, 2, 20 * TICK_FRAMES)
    sends = sends_to(HALL, 0.4, n_lanes=2)
    used.process(noise(12, 2, 2, 7 * TICK_FRAMES), sends, lanes)
    used.reset(2)
    y = used.process(x, sends, lanes)
    assert np.array_equal(y[0], fresh.process(x, sends, lanes)[0])
    assert not np.array_equal(y[1], fresh.process(x, sends, lanes)[1])
    assert not np.allclose(y[0], y[1])


def test_a_sound_on_one_side_is_answered_on_both() -> None:
    x = noise(13, 2, 100 * TICK_FRAMES)
    x[1] = 0.0
    y = answered(x, sends_to(HALL))
    assert rms_db(y[0]) > rms_db(y[1]) > rms_db(y[0]) - 10.0


def test_zones_send_to_their_rooms_by_weight() -> None:
    settings_of = [
        Setting(ReverbRoom.HALL, 0.5),
        None,
        Setting(ReverbRoom.FOREST),
        Setting(ReverbRoom.HALL, 1.0),
    ]
    sends = room_sends(settings_of, np.array([[0.5, 0.0, 0.25, 0.25], [0, 1, 0, 0]], np.float32))
    assert sends[0, HALL] == pytest.approx(0.5)
    assert sends[0, FOREST] == pytest.approx(0.075)
    assert sends.sum() == pytest.approx(0.575)


def test_a_value_that_is_not_finite_does_not_stay() -> None:
    reverb, x = Reverb(1), noise(16, 1, 2, TICK_FRAMES)
    x[0, 0, 5] = np.inf
    reverb.process(x, sends_to(HALL), LANE)
    assert np.isfinite(reverb.process(noise(17, 1, 2, 1024), sends_to(HALL), LANE)).all()


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(BlockSizeError, match="multiple of 1024, got 512"):
        Reverb(1).process(noise(14, 1, 2, 512), sends_to(HALL), LANE)
    with pytest.raises(BlockSizeError, match="sends"):
        Reverb(1).process(noise(15, 1, 2, 1024), np.zeros((1, 2), np.float32), LANE)
