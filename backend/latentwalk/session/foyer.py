"""Hidden listeners: what those who wait hear, one of a walk for all of its waiters.

A foyer has a lane and a decode row as a walker has, but neither mic nor pose, so the walk's
``outside`` sounds. It is nobody: it takes no walker's place and is counted nowhere.
"""

import secrets

from latentwalk.domain.block import PACKET_FRAMES, Samples
from latentwalk.domain.ids import ResumeToken, SessionId, WalkId
from latentwalk.domain.setting import Door
from latentwalk.latent.noise import session_key
from latentwalk.session.downlink import Downlink
from latentwalk.session.ground import Ground
from latentwalk.session.session import Session

MOST_FOYERS = 4  # lanes beside the walkers'; who waits for a further walk hears nothing yet
_APART = 1 << 31  # the low half of an id: above all that walkers get


class Line:
    """One codec's packets of a sound that several codecs carry.

    Attributes:
        downlink: Where they are taken from.
    """

    def __init__(self) -> None:
        self.downlink = Downlink()
        self._origin_frame: int | None = None
        self._end_frame = 0

    def push(self, start_frame: int, stereo: Samples) -> None:
        """Add one tick; a gap, or what is dropped, begins another grid of packets."""
        if self._origin_frame is None or start_frame != self._end_frame:
            self._origin_frame = start_frame
        self._end_frame = start_frame + stereo.shape[1]
        dropped = self.downlink.dropped_frames
        self.downlink.push(start_frame, stereo)
        head_frame = self.downlink.head_frame
        if self.downlink.dropped_frames != dropped and head_frame is not None:
            self._origin_frame = head_frame

    def packet_start_from(self, frame: int) -> int:
        """Return where the first packet begins that begins at ``frame`` or later."""
        if self._origin_frame is None:
            return frame
        return frame + (self._origin_frame - frame) % PACKET_FRAMES


class Fan(Downlink):
    """One sound on its way out in several codecs, each with a line of its own.

    Lines are opened on the event loop and fed on the tick thread, which sees them all or none
    of a change: the tuple is replaced whole.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[Line, ...] = ()

    def open(self) -> Line:
        """Return a further line; it begins with the next tick."""
        line = Line()
        self._lines = (*self._lines, line)
        return line

    def close(self, line: Line) -> None:
        """Feed a line no longer."""
        self._lines = tuple(other for other in self._lines if other is not line)

    def push(self, start_frame: int, stereo: Samples) -> None:
        """Give one tick to every line."""
        for line in self._lines:
            line.push(start_frame, stereo)


class Foyer(Session):
    """The hidden listener of one walk.

    Attributes:
        fan: Where its sound goes.
    """

    def __init__(self, session_id: SessionId, lane: int, ground: Ground, noise_key: int) -> None:
        nobody = ResumeToken("")
        super().__init__(session_id, nobody, lane, ground, Door.INDOOR, noise_key)
        self.fan = self.downlink = Fan()

    @property
    def stage_deg(self) -> tuple[float, float]:
        """Azimuths of the two virtual speakers of the ground outside all zones."""
        return self.ground.walk.outside.stage_deg


class Foyers:
    """The foyers that are open; owned by the event loop.

    Args:
        first_lane: Their lanes follow the walkers'.

    Attributes:
        active: All of them; replaced whole, so that the tick thread may read it.
    """

    def __init__(self, first_lane: int) -> None:
        self.active: tuple[Foyer, ...] = ()
        self._free = list(range(first_lane, first_lane + MOST_FOYERS))[::-1]
        self._opened = 0

    def of(self, walk: WalkId) -> Foyer | None:
        """Return a walk's foyer, if it is open."""
        return next((foyer for foyer in self.active if foyer.ground.walk.id == walk), None)

    def open(self, ground: Ground) -> Foyer | None:
        """Return the foyer of a walk, opened if need be; ``None`` when all lanes are taken."""
        foyer = self.of(ground.walk.id)
        if foyer is not None or not self._free:
            return foyer
        self._opened += 1
        session_id = SessionId((secrets.randbits(31) << 32) | _APART | self._opened)
        key = session_key(ground.walk.seed, _APART | self._opened)
        foyer = Foyer(session_id, self._free.pop(), ground, key)
        self.active = (*self.active, foyer)
        return foyer

    def close(self, foyer: Foyer) -> None:
        """Free a foyer's lane; closing twice is harmless."""
        if foyer in self.active:
            self.active = tuple(other for other in self.active if other is not foyer)
            self._free.append(foyer.lane)
