"""A walk rehearsed at a desk: what a phone would send goes through one session, tick by tick.

In: an open walk, the poses of a phone that errs, the true way beneath them. Out: the sound,
and what was known at every look. Everything between is the live server's own: the session
maps the phone's clock and plants the ground, the turn reports, walks and delivers.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import (
    PACKET_FRAMES,
    SAMPLE_RATE_HZ,
    TICK_FRAMES,
    TICK_S,
    Latents,
    Metres,
    Samples,
    Weights,
)
from latentwalk.domain.ids import ModelId, ResumeToken, SessionId
from latentwalk.domain.pose import Pose
from latentwalk.domain.setting import Door, MicSetting
from latentwalk.geo.dice import Dice
from latentwalk.session.ground import Ground
from latentwalk.session.hall import Hall
from latentwalk.session.planting import Planting
from latentwalk.session.session import Session
from latentwalk.session.standing import Standing
from latentwalk.session.tick import Heard
from latentwalk.session.turn import Turns
from latentwalk.session.visits import Visits

LOOK_TICKS = 5  # 107 ms: finer than anybody walks
LATENTS_SHOWN = 8  # the first axes say enough for a picture
PHONE_CLOCK_S = 1.7e9  # a phone's clock is not ours
NETWORK_S = 0.04  # least delay of a mobile network
NETWORK_JITTER_S = 0.06
FAR_M = 1e9  # an accuracy by which nothing is planted


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a rehearsed walk was like; M looks, about nine a second.

    Attributes:
        stereo: [2, n] at 48 kHz, aligned with the looks.
        times_s: Media time of each look, [M].
        truth_m: Where the walker truly was on the ground as it was planted, [M, 2].
        received_m: Where the server took them to be, [M, 2]; NaN before it knew.
        accuracy_m: As the phone last said, [M]; NaN before.
        is_inside: In which zones the server took them to be, [M, Z].
        weights: Of the zones in document order and last the outside, [M, Z + 1].
        gain: What hushes and pace leave of all sound, 0..1, [M].
        latents: By model, its first axes, standard deviations, [M, k]; zero where silent.
    """

    stereo: Samples
    times_s: NDArray[np.float64]
    truth_m: Metres
    received_m: Metres
    accuracy_m: Metres
    is_inside: NDArray[np.bool_]
    weights: Weights
    gain: Weights
    latents: dict[ModelId, Latents]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a walker brings to a rehearsal.

    Attributes:
        poses: What the phone sends, in order of its own time, which begins at 0.
        truth: What it would send if it were exact, at a time of the same clock.
        duration_s: How long the walk lasts.
        noise_key: Makes the noise this walker's own.
        mic: Mono, [n] at 48 kHz; ``None`` is no mic.
        seed: Of the network's delays.
    """

    poses: Sequence[Pose]
    truth: Callable[[float], Pose]
    duration_s: float
    noise_key: int
    mic: Samples | None = None
    seed: int = 0


def rehearse(
    hall: Hall,
    ground: Ground,
    walker: Rehearsed,
    on_tick: Callable[[int, int], None] = lambda done, total: None,
) -> Rehearsal:
    """Walk once, from the first pose to the last.

    Args:
        hall: Fresh, with pools in this process (their depth is 0).
        ground: The walk.
        walker: What comes in.
        on_tick: Called with ticks done and in all.
    """
    session = Session(
        SessionId(1), ResumeToken("rehearsal"), 0, ground, Door.OUTDOOR, walker.noise_key
    )
    session.is_at_ear = True
    n_frames = max(1, math.ceil(walker.duration_s * SAMPLE_RATE_HZ))
    ticks = math.ceil((n_frames + hall.latency_frames) / TICK_FRAMES)
    stereo = np.zeros((2, ticks * TICK_FRAMES), dtype=np.float32)
    phone, turns, diary = _Phone(session, walker), Turns(hall), _Diary(ground)
    for number in range(ticks):
        phone.send((number + 1) * TICK_S)
        heard = turns.turn(number, [session])
        assert heard is not None
        stereo[:, number * TICK_FRAMES : (number + 1) * TICK_FRAMES] = heard.stereo[0]
        session.downlink.clear()
        if number % LOOK_TICKS == 0 and number * TICK_S <= walker.duration_s:
            diary.note(number * TICK_S, heard, phone.accuracy_m)
        on_tick(number + 1, ticks)
    sound = stereo[:, hall.latency_frames : hall.latency_frames + n_frames]
    return diary.rehearsal(sound, _truth(ground, walker, diary.times_s))


class _Phone:
    """Sends what is due, each pose and packet a little late, never out of order."""

    def __init__(self, session: Session, walker: Rehearsed) -> None:
        self.accuracy_m = math.nan
        self._session, self._mic = session, walker.mic
        self._dice = Dice(walker.seed)
        self._waiting = [(pose, self._delay_s()) for pose in walker.poses][::-1]
        self._arrived_s = 0.0
        self._mic_frame = 0
        if walker.mic is not None:
            session.set_mic(MicSetting.SOUND)

    def send(self, until_s: float) -> None:
        """Let everything arrive that does so before media time ``until_s``."""
        while self._waiting:
            pose, delay_s = self._waiting[-1]
            at_s = max(self._arrived_s, pose.time_s + delay_s)
            if at_s >= until_s:
                break
            self._waiting.pop()
            self._arrived_s = at_s
            self.accuracy_m = math.nan if pose.accuracy_m is None else pose.accuracy_m
            self._session.receive_pose(_on_phone_clock(pose), at_s)
        while self._mic is not None and self._mic_frame + PACKET_FRAMES <= until_s * SAMPLE_RATE_HZ:
            part = self._mic[self._mic_frame : self._mic_frame + PACKET_FRAMES]
            if len(part) == PACKET_FRAMES:
                self._session.receive_mic(self._mic_frame, part, until_s)
            self._mic_frame += PACKET_FRAMES

    def _delay_s(self) -> float:
        return NETWORK_S + NETWORK_JITTER_S * self._dice.uniform()


def _on_phone_clock(pose: Pose) -> Pose:
    return Pose(
        PHONE_CLOCK_S + pose.time_s,
        pose.point,
        pose.heading_deg,
        pose.accuracy_m,
        pose.heading_accuracy_deg,
        pose.speed_mps,
    )


class _Diary:
    """What each look saw."""

    def __init__(self, ground: Ground) -> None:
        self.times_s: list[float] = []
        self._ground, self._visits = ground, Visits(1)
        self._inside: list[NDArray[np.bool_]] = []
        self._received: list[tuple[float, float]] = []
        self._accuracy: list[float] = []
        self._weights: list[Weights] = []
        self._gain: list[float] = []
        self._latents: dict[ModelId, list[Latents]] = {}

    def note(self, time_s: float, heard: Heard, accuracy_m: float) -> None:
        """Keep what this tick knew of the one walker."""
        east_m, north_m = (float(x) for x in heard.here.positions[0, :2])
        is_known = heard.here.presence[0] > 0.0
        self.times_s.append(time_s)
        self._received.append((east_m, north_m) if is_known else (math.nan, math.nan))
        self._accuracy.append(accuracy_m)
        self._inside.append(self._visit(time_s, heard.here))
        self._weights.append(heard.weights[0][0].copy())
        self._gain.append(float(heard.told[0].gain[0]))
        for model, latents in heard.latents.items():
            row = latents[0, :LATENTS_SHOWN, -1].copy()
            self._latents.setdefault(model, []).append(row)

    def _visit(self, time_s: float, here: Standing) -> NDArray[np.bool_]:
        """Say in which zones the server takes the walker to be, [Z]."""
        doubt_m = np.where(here.presence > 0.0, here.accuracies_m, np.inf)
        fences, zones = self._ground.fences, self._ground.walk.zones
        lanes = np.zeros(1, dtype=np.intp)
        visited = self._visits.advance(fences, zones, lanes, here.positions, doubt_m, time_s)
        return np.array(visited.is_inside[0])

    def rehearsal(self, stereo: Samples, truth_m: Metres) -> Rehearsal:
        """Close the diary."""
        return Rehearsal(
            stereo=stereo,
            times_s=np.array(self.times_s),
            truth_m=truth_m,
            received_m=np.array(self._received),
            accuracy_m=np.array(self._accuracy),
            is_inside=np.stack(self._inside),
            weights=np.stack(self._weights),
            gain=np.array(self._gain, dtype=np.float32),
            latents={model: np.stack(rows) for model, rows in self._latents.items()},
        )


def _truth(ground: Ground, walker: Rehearsed, times_s: Sequence[float]) -> Metres:
    """Return the true way on the ground as the phone's fixes planted it, [M, 2]."""
    planting = Planting(ground.walk)
    for pose in walker.poses:
        planting.to_local(pose, pose.time_s)
    places = []
    for time_s in times_s:
        true = walker.truth(time_s)
        place = planting.to_local(Pose(time_s, true.point, accuracy_m=FAR_M), math.inf)
        places.append((math.nan,) * 2 if place is None else (place.east_m, place.north_m))
    return np.array(places)
