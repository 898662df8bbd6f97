"""JSON control of the wire: text in, typed messages out, no sockets.

Both directions are tagged unions. Unknown fields are ignored, so that either
side may learn to say more; an unknown type is an :class:`UnknownMessageError`,
on which a server closes and which a client ignores (PROTOCOL.md, versioning).
"""

from typing import Annotated, Final, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    TypeAdapter,
    ValidationError,
    model_serializer,
)
from pydantic_core import ErrorDetails

from latentwalk.domain.block import PACKET_FRAMES, SAMPLE_RATE_HZ, TICK_FRAMES
from latentwalk.domain.errors import (
    OversizedMessageError,
    UnknownMessageError,
    UnknownVersionError,
    WireError,
)
from latentwalk.domain.ids import ResumeToken, WalkId
from latentwalk.domain.setting import Door, MicSetting
from latentwalk.transport.wire import MAX_MEDIA_TIME, VERSION, Codec

MAX_CLIENT_JSON_BYTES = 8 * 1024
MAX_SERVER_JSON_BYTES = 1024 * 1024  # a welcome carries every outline of the walk
SILENCE_DB = -120.0  # stands for minus infinity, which JSON cannot say
SHOWN_CHARS = 40
MAX_ERROR_CHARS = 1000


def _codec_named(value: object) -> object:
    names = {codec.name.lower(): codec for codec in Codec}
    if isinstance(value, str) and value in names:
        return names[value]
    if isinstance(value, Codec):
        return value
    raise ValueError(f"expected {' or '.join(sorted(names))}")


def _floored(level_db: float) -> float:
    return min(max(SILENCE_DB, level_db), -SILENCE_DB)  # in this order NaN becomes silence


_CodecName = Annotated[
    Codec, BeforeValidator(_codec_named), PlainSerializer(lambda codec: codec.name.lower())
]
_LevelDb = Annotated[float, Field(allow_inf_nan=True), AfterValidator(_floored)]
_Millis = Annotated[float, Field(ge=0, le=MAX_MEDIA_TIME)]
_Ratio = Annotated[float, Field(ge=0, le=1)]
_Count = Annotated[int, Field(ge=0, le=MAX_MEDIA_TIME)]
_WalkId = Annotated[WalkId, Field(min_length=1, max_length=128)]
_Token = Annotated[ResumeToken, Field(min_length=1, max_length=128)]


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", allow_inf_nan=False)


class HelloMessage(_Message):
    """The first message of a walker.

    Attributes:
        version: Of packets and messages alike.
        walk: Which walk.
        door: Outdoors, or into the virtual world.
        mic: What may be heard of the mic.
        codec_up: How the walker writes mic packets.
        codec_down: How they want stereo.
        resume: The token of an earlier welcome; left out for a new walk.
        dry_gain: Indoors: how loud the mic itself comes back, aligned with the wet
            sound; left out when 0, ignored outdoors (DESIGN §4).
    """

    type: Literal["hello"] = "hello"
    version: Literal[1] = VERSION
    walk: _WalkId
    door: Door
    mic: MicSetting
    codec_up: _CodecName
    codec_down: _CodecName
    resume: _Token | None = None
    dry_gain: _Ratio = 0.0

    @model_serializer(mode="wrap")
    def _without_what_is_not_asked(
        self, write: SerializerFunctionWrapHandler
    ) -> dict[str, JsonValue]:
        members: dict[str, JsonValue] = write(self)
        return {name: value for name, value in members.items() if value not in (None, 0.0)}


class MicMessage(_Message):
    """A walker turns the mic on or off."""

    type: Literal["mic"] = "mic"
    setting: MicSetting


class PingMessage(_Message):
    """Asks for a pong; ``time_ms`` is the walker's own clock."""

    type: Literal["ping"] = "ping"
    time_ms: _Millis


class StatsMessage(_Message):
    """How the stream arrives: share concealed, fill and target of the playout buffer."""

    type: Literal["stats"] = "stats"
    concealed_ratio: _Ratio
    fill_ms: _Millis
    target_ms: _Millis


class ByeMessage(_Message):
    """The walker leaves; the session ends at once and cannot be resumed."""

    type: Literal["bye"] = "bye"


