import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.block import PACKET_FRAMES, TICK_FRAMES, Samples
from latentwalk.session.downlink import CAPACITY_FRAMES, Downlink


def _tick(number: int) -> tuple[int, Samples]:
    frames = np.arange(number * TICK_FRAMES, (number + 1) * TICK_FRAMES, dtype=np.float32)
    return number * TICK_FRAMES, np.stack([frames, -frames])


def _drain(downlink: Downlink) -> list[tuple[int, Samples]]:
    packets = []
    while (packet := downlink.next_packet()) is not None:
        packets.append(packet)
    return packets


def test_packets_carry_the_ticks_in_order_with_their_media_time() -> None:
    downlink = Downlink()
    packets = []
    for number in range(45):
        downlink.push(*_tick(number))
        packets += _drain(downlink)
    starts = [start for start, _ in packets]
    assert starts == list(range(0, len(packets) * PACKET_FRAMES, PACKET_FRAMES))
    whole = np.concatenate([sound for _, sound in packets], axis=1)
    np.testing.assert_array_equal(whole[0], np.arange(whole.shape[1]))
    assert downlink.dropped_frames == 0


def test_a_full_downlink_drops_the_oldest_and_counts() -> None:
    downlink = Downlink()
    ticks = CAPACITY_FRAMES // TICK_FRAMES + 5
    for number in range(ticks):
        downlink.push(*_tick(number))
    first = downlink.next_packet()
    assert first is not None
    assert first[0] == 5 * TICK_FRAMES
    assert downlink.dropped_frames == 5 * TICK_FRAMES


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.integers(1, 5))
def test_no_packet_spans_a_gap(is_played: list[bool], every: int) -> None:
    downlink = Downlink()
    for number, played in enumerate(is_played):
        if played:
            downlink.push(*_tick(number))
        if number % every == 0:
            for start, sound in _drain(downlink):
                expected = np.arange(start, start + PACKET_FRAMES, dtype=np.float32)
                np.testing.assert_array_equal(sound[0], expected)


def test_a_cleared_downlink_forgets_what_waits() -> None:
    downlink = Downlink()
    downlink.push(*_tick(0))
    downlink.clear()
    downlink.push(*_tick(9))
    first = downlink.next_packet()
    assert first is not None
    assert first[0] == 9 * TICK_FRAMES
