"""Walks made ready to sound, with what their planted sounds are in latent space."""

from collections.abc import Mapping
from pathlib import Path

from latentwalk.app.trajectories import Trajectories, planted_in
from latentwalk.domain.errors import WalkFileError
from latentwalk.domain.ids import ModelId, WalkId
from latentwalk.domain.walk import Walk
from latentwalk.engine.contract import Contract
from latentwalk.engine.manifest import find_models
from latentwalk.session.ground import DRAFT_SUFFIX, Ground

SOUNDS = ".sounds"  # the folder of a walk's files, after its id
WHOLE_WITHIN_S = 3600.0  # offline nobody waits for sound; then terrain stands in
TRAJECTORIES = "trajectories"  # the folder of encoded sounds, in the user's state


def sounds_dir(walks_dir: Path, walk_id: WalkId | str) -> Path:
    """Return the folder of a walk's sounds and pictures, a draft's as well; it need not exist."""
    return walks_dir / f"{walk_id.removesuffix(DRAFT_SUFFIX)}{SOUNDS}"


class GroundMaker:
    """Makes grounds; what is planted sounds as terrain until it is encoded.

    Args:
        walks_dir: Where the walks and their sounds lie.
        contracts: The loaded models; may grow.
        trajectories: Encodes planted sounds.
    """

    def __init__(
        self, walks_dir: Path, contracts: Mapping[ModelId, Contract], trajectories: Trajectories
    ) -> None:
        self.contracts = contracts
        self._walks_dir, self._trajectories = walks_dir, trajectories

    def make(self, walk: Walk) -> Ground:
        """Return the ground of a walk; begins to encode what it plants."""
        ready = self._trajectories.of(walk, self.sounds_dir(walk.id))
        return Ground(walk, self.contracts, ready)

    def make_whole(self, walk: Walk, limit_s: float) -> Ground:
        """Return the ground of a walk once all that it plants is encoded, or after a while."""
        self._trajectories.of(walk, self.sounds_dir(walk.id))
        self._trajectories.wait(limit_s)
        return self.make(walk)

    def waiting(self, walk: Walk, limit_s: float) -> list[str]:
        """Return the planted files that are not encoded yet, after waiting a while for them."""
        if len(self._trajectories.of(walk, self.sounds_dir(walk.id))) < len(planted_in(walk)):
            self._trajectories.wait(limit_s)
        ready = self._trajectories.of(walk, self.sounds_dir(walk.id))
        wrong = {error.place for error in self.errors(walk)}
        planted = [key for key in planted_in(walk) if key not in ready]
        return [file for _, file in planted if f"planted {file}" not in wrong]

    def errors(self, walk: Walk) -> list[WalkFileError]:
        """Return what is known to be wrong with the sounds that a walk plants."""
        return self._trajectories.errors(walk, self.sounds_dir(walk.id))

    def sounds_dir(self, walk_id: WalkId | str) -> Path:
        """Return the folder of a walk's sounds."""
        return sounds_dir(self._walks_dir, walk_id)


def whole_ground(
    walk: Walk,
    contracts: Mapping[ModelId, Contract],
    walks_dir: Path,
    models_dir: Path,
    state_dir: Path,
) -> Ground:
    """Return the ground of a walk with all that it plants, for who renders it offline.

    Args:
        walk: The walk.
        contracts: The models it names.
        walks_dir: Where its sounds' folder lies.
        models_dir: Where the models' folders lie.
        state_dir: Where what is encoded is kept.

    Raises:
        WalkFileError: If a planted sound cannot be used.
    """
    trajectories = Trajectories(state_dir / TRAJECTORIES, find_models(models_dir))
    try:
        maker = GroundMaker(walks_dir, contracts, trajectories)
        ground = maker.make_whole(walk, WHOLE_WITHIN_S)
        for error in maker.errors(walk):
            raise error
        return ground
    finally:
        trajectories.close()
