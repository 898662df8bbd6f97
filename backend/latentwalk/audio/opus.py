"""Opus both ways: samples to packets and back; the only file that knows the codec library.

The library is called through ctypes, which frees the GIL for the length of each call, so a few
threads encode and decode many walkers side by side. One coder belongs to one thread at a time.
"""

import ctypes

import numpy as np
import opuslib_next as binding
from opuslib_next.api import decoder as decoder_api
from opuslib_next.api import encoder as encoder_api

from latentwalk.audio.guard import finite
from latentwalk.domain.block import PACKET_FRAMES, SAMPLE_RATE_HZ, Samples, check_shape
from latentwalk.domain.errors import BlockSizeError, OversizedMessageError, WireError

LOOKAHEAD_FRAMES = 312  # 6.5 ms at 48 kHz: libopus's own look-ahead, application audio
MAX_PACKET_BYTES = 1275 * 3 + 7  # RFC 6716 §3.4: three 20 ms frames of 1275 bytes and their header
MAX_DECODED_FRAMES = 5760  # 120 ms: the longest packet RFC 6716 allows
CONCEAL_STEP_FRAMES = 120  # 2.5 ms: libopus conceals in such steps
MONO_BITRATE_BPS = 64_000
STEREO_BITRATE_BPS = 128_000

_FloatPointer = ctypes.POINTER(ctypes.c_float)


def _check_channels(channels: int) -> None:
    if channels not in (1, 2):
        raise BlockSizeError(f"channels: expected 1 or 2, got {channels}")


class OpusEncoder:
    """Turn blocks of 20 ms into Opus packets.

    Application audio (voip would filter the street away), constrained VBR, DTX off: a silent
    packet is still a packet, so that loss and silence differ.

    Args:
        channels: 1 or 2.
        bitrate_bps: 6000..510000; ``None`` is 64 kb/s mono, 128 kb/s stereo.
        complexity: 0..10; 5 costs two thirds of 10 and is not told apart at these rates.

    Attributes:
        latency_frames: Frames by which decoded sound lags the samples given.
    """

    def __init__(self, channels: int, bitrate_bps: int | None = None, complexity: int = 5) -> None:
        _check_channels(channels)
        self.channels = channels
        self._coder = binding.Encoder(SAMPLE_RATE_HZ, channels, binding.APPLICATION_AUDIO)
        self._coder.bitrate = bitrate_bps or (
            MONO_BITRATE_BPS if channels == 1 else STEREO_BITRATE_BPS
        )
        self._coder.complexity = complexity
        self._coder.vbr = 1
        self._coder.vbr_constraint = 1
        self._coder.dtx = 0
        self.latency_frames = int(self._coder.lookahead)
        self._packet = ctypes.create_string_buffer(MAX_PACKET_BYTES)
        self._frames = np.zeros((PACKET_FRAMES, channels), np.float32)
        self._frames_at = self._frames.ctypes.data_as(_FloatPointer)

    def encode(self, samples: Samples) -> bytes:
        """Encode one packet.

        Args:
            samples: ``[C, 960]`` float32, nominally in -1..1; non-finite values become silence.

        Returns:
            The packet, 1..1275 bytes.

        Raises:
            BlockSizeError: If the shape is another.
        """
        check_shape("samples", samples, [self.channels, PACKET_FRAMES])
        self._frames[:] = finite(samples)[0].T  # [C, T] → [T, C]
        n_bytes = encoder_api.libopus_encode_float(
            self._coder.encoder_state,
            self._frames_at,
            PACKET_FRAMES,
            self._packet,
            MAX_PACKET_BYTES,
        )
        if n_bytes < 0:
            raise WireError(f"Opus encoder: {binding.OpusError(n_bytes)}")
        return self._packet.raw[:n_bytes]

    def reset(self) -> None:
        """Forget all that was heard; the next packet begins a new stream."""
        self._coder.reset_state()


class OpusDecoder:
    """Turn Opus packets into blocks.

    Args:
        channels: 1 or 2; libopus folds or doubles a packet of the other kind.
    """

    latency_frames = 0  # the whole codec's delay is declared by the encoder

    def __init__(self, channels: int) -> None:
        _check_channels(channels)
        self.channels = channels
        self._coder = binding.Decoder(SAMPLE_RATE_HZ, channels)
        self._pcm = np.zeros((MAX_DECODED_FRAMES, channels), np.float32)
        self._pcm_at = self._pcm.ctypes.data_as(_FloatPointer)

    def decode(self, packet: bytes) -> Samples:
        """Decode one packet.

        Args:
            packet: One Opus packet, 1..3832 bytes.

        Returns:
            ``[C, n]`` float32; n is what the packet holds, 120..5760 frames.

        Raises:
            OversizedMessageError: If it is longer than an Opus packet can be.
            WireError: If it is empty or malformed; the decoder stays usable.
        """
        if not packet:
            raise WireError("Opus packet: expected at least 1 byte, got 0")
        if len(packet) > MAX_PACKET_BYTES:
            raise OversizedMessageError(
                f"Opus packet: expected at most {MAX_PACKET_BYTES} bytes, got {len(packet)}"
            )
        return self._decode(packet, MAX_DECODED_FRAMES)

    def conceal(self, n_frames: int) -> Samples:
        """Continue the sound in place of a lost packet (libopus's own concealment).

        Args:
            n_frames: A multiple of 120, at most 5760.

        Returns:
            ``[C, n_frames]`` float32, fading when called again and again.

        Raises:
            BlockSizeError: If ``n_frames`` is not such a number.
        """
        if not 0 < n_frames <= MAX_DECODED_FRAMES or n_frames % CONCEAL_STEP_FRAMES:
            raise BlockSizeError(
                f"n_frames: expected a multiple of {CONCEAL_STEP_FRAMES} up to "
                f"{MAX_DECODED_FRAMES}, got {n_frames}"
            )
        return self._decode(None, n_frames)

    def _decode(self, packet: bytes | None, n_frames: int) -> Samples:
        n_decoded = decoder_api.libopus_decode_float(
            self._coder.decoder_state,
            packet,
            len(packet) if packet else 0,
            self._pcm_at,
            n_frames,
            0,  # no in-band FEC: for music it falls back to SILK
        )
        if n_decoded < 0:
            raise WireError(f"Opus packet of {len(packet or b'')} bytes: {self._reason(n_decoded)}")
        return self._pcm[:n_decoded].T.copy()  # [T, C] → [C, T], never the buffer itself

    @staticmethod
    def _reason(code: int) -> str:
        return str(binding.OpusError(code))

    def reset(self) -> None:
        """Forget all that was heard; the next packet begins a new stream."""
        self._coder.reset_state()
