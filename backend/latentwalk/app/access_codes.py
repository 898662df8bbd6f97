"""Access codes of walks: asked for at the door, kept hashed, outside every document.

Guessing is slow: each try costs a tenth of a second (scrypt), and a guesser who is wrong
too often waits a minute.
"""

import hashlib
import hmac
import json
import os
import secrets
import threading
from collections import deque
from pathlib import Path

from latentwalk.app.draft_store import FOLDER, write_atomically
from latentwalk.domain.clock import Clock
from latentwalk.domain.errors import AccessCodeError, InputFileError, RequestError

FILE = "_codes.json"  # no walk's id begins so
LEAST, MOST = 4, 64  # characters
MINUTE_S = 60.0
WRONG_A_MINUTE = 8  # from one address: a hand that mistypes, not a program
WRONG_A_WALK = 60  # from all addresses together
ADDRESSES = 1024
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**14, 8, 1  # 16 MiB and 0.1 s a try


class AccessCodes:
    """The codes of all walks of a folder; safe to use from several threads.

    Args:
        walks_dir: Where the walks lie.
        clock: Monotonic.
    """

    def __init__(self, walks_dir: Path, clock: Clock) -> None:
        self._path, self._clock = walks_dir / FOLDER / FILE, clock
        self._lock = threading.Lock()
        self._hashes = _read(self._path)  # "salt:hash" in hex, by walk
        self._wrong: dict[tuple[str, str], deque[float]] = {}

    def is_asked(self, walk_id: str) -> bool:
        """Say whether a walk asks for a code."""
        return walk_id in self._hashes

    def set(self, walk_id: str, code: str | None) -> None:
        """Give a walk a code, another one, or none.

        Raises:
            RequestError: If the code is too short or too long.
            InputFileError: If the disk refuses.
        """
        hashed = None if code is None else _hashed(_checked(code), secrets.token_bytes(16))
        with self._lock:
            hashes = {name: text for name, text in self._hashes.items() if name != walk_id}
            if hashed is not None:
                hashes[walk_id] = hashed
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path, json.dumps(hashes))
            os.chmod(self._path, 0o600)
            self._hashes = hashes

    def check(self, walk_id: str, code: str | None, address: str = "") -> None:
        """Let in who knows the code of a walk, or anybody where there is none; takes 0.1 s.

        Args:
            walk_id: The walk.
            code: What was said.
            address: Who says it; wrong tries count for each.

        Raises:
            AccessCodeError: If it is missing or wrong, or was wrong too often.
        """
        expected = self._hashes.get(walk_id)
        if expected is None:
            return
        if code is None:
            raise AccessCodeError("this walk asks for a code: ask whoever invited you")
        with self._lock:  # one at a time: many tries at once are no quicker than one by one
            self._require_patience(walk_id, address)
            given = _hashed(code, bytes.fromhex(expected.partition(":")[0]))
            if hmac.compare_digest(given, expected):
                return
            for key in ((walk_id, address), (walk_id, "")):
                self._wrong.setdefault(key, deque(maxlen=WRONG_A_WALK)).append(self._clock.now_s())
            while len(self._wrong) > ADDRESSES:
                self._wrong.pop(next(iter(self._wrong)))
        raise AccessCodeError("that is not this walk's code: ask whoever invited you")

    def _require_patience(self, walk_id: str, address: str) -> None:
        for key, most in (((walk_id, address), WRONG_A_MINUTE), ((walk_id, ""), WRONG_A_WALK)):
            tries = self._wrong.get(key, deque())
            while tries and self._clock.now_s() - tries[0] > MINUTE_S:
                tries.popleft()
            if len(tries) >= most:
                raise AccessCodeError("too many wrong codes: wait a minute, then try again")


def _checked(code: str) -> str:
    if not LEAST <= len(code) <= MOST:
        raise RequestError(422, f"code: expected {LEAST} to {MOST} characters, got {len(code)}")
    return code


def _hashed(code: str, salt: bytes) -> str:
    text = code.strip().encode("utf-8", "replace")
    key = hashlib.scrypt(text, salt=salt, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P)
    return f"{salt.hex()}:{key.hex()}"


def _read(path: Path) -> dict[str, str]:
    """Return the stored codes.

    Raises:
        InputFileError: If they cannot be read: a walk must not open because its code is lost.
    """
    if not path.exists():
        return {}
    try:
        hashes = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): str(text) for name, text in hashes.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise InputFileError(
            path, "", "expected the access codes of walks, got something else",
            "Move the file away, then give the walks their codes again",
        ) from error  # fmt: skip
