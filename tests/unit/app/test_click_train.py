import numpy as np
import pytest

from latentwalk.app.click_train import PERIOD_FRAMES, chirp, click_train, find_chirps
from latentwalk.app.load import mic_to_ear_ms
from latentwalk.app.walking_client import TARGET_S, Arrival, WalkReport, concealed_ratio
from latentwalk.audio.opus import OpusEncoder
from latentwalk.domain.block import PACKET_FRAMES, SAMPLE_RATE_HZ


@pytest.mark.parametrize("delay_frames", [0, 1, 4_800, 14_400])
def test_chirps_are_found_where_they_are_under_noise(delay_frames: int) -> None:
    rng = np.random.default_rng(1)
    heard = 0.05 * rng.standard_normal(4 * PERIOD_FRAMES)
    train = click_train(4 * PERIOD_FRAMES)
    heard[delay_frames:] += 0.5 * train[: len(train) - delay_frames]
    found = find_chirps(heard.astype(np.float32))
    assert len(found) >= 3
    assert all(abs(at % PERIOD_FRAMES - delay_frames) <= 1 for at in found)


def test_silence_and_noise_hold_no_chirp() -> None:
    assert find_chirps(np.zeros(2 * PERIOD_FRAMES, np.float32)) == []
    assert len(chirp()) > 0


def test_the_measured_delay_is_the_delay_that_was_put_in() -> None:
    delay_s, began_s = 0.137, 50.0
    n_frames = 8 * PERIOD_FRAMES
    shift = round(delay_s * SAMPLE_RATE_HZ)
    sound = np.zeros(n_frames, np.float32)
    sound[shift:] = click_train(n_frames)[: n_frames - shift]
    encoder = OpusEncoder(2)
    arrivals = []
    for start in range(0, n_frames - PACKET_FRAMES, PACKET_FRAMES):
        block = np.stack([sound[start : start + PACKET_FRAMES]] * 2)
        # The packet leaves when it is full and arrives at once.
        at_s = began_s + (start + PACKET_FRAMES) / SAMPLE_RATE_HZ
        arrivals.append(Arrival(at_s, start, encoder.encode(block)))
    delays_ms = mic_to_ear_ms(WalkReport(began_s, arrivals))
    packet_and_lookahead_s = (PACKET_FRAMES + 312) / SAMPLE_RATE_HZ
    expected_ms = 1000.0 * (delay_s + packet_and_lookahead_s + TARGET_S)
    assert delays_ms
    assert np.median(delays_ms) == pytest.approx(expected_ms, abs=0.5)


def _arrivals(count: int) -> list[Arrival]:
    packet_s = PACKET_FRAMES / SAMPLE_RATE_HZ
    return [Arrival(n * packet_s, n * PACKET_FRAMES, b"") for n in range(count)]


def test_a_steady_stream_conceals_nothing() -> None:
    assert concealed_ratio(_arrivals(100)) == 0.0


def test_lost_and_late_packets_are_concealed_ones() -> None:
    arrivals = _arrivals(100)
    del arrivals[10]
    arrivals[50].at_s += 2 * TARGET_S
    assert concealed_ratio(arrivals) == pytest.approx(0.02)


def test_nothing_heard_is_all_concealed() -> None:
    assert concealed_ratio([]) == 1.0
