import hashlib

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import butter, sosfiltfilt

from latentwalk.audio.room import MAX_LENGTH_S, impulse_response
from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples
from latentwalk.domain.sound import ReverbRoom

ROOMS = list(ReverbRoom)
DECAYS_S = {  # at 1 kHz, as one would call the place
    ReverbRoom.COURTYARD: (0.6, 1.2),
    ReverbRoom.HALL: (1.6, 2.4),
    ReverbRoom.TUNNEL: (1.6, 2.6),
    ReverbRoom.FOREST: (0.7, 1.4),
}


def left_db(response: NDArray[np.float64]) -> NDArray[np.float64]:
    """Energy that is still to come (Schroeder), dB."""
    energy = np.cumsum(np.square(response)[::-1])[::-1]
    return np.asarray(10.0 * np.log10(energy / energy[0] + 1e-15))


def decay_s(response: Samples, centre_hz: float) -> float:
    """Seconds to fall by 60 dB, from the fall between -5 and -25 dB."""
    octave = np.array([centre_hz / np.sqrt(2.0), centre_hz * np.sqrt(2.0)])
    sos = butter(2, octave, "bandpass", fs=SAMPLE_RATE_HZ, output="sos")
    left = left_db(sosfiltfilt(sos, response.astype(np.float64)))
    n_frames = int(np.argmax(left < -25.0)) - int(np.argmax(left < -5.0))
    return 3.0 * n_frames / SAMPLE_RATE_HZ


@pytest.mark.parametrize("room", ROOMS)
def test_a_response_has_the_energy_of_a_click_at_each_ear(room: ReverbRoom) -> None:
    response = impulse_response(room)
    assert np.sum(np.square(response, dtype=np.float64), axis=1) == pytest.approx(1.0, abs=1e-4)
    assert response.shape[1] <= MAX_LENGTH_S * SAMPLE_RATE_HZ
    assert response.dtype == np.float32


@pytest.mark.parametrize("room", ROOMS)
def test_it_is_the_same_each_time_and_cannot_be_changed(room: ReverbRoom) -> None:
    first = hashlib.sha256(np.round(impulse_response(room), 5).tobytes()).hexdigest()
    impulse_response.cache_clear()
    again = hashlib.sha256(np.round(impulse_response(room), 5).tobytes()).hexdigest()
    assert first == again
    with pytest.raises(ValueError, match="read-only"):
        impulse_response(room)[0, 0] = 1.0


@pytest.mark.parametrize("room", ROOMS)
def test_the_ears_are_unrelated(room: ReverbRoom) -> None:
    left, right = impulse_response(room)
    assert abs(float(np.sum(left * right))) < 0.3


@pytest.mark.parametrize("room", ROOMS)
def test_it_decays_as_long_as_such_a_place_does(room: ReverbRoom) -> None:
    shortest_s, longest_s = DECAYS_S[room]
    assert shortest_s < decay_s(impulse_response(room)[0], 1_000.0) < longest_s


@pytest.mark.parametrize("room", ROOMS)
def test_highs_die_before_mids(room: ReverbRoom) -> None:
    response = impulse_response(room)[1]
    assert decay_s(response, 8_000.0) < 0.8 * decay_s(response, 1_000.0)


def test_stone_keeps_lows_and_a_forest_does_not() -> None:
    hall, forest = (impulse_response(room)[0] for room in (ReverbRoom.HALL, ReverbRoom.FOREST))
    assert decay_s(hall, 125.0) > decay_s(hall, 1_000.0)
    assert decay_s(forest, 125.0) < decay_s(forest, 1_000.0)


@pytest.mark.parametrize("room", ROOMS)
def test_it_ends_in_silence(room: ReverbRoom) -> None:
    response = impulse_response(room)[0].astype(np.float64)
    last = left_db(response)[-len(response) // 50]
    assert last < -60.0
    assert abs(response[-1]) < 1e-6


@pytest.mark.parametrize("room", ROOMS)
def test_no_single_reflection_is_a_second_sound(room: ReverbRoom) -> None:
    assert np.abs(impulse_response(room)).max() < 0.5


def test_no_two_rooms_are_alike() -> None:
    heads = [impulse_response(room)[0, :40_000] for room in ROOMS]
    for i, one in enumerate(heads):
        for other in heads[:i]:
            assert abs(float(np.sum(one * other))) < 0.2
