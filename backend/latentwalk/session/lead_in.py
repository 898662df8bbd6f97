"""From the foyer into the walk: one sound gives way to the other on the walker's own stream."""

from collections.abc import Sequence

import numpy as np

from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples
from latentwalk.session.foyer import Foyer, Line
from latentwalk.session.session import Session

HOLD_FRAMES = 3 * SAMPLE_RATE_HZ // 4  # the walker's own sound rises, their encoder warms up
CROSS_FRAMES = SAMPLE_RATE_HZ // 2


class LeadIn:
    """One walker's way in; lives on the tick thread.

    The stream begins with what the foyer sounds, on the foyer's grid of packets, and crosses
    over to the walker's own sound. Both gains sum to one, so that what is limited stays so.

    Args:
        foyer: Where the walker has waited.
        line: The foyer's line in the walker's codec.

    Attributes:
        foyer: As given.
    """

    def __init__(self, foyer: Foyer, line: Line) -> None:
        self.foyer = foyer
        self._line = line
        self._begun_frame: int | None = None
        self._end_frame = 0

    @property
    def is_over(self) -> bool:
        """Whether the walker hears their own sound alone."""
        begun = self._begun_frame
        return begun is not None and self._end_frame >= begun + HOLD_FRAMES + CROSS_FRAMES

    def lead(self, start_frame: int, own: Samples, common: Samples) -> tuple[int, Samples]:
        """Return one tick of the walker's stream and where it begins.

        Args:
            start_frame: Of the tick, media time.
            own: What the walker hears of the walk, [2, T].
            common: What the foyer sounds, [2, T].

        Returns:
            The first tick is cut where the foyer's next packet begins.
        """
        cut = 0
        if self._begun_frame is None:
            self._begun_frame = self._line.packet_start_from(start_frame)
            cut = min(self._begun_frame - start_frame, own.shape[1])
        self._end_frame = start_frame + own.shape[1]
        led = start_frame - self._begun_frame + np.arange(own.shape[1])  # whole frames: exact
        along = np.clip((led - HOLD_FRAMES) / CROSS_FRAMES, 0.0, 1.0)
        share = np.square(np.sin(0.5 * np.pi * along)).astype(np.float32)  # rises without a corner
        mixed = common + share * (own - common)
        return start_frame + cut, np.ascontiguousarray(mixed[:, cut:])


def deliver(sessions: Sequence[Session], start_frame: int, stereo: Samples) -> None:
    """Give everybody their sound.

    Args:
        sessions: Who walks, and the foyers.
        start_frame: Of the tick, media time.
        stereo: One row a session, [W, 2, T].
    """
    for row, session in enumerate(sessions):
        if session.lead_in is None:
            session.downlink.push(start_frame, stereo[row])
    for row, session in enumerate(sessions):
        if session.lead_in is not None:
            _lead(session, session.lead_in, sessions, start_frame, stereo, row)


def _lead(
    session: Session,
    lead_in: LeadIn,
    sessions: Sequence[Session],
    start_frame: int,
    stereo: Samples,
    row: int,
) -> None:
    at = next((at for at, other in enumerate(sessions) if other is lead_in.foyer), row)
    begins, mixed = lead_in.lead(start_frame, stereo[row], stereo[at])
    session.downlink.push(begins, mixed)
    if lead_in.is_over:
        session.lead_in = None
