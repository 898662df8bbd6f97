"""One filter a walker, whose setting follows them from zone to zone without a click.

All three kinds share their poles, so a walker between a low-pass and a high-pass hears a mean
of both responses at one frequency between theirs.

References:
    Bristow-Johnson, Cookbook formulae for audio EQ biquad filter coefficients.
    Zavalishin (2018), The Art of VA Filter Design, ch. 4: integrators' states stay true when a
    filter's frequency changes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from latentwalk.audio.guard import finite
from latentwalk.audio.lanes import Lanes, check_lanes
from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples, Weights, check_shape
from latentwalk.domain.errors import BlockSizeError
from latentwalk.domain.sound import Filter, FilterKind

Numbers = NDArray[np.float64]

KINDS = (FilterKind.LOWPASS, FilterKind.HIGHPASS, FilterKind.BANDPASS)
FREQUENCY_HZ = (20.0, 20_000.0)
Q = (0.3, 10.0)
_SAME = 0.002  # a thirtieth of a semitone: not heard, and not worth a second filter
_FORGOTTEN = 1e-20  # a state this small is inaudible, and smaller ones are slow to compute


@dataclass(frozen=True, slots=True)
class ToneSettings:
    """How each walker's filter stands at a block's end.

    Attributes:
        frequency_hz: Corner or centre, [W].
        q: Sharpness, [W].
        shares: Of each of ``KINDS``, ≥ 0, [W, 3]; what they lack of one stays unfiltered.
    """

    frequency_hz: Numbers
    q: Numbers
    shares: Weights


def tone_settings(filters: Sequence[Filter | None], weights: Weights) -> ToneSettings:
    """Blend zones' filters: frequency and sharpness as pitch does, kinds by their weights.

    Args:
        filters: One a zone.
        weights: Each zone's share of what sounds, [W, Z]; they sum to at most one a walker.
    """
    check_shape("weights", weights, [None, len(filters)])
    columns = [column for column, each in enumerate(filters) if each is not None]
    chosen = [each for each in filters if each is not None]
    mine = weights[:, columns].astype(np.float64)  # [W, F]
    total = mine.sum(axis=1)
    share = mine / np.maximum(total, 1e-9)[:, None]
    middle_hz = np.log(np.array([each.frequency_hz for each in chosen] or [1_000.0]))
    sharp = np.log(np.array([each.q for each in chosen] or [1.0]))
    if not chosen:
        share = np.ones((len(weights), 1))
    is_kind = np.array([[each.kind is kind for kind in KINDS] for each in chosen], np.float64)
    shares = mine @ is_kind.reshape(len(chosen), len(KINDS))
    return ToneSettings(np.exp(share @ middle_hz), np.exp(share @ sharp), shares.astype(np.float32))


class Tone:
    """The filters of all lanes; a lane whose shares are zero passes bit for bit, at no cost.

    Within a block a lane fades in a straight line from the filter it had to the one it gets,
    both fed by the same sound; the second takes over the state of the first. Adds no delay.

    Args:
        capacity: Lanes.
    """

    latency_frames = 0

    def __init__(self, capacity: int) -> None:
        self._frequency_hz: Numbers = np.zeros(capacity)
        self._q: Numbers = np.zeros(capacity)
        self._shares: Weights = np.zeros((capacity, len(KINDS)), np.float32)
        self._past: Numbers = np.zeros((capacity, 2, 2))  # channel, the last two of the poles

    def process(self, sound: Samples, settings: ToneSettings, lanes: Lanes) -> Samples:
        """Filter one block of each active lane.

        Args:
            sound: ``[W, 2, T]`` float32; a lane that filters hears what is not finite as zero.
            settings: Where each filter stands at the block's end; frequencies are held within
                20 Hz..20 kHz, sharpness within 0.3..10; changes under 0.2 % wait for more.
            lanes: Active lanes, ``[W]``.

        Returns:
            ``[W, 2, T]`` float32; ``sound`` itself where no lane filters.

        Raises:
            BlockSizeError: If the shapes do not fit.
        """
        check_lanes("sound", sound, lanes, len(self._past), [2, None])
        check_shape("frequency_hz", settings.frequency_hz, [len(lanes)])
        check_shape("q", settings.q, [len(lanes)])
        check_shape("shares", settings.shares, [len(lanes), len(KINDS)])
        if sound.shape[2] < 1:
            raise BlockSizeError("sound: expected at least one frame, got 0")
        is_busy = (settings.shares > 0.0).any(axis=1) | (self._shares[lanes] > 0.0).any(axis=1)
        if not is_busy.any():
            return sound
        out = sound.copy()
        for row in np.flatnonzero(is_busy):
            frequency_hz = min(
                max(float(settings.frequency_hz[row]), FREQUENCY_HZ[0]), FREQUENCY_HZ[1]
            )
            q = min(max(float(settings.q[row]), Q[0]), Q[1])
            out[row] = self._filtered(
                finite(sound[row])[0], int(lanes[row]), frequency_hz, q, settings.shares[row]
            )
        return out

    def reset(self, lane: int) -> None:
        """Forget the lane's sound and setting."""
        self._past[lane] = 0.0
        self._shares[lane] = 0.0
        self._frequency_hz[lane] = self._q[lane] = 0.0

    def _filtered(
        self, x: Samples, lane: int, frequency_hz: float, q: float, shares: Weights
    ) -> Samples:
        before = self._shares[lane].copy()
        if not before.any():  # it begins here: nothing to come from
            self._frequency_hz[lane], self._q[lane] = frequency_hz, q
        elif not shares.any() or self._is_near(
            lane, frequency_hz, q
        ):  # it ends here: nowhere to go
            frequency_hz, q = float(self._frequency_hz[lane]), float(self._q[lane])
        old = _poles(float(self._frequency_hz[lane]), float(self._q[lane]))
        along = np.arange(1, x.shape[1] + 1) / x.shape[1]
        ramps = shares[:, None].astype(np.float64)  # [3, 1]
        if not np.array_equal(before, shares):
            ramps = before[:, None] + (shares - before)[:, None] * along  # [3, T]
        wet, past = old.respond(x, self._past[lane], ramps)
        if (frequency_hz, q) != (self._frequency_hz[lane], self._q[lane]):
            new = _poles(frequency_hz, q)
            begun = self._past[lane] @ new.taken_over_from(old).T
            other, past = new.respond(x, begun, ramps)
            wet += along * (other - wet)
        self._frequency_hz[lane], self._q[lane], self._shares[lane] = frequency_hz, q, shares
        is_over = not shares.any() or float(np.abs(past).max()) < _FORGOTTEN
        self._past[lane] = 0.0 if is_over else past
        return np.asarray(x * (1.0 - ramps.sum(axis=0)) + wet, np.float32)

    def _is_near(self, lane: int, frequency_hz: float, q: float) -> bool:
        apart = abs(frequency_hz / self._frequency_hz[lane] - 1.0), abs(q / self._q[lane] - 1.0)
        return bool(max(apart) < _SAME)


