"""One synthetic walker on a raw socket: what it costs is taken from the server it measures.

Frames are built beforehand, many walkers share one timer (``load_clock``), and what comes is
counted where it arrives. No task, no queue, no library between the socket and the count.
"""

import asyncio
import math
import struct
import time
from typing import cast

from latentwalk.app.walking_client import Arrival, WalkReport
from latentwalk.audio.opus import OpusDecoder
from latentwalk.domain.block import PACKET_FRAMES, SAMPLE_RATE_HZ
from latentwalk.domain.errors import LatentwalkError
from latentwalk.domain.pose import Pose, Position
from latentwalk.transport import frames
from latentwalk.transport.client_messages import ByeMessage, HelloMessage
from latentwalk.transport.messages import encode_message, parse_server_message
from latentwalk.transport.server_messages import (
    ErrorMessage,
    StateMessage,
    WaitMessage,
    WelcomeMessage,
)
from latentwalk.transport.wire import (
    HEADER_BYTES,
    AudioPacket,
    Codec,
    Kind,
    PosePacket,
    encode_packet,
)

PACKET_S = PACKET_FRAMES / SAMPLE_RATE_HZ
SPEED_MPS = 1.2
_COUNTS = struct.Struct("<IQ")  # sequence number and start frame, bytes 4..16 of a packet
_COUNTS_AT = 4
_KEY = "bGF0ZW50d2FsayBsb2FkLg=="  # 16 bytes; proves nothing to a program that trusts its server
_STATE = b'{"type":"state"'


def mic_frames(payloads: list[bytes]) -> list[tuple[bytes, bytes]]:
    """Return each mic packet as a frame, cut where its two counts belong."""
    whole = [
        frames.client_frame(
            encode_packet(AudioPacket(Kind.MIC, Codec.OPUS, 1, 0, 0, PACKET_FRAMES, payload))
        )
        for payload in payloads
    ]
    heads = [
        len(f) - HEADER_BYTES - len(p) + _COUNTS_AT for f, p in zip(whole, payloads, strict=True)
    ]
    return [(f[:at], f[at + _COUNTS.size :]) for f, at in zip(whole, heads, strict=True)]


