"""Frames of a WebSocket: found where they end, in whatever pieces they come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from latentwalk.transport import frames

SIZES = [0, 1, 125, 126, 400, 65_535]


@pytest.mark.parametrize("size", SIZES)
def test_a_servers_frame_is_what_the_library_writes(size: int) -> None:
    payload = bytes(range(256)) * 256
    theirs = Frame(Opcode.BINARY, payload[:size]).serialize(mask=False)
    assert frames.frame(payload[:size]) == theirs


@pytest.mark.parametrize("size", SIZES)
def test_the_library_reads_a_clients_frame(size: int) -> None:
    reader = StreamReader()
    reader.feed_data(frames.client_frame(b"x" * size))
    reading = Frame.parse(reader.read_exact, mask=True)
    with pytest.raises(StopIteration) as stopped:
        next(reading)
    assert stopped.value.value.data == b"x" * size


@given(st.lists(st.binary(max_size=300), max_size=5), st.integers(0, 30))
def test_frames_are_found_whole_and_masked_ones_read(payloads: list[bytes], cut: int) -> None:
    data = b"".join(Frame(Opcode.BINARY, payload).serialize(mask=True) for payload in payloads)
    data = data[: max(0, len(data) - cut)]
    found, at = [], 0
    while (place := frames.span(data, at)) is not None and place[1] <= len(data):
        assert frames.is_masked(data, at)
        found.append(frames.unmasked(data, *place))
        at = place[1]
    assert found == payloads[: len(found)]
    assert cut or len(found) == len(payloads)
