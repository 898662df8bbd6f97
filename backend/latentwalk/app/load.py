"""Many synthetic walkers at once, and one whose chirps time the way from mic to ear."""

import asyncio
import gc
import json
import time
import urllib.request
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

import numpy as np

from latentwalk.app.click_train import PERIOD_FRAMES, click_train, find_chirps
from latentwalk.app.load_clock import drive
from latentwalk.app.load_walker import LoadWalker, mic_frames
from latentwalk.app.walking_client import (
    TARGET_S,
    Arrival,
    WalkReport,
    concealed_ratio,
    decode,
    encode_mic,
)
from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples
from latentwalk.domain.errors import ListenError
from latentwalk.domain.ids import WalkId
from latentwalk.domain.setting import Door, MicSetting
from latentwalk.transport.client_messages import HelloMessage
from latentwalk.transport.wire import Codec

Health = dict[str, float]

RADII_M = (4.0, 12.0, 20.0, 28.0)
WARM_UP_S = 2.0  # the jitter buffers settle
STAGGER_S = 0.0137  # people do not arrive in step


@dataclass(frozen=True, slots=True)
class Delays:
    """Mic to ear, milliseconds; ``None`` without a single chirp heard."""

    p50: float | None
    p95: float | None
    p99: float | None


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load showed.

    Attributes:
        walkers: Asked for, those without a mic included.
        admitted: Let in, at once or after they had waited.
        disconnected: Let in, and closed by the server before the end.
        missed_ratio: Model blocks not there in time, of all.
        concealed_ratio: Sound that clients would have to conceal, of all.
        mic_to_ear_ms: From capture to the client's target, over the dry path (DESIGN §13).
        chirps: How many times the way was measured.
        waiting: Still waiting when the load ended.
        waited: Told to wait at some time, those who were let in later included.
        longest_wait_s: Of those.
        waiting_concealed_ratio: Of what those who still wait heard, the share that clients would
            have to conceal; ``None`` where nobody waits.
        mic_concealed_ratio: Sound of the mics that the server had to conceal, of all.
        event_loop_lag_p99_ms: How late the server's event loop runs what is due.
        server_share_per_walker: Of one core, in the server's process, engines not counted.
        server_share: The same for all who walk and wait together.
    """

    walkers: int
    admitted: int
    disconnected: int
    missed_ratio: float
    concealed_ratio: float
    mic_to_ear_ms: Delays
    chirps: int
    waiting: int = 0
    waited: int = 0
    longest_wait_s: float = 0.0
    waiting_concealed_ratio: float | None = None
    mic_concealed_ratio: float = 0.0
    event_loop_lag_p99_ms: float = 0.0
    server_share_per_walker: float = 0.0
    server_share: float = 0.0

    def to_json(self) -> str:
        """Return one line of JSON."""
        return json.dumps(asdict(self))


async def run_load(
    url: str,
    walk: str,
    walkers: int,
    seconds: float,
    mic: Samples | None = None,
    listeners: int = 0,
    decodes: bool = False,
) -> LoadReport:
    """Walk with ``walkers`` at once for ``seconds``.

    Args:
        url: ``http://host:port`` of a running server.
        walk: Which walk.
        walkers: How many; the first one carries the chirps.
        seconds: How long, > WARM_UP_S + one chirp period.
        mic: What the others' mics hear, mono [n] at 48 kHz; by default chirps too.
        listeners: How many more come without a mic, after the others: a server that carries
            no more than ``walkers`` lets them wait.
        decodes: Decode what comes, as phones would.
    """
    chirps = mic_frames(encode_mic(click_train(PERIOD_FRAMES * 20)))
    speech = chirps if mic is None else mic_frames(encode_mic(mic))
    host, port = _address(url)
    crowd = [
        LoadWalker(
            f"{host}:{port}",
            _hello(walk, index, index < walkers),
            ([] if index >= walkers else speech if index else chirps),
            RADII_M[index % len(RADII_M)],
            keeps=index == 0,
            decodes=decodes,
        )
        for index in range(walkers + listeners)
    ]
    before = await asyncio.to_thread(_health, url)
    gc.disable()  # a collection over all arrivals would be measured as the server's delay
    try:
        driving = asyncio.create_task(drive(crowd, time.monotonic() + seconds))
        await _come_in(crowd, host, port)
        await driving
        after = await asyncio.to_thread(_health, url)
    finally:
        for walker in crowd:
            walker.leave()
        gc.enable()
    await asyncio.sleep(0.0)
    return _report([walker.report for walker in crowd], before, after)


async def _come_in(crowd: list[LoadWalker], host: str, port: int) -> None:
    loop = asyncio.get_running_loop()
    for walker in crowd:
        await asyncio.sleep(STAGGER_S)
        try:
            await loop.create_connection(lambda walker=walker: walker, host, port)  # type: ignore[misc]  # bound now, not later
        except OSError as error:
            walker.report.was_closed = str(error)


def _hello(walk: str, index: int, has_mic: bool) -> HelloMessage:
    return HelloMessage(
        walk=WalkId(walk),
        door=Door.INDOOR,
        mic=MicSetting.SOUND if has_mic else MicSetting.OFF,
        codec_up=Codec.OPUS,
        codec_down=Codec.OPUS,
        dry_gain=0.0 if index else 1.0,
    )


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname is None:
        raise ListenError(f"url: expected http://host:port, got {url!r}")
    return parts.hostname, parts.port or 80


def _report(reports: list[WalkReport], before: Health, after: Health) -> LoadReport:
    admitted = [report for report in reports if report.is_admitted]
    blocks = after["blocks"] - before["blocks"]
    delays_ms = mic_to_ear_ms(reports[0])
    ratios = [concealed_ratio(_settled(r)) for r in admitted]
    spent_s, passed_s = after["cpu_s"] - before["cpu_s"], after["up_s"] - before["up_s"]
    share = spent_s / max(passed_s, 1e-3)
    waits_s = [r.waited_s for r in reports if r.is_waiting or r.waited_s > 0.0]
    heard = [concealed_ratio(_settled(r)) for r in reports if r.is_waiting]
    return LoadReport(
        walkers=len(reports),
        admitted=len(admitted),
        disconnected=sum(r.was_closed is not None for r in admitted),
        missed_ratio=(after["blocks_missed"] - before["blocks_missed"]) / max(1, blocks),
        concealed_ratio=float(np.mean(ratios)) if ratios else 1.0,
        mic_to_ear_ms=_percentiles(delays_ms),
        chirps=len(delays_ms),
        waiting=len(heard),
        waited=len(waits_s),
        longest_wait_s=round(max(waits_s, default=0.0), 2),
        waiting_concealed_ratio=float(np.mean(heard)) if heard else None,
        mic_concealed_ratio=float(np.mean([r.mic_concealed_ratio for r in admitted] or [1.0])),
        event_loop_lag_p99_ms=after["event_loop_lag_p99_ms"],
        server_share_per_walker=round(share / max(1, len(admitted)), 5),
        server_share=round(share, 4),
    )


def mic_to_ear_ms(report: WalkReport) -> list[float]:
    """Return the delay of every chirp heard after the warm-up, milliseconds."""
    arrivals = _settled(report)
    if len(arrivals) < 2:
        return []
    sound, first = decode(arrivals)
    starts = np.array([a.start_frame for a in arrivals])
    at_s = np.array([a.at_s for a in arrivals])
    delays_ms = []
    for frame in find_chirps(sound):
        packet = int(np.searchsorted(starts, first + frame, side="right")) - 1
        into_s = (first + frame - starts[packet]) / SAMPLE_RATE_HZ
        heard_s = at_s[packet] + TARGET_S + into_s - report.began_s
        period_s = PERIOD_FRAMES / SAMPLE_RATE_HZ
        delays_ms.append(1000.0 * (heard_s % period_s))
    return delays_ms


def _settled(report: WalkReport) -> list[Arrival]:
    """Return what came after the warm-up: of a walker's walk, of a waiter's wait."""
    began_s = report.came_s if report.is_waiting else report.began_s
    return [a for a in report.arrivals if a.at_s - began_s > WARM_UP_S]


def _percentiles(delays_ms: list[float]) -> Delays:
    if not delays_ms:
        return Delays(None, None, None)
    p50, p95, p99 = (round(float(p), 1) for p in np.percentile(delays_ms, [50, 95, 99]))
    return Delays(p50, p95, p99)


def _health(url: str) -> Health:
    with urllib.request.urlopen(f"{url}/api/health", timeout=10) as answer:
        counts: Health = json.load(answer)
        return counts
