"""Every error ends a connection with its own code."""

import pytest

from latentwalk.domain import errors
from latentwalk.transport.closing import CLOSE_CODES, CloseCode, close_code_of, error_message_of


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.WireError("x"), CloseCode.MALFORMED),
        (errors.TruncatedMessageError("x"), CloseCode.MALFORMED),
        (errors.UnknownMessageError("x"), CloseCode.MALFORMED),
        (errors.UnknownVersionError("x"), CloseCode.VERSION),
        (errors.OversizedMessageError("x"), CloseCode.OVERSIZED),
        (errors.FloodError("x"), CloseCode.FLOODING),
        (errors.NoHelloError("x"), CloseCode.NO_HELLO),
        (errors.UnknownWalkError("x"), CloseCode.UNKNOWN_WALK),
        (errors.AccessCodeError("x"), CloseCode.ACCESS_CODE),
        (errors.JoinRefusedError("x"), CloseCode.FULL),
        (errors.EngineOverloadedError("x"), CloseCode.FULL),
        (errors.ReplacedError("x"), CloseCode.REPLACED),
        (errors.BlockSizeError("x"), CloseCode.INTERNAL),
        (RuntimeError("x"), CloseCode.INTERNAL),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_an_error_has_its_close_code(error: Exception, code: CloseCode) -> None:
    assert close_code_of(error) is code
    assert error_message_of(error).code == code.name.lower()


def test_every_close_code_but_an_orderly_end_has_an_error() -> None:
    assert set(CloseCode) - set(CLOSE_CODES.values()) == {CloseCode.BYE, CloseCode.RESTART}


def test_the_walker_reads_what_they_did_wrong_and_nothing_of_our_faults() -> None:
    assert error_message_of(errors.WireError("kind: got 9")).message == "kind: got 9"
    assert "secret" not in error_message_of(RuntimeError("secret path")).message


def test_a_long_text_is_cut_to_what_a_message_may_hold() -> None:
    assert len(error_message_of(errors.WireError("x" * 5000)).message) == 1000
