"""JSON that a walker sends."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue, SerializerFunctionWrapHandler, model_serializer

from latentwalk.domain.setting import Door, MicSetting
from latentwalk.transport.message import (
    CodecName,
    Latent,
    Message,
    Millis,
    ModelName,
    Ratio,
    Token,
    WalkName,
)
from latentwalk.transport.wire import VERSION

MAX_LATENTS = 512  # as in a walk document


class HelloMessage(Message):
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
        access_code: What a walk that has one asks for.
    """

    type: Literal["hello"] = "hello"
    version: Literal[1] = VERSION
    walk: WalkName
    door: Door
    mic: MicSetting
    codec_up: CodecName
    codec_down: CodecName
    resume: Token | None = None
    dry_gain: Ratio = 0.0
    access_code: Annotated[str, Field(min_length=1, max_length=128)] | None = None

    @model_serializer(mode="wrap")
    def _without_what_is_not_asked(
        self, write: SerializerFunctionWrapHandler
    ) -> dict[str, JsonValue]:
        members: dict[str, JsonValue] = write(self)
        return {name: value for name, value in members.items() if value not in (None, 0.0)}


class MicMessage(Message):
    """A walker turns the mic on or off."""

    type: Literal["mic"] = "mic"
    setting: MicSetting


class AuditionMessage(Message):
    """On a draft: let latents sound instead of the ground; ``values`` null gives it back."""

    type: Literal["audition"] = "audition"
    model: ModelName
    values: Annotated[tuple[Latent, ...], Field(max_length=MAX_LATENTS)] | None


class PingMessage(Message):
    """Asks for a pong; ``time_ms`` is the walker's own clock."""

    type: Literal["ping"] = "ping"
    time_ms: Millis


class StatsMessage(Message):
    """How the stream arrives: share concealed, fill and target of the playout buffer."""

    type: Literal["stats"] = "stats"
    concealed_ratio: Ratio
    fill_ms: Millis
    target_ms: Millis


class ByeMessage(Message):
    """The walker leaves; the session ends at once and cannot be resumed."""

    type: Literal["bye"] = "bye"


ClientMessage = (
    HelloMessage | MicMessage | AuditionMessage | PingMessage | StatsMessage | ByeMessage
)
