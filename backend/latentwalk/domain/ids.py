"""Names of things: distinct types so that one id is never passed for another."""

import hashlib
from typing import NewType

SessionId = NewType("SessionId", int)  # unsigned 64-bit, never 0, never reused in one run
ZoneId = NewType("ZoneId", str)
WalkId = NewType("WalkId", str)
ModelId = NewType("ModelId", str)
ResumeToken = NewType("ResumeToken", str)


def stable_key(*parts: str | int) -> int:
    """Return an unsigned 64-bit key that depends on ``parts`` alone, on every machine.

    Python's own ``hash`` differs from run to run; seeds must not.
    """
    text = "\x1f".join(str(part) for part in parts).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")
