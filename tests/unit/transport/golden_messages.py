"""One example of every JSON message, and the broken twin of each."""

import json

from pydantic import JsonValue

from latentwalk.domain.ids import ModelId, ResumeToken, WalkId
from latentwalk.domain.setting import Door, MicSetting
from latentwalk.transport.client_messages import (
    AuditionMessage,
    ByeMessage,
    ClientMessage,
    HelloMessage,
    MicMessage,
    PingMessage,
    StatsMessage,
)
from latentwalk.transport.messages import encode_message
from latentwalk.transport.server_messages import (
    ErrorMessage,
    EventMessage,
    PlaceReport,
    PongMessage,
    ServerMessage,
    StateMessage,
    WaitMessage,
    WelcomeMessage,
    ZoneWeight,
)
from latentwalk.transport.wire import Codec

TOKEN = ResumeToken("Zm9yZ2V0LW1lLW5vdA")
WALK: dict[str, JsonValue] = {
    "id": "two-grounds",
    "title": "Two grounds",
    "description": "A disc and a square.",
    "frame": "geographic",
    "origin": {"lon_deg": -4.4861, "lat_deg": 48.3904},
    "start": {"east_m": 0.0, "north_m": 0.0, "up_m": 0.0},
    "start_heading_deg": 0.0,
    "zones": [
        {
            "id": "disc",
            "title": "Disc",
            "colour": "#8899aa",
            "fade_m": 10.0,
            "mapping": "axes",
            "shape": {"kind": "circle", "east_m": 0.0, "north_m": 0.0, "radius_m": 30.0},
        },
        {
            "id": "square",
            "title": "Square",
            "colour": "#aa8899",
            "fade_m": 5.0,
            "mapping": "terrain",
            "shape": {
                "kind": "polygon",
                "outline": [[40.0, 0.0], [80.0, 0.0], [80.0, 40.0], [40.0, 40.0]],
                "holes": [],
            },
        },
    ],
    "landmarks": [
        {
            "title": "Sphere",
            "east_m": 0.0,
            "north_m": 0.0,
            "up_m": 1.5,
            "radius_m": 1.0,
            "colour": "#f2efe6",
        }
    ],
}

_HELLO = HelloMessage(
    walk=WalkId("two-grounds"),
    door=Door.OUTDOOR,
    mic=MicSetting.SOUND,
    codec_up=Codec.OPUS,
    codec_down=Codec.PCM16,
)

MESSAGES: dict[str, ClientMessage | ServerMessage] = {
    "hello": _HELLO,
    "hello_resume": _HELLO.model_copy(update={"resume": TOKEN, "dry_gain": 0.5}),
    "mic": MicMessage(setting=MicSetting.OFF),
    "audition": AuditionMessage(model=ModelId("voices"), values=(0.5, -1.25)),
    "audition_over": AuditionMessage(model=ModelId("voices"), values=None),
    "ping": PingMessage(time_ms=12345.5),
    "stats": StatsMessage(concealed_ratio=0.015625, fill_ms=83.25, target_ms=120.0),
    "bye": ByeMessage(),
    "welcome": WelcomeMessage(
        session="00f1e2d3c4b5a697",
        resume=TOKEN,
        resumed=False,
        walk=WALK,
        latency_frames=4096,
    ),
    "state": StateMessage(
        time_s=12.75,
        position=PlaceReport(east_m=1.5, north_m=-2.25, up_m=0.0),
        heading_deg=271.25,
        zones=(ZoneWeight(id="disc", weight=0.75), ZoneWeight(id="square", weight=0.0)),
        stage_deg=(-30.0, 30.0),
        level_db=-23.5,
        mic_level_db=-120.0,
        concealed_ratio=0.0,
        missed_blocks=0,
    ),
    "state_draft": StateMessage(
        time_s=1.5,
        position=None,
        heading_deg=None,
        zones=(ZoneWeight(id="disc", weight=1.0),),
        stage_deg=(-30.0, 30.0),
        level_db=-23.5,
        mic_level_db=-120.0,
        concealed_ratio=0.0,
        missed_blocks=0,
        latents={ModelId("voices"): (0.5, -1.25)},
    ),
    "state_unknown": StateMessage(
        time_s=0.0,
        position=None,
        heading_deg=None,
        zones=(),
        stage_deg=(-30.0, 30.0),
        level_db=-120.0,
        mic_level_db=-120.0,
        concealed_ratio=0.0,
        missed_blocks=0,
    ),
    "event": EventMessage(say={"en": "Turn round.", "fr": "Retournez-vous."}),
    "event_play": EventMessage(play="bell"),
    "event_cue": EventMessage(cue="hush-road"),
    "pong": PongMessage(time_ms=12345.5, server_time_ms=987654.25),
    "wait": WaitMessage(place=3, resume=ResumeToken("d2FpdC1mb3ItbWU"), stage_deg=(-75.0, 75.0)),
    "wait_bare": WaitMessage(place=1),
    "error": ErrorMessage(code="version", message="version: expected 1, got 2"),
}

CLIENT_NAMES = (
    *("hello", "hello_resume", "mic", "audition", "audition_over", "ping", "stats", "bye"),
)


def text_of(message: ClientMessage | ServerMessage) -> str:
    """Return a message as it crosses the wire."""
    return encode_message(message)


def _changed(name: str, **changes: object) -> str:
    """Return a message's text with members replaced, or left out where the change is ``...``."""
    members = json.loads(text_of(MESSAGES[name])) | changes
    kept = {key: value for key, value in members.items() if value is not ...}
    return f"{json.dumps(kept, indent=2)}\n"


INVALID_MESSAGES = {
    "hello_invalid": (_changed("hello", version=2), "UnknownVersionError"),
    "hello_resume_invalid": (_changed("hello_resume", resume=""), "WireError"),
    "mic_invalid": (_changed("mic", setting="loud"), "WireError"),
    "audition_invalid": (_changed("audition", values=["loud"]), "WireError"),
    "ping_invalid": (_changed("ping", time_ms="soon"), "WireError"),
    "stats_invalid": (_changed("stats", concealed_ratio=1.5), "WireError"),
    "bye_invalid": (_changed("bye", type="farewell"), "UnknownMessageError"),
    "welcome_invalid": (_changed("welcome", resume=...), "WireError"),
    "state_invalid": (_changed("state", zones="none"), "WireError"),
    "event_invalid": (_changed("event", say=7), "WireError"),
    "pong_invalid": (_changed("pong", time_ms=None), "WireError"),
    "wait_invalid": (_changed("wait", place="third"), "WireError"),
    "error_invalid": (_changed("error", type=4400), "UnknownMessageError"),
}
