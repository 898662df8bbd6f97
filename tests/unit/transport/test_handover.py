from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.block import PACKET_FRAMES
from latentwalk.transport.handover import MOST_HELD, WARM_UP_PACKETS, Handover
from latentwalk.transport.wire import (
    AudioPacket,
    Codec,
    Kind,
    encode_packet,
    start_frame_of,
)


def packet(number: int, payload: bytes) -> bytes:
    """Return a stereo packet of the grid."""
    start_frame = 37 + number * PACKET_FRAMES
    return encode_packet(
        AudioPacket(Kind.STEREO, Codec.OPUS, 2, number, start_frame, PACKET_FRAMES, payload)
    )


def test_the_start_of_a_packet_is_read_from_its_bytes() -> None:
    assert start_frame_of(packet(2**31, b"x")) == 37 + 2**31 * PACKET_FRAMES


@given(
    lag=st.integers(0, 3),
    own_first=st.booleans(),
    sizes=st.lists(st.integers(1, 3), min_size=30, max_size=30),
)
def test_each_packet_of_the_grid_is_sent_once_and_in_order(
    lag: int, own_first: bool, sizes: list[int]
) -> None:
    handover, sent, at, own_at = Handover(), list[bytes](), 0, 5
    for size in sizes:
        common = [packet(number, b"common") for number in range(at, at + size)]
        at += size
        own = [packet(number, b"own") for number in range(own_at, at - lag)]
        own_at = max(own_at, at - lag)
        if own_first:
            sent += handover.own(own)
        sent += handover.common(common)
        if not own_first:
            sent += handover.own(own)
    starts = [start_frame_of(each) for each in sent]
    assert starts == [37 + number * PACKET_FRAMES for number in range(len(starts))]
    assert len(starts) >= at - lag
    is_own = [each.endswith(b"own") for each in sent]
    assert is_own.index(True) == 5 + WARM_UP_PACKETS  # the new encoder has heard enough by then
    assert all(is_own[5 + WARM_UP_PACKETS :])
    assert handover.is_over


def test_a_common_stream_that_stops_is_not_waited_for_long() -> None:
    handover = Handover()
    sent = handover.own([packet(number, b"own") for number in range(WARM_UP_PACKETS)])
    assert sent == []
    for number in range(WARM_UP_PACKETS, WARM_UP_PACKETS + MOST_HELD):
        sent += handover.own([packet(number, b"own")])
    assert len(sent) == MOST_HELD
    assert handover.common([packet(0, b"common")]) == []
