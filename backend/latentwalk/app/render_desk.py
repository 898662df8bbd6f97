"""A rehearsed walk rendered to a file: one order at a time, the last result kept."""

import shutil
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from latentwalk.app.side_process import SideProcess
from latentwalk.domain.errors import RequestError

Json = dict[str, JsonValue]
SOUND, PICTURE = "walk.wav", "timeline.svg"
FILES = (SOUND, PICTURE)


@dataclass(frozen=True, slots=True)
class RenderOrder:
    """What is to be rehearsed.

    Attributes:
        walk_id: As it was asked for, a draft's with its suffix.
        text: The document.
        file: Its name, from which the walk has its id.
        gpx: The true way, a GPX document.
        place: Where the phone errs, one of the presets.
        radius_m: How far its fixes scatter.
        seed: Which errors.
    """

    walk_id: str
    text: str
    file: str
    gpx: str
    place: str
    radius_m: float
    seed: int


@dataclass(slots=True)
class _Job:
    walk_id: str
    share: float = 0.0
    report: Json | None = None
    error: str | None = None

    @property
    def is_running(self) -> bool:
        return self.report is None and self.error is None


class RenderDesk:
    """Renders in a side process; safe to use from several threads.

    A second order while one runs is refused: who waits for the first would lose it. The
    process ends after each order, for its models take hundreds of megabytes.

    Args:
        process: Runs :mod:`latentwalk.app.rehearsal_worker`.
    """

    def __init__(self, process: SideProcess) -> None:
        self._process = process
        self._folder: Path | None = None
        self._job: _Job | None = None
        self._lock = threading.Lock()

    def order(self, order: RenderOrder) -> Json:
        """Begin; the result before goes.

        Raises:
            RequestError: If another order is being rendered.
        """
        with self._lock:
            if self._job is not None and self._job.is_running:
                raise RequestError(
                    409, f"{self._job.walk_id} is being rendered. Wait for it, or cancel it"
                )
            job = self._job = _Job(order.walk_id)
            folder = self._emptied()
        thread = threading.Thread(
            target=self._render, args=(order, job, folder), name="render", daemon=True
        )
        thread.start()
        return self.state(order.walk_id)

    def state(self, walk_id: str) -> Json:
        """Return how far a walk's order is: ``idle``, ``running``, ``failed`` or ``done``."""
        job = self._job
        if job is None or job.walk_id != walk_id:
            return {"state": "idle"}
        if job.error is not None:
            return {"state": "failed", "error": job.error}
        if job.report is None:
            return {"state": "running", "share": round(job.share, 3)}
        return {"state": "done", "report": job.report}

    def file(self, walk_id: str, name: str) -> Path:
        """Return one of the files of a walk's finished order.

        Raises:
            RequestError: If there is none.
        """
        is_done = self.state(walk_id)["state"] == "done"
        if self._folder is None or not is_done or name not in FILES:
            raise RequestError(404, f"{walk_id[:80]}: nothing has been rendered. Order it again")
        return self._folder / name

    def cancel(self) -> None:
        """End what is being rendered, whoever ordered it, and forget it."""
        with self._lock:
            self._job = None
        self._process.stop()

    def close(self) -> None:
        """End the process, remove what was rendered."""
        self.cancel()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _emptied(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="latentwalk-render-"))
        for name in FILES:
            (self._folder / name).unlink(missing_ok=True)
        return self._folder

    def _render(self, order: RenderOrder, job: _Job, folder: Path) -> None:
        def on_progress(share: float) -> None:
            job.share = share

        asked: Json = {
            "text": order.text,
            "file": order.file,
            "gpx": order.gpx,
            "place": order.place,
            "radius_m": order.radius_m,
            "seed": order.seed,
            "sound": str(folder / SOUND),
            "picture": str(folder / PICTURE),
        }
        try:
            report = self._process.ask(asked, on_progress)
        except RequestError as error:
            self._end(job)
            job.error = str(error)
        else:
            self._end(job)
            job.report = report

    def _end(self, job: _Job) -> None:
        """Let the process go, unless the order was cancelled: it may be another's by now."""
        with self._lock:
            if self._job is job:
                self._process.stop()
