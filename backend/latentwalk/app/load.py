"""Many synthetic walkers at once, and one whose chirps time the way from mic to ear."""

import asyncio
import json
import urllib.request
from dataclasses import asdict, dataclass

import numpy as np

from latentwalk.app.click_train import PERIOD_FRAMES, click_train, find_chirps
from latentwalk.app.walking_client import (
    TARGET_S,
    Arrival,
    WalkReport,
    concealed_ratio,
    decode,
    encode_mic,
    walk_circle,
)
from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples

RADII_M = (4.0, 12.0, 20.0, 28.0)
WARM_UP_S = 2.0  # the jitter buffers settle
STAGGER_S = 0.0137  # people do not arrive, nor their phones send, in step


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
        walkers: Asked for.
        admitted: Let in.
        disconnected: Let in, and closed by the server before the end.
        missed_ratio: Model blocks not there in time, of all.
        concealed_ratio: Sound that clients would have to conceal, of all.
        mic_to_ear_ms: From capture to the client's target, over the dry path (DESIGN §13).
        chirps: How many times the way was measured.
    """

    walkers: int
    admitted: int
    disconnected: int
    missed_ratio: float
    concealed_ratio: float
    mic_to_ear_ms: Delays
    chirps: int

    def to_json(self) -> str:
        """Return one line of JSON."""
        return json.dumps(asdict(self))


async def run_load(
    url: str, walk: str, walkers: int, seconds: float, mic: Samples | None = None
) -> LoadReport:
    """Walk with ``walkers`` at once for ``seconds``.

    Args:
        url: ``http://host:port`` of a running server.
        walk: Which walk.
        walkers: How many; the first one carries the chirps.
        seconds: How long, > WARM_UP_S + one chirp period.
        mic: What the others' mics hear, mono [n] at 48 kHz; by default chirps too.
    """
    socket_url = url.replace("http", "ws", 1) + "/ws"
    chirps = encode_mic(click_train(PERIOD_FRAMES * 20))
    speech = chirps if mic is None else encode_mic(mic)
    before = await asyncio.to_thread(_health, url)
    walks = [
        walk_circle(
            socket_url,
            walk,
            speech if i else chirps,
            seconds,
            RADII_M[i % len(RADII_M)],
            dry_gain=0.0 if i else 1.0,
            begin_after_s=i * STAGGER_S,
        )
        for i in range(walkers)
    ]
    reports = await asyncio.gather(*walks)
    after = await asyncio.to_thread(_health, url)
    admitted = [report for report in reports if report.arrivals]
    blocks = after["blocks"] - before["blocks"]
    delays_ms = mic_to_ear_ms(reports[0])
    ratios = [concealed_ratio(_settled(r)) for r in admitted]
    return LoadReport(
        walkers=walkers,
        admitted=len(admitted),
        disconnected=sum(r.was_closed is not None for r in admitted),
        missed_ratio=(after["blocks_missed"] - before["blocks_missed"]) / max(1, blocks),
        concealed_ratio=float(np.mean(ratios)) if ratios else 1.0,
        mic_to_ear_ms=_percentiles(delays_ms),
        chirps=len(delays_ms),
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
    return [a for a in report.arrivals if a.at_s - report.began_s > WARM_UP_S]


def _percentiles(delays_ms: list[float]) -> Delays:
    if not delays_ms:
        return Delays(None, None, None)
    p50, p95, p99 = (round(float(p), 1) for p in np.percentile(delays_ms, [50, 95, 99]))
    return Delays(p50, p95, p99)


def _health(url: str) -> dict[str, int]:
    with urllib.request.urlopen(f"{url}/api/health", timeout=10) as answer:
        counts: dict[str, int] = json.load(answer)
        return counts
