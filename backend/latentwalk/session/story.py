"""What each walk tells of its walkers, tick after tick: visits, rules, hushes, pace."""

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Lanes, Weights
from latentwalk.domain.rule import Play, Say
from latentwalk.latent.facts import Facts
from latentwalk.latent.outcome import Outcome
from latentwalk.latent.rule_state import RuleState
from latentwalk.session.ground import Ground
from latentwalk.session.pace import Pace
from latentwalk.session.standing import Standing
from latentwalk.session.tick import Tick
from latentwalk.session.told import Event, Told
from latentwalk.session.visits import Visits

MINUTE_S, DAY_MINUTES = 60.0, 1440.0
CUED_GAIN = 0.7  # of a hush: 3 dB down, and audible as going
UNCUED_GAIN = 0.95  # who comes back here may be told again
TOO_FAST = Event(cue="too-fast")


class Story:
    """Streaming state of ``capacity`` lanes."""

    def __init__(self, capacity: int) -> None:
        self._visits, self._pace = Visits(capacity), Pace(capacity)
        self._rules: dict[int, RuleState] = {}  # by lane
        self._is_cued = np.zeros(capacity, np.bool_)

    def reset(self, lane: int) -> None:
        """Make ``lane`` equal a fresh one."""
        self._visits.reset(lane)
        self._pace.reset(lane)
        self._rules.pop(lane, None)
        self._is_cued[lane] = False

    def tell(self, tick: Tick, here: Standing) -> tuple[Told, ...]:
        """Return what stands and happens, one for each group of ``tick``."""
        is_outdoors = here.accuracies_m > 0.0  # the poses of worlds are exact
        paced = self._pace.advance(tick.lanes, here.speeds_mps, is_outdoors, tick.time_s)
        told = []
        for ground, rows in tick.groups:
            gains, events = self._hush(ground, tick.lanes[rows], here.take(rows))
            for row in np.flatnonzero(paced.has_begun[rows]):
                events.setdefault(int(row), []).append(TOO_FAST)
            theirs = self._ruled(ground, rows, tick, here, gains * paced.gains[rows], events)
            told.append(theirs)
        return tuple(told)

    def _hush(
        self, ground: Ground, lanes: Lanes, here: Standing
    ) -> tuple[Weights, dict[int, list[Event]]]:
        """Return how loud it may be before hushes, [W], and the cues of those just met."""
        if not ground.walk.hushes:
            return np.ones(len(lanes), np.float32), {}
        is_known = np.isfinite(here.accuracies_m)  # before the first fix nobody is near anything
        accuracies_m = np.where(is_known, here.accuracies_m, 0.0)
        gains = np.where(is_known, ground.hushes.gains(here.believed[:, :2], accuracies_m), 1.0)
        meets = (gains < CUED_GAIN) & ~self._is_cued[lanes]
        self._is_cued[lanes] = (self._is_cued[lanes] | meets) & (gains < UNCUED_GAIN)
        index, _ = ground.hushes.nearest(here.believed[:, :2])
        kinds = [hush.kind.value for hush in ground.walk.hushes]
        events = {
            int(row): [Event(cue=f"hush-{kinds[index[row]]}")] for row in np.flatnonzero(meets)
        }
        return gains.astype(np.float32), events

    def _ruled(
        self,
        ground: Ground,
        rows: Lanes,
        tick: Tick,
        here: Standing,
        gain: Weights,
        events: dict[int, list[Event]],
    ) -> Told:
        zones = ground.walk.zones
        gates: Weights = np.array([zone.is_open for zone in zones], np.float32)
        zone_gain = np.repeat(gates[None], len(rows), axis=0)
        if not ground.rules.rules:
            return Told(zone_gain, gain, is_abrupt=np.zeros(len(rows), np.bool_), events=events)
        told = Told(zone_gain, gain, {}, {}, np.zeros(len(rows), np.bool_), events)
        for row, outcome in enumerate(self._outcomes(ground, rows, tick, here)):
            zone_gain[row] = outcome.zone_gain
            told.is_abrupt[row] = outcome.is_abrupt
            told.blends.update({(row, column): b for column, b in outcome.blends.items()})
            told.models.update({(row, column): m for column, m in outcome.models.items()})
            for event in outcome.events:
                events.setdefault(row, []).append(_event(event))
        return told

    def _outcomes(self, ground: Ground, rows: Lanes, tick: Tick, here: Standing) -> list[Outcome]:
        """Let rules judge each walker of one walk."""
        lanes, mine = tick.lanes[rows], here.take(rows)
        visited = self._visits.advance(
            ground.fences, ground.walk.zones, lanes, mine.positions, mine.accuracies_m, tick.time_s
        )
        minute = tick.clock.local_s / MINUTE_S % DAY_MINUTES
        outcomes = []
        for row, lane in enumerate(lanes):
            facts = Facts(
                time_s=tick.time_s,
                is_inside=_row(visited.is_inside, row),
                entered=_row(visited.entered, row),
                left=_row(visited.left, row),
                speed_mps=float(mine.speeds_mps[row]),
                heading_deg=float(mine.headings_deg[row]),
                minute=minute,
                seed=int(tick.noise_key[rows[row]]),
            )
            state = self._rules.get(int(lane)) or ground.rules.fresh()
            self._rules[int(lane)], outcome = ground.rules.advance(state, facts)
            outcomes.append(outcome)
        return outcomes


def _row(claims: NDArray[np.bool_], row: int) -> NDArray[np.bool_]:
    return np.asarray(claims[row])


def _event(happening: Play | Say) -> Event:
    match happening:
        case Play(sample):
            return Event(play=sample)
        case Say(words):
            return Event(say=words)
