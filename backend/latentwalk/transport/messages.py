"""JSON control of the wire: text in, typed messages out, no sockets.

Both directions are tagged unions. Unknown fields are ignored, so that either
side may learn to say more; an unknown type is an :class:`UnknownMessageError`,
on which a server closes and which a client ignores (PROTOCOL.md, versioning).
"""

from typing import Annotated, Final, TypeVar

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from latentwalk.domain.errors import (
    OversizedMessageError,
    UnknownMessageError,
    UnknownVersionError,
    WireError,
)
from latentwalk.transport.client_messages import ClientMessage
from latentwalk.transport.message import Message
from latentwalk.transport.server_messages import ServerMessage
from latentwalk.transport.wire import VERSION

MAX_CLIENT_JSON_BYTES = 8 * 1024
MAX_SERVER_JSON_BYTES = 1024 * 1024  # a welcome carries every outline of the walk
SHOWN_CHARS = 40

_CLIENT: Final = TypeAdapter[ClientMessage](Annotated[ClientMessage, Field(discriminator="type")])
_SERVER: Final = TypeAdapter[ServerMessage](Annotated[ServerMessage, Field(discriminator="type")])
_T = TypeVar("_T", bound=Message)


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
