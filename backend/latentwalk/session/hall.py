"""What the walk function keeps between ticks: one lane a walker in every stage, and the ports."""

from collections.abc import Sequence

import numpy as np

from latentwalk.audio.condition import Conditioner
from latentwalk.audio.delay import DelayLine
from latentwalk.audio.limiter import Limiter
from latentwalk.audio.located import Located
from latentwalk.audio.stage import rotate
from latentwalk.domain.block import Lanes, Metres, Samples, Weights
from latentwalk.session.colour import Colour
from latentwalk.session.port import Port
from latentwalk.session.standing import Standing
from latentwalk.session.stillness import Stillness
from latentwalk.session.story import Story
from latentwalk.session.tick import Tick
from latentwalk.session.told import Told
from latentwalk.session.wet import WetSound
from latentwalk.session.whereabouts import Whereabouts

SLOWED = 0.25  # how fast time runs for whoever stands still, where a zone asks for that


class Hall:
    """Every stage's streaming state for up to ``capacity`` walkers.

    Args:
        ports: One for each loaded model; the first is the server's default.
        capacity: Lanes.
        dry_latency_frames: Delay of the dry path; by default the first port's.
        located: Recordings at their places, for one walker whose client mixes none (render).
    """

    def __init__(
        self,
        ports: Sequence[Port],
        capacity: int,
        dry_latency_frames: int | None = None,
        located: Located | None = None,
    ) -> None:
        self._located = located
        self.capacity = capacity
        self.ports = tuple(ports)
        self.poses = Whereabouts(capacity)
        self.conditioner = Conditioner(capacity, ports[0].contract.reference_loudness_lufs)
        self.wets = tuple(WetSound(port, capacity) for port in ports)
        wet_frames = self.conditioner.latency_frames + ports[0].latency_frames
        delay_frames = wet_frames if dry_latency_frames is None else dry_latency_frames
        self._dry = DelayLine(capacity, 1, delay_frames)
        self._is_dry = np.zeros(capacity, np.bool_)  # whose mic was asked for in the last tick
        self.stillness, self.story, self.colour = (
            Stillness(capacity),
            Story(capacity),
            Colour(capacity),
        )
        self._slow_by_s = np.zeros(capacity)  # how far slowed time lies behind
        self._told_s = np.full(capacity, np.nan)
        self.limiter = Limiter(capacity)
        self._heading_deg = np.full(capacity, np.nan)
        self.latency_frames = delay_frames + self.limiter.latency_frames

    def open(self, port: Port) -> None:
        """Take a further model in while people walk; from any thread, heard from the next tick."""
        self.ports, self.wets = (*self.ports, port), (*self.wets, WetSound(port, self.capacity))

    def reset(self, lane: int) -> None:
        """Make ``lane`` equal a fresh one: its next walker starts silent."""
        self.poses.reset(lane)
        self.conditioner.reset(lane)
        for wet in self.wets:
            wet.reset(lane)
        self.stillness.reset(lane)
        self.story.reset(lane)
        self.colour.reset(lane)
        self._slow_by_s[lane], self._told_s[lane] = 0.0, np.nan
        self._dry.reset(lane)
        self.limiter.reset(lane)
        self._heading_deg[lane] = np.nan

    def stand(self, tick: Tick) -> Standing:
        """Say where the walkers of ``tick`` are and how they move."""
        lanes, count = tick.lanes, len(tick.lanes)
        believed, headings_deg, presence = self.poses.advance(tick.time_s, lanes)
        speeds_mps = self.poses.speeds_mps(lanes)
        positions, still = self.stillness.advance(lanes, believed, speeds_mps, tick.time_s)
        time_s = np.full(count, tick.time_s)
        return Standing(
            positions=positions,
            believed=believed,
            headings_deg=headings_deg,
            presence=presence,
            speeds_mps=speeds_mps,
            accuracies_m=self.poses.accuracies_m(lanes),
            still=still,
            time_s=time_s,
            slow_s=time_s - self._slow(lanes, still, tick.time_s),
        )

    def _slow(self, lanes: Lanes, still: Weights, time_s: float) -> Metres:
        """Return how far slowed time lies behind, seconds, [W]: it runs at a quarter at rest."""
        elapsed_s = np.fmax(time_s - self._told_s[lanes], 0.0)  # a first tick's NaN counts as none
        self._told_s[lanes] = time_s
        self._slow_by_s[lanes] += (1.0 - SLOWED) * still * elapsed_s
        return np.asarray(self._slow_by_s[lanes])

    def delayed(self, tick: Tick) -> Samples:
        """Return the mics aligned with what the models make of them, [W, 1, T].

        Those who do not ask for theirs cost nothing and get silence.
        """
        lanes, asks = tick.lanes, tick.dry_gain > 0.0
        for lane in lanes[self._is_dry[lanes] & ~asks]:
            self._dry.reset(int(lane))  # who asks again later hears nothing old
        self._is_dry[lanes] = asks
        rows = np.flatnonzero(asks)
        dry = np.zeros((len(lanes), 1, tick.mic.shape[1]), np.float32)
        dry[rows] = self._dry.process(tick.mic[rows, None], lanes[rows])
        return dry

    def missed_blocks(self, lane: int) -> int:
        """Return how many blocks this walker's models did not bring in time."""
        return int(sum(wet.missed[lane] for wet in self.wets))

    def lacks_prior(self, lane: int) -> bool:
        """Say whether terrain stands in where this walker asked for a model's own generation."""
        return any(bool(wet.lacks_prior[lane]) for wet in self.wets)

    def at_ear(
        self, bed: Samples, tick: Tick, stage_deg: Metres, here: Standing, told: tuple[Told, ...]
    ) -> Samples:
        """Turn the bed to the heading for those whose client does not, [W, 2, T].

        A hall with located recordings mixes them at the ears of its one walker.
        """
        headings_deg = here.headings_deg
        rows = np.flatnonzero(tick.at_ear)
        if not len(rows):
            return bed
        lanes, now_deg = tick.lanes[rows], headings_deg[rows]
        before_deg = self._heading_deg[lanes]
        before_deg = np.where(np.isnan(before_deg), now_deg, before_deg)
        bed[rows] = rotate(bed[rows], stage_deg[rows], before_deg, now_deg)
        self._heading_deg[lanes] = now_deg
        if self._located is not None:
            bed[0] += self._beside(self._located, here, told[0], bed.shape[2])
        return bed

    def _beside(self, located: Located, here: Standing, told: Told, n_frames: int) -> Samples:
        """Return the recordings around the one walker, [2, T]."""
        plays = [event.play for event in told.events.get(0, ()) if event.play]
        heading_deg, gain = float(here.headings_deg[0]), float(told.gain[0])
        return located.process(here.positions[0], heading_deg, n_frames, plays, gain)
