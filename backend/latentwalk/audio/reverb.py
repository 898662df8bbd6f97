"""Rooms around walkers: each is sent some of their sound and answers."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from latentwalk.audio.convolver import Convolver, Partitions
from latentwalk.audio.guard import finite
from latentwalk.audio.lanes import Lanes, check_lanes
from latentwalk.audio.room import impulse_response
from latentwalk.domain.block import TICK_FRAMES, Samples, Weights, check_shape
from latentwalk.domain.errors import BlockSizeError
from latentwalk.domain.sound import Reverb as Setting
from latentwalk.domain.sound import ReverbRoom

ROOMS = tuple(ReverbRoom)
# Both ears hear both sides of what goes in. The pair's gain lies between the one that keeps
# alike channels as loud and the one that keeps unrelated channels as loud (±1.2 dB).
_NEAR, _FAR = 0.76, 0.33


def room_sends(
    settings: Sequence[Setting | None], weights: Weights, rooms: Sequence[ReverbRoom] = ROOMS
) -> Weights:
    """Blend zones' rooms: each is sent what its zones ask for by their weights.

    Args:
        settings: One a zone.
        weights: Each zone's share of what sounds, [W, Z]; they sum to at most one a walker.
        rooms: The columns of the result.

    Returns:
        Gain into each room, 0..1, [W, R].
    """
    check_shape("weights", weights, [None, len(settings)])
    asked = np.zeros((len(settings), len(rooms)), np.float32)
    for zone, setting in enumerate(settings):
        if setting is not None:
            asked[zone, rooms.index(setting.room)] = setting.wet
    return np.asarray(weights @ asked, np.float32)


@lru_cache(maxsize=len(ROOMS))
def _partitions(room: ReverbRoom) -> Partitions:
    return Partitions(impulse_response(room))


class Reverb:
    """The rooms of all lanes; a room that was sent nothing and has died away costs nothing.

    What is sent rings on when a walker leaves: the gain lies before the room. A response has the
    energy 1, so a send of 1 answers about as loud as the sound itself. The answer begins with
    the response's first frame: ``latency_frames`` is 0.

    A lane in a room holds at most 2.4 MB while it sounds.

    Args:
        capacity: Lanes.
        rooms: The columns of ``sends``.
    """

    latency_frames = 0

    def __init__(self, capacity: int, rooms: Sequence[ReverbRoom] = ROOMS) -> None:
        self.rooms = tuple(rooms)
        self._sends: Weights = np.zeros((capacity, len(self.rooms)), np.float32)
        self._silent_ticks = np.zeros((capacity, len(self.rooms)), np.int64)
        self._sounding = np.zeros((capacity, len(self.rooms)), np.bool_)
        self._convolvers: dict[tuple[int, int], Convolver] = {}

    @staticmethod
    def prepare(rooms: Iterable[ReverbRoom]) -> None:
        """Make rooms ready, 0.1 s each once a process: when a walk opens, not within a tick."""
        for room in rooms:
            _partitions(room)

    def process(self, sound: Samples, sends: Weights, lanes: Lanes) -> Samples:
        """Send sound to rooms and return what they answer.

        Args:
            sound: ``[W, 2, T]`` float32; T is a positive multiple of 1024; values that are
                not finite are silence to the rooms.
            sends: Gain into each room at the block's end, ``[W, R]``, ≥ 0; a line leads there
                from what it was before, a lane that is fresh from 0.
            lanes: Active lanes, ``[W]``.

        Returns:
            What is added to the sound, ``[W, 2, T]`` float32.

        Raises:
            BlockSizeError: If the shapes do not fit.
        """
        check_lanes("sound", sound, lanes, len(self._sends), [2, None])
        check_shape("sends", sends, [len(lanes), len(self.rooms)])
        n_frames = sound.shape[2]
        if n_frames < 1 or n_frames % TICK_FRAMES:
            raise BlockSizeError(f"sound: expected a multiple of {TICK_FRAMES}, got {n_frames}")
        wet = np.zeros_like(sound)
        before = self._sends[lanes]
        self._sends[lanes] = sends
        is_busy = (sends > 0.0) | (before > 0.0) | self._sounding[lanes]
        for row in np.flatnonzero(is_busy.any(axis=1)):
            sides = finite(sound[row])[0]
            both = _NEAR * sides + _FAR * sides[::-1]
            for room in np.flatnonzero(is_busy[row]):
                gain = np.linspace(before[row, room], sends[row, room], n_frames + 1)[1:]
                sent = np.multiply(both, gain, dtype=np.float32, casting="same_kind")
                self._answer(int(lanes[row]), int(room), sent, wet[row])
        return wet

    def reset(self, lane: int) -> None:
        """Make the lane's rooms silent, as when fresh."""
        self._sends[lane] = 0.0
        for room in range(len(self.rooms)):
            self._end(lane, room)

    def _answer(self, lane: int, room: int, sent: Samples, wet: Samples) -> None:
        """Add what one room answers, tick by tick, into ``wet``."""
        key, partitions = (lane, room), _partitions(self.rooms[room])
        convolver = self._convolvers.get(key)
        if convolver is None:
            if not sent.any():
                return
            convolver = self._convolvers[key] = Convolver(partitions, lane)
            self._sounding[key] = True
        for start in range(0, sent.shape[1], TICK_FRAMES):
            tick = sent[:, start : start + TICK_FRAMES]
            wet[:, start : start + TICK_FRAMES] += convolver.process(tick)
            self._silent_ticks[key] = 0 if tick.any() else self._silent_ticks[key] + 1
        if self._silent_ticks[key] > partitions.n_ticks:
            self._end(lane, room)

    def _end(self, lane: int, room: int) -> None:
        self._convolvers.pop((lane, room), None)
        self._silent_ticks[lane, room], self._sounding[lane, room] = 0, False
