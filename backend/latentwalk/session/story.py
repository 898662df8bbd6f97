"""What each walk tells of its walkers, tick after tick: visits, rules, hushes, pace."""

from latentwalk.session.standing import Standing
from latentwalk.session.tick import Tick
from latentwalk.session.told import Told


class Story:
    """Streaming state of ``capacity`` lanes."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity

    def reset(self, lane: int) -> None:
        """Make ``lane`` equal a fresh one."""

    def tell(self, tick: Tick, here: Standing) -> tuple[Told, ...]:
        """Return what stands and happens, one for each group of ``tick``."""
        return tuple(
            Told.nothing(len(rows), len(ground.walk.zones)) for ground, rows in tick.groups
        )
