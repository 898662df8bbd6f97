import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.audio.opus import OpusDecoder, OpusEncoder
from latentwalk.domain.block import PACKET_FRAMES, SAMPLE_RATE_HZ, Samples
from latentwalk.transport.coders import DOWN_BITRATE_BPS, DOWN_COMPLEXITY
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
    sizes=st.lists(st.integers(1, 3), min_size=60, max_size=60),
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


SWITCH = 75  # packets into the sound


def changed_db(warm_up: int) -> float:
    """Return how far the change of encoders lies below the sound, in its first 100 ms, dB."""
    rng = np.random.default_rng(5)
    at = np.arange((SWITCH + 5) * PACKET_FRAMES) / SAMPLE_RATE_HZ
    chord = sum(np.sin(2 * np.pi * f * at) / n for n, f in enumerate((110, 277, 554, 1661), 1))
    sound = (0.1 * np.stack([chord, chord]) + rng.normal(0, 0.01, (2, len(at)))).astype(np.float32)
    common, own = (OpusEncoder(2, DOWN_BITRATE_BPS, DOWN_COMPLEXITY) for _ in range(2))
    stays, changes = OpusDecoder(2), OpusDecoder(2)
    differences: list[Samples] = []
    for number in range(SWITCH + 5):
        block = np.ascontiguousarray(
            sound[:, number * PACKET_FRAMES : (number + 1) * PACKET_FRAMES]
        )
        theirs = common.encode(block)
        mine = own.encode(block) if number >= SWITCH - warm_up else theirs
        heard = stays.decode(theirs)
        changed = changes.decode(theirs if number < SWITCH else mine)
        if number >= SWITCH:
            differences.append(np.stack([heard, changed - heard]))
    heard, difference = np.concatenate(differences, axis=2)
    return float(10.0 * np.log10(np.mean(heard**2) / (np.mean(difference**2) + 1e-20)))


def test_a_decoder_does_not_notice_the_change_because_the_new_encoder_has_heard_the_same() -> None:
    assert changed_db(warm_up=0) < 20.0
    assert changed_db(WARM_UP_PACKETS) > 60.0
