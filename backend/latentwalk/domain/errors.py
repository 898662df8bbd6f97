"""Every error of ours, in one tree.

- :class:`LatentwalkError`
    - :class:`InputFileError` (file, place, value, expectation, remedy)
        - :class:`WalkFileError`
        - :class:`TrackFileError`
        - :class:`MapFileError`
        - :class:`SoundFileError`
        - :class:`ModelFileError`
            - :class:`ContractError`
            - :class:`ModelHashError`
    - :class:`DeviceError`
    - :class:`PoseError`
    - :class:`OutOfAreaError`
    - :class:`RuleError`
    - :class:`BlockSizeError`
    - :class:`EngineClosedError`
    - :class:`EngineOverloadedError`
    - :class:`JoinRefusedError`
        - :class:`UnknownWalkError`
        - :class:`AccessCodeError`
    - :class:`ReplacedError`
    - :class:`ServerClosedError` (close_code)
    - :class:`ListenError`
    - :class:`CertificateError`
    - :class:`NotOwnerError`
    - :class:`StaleDraftError` (version)
    - :class:`RequestError` (status)
    - :class:`WireError`
        - :class:`TruncatedMessageError`
        - :class:`UnknownMessageError`
            - :class:`UnknownVersionError`
        - :class:`OversizedMessageError`
        - :class:`FloodError`
        - :class:`NoHelloError`
"""

from pathlib import PurePath


class LatentwalkError(Exception):
    """Root of every error that Latentwalk raises on purpose."""


class InputFileError(LatentwalkError):
    """A file given to us is wrong; the text is one line that lets its owner mend it.

    Args:
        file: The file's name or path as the person gave it.
        place: Where in it: a feature id, a field, a line; empty for the whole file.
        problem: What is there and what was expected.
        remedy: What to do about it; empty where the problem says it.
    """

    def __init__(self, file: PurePath | str, place: str, problem: str, remedy: str = "") -> None:
        self.file, self.place, self.problem, self.remedy = str(file), place, problem, remedy
        where = f"{self.file}: {place}" if place else self.file
        text = f"{where}: {problem}"
        super().__init__(f"{text}. {remedy}" if remedy else text)


class WalkFileError(InputFileError):
    """A walk document (GeoJSON) that cannot be walked."""


class TrackFileError(InputFileError):
    """A GPX track that cannot be replayed."""


class MapFileError(InputFileError):
    """A map (GPX, KML, GeoJSON) that cannot be made into a walk, or a walk into a map."""


class SoundFileError(InputFileError):
    """A sound file that cannot be read or holds no usable sound."""


class ModelFileError(InputFileError):
    """A model file or its card that cannot be loaded."""


class ContractError(ModelFileError):
    """A model that loads but does not keep the nn~ contract, or cannot stream."""


class ModelHashError(ModelFileError):
    """A model file whose SHA-256 is not the one its card states."""


class DeviceError(LatentwalkError):
    """A device was asked for that this machine does not have."""


class PoseError(LatentwalkError):
    """A pose with a value outside its range."""


class OutOfAreaError(LatentwalkError):
    """A position too far from the walk's origin for its local metres to be true."""


class RuleError(LatentwalkError):
    """A rule that names what its walk does not hold, or a record of rules that is not ours."""


class BlockSizeError(LatentwalkError):
    """An array whose shape or length does not fit where it was given."""


class EngineClosedError(LatentwalkError):
    """A pool was used before it was opened or after it was closed."""


class EngineOverloadedError(LatentwalkError):
    """More rows were asked for than the pool can carry."""


class JoinRefusedError(LatentwalkError):
    """A walker cannot be let in now; the text says why and what to do."""


class UnknownWalkError(JoinRefusedError):
    """A walk was asked for that this server does not serve."""


class AccessCodeError(JoinRefusedError):
    """A walk asks for a code that was not said, or not rightly, or not so often."""


class ReplacedError(LatentwalkError):
    """A newer connection has taken this session over."""


class ServerClosedError(LatentwalkError):
    """The server ended a client's connection.

    Args:
        close_code: The WebSocket close code (PROTOCOL.md).
        message: What the server said.
    """

    def __init__(self, close_code: int, message: str) -> None:
        self.close_code = close_code
        super().__init__(f"the server closed with {close_code}: {message}")


class ListenError(LatentwalkError):
    """An address or port that the server cannot listen on."""


class CertificateError(LatentwalkError):
    """A key or certificate of ours that is missing, broken, or over."""


class NotOwnerError(LatentwalkError):
    """A request for what only the server's owner may see; the text says how to become one."""


class StaleDraftError(LatentwalkError):
    """A save of a version that is not the draft's newest.

    Args:
        given: The version that was edited.
        version: The newest one.
    """

    def __init__(self, given: int, version: int) -> None:
        self.version = version
        super().__init__(
            f"version: expected {version}, the newest, got {given}: somebody saved meanwhile. "
            "Load the newest, or keep yours as a copy"
        )


class RequestError(LatentwalkError):
    """What an owner's page asked for cannot be done; the text says why and what to do.

    Args:
        status: Of the HTTP answer: 400, 404, 409, 411, 413, 415, 422, 429 or 507.
        message: One line.
    """

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


class WireError(LatentwalkError):
    """A packet or message that breaks the protocol."""


class TruncatedMessageError(WireError):
    """A message shorter than its own header or declared length."""


class UnknownMessageError(WireError):
    """A message of a kind or field value that this side does not know."""


class UnknownVersionError(UnknownMessageError):
    """A message of a version that this side does not speak; the text says which it does."""


class OversizedMessageError(WireError):
    """A message longer than the protocol allows."""


class FloodError(WireError):
    """More messages than the protocol's rate allows."""


class NoHelloError(WireError):
    """A connection that did not say hello first, or not in time."""
