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
from latentwalk.engine.arena import open_memory
from latentwalk.session.downlink import CAPACITY_FRAMES
from latentwalk.transport.codec_bytes import Reader, counted, packets_bytes, read_packets
from latentwalk.transport.codec_memory import MIC_FRAMES, MOST_PACKETS, CodecMemory
from latentwalk.transport.codec_process import CodecProcess
from latentwalk.transport.codec_threads import SENT_TOGETHER
from latentwalk.transport.codec_worker import serve
from latentwalk.transport.coders import Coders, Undecoded

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


@pytest.fixture
def memory() -> Iterator[CodecMemory]:
    descriptor = open_memory()
    yield CodecMemory(descriptor)
    os.close(descriptor)


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


def test_the_child_ends_when_the_server_is_gone(memory: CodecMemory) -> None:
    ours, theirs = Pipe()
    child = threading.Thread(target=serve, args=(theirs, memory, Coders()))
    child.start()
    ours.close()
    child.join(5.0)
    assert not child.is_alive()


def test_an_answer_that_ends_early_is_refused() -> None:
    whole = packets_bytes([b"one", b"three"])
    assert read_packets(whole, 2) == [b"one", b"three"]
    with pytest.raises(TruncatedMessageError):
        read_packets(whole[:-1], 2)
    with pytest.raises(TruncatedMessageError):
        Reader(counted([1])).counts(2)


def test_more_sound_than_is_held_is_refused(memory: CodecMemory) -> None:
    most = MOST_PACKETS * MIC_FRAMES
    assert [len(part) for part in memory.read_mic([most - 1, 1])] == [most - 1, 1]
    with pytest.raises(TruncatedMessageError):
        memory.read_mic([most, 1])


def test_all_that_may_be_due_at_once_fits_an_exchange(process: CodecProcess) -> None:
    assert SENT_TOGETHER * (CAPACITY_FRAMES // PACKET_FRAMES) <= MOST_PACKETS
    stereo = list(_sound(MOST_PACKETS, 2))
    numbers = list(range(MOST_PACKETS))
    assert process.encode(numbers, stereo) == Coders().encode(numbers, stereo)
