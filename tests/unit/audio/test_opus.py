import concurrent.futures

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.audio.opus import LOOKAHEAD_FRAMES, MAX_PACKET_BYTES, OpusDecoder, OpusEncoder
from latentwalk.domain.block import PACKET_FRAMES, Samples
from latentwalk.domain.errors import BlockSizeError, OversizedMessageError, WireError
from tests.unit.audio.signals import measured_delay_frames, noise, rms_db


def through(x: Samples) -> Samples:
    encoder, decoder = OpusEncoder(len(x)), OpusDecoder(len(x))
    blocks = np.split(x, range(PACKET_FRAMES, x.shape[1], PACKET_FRAMES), axis=1)
    return np.concatenate([decoder.decode(encoder.encode(block)) for block in blocks], axis=1)


@pytest.mark.parametrize("channels", [1, 2])
def test_declared_lookahead_is_the_measured_delay(channels: int) -> None:
    x = noise(1, channels, 50 * PACKET_FRAMES)
    y = through(x)
    assert y.shape == x.shape
    assert OpusEncoder(channels).latency_frames == LOOKAHEAD_FRAMES
    assert [measured_delay_frames(a, b) for a, b in zip(x, y, strict=True)] == [312] * channels


def test_decoded_noise_keeps_its_level() -> None:
    x = noise(2, 2, 50 * PACKET_FRAMES)
    assert rms_db(through(x)[:, 4800:]) == pytest.approx(rms_db(x), abs=1.0)


@pytest.mark.parametrize(("channels", "bitrate_bps"), [(1, 64_000), (2, 128_000)])
def test_default_bitrates_are_kept(channels: int, bitrate_bps: int) -> None:
    encoder = OpusEncoder(channels)
    x = noise(3, 100, channels, PACKET_FRAMES)
    n_bytes = sum(len(encoder.encode(block)) for block in x)
    assert n_bytes * 8 / 2.0 == pytest.approx(bitrate_bps, rel=0.1)


def test_silence_is_still_sent() -> None:
    encoder = OpusEncoder(1)
    packets = [encoder.encode(np.zeros((1, PACKET_FRAMES), np.float32)) for _ in range(100)]
    assert min(map(len, packets)) > 2  # DTX would send one or two bytes


def test_values_that_are_not_finite_do_not_poison_the_encoder() -> None:
    encoder, decoder = OpusEncoder(1), OpusDecoder(1)
    bad = noise(4, 1, PACKET_FRAMES)
    bad[0, 100], bad[0, 200] = np.nan, np.inf
    decoder.decode(encoder.encode(bad))
    later = [decoder.decode(encoder.encode(b)) for b in noise(5, 10, 1, PACKET_FRAMES)]
    assert np.isfinite(later).all()
    assert rms_db(later[-1]) > -25


def test_concealment_continues_and_fades() -> None:
    encoder, decoder = OpusEncoder(2), OpusDecoder(2)
    for block in noise(6, 20, 2, PACKET_FRAMES):
        decoder.decode(encoder.encode(block))
    levels = [rms_db(decoder.conceal(PACKET_FRAMES)) for _ in range(15)]
    assert levels[0] > -30
    assert levels[-1] < levels[0] - 12


@pytest.mark.parametrize(
    ("packet", "error", "says"),
    [
        (b"", WireError, "at least 1 byte, got 0"),
        (bytes(MAX_PACKET_BYTES + 1), OversizedMessageError, f"got {MAX_PACKET_BYTES + 1}"),
        (b"\xff\xff\xff\xff", WireError, "corrupted"),
        (b"\xfb", WireError, "corrupted"),
    ],
    ids=["empty", "oversized", "garbage", "truncated"],
)
def test_bad_packets_are_refused_with_a_reason(
    packet: bytes, error: type[WireError], says: str
) -> None:
    decoder = OpusDecoder(1)
    with pytest.raises(error, match=says):
        decoder.decode(packet)
    good = OpusEncoder(1).encode(noise(7, 1, PACKET_FRAMES))
    assert decoder.decode(good).shape == (1, PACKET_FRAMES)


@settings(max_examples=300, deadline=None)
@given(packet=st.binary(max_size=400), channels=st.sampled_from([1, 2]))
def test_any_bytes_decode_or_raise_a_wire_error(packet: bytes, channels: int) -> None:
    try:
        y = OpusDecoder(channels).decode(packet)
    except WireError:
        return
    assert y.shape[0] == channels
    assert y.shape[1] <= 5760
    assert np.isfinite(y).all()


@pytest.mark.parametrize("n_frames", [0, 100, 5880])
def test_concealment_of_odd_lengths_is_refused(n_frames: int) -> None:
    with pytest.raises(BlockSizeError, match="multiple of 120"):
        OpusDecoder(1).conceal(n_frames)


def test_other_shapes_and_channel_counts_are_refused() -> None:
    with pytest.raises(BlockSizeError, match="960"):
        OpusEncoder(1).encode(noise(8, 1, 480))
    with pytest.raises(BlockSizeError, match="1 or 2, got 3"):
        OpusDecoder(3)


def test_a_reset_coder_equals_a_fresh_one() -> None:
    used, decoder = OpusEncoder(1), OpusDecoder(1)
    for block in noise(9, 10, 1, PACKET_FRAMES):
        decoder.decode(used.encode(block))
    used.reset()
    decoder.reset()
    fresh, x = OpusEncoder(1), noise(10, 1, PACKET_FRAMES)
    packet = fresh.encode(x)
    assert used.encode(x) == packet
    assert np.array_equal(decoder.decode(packet), OpusDecoder(1).decode(packet))


def test_coders_on_several_threads_do_not_disturb_each_other() -> None:
    sounds = [noise(seed, 2, 20 * PACKET_FRAMES) for seed in range(8)]
    alone = [through(x) for x in sounds]
    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        together = list(threads.map(through, sounds))
    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))