class LoadWalker(asyncio.Protocol):
    """Says hello, walks a circle, speaks, and notes every stereo packet.

    Args:
        host: Of the server, for the handshake.
        hello: How it comes in.
        mic: From :func:`mic_frames`; empty for one who only listens.
        radius_m: Of the circle, > 0.
        keeps: Whether the sound itself is kept, to find chirps in it.
        decodes: Whether what comes is decoded, as a phone would.
    """

    def __init__(
        self,
        host: str,
        hello: HelloMessage,
        mic: list[tuple[bytes, bytes]],
        radius_m: float,
        keeps: bool = False,
        decodes: bool = False,
    ) -> None:
        self.report = WalkReport()
        self._host, self._hello, self._mic = host, hello, mic
        self._radius_m, self._keeps = radius_m, keeps
        self._decoder = OpusDecoder(2) if decodes else None
        self._transport: asyncio.Transport | None = None
        self._rest = b""
        self._is_open = self._is_over = False
        self._n_mic = self._n_poses = 0
        self._last_state = b""

    # What the clock asks for

    def speak(self, now_s: float) -> None:
        """Send the 20 ms of mic that end now."""
        if self._transport is None or not self.report.is_admitted or not self._mic:
            return
        if not self._n_mic:
            self.report.began_s = now_s - PACKET_S
        head, tail = self._mic[self._n_mic % len(self._mic)]
        counts = _COUNTS.pack(self._n_mic, self._n_mic * PACKET_FRAMES)
        self._transport.write(b"".join((head, counts, tail)))
        self._n_mic += 1

    def step(self, now_s: float) -> None:
        """Report the next place on the circle."""
        if self._transport is None or not self.report.is_admitted:
            return
        self.report.began_s = self.report.began_s or now_s
        t_s = now_s - self.report.began_s
        angle = SPEED_MPS * t_s / self._radius_m
        position = Position(self._radius_m * math.sin(angle), self._radius_m * math.cos(angle))
        pose = Pose(t_s, position, math.degrees(angle + math.pi / 2.0) % 360.0)
        packet = encode_packet(PosePacket(self._n_poses, pose))
        self._transport.write(frames.client_frame(packet))
        self._n_poses += 1

    def leave(self) -> None:
        """Say bye; what comes afterwards is not counted."""
        self._is_over = True
        self._note_state()
        if self.report.is_waiting:
            self._note_answer(is_waiting=True)
        if self._transport is not None:
            self._send_text(encode_message(ByeMessage()))
            self._transport.close()

    # What the socket brings

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a WebSocket."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(
            f"GET /ws HTTP/1.1\r\nHost: {self._host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {_KEY}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        """Take frames apart as far as they are whole."""
        data = self._rest + data
        if not self._is_open:
            data = self._opened(data)
        at = 0
        while self._is_open and (found := frames.span(data, at)) is not None:
            start, end = found
            if end > len(data):
                break
            self._receive(data[at], data[start:end])
            at = end
        self._rest = data[at:]

    def connection_lost(self, exc: Exception | None) -> None:
        """Note an end that nobody here asked for."""
        self._transport = None
        self._note_state()
        if not self._is_over and self.report.was_closed is None:
            self.report.was_closed = str(exc or "the connection broke")

    def _opened(self, data: bytes) -> bytes:
        """Read the answer to the handshake; return what follows it."""
        answer, end, rest = data.partition(b"\r\n\r\n")
        if not end:
            return data
        if not answer.startswith(b"HTTP/1.1 101"):
            self.report.was_closed = answer.partition(b"\r\n")[0].decode("latin-1")
            return b""
        self._is_open = True
        self._send_text(encode_message(self._hello))
        return rest

    def _receive(self, first: int, payload: bytes) -> None:
        if first == frames.WHOLE_BINARY:
            self._hear(payload)
        elif first == frames.WHOLE_TEXT:
            if payload.startswith(_STATE):
                self._last_state = payload  # read once, at the end
            else:
                self._read(payload)
        elif first == frames.PING and self._transport is not None:
            self._transport.write(frames.client_frame(payload, frames.PONG))

    def _hear(self, packet: bytes) -> None:
        if self._is_over:
            return
        _, start_frame = _COUNTS.unpack_from(packet, _COUNTS_AT)
        sound = packet[HEADER_BYTES:] if self._keeps or self._decoder is not None else b""
        self.report.arrivals.append(
            Arrival(time.monotonic(), start_frame, sound if self._keeps else b"")
        )
        if self._decoder is not None:
            self._decoder.decode(sound)

    def _read(self, text: bytes) -> None:
        match parse_server_message(text.decode()):
            case WelcomeMessage():
                self._note_answer(is_waiting=False)
                self.report.is_admitted = True
            case WaitMessage():
                self._note_answer(is_waiting=True)
            case ErrorMessage(message=message):
                self.report.was_closed = message
            case _:
                return

    def _note_answer(self, is_waiting: bool) -> None:
        """Note a welcome or a place in the line."""
        report, now_s = self.report, time.monotonic()
        report.came_s = report.came_s or now_s
        if report.is_waiting:
            report.waited_s = now_s - report.came_s
        report.is_waiting = is_waiting

    def _note_state(self) -> None:
        if not self._last_state:
            return
        try:
            message = parse_server_message(self._last_state.decode())
        except LatentwalkError:  # a state of a later version: its figures are not ours to read
            return
        if isinstance(message, StateMessage):
            self.report.missed_blocks = message.missed_blocks
            self.report.mic_concealed_ratio = message.concealed_ratio

    def _send_text(self, text: str) -> None:
        if self._transport is not None:
            frame = frames.client_frame(text.encode(), frames.WHOLE_TEXT)
            self._transport.write(frame)
