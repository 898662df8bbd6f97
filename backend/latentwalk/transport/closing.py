"""How a connection ends: the close codes, and the one table from error to close code."""

from collections.abc import Mapping
from enum import IntEnum

from latentwalk.domain.errors import (
    AccessCodeError,
    EngineOverloadedError,
    FloodError,
    JoinRefusedError,
    NoHelloError,
    OversizedMessageError,
    ReplacedError,
    UnknownVersionError,
    UnknownWalkError,
    WireError,
)
from latentwalk.transport.server_messages import MAX_ERROR_CHARS, ErrorMessage


class CloseCode(IntEnum):
    """Why a WebSocket ends; what a client should do is in PROTOCOL.md."""

    BYE = 1000
    INTERNAL = 1011
    RESTART = 1012
    MALFORMED = 4400
    ACCESS_CODE = 4403
    UNKNOWN_WALK = 4404
    NO_HELLO = 4408
    REPLACED = 4409
    OVERSIZED = 4413
    VERSION = 4426
    FLOODING = 4429
    FULL = 4503


CLOSE_CODES: Mapping[type[BaseException], CloseCode] = {
    WireError: CloseCode.MALFORMED,
    NoHelloError: CloseCode.NO_HELLO,
    OversizedMessageError: CloseCode.OVERSIZED,
    UnknownVersionError: CloseCode.VERSION,
    FloodError: CloseCode.FLOODING,
    JoinRefusedError: CloseCode.FULL,
    EngineOverloadedError: CloseCode.FULL,
    UnknownWalkError: CloseCode.UNKNOWN_WALK,
    AccessCodeError: CloseCode.ACCESS_CODE,
    ReplacedError: CloseCode.REPLACED,
    BaseException: CloseCode.INTERNAL,
}


def close_code_of(error: BaseException) -> CloseCode:
    """Return the close code of the nearest ancestor that the table names."""
    return next(CLOSE_CODES[kind] for kind in type(error).__mro__ if kind in CLOSE_CODES)


def error_message_of(error: BaseException) -> ErrorMessage:
    """Return what to tell the walker before closing; a fault of ours stays unnamed."""
    code = close_code_of(error)
    is_theirs = code is not CloseCode.INTERNAL
    text = str(error) if is_theirs else "something broke on the server; try again"
    return ErrorMessage(code=code.name.lower(), message=text[:MAX_ERROR_CHARS])
