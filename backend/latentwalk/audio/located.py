"""Recordings that sound from a place, mixed at one ear pair: for renders; phones do it themselves.

The law, the same wherever located samples are heard: at distance d from one of radius r the gain
is ``(1 - (d/r)²)²`` and 0 beyond, and the side is the sine of the bearing less the heading, which
fades to the middle within a metre, so that one walks through a sound instead of past a switch.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latentwalk.audio.stage import GRID_FRAMES
from latentwalk.domain.block import SAMPLE_RATE_HZ, Metres, Samples, check_shape, exact_div
from latentwalk.domain.errors import BlockSizeError
from latentwalk.domain.sample import Playing, Sample

SEAM_FRAMES = SAMPLE_RATE_HZ // 20  # 50 ms: the end of a loop fades into its beginning
NEAR_M = 1.0  # within it a sound has no side

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LocatedSound:
    """A sample and what is in its file.

    Attributes:
        sample: Where, how far, how loud, how often.
        sound: Mono, [n] at 48 kHz, n > 0.
    """

    sample: Sample
    sound: Samples


@dataclass(frozen=True, slots=True)
class _Ear:
    position: Metres  # [3]
    heading_deg: float


class Located:
    """All located samples of a walk at one walker's ears.

    A loop runs with the walk's time whether it is heard or not. One that plays once begins where
    the walker first comes within its radius; one that a rule plays begins with the block. Both
    end at their end; while they sound, to be played again changes nothing. Positions and headings
    move in straight lines within a block.

    Args:
        sounds: In document order.
    """

    latency_frames = 0

    def __init__(self, sounds: Iterable[LocatedSound]) -> None:
        self._tracks = [_Track(each) for each in sounds]
        self._ear: _Ear | None = None
        self._gain = 1.0
        self._frame = 0

    def process(
        self,
        position: Metres,
        heading_deg: float,
        n_frames: int,
        plays: Collection[str] = (),
        gain: float = 1.0,
    ) -> Samples:
        """Mix the next block.

        Args:
            position: East, north, up at the block's end, local metres, [3].
            heading_deg: Clockwise from north at the block's end; NaN hears all in the middle.
            n_frames: Length, a positive multiple of 64.
            plays: Samples that rules play now; ids of others are ignored.
            gain: Of all of them at the block's end (hushes and pace turn it down), 0..1.

        Returns:
            ``[2, n_frames]`` float32: left ear, right ear.

        Raises:
            BlockSizeError: If a length does not fit.
        """
        check_shape("position", position, [3])
        if n_frames < 1:
            raise BlockSizeError(f"n_frames: expected a multiple of {GRID_FRAMES}, got {n_frames}")
        ear = _Ear(np.array(position, np.float64), heading_deg)
        before, gain_before = (ear, gain) if self._ear is None else (self._ear, self._gain)
        along = np.linspace(0.0, 1.0, exact_div(n_frames, GRID_FRAMES) + 1)
        gains = gain_before + (gain - gain_before) * along  # [G + 1]
        out = np.zeros((2, n_frames), np.float32)
        for track in self._tracks:
            if track.sample.id in plays:
                track.begin(self._frame)
            track.add(out, _levels(track.sample, before, ear, along), gains, self._frame)
        self._ear, self._gain = ear, gain
        self._frame += n_frames
        return out

    def reset(self) -> None:
        """Begin the walk anew."""
        self._ear, self._gain, self._frame = None, 1.0, 0
        for track in self._tracks:
            track.reset()


class _Track:
    """One sample, and where in its sound it is."""

    def __init__(self, located: LocatedSound) -> None:
        check_shape(f"sound of {located.sample.id}", located.sound, [None])
        if not len(located.sound):
            raise BlockSizeError(f"sound of {located.sample.id}: expected frames, got none")
        self.sample = located.sample
        self._loops = located.sample.playing is Playing.LOOP
        self._sound = _seamless(located.sound) if self._loops else located.sound
        self._start: int | None = None
        self._has_played = False

    def begin(self, frame: int) -> None:
        """Play from ``frame`` on, unless it sounds already."""
        ends = None if self._start is None else self._start + len(self._sound)
        if not self._loops and (ends is None or frame >= ends):
            self._start, self._has_played = frame, True

    def add(self, out: Samples, levels: Numbers, gains: Numbers, frame: int) -> None:
        """Add the block that begins at ``frame``; levels are [2, G + 1] on the grid."""
        heard = np.flatnonzero(levels.any(axis=0))
        if not len(heard):
            return
        if self.sample.playing is Playing.ONCE and not self._has_played:
            self.begin(frame + int(heard[0]) * GRID_FRAMES)
        sound = self._part(frame, out.shape[1])
        if not sound.any():
            return
        on_grid = levels * gains
        within = np.arange(GRID_FRAMES) / GRID_FRAMES
        ramps = on_grid[:, :-1, None] + np.diff(on_grid, axis=1)[:, :, None] * within
        out += (ramps.reshape(2, -1) * sound).astype(np.float32)

    def reset(self) -> None:
        self._start, self._has_played = None, False

    def _part(self, frame: int, n_frames: int) -> Samples:
        """Return the sound from ``frame`` on, silent where it does not play."""
        if self._loops:
            return self._sound[np.arange(frame, frame + n_frames) % len(self._sound)]
        part = np.zeros(n_frames, np.float32)
        if self._start is not None:
            first = max(self._start, frame)
            sounding = self._sound[first - self._start : frame + n_frames - self._start]
            part[first - frame : first - frame + len(sounding)] = sounding
        return part


def _seamless(sound: Samples) -> Samples:
    """Lay a loop's end over its beginning, as loud as both, and leave it out at the end."""
    n_seam = min(SEAM_FRAMES, len(sound) // 4)
    looped = sound[: len(sound) - n_seam].copy()
    turn = 0.5 * np.pi * (np.arange(n_seam) + 0.5) / max(1, n_seam)
    end = sound[len(sound) - n_seam :]
    looped[:n_seam] = np.sin(turn) * looped[:n_seam] + np.cos(turn) * end
    return looped


def _levels(sample: Sample, before: _Ear, now: _Ear, along: Numbers) -> Numbers:
    """Return a sample's gain at each ear along a straight way, [2, G + 1]."""
    place = sample.position
    path = before.position + (now.position - before.position) * along[:, None]  # [G + 1, 3]
    apart = np.array([place.east_m, place.north_m, place.up_m]) - path
    distance_m = np.sqrt(np.square(apart).sum(axis=1))
    near = np.maximum(0.0, 1.0 - (distance_m / sample.radius_m) ** 2) ** 2
    level = 10.0 ** (sample.gain_db / 20.0) * near
    levels: Numbers = level * _sides(apart, before.heading_deg, now.heading_deg, along)
    return levels


def _sides(apart: Metres, from_deg: float, to_deg: float, along: Numbers) -> Numbers:
    """Share a sound between the ears with equal power, [2, G + 1]; see audio/stage.py."""
    bearing_rad = np.arctan2(apart[:, 0], apart[:, 1])
    flat_m = np.hypot(apart[:, 0], apart[:, 1])
    has_side = flat_m / np.hypot(flat_m, NEAR_M)
    arc_deg = (to_deg - from_deg + 180.0) % 360.0 - 180.0
    if np.isfinite(arc_deg):
        right = np.sin(bearing_rad - np.radians(from_deg + arc_deg * along))
    else:  # an unknown heading hears the middle, and fades to and from it
        known = [np.nan_to_num(np.sin(bearing_rad - np.radians(h))) for h in (from_deg, to_deg)]
        right = known[0] * (1.0 - along) + known[1] * along
    pan = (1.0 + right * has_side) * (np.pi / 4.0)
    return np.stack([np.cos(pan), np.sin(pan)])
