"""JSON that the server sends."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue, SerializerFunctionWrapHandler, model_serializer

from latentwalk.domain.block import PACKET_FRAMES, SAMPLE_RATE_HZ, TICK_FRAMES
from latentwalk.domain.ids import ModelId
from latentwalk.transport.message import Count, LevelDb, Message, Millis, Ratio, Token
from latentwalk.transport.wire import MAX_MEDIA_TIME, VERSION

MAX_ERROR_CHARS = 1000


class WelcomeMessage(Message):
    """The answer to hello; ``walk`` is what ``GET /api/walks/<id>`` gives."""

    type: Literal["welcome"] = "welcome"
    version: Literal[1] = VERSION
    session: Annotated[str, Field(pattern=r"^[0-9a-f]{1,16}$")]
    resume: Token
    resumed: bool
    walk: dict[str, JsonValue]
    sample_rate_hz: Count = SAMPLE_RATE_HZ
    tick_frames: Count = TICK_FRAMES
    packet_frames: Count = PACKET_FRAMES
    latency_frames: Count
    heading_mode: Literal["client"] = "client"


class PlaceReport(Message):
    """Where the server takes the walker to be, local metres."""

    east_m: float
    north_m: float
    up_m: float


class ZoneWeight(Message):
    """How strongly one zone sounds, 0..1."""

    id: str
    weight: Ratio


class StateMessage(Message):
    """What the server knows of a walker, four times a second.

    Attributes:
        time_s: The server's media time.
        position: Where it takes the walker to be; ``None`` before the first good fix.
        heading_deg: Clockwise from true north; ``None`` when unknown.
        zones: In document order.
        stage_deg: Azimuths of the two virtual speakers, clockwise from true north.
        level_db: Peak of the stereo sent, dB of full scale, at least −120.
        mic_level_db: Peak of the mic received.
        concealed_ratio: Share of the mic that was missing, of the whole walk.
        missed_blocks: Blocks that the engine did not deliver in time.
        latents: On a draft, by model, what was decoded last, standard deviations; else left out.
        gain: Of all sound, 0..1, where hushes or pace turn it down; left out at 1.
    """

    type: Literal["state"] = "state"
    time_s: float
    position: PlaceReport | None
    heading_deg: float | None
    zones: tuple[ZoneWeight, ...]
    stage_deg: tuple[float, float]
    level_db: LevelDb
    mic_level_db: LevelDb
    concealed_ratio: Ratio
    missed_blocks: Count
    latents: dict[ModelId, tuple[float, ...]] = {}
    gain: Ratio = 1.0

    @model_serializer(mode="wrap")
    def _without_what_is_not_known(self, write: SerializerFunctionWrapHandler) -> dict[str, object]:
        members: dict[str, object] = write(self)
        if not self.latents:
            del members["latents"]
        if self.gain == 1.0:
            del members["gain"]
        return members


class EventMessage(Message):
    """What happens now.

    Attributes:
        say: A text to speak and write.
        play: The id of a located recording to play once.
        cue: One of the client's own recorded cues: a hush ahead, a walker too fast.
    """

    type: Literal["event"] = "event"
    say: str | dict[str, str] | None = None
    play: str | None = None
    cue: str | None = None

    @model_serializer(mode="wrap")
    def _without_what_does_not_happen(
        self, write: SerializerFunctionWrapHandler
    ) -> dict[str, object]:
        members: dict[str, object] = write(self)
        return {name: value for name, value in members.items() if value is not None}


class PongMessage(Message):
    """The answer to ping: the walker's ``time_ms`` and the server's own clock."""

    type: Literal["pong"] = "pong"
    time_ms: Millis
    server_time_ms: Millis


class WaitMessage(Message):
    """No room now; the walk's common ground is heard meanwhile.

    Attributes:
        place: Among those who wait, from 1.
        resume: What brings the place back within 120 s, and later resumes the session.
        stage_deg: Azimuths of the two virtual speakers of the common ground.
    """

    type: Literal["wait"] = "wait"
    place: Annotated[int, Field(ge=1, le=MAX_MEDIA_TIME)]
    resume: Token | None = None
    stage_deg: tuple[float, float] | None = None

    @model_serializer(mode="wrap")
    def _without_what_is_not_given(self, write: SerializerFunctionWrapHandler) -> dict[str, object]:
        members: dict[str, object] = write(self)
        return {name: value for name, value in members.items() if value is not None}


class ErrorMessage(Message):
    """Why the server closes; ``code`` is the lower-case name of the close code."""

    type: Literal["error"] = "error"
    code: Annotated[str, Field(max_length=64)]
    message: Annotated[str, Field(max_length=MAX_ERROR_CHARS)]


ServerMessage = (
    WelcomeMessage | StateMessage | EventMessage | PongMessage | WaitMessage | ErrorMessage
)
