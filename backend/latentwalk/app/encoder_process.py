"""The process that encodes a planted sound, as the server sees it. Without torch."""

import json
import subprocess
import sys
import threading
from pathlib import Path

from latentwalk.domain.errors import SoundFileError
from latentwalk.engine.child import child_environment
from latentwalk.engine.manifest import Manifest

ENCODING = "latentwalk.app.encoding"
LIMIT_S = 1800.0  # ten minutes of sound take one and a half on a free core; it never has one
WRONG = 2  # exit code of a sound or a model that cannot be used


class EncoderDiedError(SoundFileError):
    """An encoder that ended without saying why; it may be tried again."""


class EncoderProcess:
    """Runs one encoder at a time; :meth:`close` may come from another thread."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed = False
        self._lock = threading.Lock()

    def encode(self, manifest: Manifest, sound: Path, out: Path) -> None:
        """Encode ``sound`` into ``out`` and wait for it.

        Raises:
            SoundFileError: If the sound or the model cannot be used.
            EncoderDiedError: If the process died, took too long or was closed.
        """
        command = [sys.executable, "-P", "-m", ENCODING]
        command += [str(manifest.folder), str(sound), str(out)]
        with self._lock:
            if self._is_closed:
                raise EncoderDiedError(sound, "", "the server is closing")
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                env=child_environment(),
                start_new_session=True,  # a Ctrl-C is the server's; a share of the machine its own
            )
        try:
            said, _ = self._process.communicate(timeout=LIMIT_S)
        except subprocess.TimeoutExpired as error:
            problem = f"took more than {LIMIT_S / 60.0:.0f} min to encode"
            raise EncoderDiedError(sound, "", problem, "Cut it shorter") from error
        finally:
            self._end()
        _refuse(sound, self._process.returncode, said)

    def close(self) -> None:
        """End what runs and start nothing more."""
        with self._lock:
            self._is_closed = True
        self._end()

    def _end(self) -> None:
        process = self._process
        if process is not None and process.poll() is None:
            process.kill()


def _refuse(sound: Path, exit_code: int, said: bytes) -> None:
    if exit_code == WRONG:
        story = json.loads(said)
        raise SoundFileError(story["file"], story["place"], story["problem"], story["remedy"])
    if exit_code:
        problem = f"its encoder stopped with exit code {exit_code}"
        remedy = "See the server's log; the computer may lack memory. Save the walk to try again"
        raise EncoderDiedError(sound, "", problem, remedy)