@dataclass(frozen=True, slots=True)
class _Poles:
    """Two poles, and the zeros of all kinds over them.

    Attributes:
        g: The integrators' gain.
        q: Sharpness.
        back: Feedback ``[1, a1, a2]``.
        kinds: Feedforward of each of ``KINDS``, a column each, [3, 3].
    """

    g: float
    q: float
    back: Numbers
    kinds: Numbers

    def taken_over_from(self, other: "_Poles") -> Numbers:
        """Return what turns another filter's last outputs into ones of this, [2, 2]."""
        (a, b), (c, d) = self._memory()
        (e, f), (g, h) = other._memory()
        whole = a * d - b * c
        return np.array(
            [
                [(d * e - b * g) / whole, (d * f - b * h) / whole],
                [(a * g - c * e) / whole, (a * h - c * f) / whole],
            ]
        )

    def _memory(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return what turns the last two outputs into the states of the two integrators.

        These states mean the same at any frequency. With no input the poles next give
        -a1·u1 - a2·u2; from it and the two before comes what the integrators give (a band and
        a low-pass), and from that their states.
        """
        g, (_, a1, a2) = self.g, self.back.tolist()
        band, low = float(self.kinds[0, 2]) * self.q, float(self.kinds[0, 0])
        first = -band * a1, -band * (a2 + 1.0)
        second = low * (2.0 - a1), low * (1.0 - a2)
        damped = 1.0 + g / self.q
        return (
            (damped * first[0] + g * second[0], damped * first[1] + g * second[1]),
            (second[0] - g * first[0], second[1] - g * first[1]),
        )

    def respond(self, x: Samples, past: Numbers, ramps: Numbers) -> tuple[Numbers, Numbers]:
        """Filter a block.

        Args:
            x: ``[2, T]``.
            past: The poles' last two outputs, the later first, ``[2, 2]``.
            ramps: Share of each kind at each frame, ``[3, T]``, or all along, ``[3, 1]``.

        Returns:
            The kinds' sum, ``[2, T]``, and the poles' last two outputs.
        """
        _, a1, a2 = self.back
        start = np.stack([-a1 * past[:, 0] - a2 * past[:, 1], -a2 * past[:, 0]], axis=1)
        poles, _ = lfilter([1.0], self.back, x, axis=1, zi=start)
        heard = np.concatenate([past[:, ::-1], poles], axis=1)  # [2, 2 + T]
        taps = self.kinds @ ramps  # [3, T] or [3, 1]
        wet = taps[0] * heard[:, 2:] + taps[1] * heard[:, 1:-1] + taps[2] * heard[:, :-2]
        return np.asarray(wet), heard[:, :-3:-1]


@lru_cache(maxsize=256)
def _poles(frequency_hz: float, q: float) -> _Poles:
    g = math.tan(math.pi * frequency_hz / SAMPLE_RATE_HZ)
    whole = 1.0 / (1.0 + g / q + g * g)
    low = g * g * whole * np.array([1.0, 2.0, 1.0])
    high = whole * np.array([1.0, -2.0, 1.0])
    band = g / q * whole * np.array([1.0, 0.0, -1.0])
    back = np.array([1.0, 2.0 * (g * g - 1.0) * whole, (1.0 - g / q + g * g) * whole])
    return _Poles(g, q, back, np.stack([low, high, band], axis=1))
