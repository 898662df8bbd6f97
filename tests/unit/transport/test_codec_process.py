"""Opus in another process: the same bytes as here, in order, and another child after a death."""

import os
import signal
import threading
from collections.abc import Iterator
from multiprocessing.connection import Pipe

import numpy as np
import pytest

from latentwalk.audio.opus import OpusEncoder
from latentwalk.domain.block import PACKET_FRAMES, Samples
from latentwalk.domain.errors import TruncatedMessageError
from latentwalk.transport.codec_bytes import decoded_bytes, read_decoded
from latentwalk.transport.codec_process import CodecProcess
from latentwalk.transport.codec_worker import serve
from latentwalk.transport.coders import Coders, Decoded, Undecoded

NUMBERS = [7, 3]


def _sound(packets: int, channels: int) -> Samples:
    rng = np.random.default_rng(3)
    return (0.1 * rng.standard_normal((packets, channels, PACKET_FRAMES))).astype(np.float32)


def _uplink(packets: int) -> list[Undecoded]:
    encoders = {number: OpusEncoder(1) for number in NUMBERS}
    sound = _sound(packets, 1)
    return [Undecoded(n, 0, encoders[n].encode(block)) for block in sound for n in NUMBERS]


@pytest.fixture
def process() -> Iterator[CodecProcess]:
    process = CodecProcess()
    yield process
    process.close()


def test_another_process_encodes_and_decodes_as_this_one_does(process: CodecProcess) -> None:
    here, stereo, packets = Coders(), _sound(2, 2), _uplink(4)
    packets[5] = packets[5]._replace(n_missing=2)
    for _ in range(2):  # with state
        assert process.encode(NUMBERS, list(stereo)) == here.encode(NUMBERS, list(stereo))
    for theirs, ours in zip(process.decode(packets), here.decode(packets), strict=True):
        assert np.array_equal(theirs.bridge, ours.bridge)
        assert np.array_equal(theirs.samples, ours.samples)


def test_what_is_no_opus_is_empty_and_the_others_are_not(process: CodecProcess) -> None:
    packets = _uplink(1)
    packets.insert(1, Undecoded(NUMBERS[0], 0, b"\xff" * 40))
    assert [len(each.samples) for each in process.decode(packets)] == [960, 0, 960]


def test_a_forgotten_number_begins_anew(process: CodecProcess) -> None:
    stereo = list(_sound(1, 2))
    first = process.encode(NUMBERS[:1], stereo)
    assert process.encode(NUMBERS[:1], stereo) != first
    process.forget(NUMBERS[0])
    assert process.encode(NUMBERS[:1], stereo) == first


def test_a_child_that_dies_is_replaced_and_one_exchange_is_lost(process: CodecProcess) -> None:
    packets = _uplink(1)
    assert len(process.decode(packets)) == len(packets)
    os.kill(process.process_id, signal.SIGKILL)
    assert process.decode(packets) == []
    assert process.restarts == 1
    assert len(process.decode(packets)) == len(packets)


def test_the_child_ends_when_the_server_is_gone() -> None:
    ours, theirs = Pipe()
    child = threading.Thread(target=serve, args=(theirs, Coders()))
    child.start()
    ours.close()
    child.join(5.0)
    assert not child.is_alive()


def test_an_answer_that_ends_early_is_refused() -> None:
    whole = decoded_bytes([Decoded(np.zeros(0, np.float32), np.ones(960, np.float32))])
    assert len(read_decoded(whole, 1)[0].samples) == 960
    with pytest.raises(TruncatedMessageError):
        read_decoded(whole[:-4], 1)
