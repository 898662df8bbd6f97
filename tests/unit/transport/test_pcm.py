"""PCM16 keeps every integer and never overflows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.errors import WireError
from latentwalk.transport.pcm import decode_pcm16, encode_pcm16
from tests.unit.transport.golden import pcm16_ramp


@pytest.mark.parametrize("channels", [1, 2])
def test_every_step_of_16_bits_survives_both_ways(channels: int) -> None:
    payload = pcm16_ramp(channels)
    samples = decode_pcm16(payload, channels)
    assert samples.dtype == np.float32
    assert samples.shape == (channels, 960)
    assert encode_pcm16(samples) == payload


def test_frames_are_interleaved_little_endian() -> None:
    samples = np.array([[0.5, 0.0], [-0.5, 1 / 32_768]], dtype=np.float32)
    assert encode_pcm16(samples) == bytes.fromhex("0040 00c0 0000 0100")
    assert np.array_equal(decode_pcm16(bytes.fromhex("0040 00c0 0000 0100"), 2), samples)


def test_beyond_full_scale_is_clipped_and_nan_is_silence() -> None:
    samples = np.array([[2.0, -2.0, np.inf, -np.inf, np.nan, 1.0]], dtype=np.float32)
    values = np.frombuffer(encode_pcm16(samples), dtype="<i2")
    assert values.tolist() == [32_767, -32_768, 32_767, -32_768, 0, 32_767]


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=64))
def test_a_sample_comes_back_within_one_step(values: list[float]) -> None:
    samples = np.array([values], dtype=np.float32)
    assert np.abs(decode_pcm16(encode_pcm16(samples), 1) - samples).max() <= 1 / 32_768


def test_half_a_frame_is_refused() -> None:
    with pytest.raises(WireError, match="multiple of 4 bytes for 2 channels, got 6"):
        decode_pcm16(bytes(6), 2)
