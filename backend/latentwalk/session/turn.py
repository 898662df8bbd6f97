"""One turn of the server's clock: collect from every session, walk, deliver.

Runs on the tick thread, which alone touches the hall. Knows no clock: the turn's
number is the media time.
"""

from collections.abc import Sequence

import numpy as np

from latentwalk.domain.block import SAMPLE_RATE_HZ, TICK_FRAMES
from latentwalk.domain.ids import SessionId
from latentwalk.domain.setting import MicSetting
from latentwalk.domain.wall_clock import WallClock
from latentwalk.session.ground import Ground
from latentwalk.session.hall import Hall
from latentwalk.session.lead_in import deliver
from latentwalk.session.readings import Readings
from latentwalk.session.session import Session
from latentwalk.session.tick import Heard, Lanes, Tick
from latentwalk.session.walker import walk

EPOCH = WallClock(0.0)
READ_EVERY_TICKS = 4  # 85 ms: readings are for eyes, four times a second


class Turns:
    """The tick thread's own memory: which session sits in which lane.

    Args:
        hall: Every stage's state.
    """

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._owners: dict[int, SessionId] = {}

    def turn(
        self, number: int, sessions: Sequence[Session], clock: WallClock = EPOCH
    ) -> Heard | None:
        """Advance all ``sessions`` by one tick; nobody there costs nothing.

        Args:
            number: Ticks before this one; media time is ``number`` × TICK_FRAMES.
            sessions: Who walks now, each with a lane of its own.
            clock: What the wall's clock shows.
        """
        if not sessions:
            return None
        for session in sessions:
            self._seat(session)
            self._report(session)
        tick = _tick(number, sessions, clock)
        heard = walk(self._hall, tick)
        if number % READ_EVERY_TICKS == 0:
            self._read(tick, heard, sessions)
        deliver(sessions, number * TICK_FRAMES, heard.stereo)
        self._deliver_events(tick, heard, sessions)
        return heard

    def _read(self, tick: Tick, heard: Heard, sessions: Sequence[Session]) -> None:
        readings = Readings(tick, heard)
        groups = zip(tick.groups, heard.weights, heard.told, strict=True)
        for (ground, rows), weights, told in groups:
            lines = zip(rows.tolist(), weights.tolist(), told.gain.tolist(), strict=True)
            for row, mine, gain in lines:
                session = sessions[row]
                session.reading = readings.of(row, ground, mine, gain)
                session.missed_blocks = self._hall.missed_blocks(session.lane)
                session.lacks_prior = self._hall.lacks_prior(session.lane)

    def _deliver_events(self, tick: Tick, heard: Heard, sessions: Sequence[Session]) -> None:
        for (_, rows), told in zip(tick.groups, heard.told, strict=True):
            for row, events in told.events.items():
                sessions[rows[row]].events.extend(events)

    def _seat(self, session: Session) -> None:
        """Empty a lane that changes hands."""
        if self._owners.get(session.lane) != session.id:
            self._hall.reset(session.lane)
            self._owners[session.lane] = session.id

    def _report(self, session: Session) -> None:
        for pose, position, time_s in session.next_poses():
            self._hall.poses.report(session.lane, pose, position, time_s)


def _tick(number: int, sessions: Sequence[Session], clock: WallClock) -> Tick:
    # Joined as bytes: a copy a walker would pass the interpreter on as often.
    mics = b"".join([session.next_mic(TICK_FRAMES).data for session in sessions])
    mic = np.frombuffer(mics, np.float32).reshape(len(sessions), TICK_FRAMES)
    return Tick(
        time_s=number * TICK_FRAMES / SAMPLE_RATE_HZ,
        lanes=np.array([s.lane for s in sessions], dtype=np.intp),
        sessions=np.array([s.id for s in sessions], dtype=np.uint64),
        groups=_groups(sessions),
        mic=mic,
        has_mic=np.array([s.mic_setting is MicSetting.SOUND for s in sessions], dtype=np.bool_),
        dry_gain=np.array([s.dry_gain for s in sessions], dtype=np.float32),
        at_ear=np.array([s.is_at_ear for s in sessions], dtype=np.bool_),
        noise_key=np.array([s.noise_key for s in sessions], dtype=np.uint64),
        auditions={row: s.audition for row, s in enumerate(sessions) if s.audition is not None},
        clock=clock,
    )


def _groups(sessions: Sequence[Session]) -> tuple[tuple[Ground, Lanes], ...]:
    rows: dict[Ground, list[int]] = {}
    for row, session in enumerate(sessions):
        rows.setdefault(session.ground, []).append(row)
    return tuple((ground, np.array(mine, dtype=np.intp)) for ground, mine in rows.items())
