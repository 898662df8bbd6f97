"""What planted sounds are in latent space: encoded once by each model, then kept on disk."""

import logging
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from latentwalk.app.encoder_process import EncoderDiedError, EncoderProcess
from latentwalk.app.trajectory_store import TrajectoryStore
from latentwalk.domain.errors import InputFileError, SoundFileError, WalkFileError
from latentwalk.domain.ids import ModelId
from latentwalk.domain.rule import UseModel
from latentwalk.domain.sound import MappingKind, Sound
from latentwalk.domain.walk import Walk
from latentwalk.engine.manifest import Manifest
from latentwalk.latent.trajectory import Trajectory

MAX_WAITING = 1024  # a walk holds 200 files; what is more is asked for again at the next save
MAX_KEPT = 512  # in memory, at most 0.9 MB each for our models; the longest unasked goes first
LOG = logging.getLogger(__name__)

PlantedKey = tuple[ModelId, str]  # a model and the name of a file in the walk's folder


@dataclass(frozen=True, slots=True)
class _Asked:
    """One version of one file, for one model."""

    model: ModelId
    sound: Path
    modified_ns: int
    size: int


class Trajectories:
    """Trajectories by model and file; asking starts what is not there yet and never waits.

    One thread encodes one file after another, in a process behind everybody else. A file that
    changes is another file. What is wrong with one is kept until it changes; an encoder that
    died is tried again when next asked. Safe from any thread.

    Args:
        cache_dir: Where what was encoded is kept between runs; made when needed.
        manifests: The models.
        on_ready: Called in that thread with a sound's path when it may be heard.
    """

    def __init__(
        self,
        cache_dir: Path,
        manifests: Iterable[Manifest],
        on_ready: Callable[[Path], None] = lambda sound: None,
    ) -> None:
        self._manifests = {ModelId(m.model.id): m for m in manifests}
        self._store = TrajectoryStore(cache_dir)
        self._encoder = EncoderProcess()
        self._on_ready = on_ready
        self._waiting: dict[_Asked, None] = {}  # in order of asking
        self._ready: dict[_Asked, Trajectory] = {}  # the last asked for at its end
        self._wrong: dict[_Asked, InputFileError] = {}
        self._is_closed = False
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition()

    def get(self, model: ModelId, sound: Path) -> Trajectory | None:
        """Return a sound's trajectory, or ``None`` while there is none."""
        asked = _asked(model, sound)
        if asked is None:
            return None
        with self._changed:
            trajectory = self._ready.pop(asked, None)
            if trajectory is not None:
                self._ready[asked] = trajectory
                return trajectory
            wrong = self._wrong.get(asked)
            is_final = wrong is not None and not isinstance(wrong, EncoderDiedError)
            if not is_final and not self._is_closed and len(self._waiting) < MAX_WAITING:
                self._wrong.pop(asked, None)
                self._waiting.setdefault(asked)
                self._begin()
            return None

    def of(self, walk: Walk, folder: Path) -> Mapping[PlantedKey, Trajectory]:
        """Return what is ready of all that a walk plants; the rest is begun.

        Args:
            walk: The walk.
            folder: Where its sounds lie.
        """
        asked = {key: self.get(key[0], folder / key[1]) for key in planted_in(walk)}
        return {key: trajectory for key, trajectory in asked.items() if trajectory is not None}

    def errors(self, walk: Walk, folder: Path) -> list[WalkFileError]:
        """Return what is wrong with the sounds a walk plants, as far as it is known."""
        return [
            WalkFileError(f"{walk.id}.geojson", f"planted {file}", *story)
            for model, file in planted_in(walk)
            if (story := self._story(model, folder / file)) is not None
        ]

    def wait(self, limit_s: float) -> bool:
        """Wait until all that was asked for is ready or wrong; say whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, limit_s)

    def close(self) -> None:
        """Encode no more; what runs is ended."""
        with self._changed:
            self._is_closed = True
            self._waiting.clear()
            self._changed.notify_all()
        self._encoder.close()
        if self._thread is not None:
            self._thread.join()

    def _story(self, model: ModelId, sound: Path) -> tuple[str, str] | None:
        """Return problem and remedy of one sound."""
        asked = _asked(model, sound)
        if asked is None:
            return "there is no such file", "Upload it again, or take the place away"
        with self._changed:
            wrong = self._wrong.get(asked)
        if wrong is None:
            return None
        return f"{wrong.place}: {wrong.problem}" if wrong.place else wrong.problem, wrong.remedy

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="trajectories", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._is_closed)
                if self._is_closed:
                    return
                asked = next(iter(self._waiting))
            trajectory = self._find(asked)
            with self._changed:
                if trajectory is not None:
                    self._ready[asked] = trajectory
                    while len(self._ready) > MAX_KEPT:
                        self._ready.pop(next(iter(self._ready)))
                self._waiting.pop(asked, None)
                self._changed.notify_all()
            if trajectory is not None:
                self._on_ready(asked.sound)

    def _find(self, asked: _Asked) -> Trajectory | None:
        """Take a trajectory from the disk or have it encoded."""
        try:
            manifest = self._manifests[asked.model]
            path = self._store.path(manifest, asked.sound)
            found = self._store.read(path)
            if found is None:
                self._encoder.encode(manifest, asked.sound, path)
                found = self._store.read(path)
                self._store.prune()
            if found is not None:
                return found
            raise SoundFileError(asked.sound, "", "its latents cannot be read back from the disk")
        except KeyError:
            wrong = InputFileError(asked.sound, "", f"there is no model {asked.model!r}")
        except OSError as error:
            wrong = SoundFileError(asked.sound, "", f"cannot be encoded: {error}")
        except InputFileError as error:
            wrong = error
        if not self._is_closed:
            LOG.warning("%s", wrong)
        with self._changed:
            self._wrong[asked] = wrong
            while len(self._wrong) > MAX_KEPT:
                self._wrong.pop(next(iter(self._wrong)))
        return None


def planted_in(walk: Walk) -> list[PlantedKey]:
    """Return every file that a walk plants with the model that is to hear it, each once.

    A zone that a rule may give to a further model is heard by that one too.
    """
    found: dict[PlantedKey, None] = {}

    def add(sound: Sound, model: ModelId) -> None:
        if sound.mapping is MappingKind.PLANTED:
            found.update({(model, planted.file): None for planted in sound.planted})

    for sound in (*(zone.sound for zone in walk.zones), walk.outside):
        add(sound, sound.model or walk.model)
    sounds = {zone.id: zone.sound for zone in walk.zones}
    for rule in walk.rules:
        for action in rule.then:
            if isinstance(action, UseModel):
                add(sounds[action.zone], action.model)
    return list(found)


def _asked(model: ModelId, sound: Path) -> _Asked | None:
    try:
        found = os.stat(sound)
    except OSError:
        return None
    return _Asked(model, sound, found.st_mtime_ns, found.st_size)