class WelcomeMessage(_Message):
    """The answer to hello; ``walk`` is what ``GET /api/walks/<id>`` gives."""

    type: Literal["welcome"] = "welcome"
    version: Literal[1] = VERSION
    session: Annotated[str, Field(pattern=r"^[0-9a-f]{1,16}$")]
    resume: _Token
    resumed: bool
    walk: dict[str, JsonValue]
    sample_rate_hz: _Count = SAMPLE_RATE_HZ
    tick_frames: _Count = TICK_FRAMES
    packet_frames: _Count = PACKET_FRAMES
    latency_frames: _Count
    heading_mode: Literal["client"] = "client"


class PlaceReport(_Message):
    """Where the server takes the walker to be, local metres."""

    east_m: float
    north_m: float
    up_m: float


class ZoneWeight(_Message):
    """How strongly one zone sounds, 0..1."""

    id: str
    weight: _Ratio


class StateMessage(_Message):
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
    """

    type: Literal["state"] = "state"
    time_s: float
    position: PlaceReport | None
    heading_deg: float | None
    zones: tuple[ZoneWeight, ...]
    stage_deg: tuple[float, float]
    level_db: _LevelDb
    mic_level_db: _LevelDb
    concealed_ratio: _Ratio
    missed_blocks: _Count


class PongMessage(_Message):
    """The answer to ping: the walker's ``time_ms`` and the server's own clock."""

    type: Literal["pong"] = "pong"
    time_ms: _Millis
    server_time_ms: _Millis


class WaitMessage(_Message):
    """No room now; ``place`` is the walker's place among those who wait, from 1."""

    type: Literal["wait"] = "wait"
    place: _Count


class ErrorMessage(_Message):
    """Why the server closes; ``code`` is the lower-case name of the close code."""

    type: Literal["error"] = "error"
    code: Annotated[str, Field(max_length=64)]
    message: Annotated[str, Field(max_length=MAX_ERROR_CHARS)]


ClientMessage = HelloMessage | MicMessage | PingMessage | StatsMessage | ByeMessage
ServerMessage = WelcomeMessage | StateMessage | PongMessage | WaitMessage | ErrorMessage

_CLIENT: Final = TypeAdapter[ClientMessage](Annotated[ClientMessage, Field(discriminator="type")])
_SERVER: Final = TypeAdapter[ServerMessage](Annotated[ServerMessage, Field(discriminator="type")])
_T = TypeVar("_T", bound=_Message)


def encode_message(message: ClientMessage | ServerMessage) -> str:
    """Write a message as JSON."""
    return message.model_dump_json()


def parse_client_message(text: str) -> ClientMessage:
    """Read what a walker sent.

    Raises:
        OversizedMessageError: If it is longer than 8 KiB of UTF-8.
        UnknownVersionError: If it is a hello of another version.
        UnknownMessageError: If its type is unknown.
        WireError: If it is not JSON, or a field is missing or has a forbidden value.
    """
    return _parse(_CLIENT, text, MAX_CLIENT_JSON_BYTES)


def parse_server_message(text: str) -> ServerMessage:
    """Read what a server sent; raises as :func:`parse_client_message`, beyond 1 MiB."""
    return _parse(_SERVER, text, MAX_SERVER_JSON_BYTES)


def _parse(adapter: TypeAdapter[_T], text: str, max_bytes: int) -> _T:
    n_bytes = len(text.encode(errors="replace"))
    if n_bytes > max_bytes:
        raise OversizedMessageError(f"message: expected at most {max_bytes} bytes, got {n_bytes}")
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        raise _error_of(error.errors(include_url=False)) from error


def _error_of(problems: list[ErrorDetails]) -> WireError:
    first = problems[0]
    if first["type"].startswith("union_tag"):
        context = first.get("ctx", {})
        known = context.get("expected_tags", "a string")
        return UnknownMessageError(f"type: expected {known}, got {_shown(context.get('tag'))}")
    for problem in problems:
        if problem["loc"][1:] == ("version",) and problem["type"] == "literal_error":
            value = _shown(problem["input"])
            return UnknownVersionError(f"version: expected {VERSION}, got {value}")
    field = ".".join(str(step) for step in first["loc"][1:]) or "message"
    value = "(a token, not shown)" if field == "resume" else _shown(first["input"])
    return WireError(f"{field}: {first['msg']}, got {value}")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN_CHARS else f"{text[:SHOWN_CHARS]}…"
