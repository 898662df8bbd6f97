"""A session's last reading as the state message that its client shows."""

import math

from latentwalk.session.session import Reading, Session
from latentwalk.transport.server_messages import EventMessage, PlaceReport, StateMessage, ZoneWeight


def state_message(session: Session, now_s: float) -> StateMessage | None:
    """Return what the server knows of a walker, or ``None`` before their first tick."""
    reading = session.reading
    if reading is None:
        return None
    return StateMessage(
        time_s=now_s,
        position=_place(reading),
        heading_deg=reading.heading_deg,
        zones=tuple(ZoneWeight(id=i, weight=min(1.0, max(0.0, w))) for i, w in reading.weights),
        stage_deg=reading.stage_deg,
        level_db=_db(reading.peak),
        mic_level_db=_db(reading.mic_peak),
        concealed_ratio=session.concealed_frames / max(1, session.mic_frames),
        missed_blocks=session.missed_blocks,
        latents=dict(reading.latents),
        gain=min(1.0, max(0.0, reading.gain)),
    )


def event_messages(session: Session) -> list[EventMessage]:
    """Take what has happened since it was last asked; each is told once."""
    messages = []
    while session.events:
        event = session.events.popleft()
        say = event.say if isinstance(event.say, str) else dict(event.say)
        messages.append(
            EventMessage(say=say or None, play=event.play or None, cue=event.cue or None)
        )
    return messages


def _place(reading: Reading) -> PlaceReport | None:
    position = reading.position
    if position is None:
        return None
    return PlaceReport(east_m=position.east_m, north_m=position.north_m, up_m=position.up_m)


def _db(peak: float) -> float:
    return 20.0 * math.log10(peak) if peak > 0.0 else -math.inf
