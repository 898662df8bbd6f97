"""Calls of more rows, made ready in a thread of their own while people walk."""

import logging
import threading

from latentwalk.engine.calls import CALL_ERRORS
from latentwalk.engine.model import Model
from latentwalk.engine.priority import idle_thread

METHODS = ("encode", "decode")
log = logging.getLogger(__name__)


class Preparer:
    """Prepares the size that is needed now, then the next one, of each method.

    Args:
        model: Whose calls; another thread plays it meanwhile.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._wanted = dict.fromkeys(METHODS, 0)
        self._wake = threading.Event()
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="engine-prepare", daemon=True)
        self._thread.start()

    def ready_for(self, encoded: int, decoded: int) -> tuple[int, int]:
        """Return how many rows of encode and decode are ready, and see to what is missing.

        Args:
            encoded: Rows of encode that are wanted.
            decoded: Rows of decode that are wanted.
        """
        wanted = dict(zip(METHODS, (encoded, decoded), strict=True))
        if wanted != self._wanted:
            self._wanted = wanted
            self._wake.set()
        encode, decode = (self._model.ready_rows(method) for method in METHODS)
        return encode, decode

    def close(self) -> None:
        """End the thread, after the size that it is at."""
        self._is_closed = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        idle_thread()
        while self._wake.wait() and not self._is_closed:
            self._wake.clear()
            while self._prepare_one() and not self._is_closed:
                pass

    def _prepare_one(self) -> bool:
        """Prepare what is missed most; return False if nothing is."""
        wanted = self._wanted
        missing = {name: self._model.missing(name, rows) for name, rows in wanted.items()}
        sizes = {name: size for name, size in missing.items() if size is not None}
        if not sizes:
            return False
        method = min(sizes, key=lambda name: (sizes[name] > wanted[name], sizes[name]))
        try:
            self._model.prepare(method, sizes[method])
        except CALL_ERRORS as error:  # the sizes that are ready go on; no larger one is tried
            story = method, sizes[method], error
            log.error("%s of %d rows cannot be prepared, so no more are seated: %s", *story)
        return True
