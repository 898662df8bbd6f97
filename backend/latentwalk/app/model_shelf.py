"""The models of a server: those that walks name are loaded, others when a draft first asks."""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from latentwalk.domain.errors import ModelFileError
from latentwalk.domain.ids import ModelId
from latentwalk.engine.contract import Contract
from latentwalk.engine.manifest import Manifest, find_models
from latentwalk.engine.options import DEFAULT_OPTIONS, EngineOptions
from latentwalk.engine.shards import ShardedPool
from latentwalk.session.admission import rows_for
from latentwalk.session.port import Port

LOG = logging.getLogger("latentwalk")


class ModelShelf:
    """Loaded models, each in processes of its own; a further one takes some seconds.

    Args:
        models_dir: The folder of models.
        walkers: Most at once.
        standby: Whether each model has a further process ready.
        options: How the models may compute.
        lanes: Most sessions of a model at once; more than walkers where hidden ones sound too.
    """

    def __init__(
        self,
        models_dir: Path,
        walkers: int,
        standby: bool,
        options: EngineOptions = DEFAULT_OPTIONS,
        lanes: int | None = None,
    ) -> None:
        self._models_dir, self._walkers, self._standby = models_dir, walkers, standby
        self._options, self._lanes = options, lanes or walkers
        self.contracts: dict[ModelId, Contract] = {}
        self.manifests: tuple[Manifest, ...] = ()
        self.pools: tuple[ShardedPool, ...] = ()
        self.on_port: Callable[[Port], None] = lambda port: None
        self._lock = threading.Lock()

    def known(self) -> list[str]:
        """Return the ids of all models in the folder, loaded or not."""
        return [manifest.model.id for manifest in find_models(self._models_dir)]

    def latent_size(self, model: str) -> int:
        """Return how many latents a loaded model has."""
        return self.contracts[ModelId(model)].latent_size

    def others(self) -> list[Manifest]:
        """Return the cards of the folder's models that are not loaded."""
        manifests = find_models(self._models_dir)
        return [m for m in manifests if m.model.id not in self.contracts]

    def require(self, models: Iterable[ModelId]) -> None:
        """Refuse models that are not in the folder.

        Raises:
            ModelFileError: If one is not.
        """
        self._find([model for model in models if model not in self.contracts])

    def load(self, models: Iterable[ModelId]) -> list[Port]:
        """Load the models that are not loaded yet; returns their ports.

        Raises:
            ModelFileError: If the folder lacks one, or it cannot be played.
        """
        with self._lock:
            missing = [model for model in dict.fromkeys(models) if model not in self.contracts]
            return [self._load(manifest) for manifest in self._find(missing)]

    def wait(self, limit_s: float) -> None:
        """Give late models a moment, each as long."""
        for pool in self.pools:
            pool.wait(limit_s)

    def close(self) -> None:
        """End every model's processes."""
        with self._lock:
            for pool in self.pools:
                pool.close()

    def _find(self, models: Sequence[ModelId]) -> list[Manifest]:
        by_id = {manifest.model.id: manifest for manifest in find_models(self._models_dir)}
        missing = [model for model in models if model not in by_id]
        if missing:
            known = ", ".join(sorted(by_id)) or "none"
            raise ModelFileError(
                self._models_dir,
                missing[0],
                f"expected a folder with model.toml for this model, found {known}",
                'Put the model there, or change the walk\'s "model"',
            )
        return [by_id[model] for model in models]

    def _load(self, manifest: Manifest) -> Port:
        rows, standby = rows_for(self._walkers), self._standby
        pool = ShardedPool.open(manifest, rows, standby, options=self._options)
        port = Port(pool, self._lanes)
        self.on_port(port)
        self.pools, self.manifests = (*self.pools, pool), (*self.manifests, manifest)
        self.contracts[pool.contract.model_id] = pool.contract
        return port
